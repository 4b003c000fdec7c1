"""Items of the catalogue → values of the view model."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from site_builder.catalogue import Catalogue, Group, mark
from site_builder.dates import day_in_words, weekday_in_words
from site_builder.items import Article, Body
from site_builder.links import Destinations, resolve
from site_builder.markup import Ref
from site_builder.problems import Problem
from site_builder.settings import Config
from site_builder.text import collation_key, fold, slugify
from site_builder.urls import Urls
from site_builder.views import (
    Card,
    Counted,
    FeedItem,
    Head,
    Letter,
    Link,
    Moment,
    OutlineEntry,
    Pager,
    Picture,
    Prose,
)

# Companies shown as seen beside another one.
MOST_BESIDE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What composing any page needs. Names are typeset and by slug, cards by source."""

    config: Config
    urls: Urls
    catalogue: Catalogue
    typeset: Callable[[str], str]
    company_names: Mapping[str, str]
    tag_names: Mapping[str, str]
    author_names: Mapping[str, str]
    known: Destinations
    cards: Mapping[str, Card]
    editions: Mapping[str, Link]  # by source of the article


def moment(value: dt.datetime) -> Moment:
    """Return *value* for machines and in words, in its own zone."""
    return Moment(iso=value.isoformat(), words=day_in_words(value.date()))


def full_moment(value: dt.datetime) -> Moment:
    """Return the same with the day of the week, as an article is dated."""
    return Moment(iso=value.isoformat(), words=weekday_in_words(value.date()))


def link(label: str, path: str, desk: Desk) -> Link:
    """Return a link to the output file *path*."""
    return Link(label=label, url=desk.urls.href(path))


def home_link(desk: Desk) -> Link:
    """Return the first crumb of every trail."""
    return link("Accueil", desk.urls.home(), desk)


def head(title: str, description: str, path: str, desk: Desk, feed: Link | None = None) -> Head:
    """Return what machines read of the page at *path*."""
    return Head(title=title, description=description, canonical=desk.urls.url(path), feed=feed)


def companies_of(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return the companies that *article* declares, once each, in its order."""
    registry = desk.catalogue.registry
    slugs = dict.fromkeys(filter(None, map(registry.slug, article.companies)))
    return tuple(link(desk.company_names[s], desk.urls.company(s), desk) for s in slugs)


def card(article: Article, desk: Desk) -> Card:
    """Return *article* as lists show it."""
    return Card(
        title=article.title,
        url=desk.urls.href(desk.urls.article(article.slug)),
        date=moment(article.date),
        summary=article.summary,
        companies=companies_of(article, desk),
        minutes=article.minutes,
    )


def prose(body: Body, source: str, path: str, desk: Desk) -> tuple[Prose, tuple[Problem, ...]]:
    """Return *body*, which stands in *source* and is read on the page *path*, with its links."""
    problems: list[Problem] = []
    hrefs: list[str] = []
    for ref in body.refs:
        href, found = resolve(ref, source, path, desk.known)
        hrefs.append(href)
        if found is not None:
            problems.append(found)
    return Prose(digest=body.digest, hrefs=tuple(hrefs)), tuple(problems)


def absolute(text: Prose, path: str, desk: Desk) -> Prose:
    """Return *text* for readers outside the site: every address with its host."""
    page = desk.urls.url(path)
    return Prose(
        digest=text.digest,
        hrefs=tuple(
            desk.urls.root + href if href.startswith("/") else page + href for href in text.hrefs
        ),
    )


def picture(article: Article, path: str, desk: Desk) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the main picture of *article*."""
    if article.image is None:
        return None, ()
    line, column = mark(article, "image.src")
    ref = Ref(kind="image", target=article.image.src, line=line, column=column)
    href, found = resolve(ref, article.source, path, desk.known)
    shown = Picture(
        url=href,
        alt=article.image.alt,
        caption=article.image.caption,
        credit=article.image.credit,
    )
    return shown, (found,) if found else ()


def outline(body: Body) -> tuple[OutlineEntry, ...]:
    """Return the table of contents of *body*."""
    return tuple(OutlineEntry(level=h.level, label=h.text, url=f"#{h.id}") for h in body.outline)


def feed_item(article: Article, text: Prose, desk: Desk) -> FeedItem:
    """Return *article* as an item of feeds, with *text* as its page has it."""
    path = desk.urls.article(article.slug)
    tags = (desk.tag_names[slug] for slug in _slugs(article.tags, desk.tag_names))
    return FeedItem(
        id=article.id or default_id(article, desk.urls),
        title=article.title,
        url=desk.urls.url(path),
        date=article.date.isoformat(),
        updated=article.updated.isoformat() if article.updated else None,
        authors=tuple(found.label for found in signatures(article, desk)),
        categories=(*(c.label for c in companies_of(article, desk)), *tags),
        summary=article.summary,
        body=absolute(text, path, desk),
    )


def default_id(article: Article, urls: Urls) -> str:
    """Return the identity of an article that has no `id`: a tag URI (RFC 4151), never its URL."""
    host = urlsplit(urls.root).hostname
    return f"tag:{host},{article.date.date().isoformat()}:{article.slug}"


def tags_of(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return the tags of *article*, once each."""
    return tuple(
        link(desk.tag_names[slug], desk.urls.tag(slug), desk)
        for slug in _slugs(article.tags, desk.tag_names)
    )


def signatures(article: Article, desk: Desk) -> tuple[Link, ...]:
    """Return who signs *article*, once each."""
    return tuple(
        link(desk.author_names[slug], desk.urls.author(slug), desk)
        for slug in _slugs(article.authors, desk.author_names)
    )


def _slugs(names: tuple[str, ...], known: Mapping[str, str]) -> list[str]:
    return [slug for slug in dict.fromkeys(map(slugify, names)) if slug in known]


def counted(group: Group, path: str, name: str, desk: Desk) -> Counted:
    """Return *group* with its number of articles and the date of the last."""
    last = moment(group.articles[0].date) if group.articles else None
    return Counted(label=name, url=desk.urls.href(path), count=len(group.articles), last=last)


def letters(entries: list[Counted]) -> tuple[Letter, ...]:
    """Return *entries*, in alphabetical order already, under their letters; digits under `#`."""

    def initial(entry: Counted) -> str:
        first = collation_key(entry.label)[0][:1].upper()
        return first if first.isalpha() else "#"

    return tuple(
        Letter(letter=letter, entries=tuple(found)) for letter, found in groupby(entries, initial)
    )


def beside(group: Group, desk: Desk) -> tuple[Counted, ...]:
    """Return the companies most often declared in the same articles as *group*."""
    registry = desk.catalogue.registry
    counts: Counter[str] = Counter()
    for article in group.articles:
        slugs = set(filter(None, map(registry.slug, article.companies)))
        counts.update(slugs - {group.slug})
    order = sorted(counts, key=lambda s: (-counts[s], collation_key(desk.company_names[s]), s))
    return tuple(
        Counted(
            label=desk.company_names[slug],
            url=desk.urls.href(desk.urls.company(slug)),
            count=counts[slug],
            last=None,
        )
        for slug in order[:MOST_BESIDE]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a list of articles."""

    number: int
    path: str
    cards: tuple[Card, ...]
    pager: Pager

    def titled(self, title: str) -> str:
        """Return *title* with the number of the page, from the second one on."""
        return title if self.number == 1 else f"{title}, page {self.number}"


def sheets(
    articles: tuple[Article, ...], path_of: Callable[[int], str], desk: Desk
) -> Iterator[Sheet]:
    """Yield the pages of a list; `path_of(n)` is the path of page n. An empty list has one page."""
    per_page = desk.config.navigation.per_page
    count = page_count(len(articles), per_page)
    for number in range(1, count + 1):
        part = articles[(number - 1) * per_page : number * per_page]
        newer = link("Articles plus récents", path_of(number - 1), desk) if number > 1 else None
        older = link("Articles plus anciens", path_of(number + 1), desk) if number < count else None
        yield Sheet(
            number=number,
            path=path_of(number),
            cards=tuple(desk.cards[a.source] for a in part),
            pager=Pager(number=number, count=count, newer=newer, older=older),
        )


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


def feed_link(title: str, path: str, desk: Desk) -> Link | None:
    """Return the feed at *path*, unless the site has none."""
    if not desk.config.feeds.enabled:
        return None
    return Link(label=desk.typeset(title), url=desk.urls.href(path))
