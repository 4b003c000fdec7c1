"""What an editor may want to mend although it can be published: only `check` says it."""

import datetime as dt
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from site_builder.catalogue import Catalogue, mark
from site_builder.census import undeclared
from site_builder.content import file_day
from site_builder.dates import day_in_words
from site_builder.items import Article, Author, Company, Edition, Image, StaticPage
from site_builder.markup import Ref
from site_builder.problems import Problem, problem
from site_builder.sources import CONTENT, Media
from site_builder.text import fold

# Past this, a list or a search engine cuts: two sentences.
SUMMARY_LENGTH = 300
# A date further away is another year than the one that was meant.
_FAR = dt.timedelta(days=366)
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")

_Written = Article | StaticPage | Company | Author | Edition


def advise(
    catalogue: Catalogue,
    media: Iterable[Media],
    published: Mapping[str, Collection[str]],
    elsewhere: Iterable[str],
    now: dt.datetime,
) -> tuple[Problem, ...]:
    """Return what could be better in the texts of *catalogue* and the *media* beside them.

    *published* gives the addresses of a file of `content/`; *elsewhere* are the texts, templates
    and settings, that may show a file too. *now* is the hour that dates are looked at.
    """
    written = _written(catalogue)
    found = [
        *_undeclared(catalogue),
        *_undescribed((item.source, item.body.refs) for item in written),
        *_undescribed((item.source, item.refs) for item in catalogue.broken),
        *_summaries(written),
        *_same_titles(written),
        *_dates(written, now),
    ]
    if not catalogue.broken:  # what shows it may be a file that could not be read
        found += _orphans(written, media, published, tuple(elsewhere))
    return tuple(found)


def _written(catalogue: Catalogue) -> tuple[_Written, ...]:
    return (
        *catalogue.articles,
        *catalogue.waiting,
        *catalogue.pages,
        *catalogue.registry.records.values(),
        *catalogue.author_records.values(),
        *(issue.edition for issue in catalogue.issues),
    )


def _undeclared(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the companies that articles are about, by the look of it, and do not declare."""
    for article in catalogue.articles:
        at = mark(article, "companies", "companies.0")
        for gap in undeclared(article, catalogue):
            code = "company.undeclared-title" if gap.in_title else "company.undeclared"
            yield problem(code, article.source, *at, name=gap.name, count=gap.count)


def _undescribed(written: Iterable[tuple[str, Iterable[Ref]]]) -> Iterator[Problem]:
    for source, refs in written:
        for ref in refs:
            if ref.kind == "image" and not ref.described:
                yield problem("image.no-alt", source, ref.line, ref.column, target=ref.target)


def _summaries(written: Iterable[_Written]) -> Iterator[Problem]:
    for item in written:
        if isinstance(item, Article | StaticPage) and len(item.summary) > SUMMARY_LENGTH:
            at = mark(item, "summary")
            count = len(item.summary)
            yield problem(
                "article.summary-too-long", item.source, *at, count=count, most=SUMMARY_LENGTH
            )


def _same_titles(written: Iterable[_Written]) -> Iterator[Problem]:
    articles = (item for item in written if isinstance(item, Article))
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.date, a.source)):
        other = first.setdefault(fold(article.title), article)
        if other is not article:
            at = mark(article, "title")
            yield problem("article.same-title", article.source, *at, other=other.source)


def _dates(written: Iterable[_Written], now: dt.datetime) -> Iterator[Problem]:
    """Yield the articles whose date is not that of their file, or is very far away; that of a draft
    is not settled.
    """
    for article in written:
        if not isinstance(article, Article) or article.draft:
            continue
        at = mark(article, "date")
        day = file_day(article.source)
        if day is not None and day not in _days(article.date):
            yield problem("article.date-differs", article.source, *at, day=day)
        if article.date - now > _FAR:
            words = day_in_words(article.date.date())
            iso = article.date.date().isoformat()
            yield problem("article.far-date", article.source, *at, day=iso, day_fr=words)


def _days(date: dt.datetime) -> set[dt.date]:
    """Return the days that an editor may have typed for *date*: with an hour, that of UTC too."""
    midnight = date.timetz().replace(tzinfo=None) == dt.time()
    return {date.date()} if midnight else {date.date(), date.astimezone(dt.UTC).date()}


def _orphans(
    written: Iterable[_Written],
    media: Iterable[Media],
    published: Mapping[str, Collection[str]],
    elsewhere: tuple[str, ...],
) -> Iterator[Problem]:
    shown = {target for item in written for target in _targets(item)}
    for file in media:
        if not file.path.lower().endswith(_PICTURES) or file.path in shown:
            continue
        names = {file.path.removeprefix(CONTENT), *published.get(file.path, ())}
        if names & shown or any(name in text for text in elsewhere for name in names):
            continue
        yield problem("image.orphan", file.path)


def _targets(item: _Written) -> Iterator[str]:
    """Yield what *item* shows or links to: files of `content/`, and addresses of the site."""
    targets = [ref.target for ref in item.body.refs]
    match item:
        case Article(image=Image(src=src)):
            targets.append(src)
        case Company(logo=str(logo)):
            targets.append(logo)
    for target in targets:
        bare = unquote(target.partition("#")[0].partition("?")[0])
        if bare.startswith("/"):
            yield bare
        folder = CONTENT if bare.startswith("/") else posixpath.dirname(item.source)
        yield posixpath.normpath(f"{folder}/{bare}")
