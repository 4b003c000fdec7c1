"""What machines read: redirects, sitemap, robots.txt; and the page for lost readers."""

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator
from itertools import product, takewhile

from site_builder import compose
from site_builder.compose import Desk
from site_builder.crawlers import TRAINING
from site_builder.pages import Kept, Page, PlannedAsset
from site_builder.plan.reach import old_paths
from site_builder.plan.together import former_pairs
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    EditionPage,
    EditionsPage,
    HomePage,
    Icon,
    ListPage,
    Mining,
    NewsEntry,
    NewsSitemap,
    NotFoundPage,
    PairPage,
    RedirectPage,
    Redirects,
    Reservation,
    Robots,
    Sitemap,
    SitemapEntry,
    View,
    WebManifest,
)

# Articles offered to a reader who has lost the way.
_OFFERED = 5
# How long an article is news, and how many are at most (Google News sitemaps).
_NEWS = dt.timedelta(days=2)
_MOST_NEWS = 1000


def redirect_pages(desk: Desk) -> Iterator[Page]:
    """Yield a page for every former address, and the table of them that some hosts read."""
    moved = sorted(
        (
            *old_paths(desk.catalogue, desk.config.navigation.per_page, desk.urls),
            *former_pairs(desk.catalogue, desk.config, desk.urls),
        )
    )
    for old, new, source in moved:
        view = RedirectPage(head=compose.head("Redirection", "", new, desk), to=desk.urls.href(new))
        yield Page(
            path=old,
            kind="redirect",
            recipe="html",
            template="redirect.html",
            view=view,
            origin=source,
        )
    both = sorted([*((old, new) for old, new, _ in moved), *_moved_feeds(desk)])
    table = tuple((desk.urls.href(old), desk.urls.href(new)) for old, new in both)
    yield Page(path="_redirects", kind="machine", recipe="redirects", view=Redirects(pairs=table))


def _moved_feeds(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield former paths of feeds and those of today. A feed has no page to redirect with: where a
    host knows no `_redirects`, the same feed answers.
    """
    for slug, former in desk.catalogue.registry.former_slugs().items():
        for old, form in product(former, compose.feed_forms(desk.config)):
            yield desk.urls.company_feed(old, form), desk.urls.company_feed(slug, form)


def machine_pages(desk: Desk) -> Iterator[Page]:
    """Yield the 404 page and robots.txt."""
    view = NotFoundPage(
        head=compose.head("Page introuvable", "", desk.urls.not_found(), desk),
        title="Page introuvable",
        cards=tuple(desk.cards[a.source] for a in desk.catalogue.articles[:_OFFERED]),
    )
    yield Page(
        path=desk.urls.not_found(), kind="machine", recipe="html", template="404.html", view=view
    )
    rights = desk.config.rights
    refused = (*TRAINING, *rights.crawlers) if rights.ai_training == "forbid" else ()
    robots = Robots(
        sitemaps=(desk.urls.url(desk.urls.sitemap()), desk.urls.url(desk.urls.news_sitemap())),
        refused=tuple(dict.fromkeys(refused)),
    )
    yield _machine(desk.urls.robots(), "robots.txt", robots)
    reserved = Reservation(location=f"{desk.urls.prefix}/*", mining=mining(desk))
    yield Page(path=desk.urls.tdm(), kind="machine", recipe="data", view=reserved)
    yield _machine(desk.urls.news_sitemap(), "sitemap-news.xml", _news(desk))


def _machine(path: str, template: str, view: View) -> Page:
    return Page(path=path, kind="machine", recipe="text", template=template, view=view)


def mining(desk: Desk) -> Mining:
    """Return what `[rights]` says of text and data mining."""
    rights = desk.config.rights
    return Mining(reserved=rights.ai_training == "forbid", policy=rights.policy)


def _news(desk: Desk) -> NewsSitemap:
    """Return the articles of the last two days, counted from the newest or from the hour that was
    asked for, never from the clock: what a site says does not change by itself.
    """
    articles, asked = desk.catalogue.articles, desk.catalogue.asked
    known = [a for a in articles if a.date <= asked] if asked else articles
    end = asked or (known[0].date if known else None)
    recent = takewhile(lambda a: end is not None and a.date >= end - _NEWS, known[:_MOST_NEWS])
    return NewsSitemap(
        name=desk.typeset(desk.config.title),
        language=desk.config.language.partition("-")[0],
        entries=tuple(
            NewsEntry(
                url=desk.urls.url(desk.urls.article(a.slug)), date=a.date.isoformat(), title=a.title
            )
            for a in recent
        ),
    )


_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
_SIZES = {"icon.svg": "any", "icon-180.png": "180x180", "icon-512.png": "512x512"}


def web_manifest(desk: Desk, assets: Iterable[PlannedAsset]) -> Page:
    """Return the web manifest, with those of *assets* that are icons."""
    view = WebManifest(
        name=desk.typeset(desk.config.title),
        description=desk.typeset(desk.config.description),
        language=desk.config.language,
        start=desk.urls.href(desk.urls.home()),
        paper=desk.config.theme.light.paper,
        icons=tuple(
            Icon(
                url=desk.urls.href(asset.path),
                sizes=_SIZES[asset.name],
                type=_TYPES[posixpath.splitext(asset.name)[1]],
            )
            for asset in assets
            if asset.name in _SIZES
        ),
    )
    return Page(path=desk.urls.manifest(), kind="machine", recipe="data", view=view)


def sitemap(desk: Desk, pages: Iterable[Page]) -> Page:
    """Return the sitemap of *pages*."""
    entries = tuple(
        SitemapEntry(url=desk.urls.url(page.path), lastmod=_lastmod(page.view))
        for page in sorted(pages, key=lambda page: page.path)
    )
    return Page(
        path=desk.urls.sitemap(),
        kind="machine",
        recipe="text",
        template="sitemap.xml",
        view=Sitemap(entries=entries),
    )


def _lastmod(view: View | Kept) -> str | None:
    match view:
        case ArticlePage():
            return (view.updated or view.date).iso
        case HomePage() | CompanyPage() | PairPage() | ListPage() | AuthorPage():
            return view.cards[0].date.iso if view.cards else None
        case EditionPage():
            return view.date.iso
        case EditionsPage():
            return view.years[0][1][0].date.iso
        case _:
            return None
