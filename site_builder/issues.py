"""Editions and the articles they gather: which article stands in which issue of the letter.

The list of an edition decides; an edition without one takes the articles that name its number.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from unicodedata import normalize

from site_builder.content import file_slug
from site_builder.items import Article, Broken, Edition
from site_builder.problems import Problem, problem
from site_builder.schema import Marks, closest, shown
from site_builder.values import Value

_CONTENT = "content/"
_FOLDER = "editions"
_FRENCH_WHY = {"draft": "brouillon", "future": "à paraître"}


class Issue(Value, frozen=True, kw_only=True):
    """An edition with its published articles, in the order of the letter."""

    edition: Edition
    articles: tuple[Article, ...]


class Shelf(Value, frozen=True, kw_only=True):
    """The articles that editions may name: those published, those not yet and why, those broken."""

    published: tuple[Article, ...]
    waiting: tuple[Article, ...]
    unpublished: Mapping[str, str]  # sources → "draft" or "future"
    broken: tuple[Broken, ...]


def gather(
    editions: Iterable[Edition], unpublished: Mapping[str, str], shelf: Shelf
) -> tuple[tuple[Issue, ...], tuple[Problem, ...]]:
    """Return the published issues, the newest number first, and all that is wrong with editions.

    *unpublished* are the sources of the editions whose day has not come: they are checked all the
    same.
    """
    ordered = sorted(editions, key=lambda e: (e.number, e.source))
    problems = [*_same_numbers(ordered), *_gaps(ordered, shelf.broken)]
    lists = any(edition.articles for edition in ordered)
    names = _names((*shelf.published, *shelf.waiting)) if lists else {}
    published = {a.source for a in shelf.published}
    listed: dict[str, Edition] = {}  # article → the first edition that lists it
    issues: list[Issue] = []
    for edition in ordered:
        found: dict[str, Article] = {}
        for number, name in enumerate(edition.articles):
            at = _mark(edition.marks, f"articles.{number}")
            article = names.get(_plain(name))
            if article is None:
                problems += _unknown(name, edition, at, names, shelf.broken)
                continue
            first = listed.setdefault(article.source, edition)
            if first is not edition or article.source in found:
                where = first.source
                problems.append(
                    problem("edition.twice", edition.source, *at, name=name, other=where)
                )
            if article.edition not in (None, edition.number) and first is edition:
                problems.append(
                    problem(
                        "edition.disagrees",
                        article.source,
                        *_mark(article.marks, "edition"),
                        number=article.edition,
                        listed=edition.number,
                    )
                )
            if article.source not in published and edition.source not in unpublished:
                why = shelf.unpublished[article.source]
                problems.append(
                    problem(
                        "edition.unpublished",
                        edition.source,
                        *at,
                        name=name,
                        why=why,
                        why_fr=_FRENCH_WHY[why],
                    )
                )
            found.setdefault(article.source, article)
        if not edition.articles:
            named = (a for a in shelf.published if a.edition == edition.number)
            found = {a.source: a for a in sorted(named, key=chronology)}
        inside = tuple(a for a in found.values() if a.source in published)
        if edition.source not in unpublished:
            issues.append(Issue(edition=edition, articles=inside))
    if ordered:
        problems += _not_listed(ordered, listed, shelf)
    return _one_a_number(issues), tuple(problems)


def chronology(article: Article) -> tuple[float, str]:
    """Return the key that sorts articles as they appeared, the oldest first."""
    return article.date.timestamp(), article.slug


def _names(articles: Iterable[Article]) -> dict[str, Article]:
    """Return *articles* by every name an editor may give them: slug first, then path, then file.

    A name that several articles have belongs to the one that has it in the strongest way.
    """
    ordered = sorted(articles, key=lambda a: a.source)
    found = {article.slug: article for article in ordered}
    for way in (_paths, _file_names):
        for article in ordered:
            for name in way(article.source):
                found.setdefault(normalize("NFC", name), article)
    return found


def _paths(source: str) -> Iterator[str]:
    below = source.removeprefix(_CONTENT)
    for path in (source, below, below.removeprefix("articles/")):
        yield path
        yield path.removesuffix(".md")
        yield path.removesuffix("/index.md")


def _file_names(source: str) -> Iterator[str]:
    name = posixpath.basename(source.removesuffix("/index.md"))
    yield name
    yield name.removesuffix(".md")
    yield file_slug(source)


def _plain(name: str) -> str:
    return normalize("NFC", name).removeprefix("./").strip("/")


def _unknown(
    name: str,
    edition: Edition,
    at: tuple[int, int],
    names: Mapping[str, Article],
    broken: Iterable[Broken],
) -> list[Problem]:
    """Return that no article is called *name*, unless it is one whose own error is told already."""
    for item in broken:
        told = {item.slug, *_paths(item.source), *_file_names(item.source)}
        if item.folder == "articles" and _plain(name) in told:
            return []
    near = closest(name, tuple(a.slug for a in names.values()))
    return [problem("edition.no-article", edition.source, *at, name=shown(name), suggestion=near)]


def _same_numbers(editions: list[Edition]) -> Iterator[Problem]:
    for one, two in pairwise(editions):
        if one.number == two.number:
            at = _mark(two.marks, "number")
            yield problem(
                "edition.same-number", two.source, *at, number=two.number, other=one.source
            )


def _gaps(editions: list[Edition], broken: Iterable[Broken]) -> Iterator[Problem]:
    """Yield the numbers that are missing; the first one may be any: letters change tools."""
    if any(item.folder == _FOLDER for item in broken):
        return  # the missing number may be that of a file whose error is told already
    for one, two in pairwise(editions):
        missing = two.number - one.number - 1
        if missing > 0:
            span = str(one.number + 1) if missing == 1 else f"{one.number + 1}–{two.number - 1}"
            at = _mark(two.marks, "number")
            yield problem("edition.gap", two.source, *at, number=two.number, missing=span)


def _not_listed(
    editions: list[Edition], listed: Mapping[str, Edition], shelf: Shelf
) -> Iterator[Problem]:
    """Yield the articles that name an edition which does not exist, or whose list lacks them."""
    by_number: dict[int, Edition] = {}
    for edition in reversed(editions):
        by_number[edition.number] = edition
    if any(item.folder == _FOLDER for item in shelf.broken):
        return
    for article in shelf.published:
        if article.edition is None or article.source in listed:
            continue
        named = by_number.get(article.edition)
        at = _mark(article.marks, "edition")
        if named is None:
            yield problem("edition.unknown", article.source, *at, number=article.edition)
        elif named.articles:
            yield problem(
                "edition.not-listed",
                article.source,
                *at,
                number=article.edition,
                other=named.source,
            )


def _one_a_number(issues: list[Issue]) -> tuple[Issue, ...]:
    """Return *issues* newest first, without those whose number another has: that is told."""
    first: dict[int, Issue] = {}
    for issue in issues:
        first.setdefault(issue.edition.number, issue)
    return tuple(first[number] for number in sorted(first, reverse=True))


def _mark(marks: Marks, name: str) -> tuple[int, int]:
    return next(((line, column) for n, line, column in marks if n == name), (1, 0))
