"""Editions: the issues of the letter, their list and their feed."""

from collections.abc import Iterator
from itertools import groupby

from msgspec.structs import replace

from site_builder import compose
from site_builder.borrowed import seal
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
    Picture,
    Prose,
)

# Titles announced where an edition has no editorial to be summed up by.
ANNOUNCED = 4


def edition_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield a page for every published edition, then their list; nothing where there are none."""
    issues = desk.catalogue.issues
    if not issues:
        return
    feeds = compose.edition_feeds(desk)
    for position, issue in enumerate(issues):
        edition = issue.edition
        path = desk.urls.edition(edition.number)
        editorial, problems = compose.prose(edition.body, edition.source, path, desk)
        yield from problems
        newer, older = issues[position - 1 : position], issues[position + 1 : position + 2]
        view = EditionPage(
            head=compose.head(_full_title(issue, desk), summary(issue), path, desk, feeds),
            crumbs=(
                compose.home_link(desk),
                compose.link("Éditions", desk.urls.editions(), desk),
            ),
            number=edition.number,
            title=edition.title,
            date=compose.with_weekday(compose.moment(edition.date), edition.date),
            editorial=editorial if edition.body.words else None,
            articles=tuple(_article(article, desk) for article in issue.articles),
            newer=_neighbour(newer, desk),
            older=_neighbour(older, desk),
            status=desk.catalogue.early.get(edition.source),
        )
        yield Page(
            path=path,
            kind="edition",
            recipe="html",
            template="edition.html",
            view=view,
            origin=edition.source,
        )
    yield from _index(desk)


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
    config, urls = desk.config, desk.urls
    who = config.publisher or config.author
    author = Link(
        label=desk.typeset(who.name if who else config.title),
        url=(who and who.url) or urls.url(urls.home()),
    )
    items = tuple(seal(_feed_item(issue, author, desk)) for issue in issues)
    view = Feed(
        id=urls.url(urls.editions()),
        title=desk.typeset(f"{config.title} – Éditions"),
        description=desk.typeset(f"Chaque édition de {config.title}, et son sommaire."),
        url=urls.url(urls.editions_feed()),
        home=urls.url(urls.editions()),
        language=config.language,
        author=author,
        hub=config.feeds.hub,
        updated=max(issue.edition.date for issue in issues).isoformat(),
        items=items,
    )
    yield Page(path=urls.editions_feed(), kind="feed", recipe="rss", view=view)


def summary(issue: Issue) -> str:
    """Return the beginning of the editorial, or else the titles of the first articles."""
    if issue.edition.summary:
        return issue.edition.summary
    titles = [article.title for article in issue.articles[:ANNOUNCED]]
    return excerpt("\u202f; ".join(titles), 300)


def announced(desk: Desk) -> Iterator[str]:
    """Yield the sources of the articles whose titles make a summary."""
    for issue in desk.catalogue.issues:
        if not issue.edition.summary:
            yield from (article.source for article in issue.articles[:ANNOUNCED])


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
    body: Prose | None = None
    image: Picture | None = None
    if desk.config.editions.articles == "full":
        # What is wrong with the links of an article is told where its own page is planned.
        text, _ = compose.prose(article.body, article.source, path, desk, "lazy")
        hrefs = tuple(f"#{anchor}-{h[1:]}" if h.startswith("#") else h for h in text.hrefs)
        links = compose.name_links(article, desk)
        body = replace(text, hrefs=hrefs, links=links, scope=anchor)
        image, _ = compose.picture(article, path, desk, "lazy")
    return EditionArticle(
        anchor=anchor,
        title=article.title,
        url=desk.urls.href(path),
        date=compose.moment(article.date),
        summary=article.summary,
        authors=compose.signatures(article, desk),
        companies=compose.companies_of(article, desk),
        minutes=article.minutes,
        status=desk.catalogue.early.get(article.source),
        image=image,
        body=body,
    )


def _index(desk: Desk) -> Iterator[Page]:
    issues = desk.catalogue.issues
    count = len(issues)
    told = desk.typeset(f"{count} {plural(count, 'édition')} de {desk.config.title}.")
    feeds = compose.edition_feeds(desk)
    labels = ("Éditions plus récentes", "Éditions plus anciennes")
    for pager, part in compose.pagers(count, desk.urls.editions, labels, desk):
        path = desk.urls.editions(pager.number)
        cards = (_card(issue, desk) for issue in issues[part])
        title = compose.numbered("Éditions", pager.number)
        view = EditionsPage(
            head=compose.head(title, told, path, desk, feeds),
            crumbs=(compose.home_link(desk),),
            title="Éditions",
            count=count,
            years=tuple((year, tuple(found)) for year, found in groupby(cards, _year)),
            pager=pager,
        )
        yield Page(path=path, kind="list", recipe="html", template="editions.html", view=view)


def _year(card: EditionCard) -> str:
    return card.date.iso[:4]


def _card(issue: Issue, desk: Desk) -> EditionCard:
    edition = issue.edition
    return EditionCard(
        number=edition.number,
        title=edition.title,
        url=desk.urls.href(desk.urls.edition(edition.number)),
        date=compose.moment(edition.date),
        summary=summary(issue),
        count=len(issue.articles),
        status=desk.catalogue.early.get(edition.source),
    )


def _feed_item(issue: Issue, author: Link, desk: Desk) -> FeedItem:
    edition = issue.edition
    path = desk.urls.edition(edition.number)
    host = desk.urls.host
    text, _ = compose.prose(edition.body, edition.source, path, desk)
    return FeedItem(
        # The number and the year: title and day may be corrected.
        id=f"tag:{host},{edition.date.year}:edition-{edition.number}",
        title=edition.title,
        url=desk.urls.url(path),
        date=edition.date.isoformat(),
        updated=edition.date.isoformat(),
        authors=(author,),
        categories=(),
        summary=summary(issue),
        image=None,
        body=compose.outside(text, desk),
        links=tuple(
            Link(label=a.title, url=desk.urls.url(desk.urls.article(a.slug)))
            for a in issue.articles
        ),
    )
