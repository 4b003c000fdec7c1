"""What machines read: feeds, redirects, sitemap, robots.txt; and the page for lost readers."""

from collections.abc import Iterable, Iterator

from site_builder import compose
from site_builder.compose import Desk
from site_builder.items import Article
from site_builder.pages import Page
from site_builder.plan.reach import old_paths
from site_builder.text import of
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    EditionPage,
    EditionsPage,
    Feed,
    HomePage,
    ListPage,
    NotFoundPage,
    Prose,
    RedirectPage,
    Redirects,
    Robots,
    Sitemap,
    SitemapEntry,
    View,
)

# Articles offered to a reader who has lost the way.
_OFFERED = 5


def feed_pages(desk: Desk, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the feed of the site and one for every company; *pages* are those of the articles."""
    if not desk.config.feeds.enabled:
        return
    config, urls = desk.config, desk.urls
    bodies = {p.origin: p.view.body for p in pages if isinstance(p.view, ArticlePage)}

    def feed(title: str, about: str, path: str, home: str, articles: Iterable[Article]) -> Page:
        view = Feed(
            title=desk.typeset(title),
            description=desk.typeset(about),
            url=urls.url(path),
            home=urls.url(home),
            language=config.language.lower(),
            items=tuple(
                compose.feed_item(a, body, desk)
                for a in articles
                if isinstance(body := bodies[a.source], Prose)
            ),
        )
        return Page(path=path, kind="feed", recipe="rss", view=view)

    newest = desk.catalogue.articles[: config.feeds.items]
    yield feed(config.title, config.description, urls.feed(), urls.home(), newest)
    for group in desk.catalogue.companies:
        name = desk.company_names[group.slug]
        record = desk.catalogue.registry.records.get(group.slug)
        about = of(name, record.article if record else None)
        yield feed(
            f"{config.title} – {name}",
            f"L’actualité {about} dans {config.title}.",
            urls.company_feed(group.slug),
            urls.company(group.slug),
            group.articles[: config.feeds.company_items],
        )


def redirect_pages(desk: Desk) -> Iterator[Page]:
    """Yield a page for every former address, and the table of them that some hosts read."""
    moved = sorted(old_paths(desk.catalogue, desk.urls))
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
    table = tuple((desk.urls.href(old), desk.urls.href(new)) for old, new, _ in moved)
    yield Page(path="_redirects", kind="machine", recipe="redirects", view=Redirects(pairs=table))


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
        case HomePage() | CompanyPage() | ListPage() | AuthorPage():
            return view.cards[0].date.iso if view.cards else None
        case EditionPage():
            return view.date.iso
        case EditionsPage():
            return view.years[0][1][0].date.iso
        case _:
            return None
