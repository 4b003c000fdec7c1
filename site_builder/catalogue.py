"""All items → immutable indexes of the site: what is published, in what order, about whom.

Computed afresh on every build, so it cannot go stale. Nothing here knows a URL or a template.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from site_builder.issues import Issue, Shelf, gather
from site_builder.items import Article, Author, Broken, Company, Edition, Item, StaticPage
from site_builder.kinds import SLUG_LENGTH
from site_builder.problems import Problem, problem
from site_builder.registry import Registry, register
from site_builder.schema import shown
from site_builder.text import collation_key, slugify

T = TypeVar("T", Company, Author)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A company, tag or author with its published articles, newest first."""

    slug: str
    name: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole site as values. Articles are newest first; groups in French alphabetical order."""

    articles: tuple[Article, ...]
    waiting: tuple[Article, ...]  # drafts and future articles
    unpublished: Mapping[str, str]  # their sources, and those of future editions → why
    pages: tuple[StaticPage, ...]
    issues: tuple[Issue, ...]  # newest number first
    registry: Registry
    companies: tuple[Group, ...]
    tags: tuple[Group, ...]
    authors: tuple[Group, ...]
    author_records: Mapping[str, Author]
    broken: tuple[Broken, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What decides whether an article is published: the hour, and what the editor asked for."""

    now: dt.datetime
    drafts: bool
    future: bool


def assemble(items: Iterable[Item], edge: Edge) -> Catalogue:
    """Return the catalogue of *items*, in which drafts and future articles appear nowhere."""
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
    articles = sorted(
        (a for a in every if a.source not in unpublished),
        key=lambda a: (-a.date.timestamp(), a.slug, a.source),
    )
    registry, problems = register(records, frozenset(b.slug for b in broken))
    author_records, more = _by_slug(authors)
    problems += more + _same_slugs(every) + _same_ids(every)
    articles = _one_a_slug(articles)
    companies, more = _companies(articles, registry, frozenset(b.slug for b in broken))
    problems += more
    tags, more = _groups(articles, "tags", {})
    problems += more
    signed, more = _groups(
        articles, "authors", {slug: record.name for slug, record in author_records.items()}
    )
    problems += more
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
        waiting=waiting,
        pages=tuple(sorted(pages, key=lambda p: (p.slug, p.source))),
        issues=issues,
        registry=registry,
        companies=companies,
        tags=tags,
        authors=signed,
        author_records=MappingProxyType(author_records),
        broken=tuple(broken),
        problems=problems,
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


def _companies(
    articles: list[Article], registry: Registry, broken: frozenset[str]
) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
    """Every company with a record or an article, in French alphabetical order."""
    named: dict[str, dict[str, Article]] = defaultdict(dict)
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
                if not spellings[slug] and slug not in broken and (near := registry.close_to(name)):
                    problems.append(
                        problem("company.close-name", article.source, *at, name=name, near=near)
                    )
                problems += _too_long(name, slug, article.source, at)
                spellings[slug][name] += 1
            named[slug].setdefault(article.source, article)
    names = {slug: record.name for slug, record in registry.records.items()}
    names |= {slug: _usual(counted) for slug, counted in spellings.items()}
    groups = (
        Group(slug=slug, name=name, articles=tuple(named[slug].values()))
        for slug, name in names.items()
    )
    return tuple(sorted(groups, key=lambda g: (collation_key(g.name), g.slug))), tuple(problems)


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
