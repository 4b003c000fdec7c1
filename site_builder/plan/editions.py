"""Editions: the issues of the letter, their list and their feed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from site_builder import compose
from site_builder.compose import Desk
from site_builder.issues import Issue
from site_builder.items import Article
from site_builder.pages import Page
from site_builder.problems import Problem
from site_builder.text import excerpt, plural
from site_builder.views import (
    EditionArticle,
    EditionCard,
    EditionPage,
    EditionsPage,
    Feed,
    FeedItem,
    Link,
    Prose,
)

# Titles announced where an edition has no editorial to be summed up by.
_ANNOUNCED = 4


def edition_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield a page for every published edition, then their list; nothing where there are none."""
    issues = desk.catalogue.issues
    if not issues:
        return
    feed = compose.feed_link(_feed_title(desk), desk.urls.editions_feed(), desk)
    for position, issue in enumerate(issues):
        edition = issue.edition
        path = desk.urls.edition(edition.number)
        editorial, problems = compose.prose(edition.body, edition.source, path, desk)
        yield from problems
        newer, older = issues[position - 1 : position], issues[position + 1 : position + 2]
        view = EditionPage(
            head=compose.head(_full_title(issue, desk), summary(issue), path, desk, feed),
            crumbs=(
                compose.home_link(desk),
                compose.link("Éditions", desk.urls.editions(), desk),
            ),
            number=edition.number,
            title=edition.title,
            date=compose.full_moment(edition.date),
            editorial=editorial if edition.body.words else None,
            articles=tuple(_article(article, desk) for article in issue.articles),
            newer=_neighbour(newer, desk),
            older=_neighbour(older, desk),
        )
        yield Page(
            path=path,
            kind="edition",
            recipe="html",
            template="edition.html",
            view=view,
            origin=edition.source,
        )
    yield _index(desk, feed)


def edition_links(desk: Desk) -> Iterator[tuple[str, Link]]:
    """Yield the articles that appeared in an edition, by source, and the oldest that has them."""
    for issue in desk.catalogue.issues:
        number = issue.edition.number
        found = compose.link(f"Édition {number}", desk.urls.edition(number), desk)
        yield from ((article.source, found) for article in issue.articles)


def edition_feed(desk: Desk) -> Iterator[Page]:
    """Yield the feed of the editions, if there are any and the site has feeds."""
    issues = desk.catalogue.issues[: desk.config.feeds.items]
    if not issues or not desk.config.feeds.enabled:
        return
    urls = desk.urls
    view = Feed(
        title=desk.typeset(_feed_title(desk)),
        description=desk.typeset(f"Chaque édition de {desk.config.title}, et son sommaire."),
        url=urls.url(urls.editions_feed()),
        home=urls.url(urls.editions()),
        language=desk.config.language.lower(),
        items=tuple(_feed_item(issue, desk) for issue in issues),
    )
    yield Page(path=urls.editions_feed(), kind="feed", recipe="rss", view=view)


def summary(issue: Issue) -> str:
    """Return the beginning of the editorial, or else the titles of the first articles."""
    if issue.edition.summary:
        return issue.edition.summary
    titles = [article.title for article in issue.articles[:_ANNOUNCED]]
    return excerpt("\u202f; ".join(titles), 300)


def _feed_title(desk: Desk) -> str:
    return f"{desk.config.title} – Éditions"


def _full_title(issue: Issue, desk: Desk) -> str:
    number = desk.typeset(f"n° {issue.edition.number}")
    return f"{issue.edition.title} ({number})"


def _neighbour(found: tuple[Issue, ...], desk: Desk) -> Link | None:
    for issue in found:
        return compose.link(issue.edition.title, desk.urls.edition(issue.edition.number), desk)
    return None


def _article(article: Article, desk: Desk) -> EditionArticle:
    anchor = f"Article-{article.slug}"
    path = desk.urls.article(article.slug)
    # What is wrong with the links of an article is told where its own page is planned.
    image, _ = compose.picture(article, path, desk)
    body: Prose | None = None
    if desk.config.editions.articles == "full":
        text, _ = compose.prose(article.body, article.source, path, desk)
        hrefs = (f"#{anchor}-{h[1:]}" if h.startswith("#") else h for h in text.hrefs)
        body = replace(text, hrefs=tuple(hrefs), scope=anchor)
    return EditionArticle(
        anchor=anchor,
        title=article.title,
        url=desk.urls.href(path),
        date=compose.moment(article.date),
        summary=article.summary,
        authors=compose.signatures(article, desk),
        companies=compose.companies_of(article, desk),
        minutes=article.minutes,
        image=image,
        body=body,
    )


def _index(desk: Desk, feed: Link | None) -> Page:
    path = desk.urls.editions()
    issues = desk.catalogue.issues
    years = groupby((_card(issue, desk) for issue in issues), lambda card: card.date.iso[:4])
    count = len(issues)
    told = f"{count} {plural(count, 'édition')} de {desk.config.title}."
    view = EditionsPage(
        head=compose.head("Éditions", desk.typeset(told), path, desk, feed),
        crumbs=(compose.home_link(desk),),
        title="Éditions",
        count=count,
        years=tuple((year, tuple(cards)) for year, cards in years),
    )
    return Page(path=path, kind="list", recipe="html", template="editions.html", view=view)


def _card(issue: Issue, desk: Desk) -> EditionCard:
    edition = issue.edition
    return EditionCard(
        number=edition.number,
        title=edition.title,
        url=desk.urls.href(desk.urls.edition(edition.number)),
        date=compose.moment(edition.date),
        summary=summary(issue),
        count=len(issue.articles),
    )


def _feed_item(issue: Issue, desk: Desk) -> FeedItem:
    edition = issue.edition
    path = desk.urls.edition(edition.number)
    host = urlsplit(desk.urls.root).hostname
    who = desk.config.publisher or desk.config.author
    text, _ = compose.prose(edition.body, edition.source, path, desk)
    return FeedItem(
        # The number and the year: title and day may be corrected.
        id=f"tag:{host},{edition.date.year}:edition-{edition.number}",
        title=edition.title,
        url=desk.urls.url(path),
        date=edition.date.isoformat(),
        updated=None,
        authors=(desk.typeset(who.name if who else desk.config.title),),
        categories=(),
        summary=summary(issue),
        body=compose.absolute(text, path, desk),
        links=tuple(
            Link(label=a.title, url=desk.urls.url(desk.urls.article(a.slug)))
            for a in issue.articles
        ),
    )
