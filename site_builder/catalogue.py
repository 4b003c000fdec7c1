"""All items → immutable indexes of the site: what is published, in what order, about whom.

Computed afresh on every build, so it cannot go stale. Nothing here knows a URL or a template.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import TypeVar

from msgspec.structs import replace

from site_builder.issues import Issue, Shelf, gather
from site_builder.items import Article, Author, Broken, Company, Edition, Item, Mention, StaticPage
from site_builder.kinds import SLUG_LENGTH
from site_builder.problems import Problem, problem
from site_builder.registry import Registry, register
from site_builder.schema import shown
from site_builder.text import collation_key, slugify
from site_builder.values import Value

T = TypeVar("T", Company, Author)


class Group(Value, frozen=True, kw_only=True):
    """A company, tag or author with its published articles, newest first.

    `articles` say that they are about it; `mentioning` only name it in passing.
    """

    slug: str
    name: str
    articles: tuple[Article, ...]
    mentioning: tuple[Article, ...] = ()


class Catalogue(Value, frozen=True, kw_only=True):
    """The whole site as values. Articles are newest first; groups in French alphabetical order."""

    articles: tuple[Article, ...]
    waiting: tuple[Article, ...]  # drafts and future articles
    next_due: dt.datetime | None  # when the next of what is in the future stops being so
    unpublished: Mapping[str, str]  # their sources, and those of future editions → why
    early: Mapping[str, str]  # the same of what is published all the same, as it was asked for
    pages: tuple[StaticPage, ...]
    issues: tuple[Issue, ...]  # newest number first
    registry: Registry
    declared: Mapping[str, tuple[str, ...]]  # source → companies it is about, once each
    mentions: Mapping[str, tuple[Mention, ...]]  # source → companies its words name
    companies: tuple[Group, ...]
    pairs: Mapping[tuple[str, str], tuple[Article, ...]]  # two slugs in order → articles on both
    tags: tuple[Group, ...]
    authors: tuple[Group, ...]
    author_records: Mapping[str, Author]
    broken: tuple[Broken, ...]
    problems: tuple[Problem, ...]
    asked: dt.datetime | None = None  # the hour it was asked for; never that of the clock

    def beside(self) -> dict[str, dict[str, int]]:
        """Return how many articles each company shares with each other one."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for (one, other), shared in self.pairs.items():
            found[one][other] = found[other][one] = len(shared)
        return found


class Edge(Value, frozen=True, kw_only=True):
    """What decides whether an article is published: the hour, and what the editor asked for.

    `asked` is the hour as an option gave it, None for that of the clock.
    """

    now: dt.datetime
    drafts: bool
    future: bool
    asked: dt.datetime | None = None


def assemble(
    items: Iterable[Item], mentions: Mapping[str, tuple[Mention, ...]], edge: Edge
) -> Catalogue:
    """Return the catalogue of *items*, in which drafts and future articles appear nowhere.

    *mentions* are the companies that each article names, by source.
    """
    by_kind: dict[type, list[Item]] = defaultdict(list)
    for item in items:
        by_kind[type(item)].append(item)
    records: list[Company] = by_kind[Company]  # type: ignore[assignment]  # keyed by type
    every: list[Article] = by_kind[Article]  # type: ignore[assignment]  # keyed by type
    pages: list[StaticPage] = by_kind[StaticPage]  # type: ignore[assignment]  # keyed by type
    authors: list[Author] = by_kind[Author]  # type: ignore[assignment]  # keyed by type
    editions: list[Edition] = by_kind[Edition]  # type: ignore[assignment]  # keyed by type
    broken: list[Broken] = by_kind[Broken]  # type: ignore[assignment]  # keyed by type

    unpublished = {a.source: why for a in every if (why := _unpublished(a, edge))}
    published = replace(edge, drafts=False, future=False)
    articles = sorted(
        (a for a in every if a.source not in unpublished),
        key=lambda a: (-a.date.timestamp(), a.slug, a.source),
    )
    registry, problems = register(records, frozenset(b.slug for b in broken))
    author_records, more = _by_slug(authors)
    problems += more + _same_slugs(every) + _same_ids(every)
    articles = _one_a_slug(articles)
    declared = {a.source: _declared(a, registry) for a in articles}
    companies, more = _companies(
        articles, registry, declared, mentions, frozenset(b.slug for b in broken)
    )
    problems += more
    tags, more = _groups(articles, "tags", {})
    problems += more
    signed, more = _groups(
        articles, "authors", {slug: record.name for slug, record in author_records.items()}
    )
    problems += more
    days = [*(a.date for a in every), *(e.date for e in editions)]
    coming = {e.source: "future" for e in editions if e.date > edge.now and not edge.future}
    waiting = tuple(a for a in every if a.source in unpublished)
    shelf = Shelf(
        published=tuple(articles), waiting=waiting, unpublished=unpublished, broken=tuple(broken)
    )
    issues, more = gather(editions, coming, shelf)
    problems += more
    return Catalogue(
        articles=tuple(articles),
        unpublished=MappingProxyType(unpublished | coming),
        early=MappingProxyType(
            {a.source: why for a in articles if (why := _unpublished(a, published))}
            | {i.edition.source: "future" for i in issues if i.edition.date > edge.now}
        ),
        waiting=waiting,
        next_due=min((day for day in days if day > edge.now), default=None),
        pages=tuple(sorted(pages, key=lambda p: (p.slug, p.source))),
        issues=issues,
        registry=registry,
        declared=MappingProxyType(declared),
        mentions=MappingProxyType(dict(mentions)),
        companies=companies,
        pairs=MappingProxyType(_pairs(articles, declared)),
        tags=tags,
        authors=signed,
        author_records=MappingProxyType(author_records),
        broken=tuple(broken),
        problems=problems,
        asked=edge.asked,
    )


def _unpublished(article: Article, edge: Edge) -> str:
    if article.draft and not edge.drafts:
        return "draft"
    return "future" if article.date > edge.now and not edge.future else ""


def mark(item: Article | Company | StaticPage | Author, *names: str) -> tuple[int, int]:
    """Return line and column of the first of the values *names* that the file of *item* has, or
    of its first line.
    """
    marks = {name: (line, column) for name, line, column in item.marks}
    return next((marks[name] for name in names if name in marks), (1, 0))


def _one_a_slug(articles: list[Article]) -> list[Article]:
    """Return *articles* without those whose URL another has, which is told already."""
    first: dict[str, str] = {}
    return [a for a in articles if first.setdefault(a.slug, a.source) == a.source]


def _same_slugs(articles: list[Article]) -> tuple[Problem, ...]:
    """Drafts count: an address is settled before the day it is published."""
    found: list[Problem] = []
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: a.source):
        other = first.setdefault(article.slug, article)
        if other is not article:
            found += [
                problem(
                    "article.same-url",
                    one.source,
                    *mark(one, "slug"),
                    url=f"…/{article.slug}/",
                    other=two.source,
                )
                for one, two in ((article, other), (other, article))
            ]
    return tuple(found)


def _same_ids(articles: list[Article]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: a.source):
        if article.id is None:
            continue
        other = first.setdefault(article.id, article)
        if other is not article:
            found.append(
                problem("article.same-id", article.source, *mark(article, "id"), other=other.source)
            )
    return tuple(found)


def _by_slug(authors: list[Author]) -> tuple[dict[str, Author], tuple[Problem, ...]]:
    found: list[Problem] = []
    by_slug: dict[str, Author] = {}
    for author in sorted(authors, key=lambda a: a.source):
        other = by_slug.setdefault(author.slug, author)
        if other is not author:
            at = mark(author, "slug", "name")
            found.append(
                problem(
                    "author.same-url",
                    author.source,
                    *at,
                    url=f"…/{author.slug}/",
                    other=other.source,
                )
            )
    return by_slug, tuple(found)


def _declared(article: Article, registry: Registry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(registry.slug, article.companies))))


def _pairs(
    articles: list[Article], declared: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], tuple[Article, ...]]:
    """Return the articles that are about two companies at once, by every two of them."""
    found: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        for pair in combinations(sorted(declared[article.source]), 2):
            found[pair].append(article)
    return {pair: tuple(shared) for pair, shared in sorted(found.items())}


def _companies(
    articles: list[Article],
    registry: Registry,
    declared: Mapping[str, tuple[str, ...]],
    mentions: Mapping[str, tuple[Mention, ...]],
    broken: frozenset[str],
) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
    """Every company with a record or an article, in French alphabetical order."""
    about: dict[str, list[Article]] = defaultdict(list)
    mentioning: dict[str, list[Article]] = defaultdict(list)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    problems: list[Problem] = []
    for article in articles:
        for number, name in enumerate(article.companies):
            slug = registry.slug(name)
            at = mark(article, f"companies.{number}")
            if not slug:
                problems.append(problem("name.no-slug", article.source, *at, name=name))
                continue
            if slug not in registry.records:
                if not spellings[slug] and slug not in broken:
                    problems += _unknown(name, registry, article.source, at)
                problems += _too_long(name, slug, article.source, at)
                spellings[slug][name] += 1
        for slug in declared[article.source]:
            about[slug].append(article)
        for mention in mentions.get(article.source, ()):
            if mention.slug not in declared[article.source]:
                mentioning[mention.slug].append(article)
    names = {slug: record.name for slug, record in registry.records.items()}
    names |= {slug: _usual(counted) for slug, counted in spellings.items()}
    groups = (
        Group(
            slug=slug,
            name=name,
            articles=tuple(about[slug]),
            mentioning=tuple(mentioning[slug]),
        )
        for slug, name in names.items()
    )
    return tuple(sorted(groups, key=lambda g: (collation_key(g.name), g.slug))), tuple(problems)


def _unknown(name: str, registry: Registry, path: str, at: tuple[int, int]) -> list[Problem]:
    """Return what to say of *name*, which has no record: a slip of the finger, or a product."""
    if owner := registry.maker(name):
        return [problem("company.product-name", path, *at, name=name, owner=owner)]
    if near := registry.close_to(name):
        return [problem("company.close-name", path, *at, name=name, near=near)]
    return []


def _groups(
    articles: list[Article], field: str, names: Mapping[str, str]
) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
    """Articles gathered by the texts of *field*: spellings that give one slug are one group.

    *names* are those of records, by slug; a record without an article is a group too.
    """
    members: dict[str, dict[str, Article]] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    problems: list[Problem] = []
    for article in articles:
        for number, name in enumerate(getattr(article, field)):
            slug = slugify(name)
            at = mark(article, f"{field}.{number}", field)
            if not slug:
                problems.append(problem("name.no-slug", article.source, *at, name=name))
                continue
            if not spellings[slug]:
                problems += _too_long(name, slug, article.source, at)
            members[slug].setdefault(article.source, article)
            spellings[slug][name] += 1
    groups = (
        Group(
            slug=slug,
            name=names.get(slug) or _usual(spellings[slug]),
            articles=tuple(members[slug].values()),
        )
        for slug in {**names, **members}
    )
    return tuple(sorted(groups, key=lambda g: (collation_key(g.name), g.slug))), tuple(problems)


def _too_long(name: str, slug: str, path: str, at: tuple[int, int]) -> list[Problem]:
    if len(slug) <= SLUG_LENGTH:
        return []
    return [
        problem("name.long-slug", path, *at, name=shown(name), count=len(slug), most=SLUG_LENGTH)
    ]


def _usual(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; the first in alphabetical order among equals."""
    return min(spellings, key=lambda name: (-spellings[name], collation_key(name), name))
