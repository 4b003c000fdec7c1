"""Items of the catalogue → values of the view model."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from site_builder.catalogue import Catalogue, Group, mark
from site_builder.dates import DAYS, day_in_words
from site_builder.items import Article, Body, in_order, lent_place
from site_builder.links import Destinations, resolve
from site_builder.markup import Ref
from site_builder.pages import Page
from site_builder.pictures import FEED_WIDTH, Album
from site_builder.problems import Problem
from site_builder.settings import Config
from site_builder.text import fold, slugify
from site_builder.urls import FeedForm, Urls
from site_builder.values import Value
from site_builder.views import (
    Card,
    Counted,
    FeedLink,
    Head,
    HeadImage,
    ImageFiles,
    Link,
    Moment,
    OutlineEntry,
    Pager,
    Picture,
    Prose,
)


class Desk(Value, frozen=True, kw_only=True):
    """What composing any page needs. Links to companies, tags and authors are by slug, their names
    typeset, cards by source; `shared` says how many articles each company shares with each other
    one, `social` what stands for each article on social networks, by source.
    """

    config: Config
    urls: Urls
    catalogue: Catalogue
    typeset: Callable[[str], str]
    companies: Mapping[str, Link]
    tags: Mapping[str, Link]
    authors: Mapping[str, Link]
    shared: Mapping[str, Mapping[str, int]]
    known: Destinations
    album: Album
    cards: Mapping[str, Card]
    editions: Mapping[str, Link]  # by source of the article
    social: Mapping[str, tuple[HeadImage, Page]]


def moment(value: dt.datetime) -> Moment:
    """Return *value* for machines and in words, in its own zone."""
    return Moment(iso=value.isoformat(), words=day_in_words(value.date()))


def with_weekday(shown: Moment, day: dt.date) -> Moment:
    """Return *shown*, which is *day*, with the day of the week, as an article is dated."""
    return replace(shown, words=f"{DAYS[day.weekday()]} {shown.words}")


def link(label: str, path: str, desk: Desk) -> Link:
    """Return a link to the output file *path*."""
    return Link(label=label, url=desk.urls.href(path))


def home_link(desk: Desk) -> Link:
    """Return the first crumb of every trail."""
    return link("Accueil", desk.urls.home(), desk)


def head(
    title: str, description: str, path: str, desk: Desk, feeds: tuple[FeedLink, ...] = ()
) -> Head:
    """Return what machines read of the page at *path*."""
    return Head(title=title, description=description, canonical=desk.urls.url(path), feeds=feeds)


def companies_of(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return the companies that *article* declares, once each, in its order."""
    return tuple([desk.companies[slug] for slug in desk.catalogue.declared[article.source]])


def mentions_of(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return the companies that *article* names without being about them, as they appear."""
    declared = desk.catalogue.declared[article.source]
    return tuple(
        desk.companies[mention.slug]
        for mention in desk.catalogue.mentions.get(article.source, ())
        if mention.slug not in declared
    )


def name_links(article: Article, desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the links to put around the first name of each company in the body of *article*."""
    if not (desk.config.companies.link_mentions and article.link_mentions):
        return ()
    return tuple(
        [
            (lent_place(mention, article.source), desk.companies[mention.slug].url)
            for mention in in_order(desk.catalogue.mentions.get(article.source, ()))
        ]
    )


def card(article: Article, desk: Desk) -> Card:
    """Return *article* as lists show it."""
    return Card(
        title=article.title,
        url=desk.urls.href(desk.urls.article(article.slug)),
        date=moment(article.date),
        summary=article.summary,
        companies=companies_of(article, desk),
        tags=tags_of(article, desk),
        minutes=article.minutes,
        status=desk.catalogue.early.get(article.source),
    )


def prose(
    body: Body, source: str, path: str, desk: Desk, loading: str = "eager"
) -> tuple[Prose, tuple[Problem, ...]]:
    """Return *body*, which stands in *source* and is read on the page *path*, with its links.

    Its first picture is loaded as *loading* says, the others when a reader comes near.
    """
    problems: list[Problem] = []
    hrefs: list[str] = []
    pictures: list[ImageFiles | None] = []
    for ref in body.refs:
        href, found = resolve(ref, source, path, desk.known)
        found = found or desk.album.problem(ref, href, source)
        hrefs.append(href)
        if found is not None:
            problems.append(found)
        shown = desk.album.files(href, loading) if ref.kind == "image" else None
        pictures.append(shown)
        loading = "lazy" if shown else loading
    text = Prose(
        digest=body.digest, hrefs=tuple(hrefs), pictures=tuple(pictures) if any(pictures) else ()
    )
    return text, tuple(problems)


def outside(text: Prose, desk: Desk) -> Prose:
    """Return *text* with pictures as readers elsewhere show them: one file, a moderate width."""
    pictures = tuple(
        desk.album.plain(href, FEED_WIDTH) if shown else None
        for href, shown in zip(text.hrefs, text.pictures, strict=False)
    )
    return replace(text, pictures=pictures)


def picture(
    article: Article, path: str, desk: Desk, loading: str = "eager"
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the main picture of *article*."""
    if article.image is None:
        return None, ()
    line, column = mark(article, "image.src")
    ref = Ref(kind="image", target=article.image.src, line=line, column=column)
    href, found = resolve(ref, article.source, path, desk.known)
    found = found or desk.album.problem(ref, href, article.source)
    shown = Picture(
        url=href,
        files=desk.album.files(href, loading),
        alt=article.image.alt,
        caption=article.image.caption,
        credit=article.image.credit,
    )
    return shown, (found,) if found else ()


def outline(body: Body) -> tuple[OutlineEntry, ...]:
    """Return the table of contents of *body*."""
    return tuple([OutlineEntry(level=h.level, label=h.text, url=f"#{h.id}") for h in body.outline])


def default_id(article: Article, urls: Urls) -> str:
    """Return the identity of an article that has no `id`: a tag URI (RFC 4151), never its URL."""
    return f"tag:{urls.host},{article.date.date().isoformat()}:{article.slug}"


def tags_of(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return the tags of *article*, once each."""
    return _named(article.tags, desk.tags)


def signatures(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return who signs *article*, once each."""
    return _named(article.authors, desk.authors)


def _named(names: tuple[str, ...], known: Mapping[str, Link]) -> tuple[Link, ...]:
    return tuple([known[slug] for slug in dict.fromkeys(map(slugify, names)) if slug in known])


def counted(group: Group, path: str, name: str, desk: Desk) -> Counted:
    """Return *group* with its number of articles and the date of the last."""
    last = moment(group.articles[0].date) if group.articles else None
    return Counted(label=name, url=desk.urls.href(path), count=len(group.articles), last=last)


class Sheet(Value, frozen=True, kw_only=True):
    """One page of a list of articles."""

    number: int
    path: str
    cards: tuple[Card, ...]
    pager: Pager

    def titled(self, title: str) -> str:
        """Return *title* with the number of the page, from the second one on."""
        return numbered(title, self.number)


def sheets(
    articles: tuple[Article, ...], path_of: Callable[[int], str], desk: Desk
) -> Iterator[Sheet]:
    """Yield the pages of a list; `path_of(n)` is the path of page n. An empty list has one page."""
    labels = ("Articles plus récents", "Articles plus anciens")
    for pager, part in pagers(len(articles), path_of, labels, desk):
        yield Sheet(
            number=pager.number,
            path=path_of(pager.number),
            cards=tuple(desk.cards[a.source] for a in articles[part]),
            pager=pager,
        )


def pagers(
    total: int, path_of: Callable[[int], str], labels: tuple[str, str], desk: Desk
) -> Iterator[tuple[Pager, slice]]:
    """Yield how to turn each page of a list of *total* entries, and which entries it shows;
    *labels* lead to newer ones and to older ones.
    """
    per_page = desk.config.navigation.per_page
    count = page_count(total, per_page)
    for number in range(1, count + 1):
        newer = link(labels[0], path_of(number - 1), desk) if number > 1 else None
        older = link(labels[1], path_of(number + 1), desk) if number < count else None
        pager = Pager(number=number, count=count, newer=newer, older=older)
        yield pager, slice((number - 1) * per_page, number * per_page)


def numbered(title: str, page: int) -> str:
    """Return *title* with the number of the page, from the second one on."""
    return title if page == 1 else f"{title}, page {page}"


def page_count(articles: int, per_page: int) -> int:
    """Return how many pages a list of so many articles takes, at least one."""
    return max(1, -(-articles // per_page))


def menu_of(config: Config, urls: Urls, catalogue: Catalogue) -> tuple[Link, ...]:
    """Return the main menu: that of site.toml, else companies, editions if there are any,
    archives, and pages with a place.
    """
    if config.navigation.menu is not None:
        return tuple(
            Link(label=item.label, url=urls.prefix + item.url) for item in config.navigation.menu
        )
    placed = sorted(
        (page for page in catalogue.pages if page.menu is not None),
        key=lambda page: (page.menu or 0, fold(page.title), page.slug),
    )
    editions = [Link(label="Éditions", url=urls.href(urls.editions()))] if catalogue.issues else []
    return (
        Link(label="Entreprises", url=urls.href(urls.companies())),
        *editions,
        Link(label="Archives", url=urls.href(urls.archives())),
        *(Link(label=p.title, url=urls.href(urls.static_page(p.slug))) for p in placed),
    )


# What each form of a feed is to a program, and to people.
_FORMS: Mapping[FeedForm, tuple[str, str]] = {
    "rss": ("application/rss+xml", "RSS"),
    "atom": ("application/atom+xml", "Atom"),
    "json": ("application/feed+json", "JSON Feed"),
}


def site_feeds(desk: Desk) -> tuple[FeedLink, ...]:
    """Return the feeds of the whole site, none if it has none."""
    return _feeds(desk.config.title, {f: desk.urls.feed(f) for f in feed_forms(desk.config)}, desk)


def company_feeds(slug: str, desk: Desk) -> tuple[FeedLink, ...]:
    """Return the feeds of the company *slug*."""
    paths = {form: desk.urls.company_feed(slug, form) for form in feed_forms(desk.config)}
    return _feeds(f"{desk.config.title} – {desk.companies[slug].label}", paths, desk)


def edition_feeds(desk: Desk) -> tuple[FeedLink, ...]:
    """Return the feed of the editions."""
    paths: dict[FeedForm, str] = {"rss": desk.urls.editions_feed()}
    return _feeds(f"{desk.config.title} – Éditions", paths, desk)


def tag_feeds(slug: str, desk: Desk) -> tuple[FeedLink, ...]:
    """Return the feed of the tag *slug*."""
    paths: dict[FeedForm, str] = {"rss": desk.urls.tag_feed(slug)}
    return _feeds(f"{desk.config.title} – {desk.tags[slug].label}", paths, desk)


def author_feeds(slug: str, desk: Desk) -> tuple[FeedLink, ...]:
    """Return the feed of the author *slug*."""
    paths: dict[FeedForm, str] = {"rss": desk.urls.author_feed(slug)}
    return _feeds(f"{desk.config.title} – {desk.authors[slug].label}", paths, desk)


def feed_forms(config: Config) -> tuple[FeedForm, ...]:
    """Return the forms in which the site and the companies have their feeds, RSS first."""
    feeds = config.feeds
    wanted: dict[FeedForm, bool] = {"rss": True, "atom": feeds.atom, "json": feeds.json}
    return tuple(form for form, on in wanted.items() if on and feeds.enabled)


def _feeds(title: str, paths: Mapping[FeedForm, str], desk: Desk) -> tuple[FeedLink, ...]:
    if not desk.config.feeds.enabled:
        return ()
    links = []
    for form, path in paths.items():
        media_type, name = _FORMS[form]
        label = desk.typeset(title if form == "rss" else f"{title} ({name})")
        links.append(FeedLink(label=label, url=desk.urls.href(path), type=media_type, form=name))
    return tuple(links)
