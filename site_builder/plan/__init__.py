"""Catalogue → pages: every file of the output, with the values it is made of. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from site_builder import compose
from site_builder.catalogue import Catalogue
from site_builder.compose import Desk
from site_builder.pages import Page, Plan, PlannedAsset
from site_builder.plan.archives import archive_pages
from site_builder.plan.articles import article_pages, static_pages
from site_builder.plan.companies import company_pages
from site_builder.plan.editions import edition_feed, edition_links, edition_pages
from site_builder.plan.letters import letter
from site_builder.plan.lists import author_pages, home_pages, tag_pages
from site_builder.plan.machines import feed_pages, machine_pages, redirect_pages, sitemap
from site_builder.plan.reach import asset_page, copies, destinations
from site_builder.problems import Problem, problem
from site_builder.settings import Config
from site_builder.sources import Media
from site_builder.urls import route, urls_of
from site_builder.views import Publisher, SiteView

__all__ = ["copies", "desk_of", "letter", "plan"]


def plan(
    catalogue: Catalogue,
    config: Config,
    media: Iterable[Media],
    assets: tuple[PlannedAsset, ...],
    typeset: Callable[[str], str],
) -> Plan:
    """Return the pages of the site. *typeset* sets names and titles in French typography."""
    urls = urls_of(config)
    copied = dict(copies(media, catalogue, urls))
    desk = desk_of(catalogue, config, copied, assets, typeset)
    articles, problems = _sorted_out(article_pages(desk))
    others, more = _sorted_out(
        chain(
            home_pages(desk),
            company_pages(desk),
            tag_pages(desk),
            author_pages(desk),
            archive_pages(desk),
            edition_pages(desk),
            static_pages(desk),
        )
    )
    read = [*articles, *others]
    pages = [
        *read,
        *copied.values(),
        *map(asset_page, assets),
        *feed_pages(desk, articles),
        *edition_feed(desk),
        *redirect_pages(desk),
        *machine_pages(desk),
        sitemap(desk, read),
    ]
    pages.sort(key=lambda page: page.path)
    return Plan(
        site=_site_view(desk, assets),
        pages=tuple(pages),
        problems=(*problems, *more, *_clashes(pages)),
    )


def desk_of(
    catalogue: Catalogue,
    config: Config,
    copied: Mapping[str, Page],
    assets: tuple[PlannedAsset, ...],
    typeset: Callable[[str], str],
) -> Desk:
    """Return what composing the pages of the site needs; *copied* are its files, by source."""
    urls = urls_of(config)
    bare = Desk(
        config=config,
        urls=urls,
        catalogue=catalogue,
        typeset=typeset,
        company_names={g.slug: typeset(g.name) for g in catalogue.companies},
        tag_names={g.slug: typeset(g.name) for g in catalogue.tags},
        author_names={g.slug: typeset(g.name) for g in catalogue.authors},
        known=destinations(catalogue, config, urls, copied, assets),
        cards={},
        editions={},
    )
    return replace(
        bare,
        cards={a.source: compose.card(a, bare) for a in catalogue.articles},
        editions=dict(edition_links(bare)),
    )


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
    return SiteView(
        title=desk.typeset(config.title),
        description=desk.typeset(config.description),
        language=config.language.removesuffix("-FR"),  # French as such needs no country
        url=urls.url(urls.home()),
        home=urls.href(urls.home()),
        menu=compose.menu_of(config, urls, desk.catalogue),
        feed=compose.feed_link(config.title, urls.feed(), desk),
        companies=urls.href(urls.companies()),
        archives=urls.href(urls.archives()),
        editions=urls.href(urls.editions()) if desk.catalogue.issues else None,
        tags=urls.href(urls.tags()),
        authors=urls.href(urls.authors()),
        publisher=_publisher(desk),
        assets=MappingProxyType({asset.name: urls.href(asset.path) for asset in assets}),
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
        for end, character in enumerate(page.path):
            if character == "/":
                folders.setdefault(page.path[:end].casefold(), page)
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
