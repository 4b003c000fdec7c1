"""Catalogue → pages: every file of the output, with the values it is made of. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from msgspec.structs import replace

from site_builder import compose
from site_builder.catalogue import Catalogue, Group
from site_builder.compose import Desk
from site_builder.images import ImageFacts, ImageFault
from site_builder.look import look_of
from site_builder.pages import Kept, Page, Plan, PlannedAsset
from site_builder.pictures import develop
from site_builder.plan.archives import archive_pages
from site_builder.plan.articles import article_pages, static_pages
from site_builder.plan.companies import company_pages
from site_builder.plan.company_lists import company_lists
from site_builder.plan.editions import announced, edition_feed, edition_links, edition_pages
from site_builder.plan.feeds import feed_pages, feeds_page
from site_builder.plan.legal import legal_pages, legal_paths
from site_builder.plan.letters import letter
from site_builder.plan.lists import author_pages, home_pages, tag_pages
from site_builder.plan.machines import (
    machine_pages,
    mining,
    redirect_pages,
    sitemap,
    web_manifest,
)
from site_builder.plan.policy import headers, page_policy
from site_builder.plan.reach import asset_page, copies, destinations
from site_builder.plan.search import portions, search_pages
from site_builder.plan.social import drawn, social_images
from site_builder.plan.together import pair_pages
from site_builder.plan.unread import unread_problems, with_folders_of_broken
from site_builder.problems import Problem, problem
from site_builder.settings import Config
from site_builder.sources import Media
from site_builder.urls import Urls, route, urls_of
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    EditionPage,
    Link,
    Picture,
    Prose,
    Publisher,
    SiteView,
    TextPage,
    View,
)

__all__ = ["copies", "desk_of", "letter", "plan"]


def plan(
    catalogue: Catalogue,
    config: Config,
    media: Iterable[Media],
    assets: tuple[PlannedAsset, ...],
    typeset: Callable[[str], str],
    looked: Mapping[str, ImageFacts | ImageFault] = MappingProxyType({}),
) -> Plan:
    """Return the pages of the site. *typeset* sets names and titles in French typography; *looked*
    says what the pictures among *media* show, by source.
    """
    urls = urls_of(config)
    found = tuple(media)
    copied = dict(copies(found, catalogue, urls))
    desk = desk_of(catalogue, config, copied, assets, typeset, looked)
    desk = with_folders_of_broken(desk, (m.path for m in found))
    # Of files that are published as they are: what a copy weighs is known once it is made.
    sizes = {
        urls.href(copied[m.path].path): m.size
        for m in found
        if m.path in copied and desk.album.is_whole(urls.href(copied[m.path].path))
    }
    articles, problems = _sorted_out(article_pages(desk))
    others, more = _sorted_out(
        chain(
            home_pages(desk),
            company_pages(desk),
            company_lists(desk),
            pair_pages(desk),
            tag_pages(desk),
            author_pages(desk),
            archive_pages(desk),
            edition_pages(desk),
            static_pages(desk),
            legal_pages(desk),
            feeds_page(desk),
            search_pages(desk),
        )
    )
    read = [*articles, *others]
    pages = [
        *read,
        *_files(copied.values(), read, desk),
        *map(asset_page, assets),
        *feed_pages(desk, articles, sizes),
        *edition_feed(desk),
        *redirect_pages(desk),
        headers(config, urls),
        *machine_pages(desk),
        web_manifest(desk, assets),
        sitemap(desk, read),
    ]
    pages.sort(key=lambda page: page.path)
    told = [*problems, *more, *unread_problems(desk, (m.path for m in found))]
    return Plan(
        site=_site_view(desk, assets),
        pages=tuple(pages),
        portions=tuple(portions(desk)),
        problems=(*told, *_faulty_files(desk, told), *_clashes(pages)),
        read=frozenset((*drawn(desk), *announced(desk))),
    )


def desk_of(
    catalogue: Catalogue,
    config: Config,
    copied: Mapping[str, Page],
    assets: tuple[PlannedAsset, ...],
    typeset: Callable[[str], str],
    looked: Mapping[str, ImageFacts | ImageFault],
) -> Desk:
    """Return what composing the pages of the site needs; *copied* are its files, by source."""
    urls = urls_of(config)
    bare = Desk(
        config=config,
        urls=urls,
        catalogue=catalogue,
        typeset=typeset,
        companies=_links(catalogue.companies, urls.company, urls, typeset),
        tags=_links(catalogue.tags, urls.tag, urls, typeset),
        authors=_links(catalogue.authors, urls.author, urls, typeset),
        shared=catalogue.beside(),
        known=destinations(catalogue, config, urls, copied, assets),
        album=develop(copied, looked, config.images, urls),
        cards={},
        editions={},
        social={},
    )
    return replace(
        bare,
        cards={a.source: compose.card(a, bare) for a in catalogue.articles},
        editions=dict(edition_links(bare)),
        social=dict(social_images(bare)),
    )


def _links(
    groups: Iterable[Group],
    path_of: Callable[[str], str],
    urls: Urls,
    typeset: Callable[[str], str],
) -> dict[str, Link]:
    return {g.slug: Link(label=typeset(g.name), url=urls.href(path_of(g.slug))) for g in groups}


def _files(copied: Iterable[Page], read: Iterable[Page], desk: Desk) -> Iterator[Page]:
    """Yield the files of `content/`, pictures in the shapes that the pages *read* need, and those
    that social networks show.
    """
    pictures = desk.album.pictures
    for page in copied:
        href = desk.urls.href(page.path)
        yield pictures[href].page if href in pictures else page
    made: dict[str, Page] = {}
    for shown in read:
        for href in _shown(shown.view):
            if href in pictures:
                made.update((copy.path, copy) for copy in pictures[href].copies())
    yield from made.values()
    yield from (page for _, page in desk.social.values())


def _shown(view: View | Kept) -> Iterator[str]:
    """Yield the addresses of the pictures that a page shows."""
    match view:
        case ArticlePage(image=Picture(url=url)):
            yield url
    match view:
        case (
            ArticlePage(body=Prose() as body)
            | CompanyPage(body=Prose() as body)
            | AuthorPage(body=Prose() as body)
            | TextPage(body=Prose() as body)
        ):
            yield from _pictures(body)
        case EditionPage():
            for text in (view.editorial, *(article.body for article in view.articles)):
                if isinstance(text, Prose):
                    yield from _pictures(text)


def _pictures(text: Prose) -> Iterator[str]:
    return (href for href, shown in zip(text.hrefs, text.pictures, strict=False) if shown)


def _faulty_files(desk: Desk, problems: Iterable[Problem]) -> Iterator[Problem]:
    return desk.album.untold({dict(p.params).get("file", "") for p in problems})


def _sorted_out(found: Iterable[Page | Problem]) -> tuple[list[Page], list[Problem]]:
    pages: list[Page] = []
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Page):
            pages.append(one)
        else:
            problems.append(one)
    return pages, problems


def _site_view(desk: Desk, assets: tuple[PlannedAsset, ...]) -> SiteView:
    config, urls = desk.config, desk.urls
    addresses = {asset.name: urls.href(asset.path) for asset in assets}
    return SiteView(
        title=desk.typeset(config.title),
        description=desk.typeset(config.description),
        language=config.language.removesuffix("-FR"),  # French as such needs no country
        locale=config.language.replace("-", "_") if "-" in config.language else "fr_FR",
        url=urls.url(urls.home()),
        home=urls.href(urls.home()),
        menu=compose.menu_of(config, urls, desk.catalogue),
        feeds=compose.site_feeds(desk),
        feeds_page=urls.href(urls.feeds()) if config.feeds.enabled else None,
        companies=urls.href(urls.companies()),
        archives=urls.href(urls.archives()),
        editions=urls.href(urls.editions()) if desk.catalogue.issues else None,
        tags=urls.href(urls.tags()),
        authors=urls.href(urls.authors()),
        search=urls.href(urls.search()) if config.search.enabled else None,
        policy=page_policy(config),
        allowed=config.privacy.allow,
        publisher=_publisher(desk),
        footer=_footer(desk),
        manifest=urls.href(urls.manifest()),
        look=look_of(config.theme, addresses, urls),
        mining=mining(desk),
        assets=MappingProxyType(addresses),
        integrity=MappingProxyType({a.name: a.integrity for a in assets if a.integrity}),
    )


def _footer(desk: Desk) -> tuple[Link, ...]:
    """Return the menu at the foot of every page: that of site.toml, else every way in."""
    config, urls = desk.config, desk.urls
    if config.theme.footer is not None:
        return tuple(
            Link(label=desk.typeset(item.label), url=urls.prefix + item.url)
            for item in config.theme.footer
        )
    return (
        compose.link("Entreprises", urls.companies(), desk),
        compose.link("Thèmes", urls.tags(), desk),
        compose.link("Rédaction", urls.authors(), desk),
        *([compose.link("Éditions", urls.editions(), desk)] if desk.catalogue.issues else []),
        compose.link("Archives", urls.archives(), desk),
        *([compose.link("Recherche", urls.search(), desk)] if config.search.enabled else ()),
        *(compose.link(title, path, desk) for title, path in legal_paths(desk)),
    )


def _publisher(desk: Desk) -> Publisher | None:
    who = desk.config.publisher or desk.config.author
    if who is None:
        return None
    return Publisher(name=desk.typeset(who.name), email=who.email, url=who.url)


def _clashes(pages: list[Page]) -> list[Problem]:
    """Return the pages that want one file, or names that many file systems cannot tell apart."""
    problems: list[Problem] = []
    first: dict[str, Page] = {}
    folders: dict[str, Page] = {}
    for page in pages:
        folder = page.path.rpartition("/")[0].casefold()
        while folder and folder not in folders:
            folders[folder] = page
            folder = folder.rpartition("/")[0]
    for page in pages:
        folded = page.path.casefold()
        other = first.setdefault(folded, page)
        if other is page:
            other = folders.get(folded, page)
        if other is page:
            continue
        same = other.path.startswith(page.path)
        # The one to mend: what asks for the place of another, else what an editor has written.
        named, against = sorted((page, other), key=lambda p: (p.kind != "redirect", not p.origin))
        problems.append(
            problem(
                "output.same-path" if same else "output.case",
                named.origin or "site.toml",
                path=route(named.path),
                other=against.origin or route(against.path),
            )
        )
    return problems
