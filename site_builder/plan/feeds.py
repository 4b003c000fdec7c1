"""Feeds of the site, of companies, tags and authors; the page and the list that name them all."""

import datetime as dt
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from msgspec.structs import replace

from site_builder import compose
from site_builder.borrowed import Sealed, seal
from site_builder.catalogue import Group
from site_builder.compose import Desk
from site_builder.items import Article
from site_builder.links import resolve
from site_builder.markup import Ref
from site_builder.pages import Page
from site_builder.pictures import FEED_WIDTH
from site_builder.text import of
from site_builder.urls import FeedForm
from site_builder.values import Value
from site_builder.views import (
    ArticlePage,
    Enclosure,
    Feed,
    FeedGroup,
    FeedItem,
    FeedLink,
    FeedList,
    FeedsPage,
    FollowedPage,
    Link,
    Prose,
)

# By the ends of their names: the tables of `mimetypes` are those of the machine.
_IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


def feed_pages(desk: Desk, pages: Iterable[Page], sizes: Mapping[str, int]) -> Iterator[Page]:
    """Yield every feed, then the list of them for programs.

    *pages* are those of the articles, *sizes* the bytes of published files by their addresses.
    """
    if not desk.config.feeds.enabled:
        return
    bodies = {p.origin: p.view.body for p in pages if isinstance(p.view, ArticlePage)}

    @cache  # one value for all the feeds an article stands in
    def item(article: Article) -> Sealed[FeedItem]:
        body = bodies[article.source]
        assert isinstance(body, Prose)
        return seal(_item(article, body, sizes, desk))

    for channel in _channels(desk):
        yield from _forms(channel, item, desk)
    groups = tuple(
        replace(group, entries=tuple(_absolute(entry, desk) for entry in group.entries))
        for group in _groups(desk)
    )
    yield Page(
        path=desk.urls.feed_list(),
        kind="machine",
        recipe="text",
        template="feeds.opml",
        view=FeedList(title=desk.typeset(f"Flux de {desk.config.title}"), groups=groups),
    )


def feeds_page(desk: Desk) -> Iterator[Page]:
    """Yield the page that explains the feeds and lists them, if there are any."""
    if not desk.config.feeds.enabled:
        return
    urls = desk.urls
    description = f"Suivre {desk.config.title} dans un lecteur de flux : comment faire, et tous"
    view = FeedsPage(
        head=compose.head("Flux RSS", desk.typeset(f"{description} les flux."), urls.feeds(), desk),
        crumbs=(compose.home_link(desk),),
        title="Flux RSS",
        example=urls.url(urls.feed()),
        opml=urls.href(urls.feed_list()),
        groups=_groups(desk),
    )
    yield Page(path=urls.feeds(), kind="list", recipe="html", template="feeds.html", view=view)


def _groups(desk: Desk) -> tuple[FeedGroup, ...]:
    catalogue, urls = desk.catalogue, desk.urls
    title = desk.typeset(desk.config.title)
    site = FollowedPage(label=title, url=urls.href(urls.home()), feeds=compose.site_feeds(desk))

    def entries(
        groups: Iterable[Group],
        links: Mapping[str, Link],
        feeds_of: Callable[[str, Desk], tuple[FeedLink, ...]],
    ) -> tuple[FollowedPage, ...]:
        return tuple(
            FollowedPage(
                label=links[group.slug].label,
                url=links[group.slug].url,
                feeds=feeds_of(group.slug, desk),
            )
            for group in groups
        )

    every = (
        FeedGroup(title="Tous les articles", entries=(site,)),
        FeedGroup(title="La lettre", entries=_editions(desk)),
        FeedGroup(
            title="Entreprises",
            entries=entries(catalogue.companies, desk.companies, compose.company_feeds),
        ),
        FeedGroup(
            title="Thèmes",
            entries=entries(catalogue.tags, desk.tags, compose.tag_feeds),
        ),
        FeedGroup(
            title="Rédaction",
            entries=entries(catalogue.authors, desk.authors, compose.author_feeds),
        ),
    )
    return tuple(group for group in every if group.entries)


def _editions(desk: Desk) -> tuple[FollowedPage, ...]:
    if not desk.catalogue.issues:
        return ()
    url = desk.urls.href(desk.urls.editions())
    return (FollowedPage(label="Éditions", url=url, feeds=compose.edition_feeds(desk)),)


def _absolute(entry: FollowedPage, desk: Desk) -> FollowedPage:
    root = desk.urls.root
    feeds = tuple(replace(feed, url=root + feed.url) for feed in entry.feeds)
    return replace(entry, url=root + entry.url, feeds=feeds)


class _Channel(Value, frozen=True, kw_only=True):
    """A feed before its forms: `paths` are its own, `former` those it is still asked for by."""

    id: str
    title: str
    about: str
    home: str
    articles: tuple[Article, ...]
    paths: Mapping[FeedForm, str]
    former: tuple[tuple[FeedForm, str], ...] = ()
    origin: str = ""


def _channels(desk: Desk) -> Iterator[_Channel]:
    config, urls, catalogue = desk.config, desk.urls, desk.catalogue
    forms = compose.feed_forms(config)
    yield _Channel(
        id=urls.url(urls.home()),
        title=config.title,
        about=config.description,
        home=urls.home(),
        articles=catalogue.articles[: config.feeds.items],
        paths={form: urls.feed(form) for form in forms},
    )
    former = catalogue.registry.former_slugs()
    for group in catalogue.companies:
        name = desk.companies[group.slug].label
        found = catalogue.registry.records.get(group.slug)
        about = of(name, found.article if found else None)
        # The first address of all, whatever the company is called today.
        first = found.old_slugs[0] if found and found.old_slugs else group.slug
        yield _Channel(
            id=urls.url(urls.company(first)),
            title=f"{config.title} – {name}",
            about=f"L’actualité {about} dans {config.title}.",
            home=urls.company(group.slug),
            articles=group.articles[: config.feeds.company_items],
            paths={form: urls.company_feed(group.slug, form) for form in forms},
            former=tuple(
                (form, urls.company_feed(old, form))
                for old in former.get(group.slug, ())
                for form in forms
            ),
            origin=found.source if found else "",
        )
    for group in catalogue.tags:
        name = desk.tags[group.slug].label
        yield _Channel(
            id=urls.url(urls.tag(group.slug)),
            title=f"{config.title} – {name}",
            about=f"Les articles de {config.title} : {name}.",
            home=urls.tag(group.slug),
            articles=group.articles[: config.feeds.company_items],
            paths={"rss": urls.tag_feed(group.slug)},
        )
    for group in catalogue.authors:
        name = desk.authors[group.slug].label
        yield _Channel(
            id=urls.url(urls.author(group.slug)),
            title=f"{config.title} – {name}",
            about=f"Les articles {of(name)} dans {config.title}.",
            home=urls.author(group.slug),
            articles=group.articles[: config.feeds.company_items],
            paths={"rss": urls.author_feed(group.slug)},
        )


def _forms(
    channel: _Channel, item: Callable[[Article], Sealed[FeedItem]], desk: Desk
) -> Iterator[Page]:
    """Yield the files of *channel*: the same at a former address, where it tells of the new one."""
    config, urls = desk.config, desk.urls
    articles = channel.articles
    # A feed that is empty so far has the date of the very first article: never the clock's.
    dated = articles or desk.catalogue.articles[-1:]
    updated = max(map(_updated, dated), default=None)
    who = config.publisher or config.author
    feed = Feed(
        id=channel.id,
        title=desk.typeset(channel.title),
        description=desk.typeset(channel.about),
        url="",
        home=urls.url(channel.home),
        language=config.language,
        author=Link(
            label=desk.typeset(who.name if who else config.title),
            url=(who and who.url) or urls.url(urls.home()),
        ),
        hub=config.feeds.hub,
        updated=updated.isoformat() if updated else None,
        items=tuple(map(item, articles)),
    )
    views = {form: replace(feed, url=urls.url(path)) for form, path in channel.paths.items()}
    for form, path in channel.paths.items():
        yield Page(path=path, kind="feed", recipe=form, view=views[form])
    for form, path in channel.former:
        yield Page(path=path, kind="redirect", recipe=form, view=views[form], origin=channel.origin)


def _item(article: Article, body: Prose, sizes: Mapping[str, int], desk: Desk) -> FeedItem:
    """Return *article* as an item of feeds, with *body* as its page has it."""
    path = desk.urls.article(article.slug)
    names = (*compose.companies_of(article, desk), *compose.tags_of(article, desk))
    return FeedItem(
        id=article.id or compose.default_id(article, desk.urls),
        title=article.title,
        url=desk.urls.url(path),
        date=article.date.isoformat(),
        updated=_updated(article).isoformat(),
        authors=tuple(
            replace(found, url=desk.urls.root + found.url)
            for found in compose.signatures(article, desk)
        ),
        categories=tuple(dict.fromkeys(found.label for found in names)),
        summary=article.summary,
        image=_enclosure(article, path, sizes, desk),
        body=compose.outside(body, desk),
    )


def _updated(article: Article) -> dt.datetime:
    """Return when *article* changed last; `updated` can be the bare day of its date, so earlier."""
    return max(article.date, article.updated or article.date)


def _enclosure(
    article: Article, path: str, sizes: Mapping[str, int], desk: Desk
) -> Enclosure | None:
    """Return the picture of *article* when it is a file of the site: as it is if that is how it is
    published, else the copy that feeds show.
    """
    if article.image is None:
        return None
    ref = Ref(kind="image", target=article.image.src, line=1, column=0)
    href, _ = resolve(ref, article.source, path, desk.known)
    href = href.partition("#")[0].partition("?")[0]
    size = sizes.get(href)
    shown = desk.album.files(href, "") if size else desk.album.plain(href, FEED_WIDTH)
    if size is None and shown is None:
        return None
    url = shown.url if shown and not size else desk.urls.root + href
    kind = _IMAGE_TYPES.get(posixpath.splitext(url)[1].lower())
    if kind is None:
        return None
    width, height = (shown.width, shown.height) if shown else (0, 0)
    length = size or desk.album.feed_bytes(href)
    return Enclosure(url=url, type=kind, size=length, width=width, height=height)
