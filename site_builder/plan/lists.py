"""The home page, tags and authors."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from site_builder import compose
from site_builder.catalogue import Group
from site_builder.compose import Desk
from site_builder.pages import Page
from site_builder.problems import Problem
from site_builder.text import of, plural
from site_builder.views import AuthorPage, Counted, HomePage, IndexPage, Link, ListPage, Prose

# Companies named on the front page.
_MOST_OF_THE_WEEK = 12


def home_pages(desk: Desk) -> Iterator[Page]:
    """Yield the home page and the older articles behind it."""
    description = desk.typeset(desk.config.description)
    title = desk.typeset(desk.config.title)
    for sheet in compose.sheets(desk.catalogue.articles, desk.urls.home, desk):
        view = HomePage(
            head=compose.head(sheet.titled(title), description, sheet.path, desk),
            cards=sheet.cards,
            today=_today(desk) if sheet.number == 1 else 0,
            week=_week(desk) if sheet.number == 1 else (),
            pager=sheet.pager,
        )
        yield Page(path=sheet.path, kind="list", recipe="html", template="home.html", view=view)


def _today(desk: Desk) -> int:
    """Return how many articles the newest day has."""
    articles = desk.catalogue.articles
    return sum(1 for _ in takewhile(lambda a: a.date.date() == articles[0].date.date(), articles))


def _week(desk: Desk) -> tuple[Counted, ...]:
    """Return the companies of the seven days that end with the newest article, the most written
    about first.
    """
    articles = desk.catalogue.articles
    if not articles:
        return ()
    since = articles[0].date.date() - dt.timedelta(days=7)
    counts: Counter[Link] = Counter()
    for article in takewhile(lambda a: a.date.date() > since, articles):
        counts.update(desk.cards[article.source].companies)
    return tuple(
        Counted(label=found.label, url=found.url, count=count, last=None)
        for found, count in counts.most_common(_MOST_OF_THE_WEEK)
    )


def tag_pages(desk: Desk) -> Iterator[Page]:
    """Yield the pages of every tag, then their index."""
    urls = desk.urls
    crumbs = (compose.home_link(desk), compose.link("Thèmes", urls.tags(), desk))
    for group in desk.catalogue.tags:
        name = desk.tags[group.slug].label
        count = len(group.articles)
        counted = f"{count} {plural(count, 'article')} de {desk.config.title}"
        description = desk.typeset(f"{counted} : {name}.")
        feeds = compose.tag_feeds(group.slug, desk)
        for sheet in compose.sheets(group.articles, lambda n, s=group.slug: urls.tag(s, n), desk):  # type: ignore[misc]  # mypy cannot type a default of a lambda
            view = ListPage(
                head=compose.head(sheet.titled(name), description, sheet.path, desk, feeds),
                crumbs=crumbs,
                title=name,
                count=count,
                cards=sheet.cards,
                pager=sheet.pager,
            )
            yield Page(path=sheet.path, kind="list", recipe="html", template="list.html", view=view)
    entries = tuple(
        compose.counted(g, urls.tag(g.slug), desk.tags[g.slug].label, desk)
        for g in desk.catalogue.tags
    )
    yield _index("Thèmes", f"Tous les thèmes de {desk.config.title}.", urls.tags(), entries, desk)


def author_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield the pages of everybody who signs, then their index."""
    urls = desk.urls
    for group in desk.catalogue.authors:
        record = desk.catalogue.author_records.get(group.slug)
        body = None
        if record is not None:
            path = urls.author(group.slug)
            text, problems = compose.prose(record.body, record.source, path, desk)
            yield from problems
            body = text if record.body.words else None
        yield from _author(group, body, desk)
    entries = tuple(
        compose.counted(g, urls.author(g.slug), desk.authors[g.slug].label, desk)
        for g in desk.catalogue.authors
    )
    description = f"Les journalistes de {desk.config.title}."
    yield _index("Rédaction", description, urls.authors(), entries, desk)


def _author(group: Group, body: Prose | None, desk: Desk) -> Iterator[Page]:
    urls = desk.urls
    record = desk.catalogue.author_records.get(group.slug)
    name = desk.authors[group.slug].label
    summary = (record and record.summary) or desk.typeset(f"Les articles {of(name)}.")
    links = record.links if record else ()
    feeds = compose.author_feeds(group.slug, desk)
    for sheet in compose.sheets(group.articles, lambda n: urls.author(group.slug, n), desk):
        view = AuthorPage(
            head=compose.head(sheet.titled(name), summary, sheet.path, desk, feeds),
            crumbs=(
                compose.home_link(desk),
                compose.link("Rédaction", urls.authors(), desk),
            ),
            name=name,
            role=desk.typeset(record.role) if record and record.role else None,
            links=tuple(Link(label=desk.typeset(label), url=url) for label, url in links),
            count=len(group.articles),
            body=body if sheet.number == 1 else None,
            cards=sheet.cards,
            pager=sheet.pager,
        )
        yield Page(
            path=sheet.path,
            kind="list",
            recipe="html",
            template="author.html",
            view=view,
            origin=record.source if record else "",
        )


def _index(
    title: str, description: str, path: str, entries: tuple[Counted, ...], desk: Desk
) -> Page:
    view = IndexPage(
        head=compose.head(title, desk.typeset(description), path, desk),
        crumbs=(compose.home_link(desk),),
        title=title,
        entries=entries,
    )
    return Page(path=path, kind="list", recipe="html", template="index.html", view=view)
