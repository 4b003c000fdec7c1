"""What machines read: redirects, sitemap, robots.txt; and the page for lost readers."""

from collections.abc import Iterable, Iterator
from itertools import product

from site_builder import compose
from site_builder.compose import Desk
from site_builder.pages import Page
from site_builder.plan.reach import old_paths
from site_builder.plan.together import former_pairs
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    HomePage,
    ListPage,
    NotFoundPage,
    PairPage,
    RedirectPage,
    Redirects,
    Robots,
    Sitemap,
    SitemapEntry,
    View,
)

# Articles offered to a reader who has lost the way.
_OFFERED = 5


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
    robots = Robots(sitemap=desk.urls.url(desk.urls.sitemap()))
    yield Page(
        path=desk.urls.robots(), kind="machine", recipe="text", template="robots.txt", view=robots
    )


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


def _lastmod(view: View) -> str | None:
    match view:
        case ArticlePage():
            return (view.updated or view.date).iso
        case HomePage() | CompanyPage() | PairPage() | ListPage() | AuthorPage():
            return view.cards[0].date.iso if view.cards else None
        case _:
            return None
