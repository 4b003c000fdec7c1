"""Companies two by two: who is seen beside whom, and the pages of pairs."""

from collections.abc import Iterator
from itertools import product

from site_builder import compose
from site_builder.catalogue import Catalogue
from site_builder.compose import Desk
from site_builder.pages import Page
from site_builder.settings import Config
from site_builder.text import collation_key, plural
from site_builder.urls import Urls
from site_builder.views import Beside, PairPage

# Companies shown as seen beside another one.
MOST_BESIDE = 8

Pair = tuple[str, str]


def shown_pairs(catalogue: Catalogue, config: Config) -> Iterator[Pair]:
    """Yield the pairs that have a page: those that share as many articles as the site asks for."""
    least = config.companies.pair_articles
    if least:
        yield from (pair for pair, shared in catalogue.pairs.items() if len(shared) >= least)


def pair_url(pair: Pair, desk: Desk) -> str | None:
    """Return the address of the page of *pair*, None if it has none."""
    least = desk.config.companies.pair_articles
    shared = desk.catalogue.pairs.get(pair, ())
    return desk.urls.href(desk.urls.pair(pair)) if 0 < least <= len(shared) else None


def beside(slug: str, desk: Desk) -> tuple[Beside, ...]:
    """Return the companies that share most articles with the company *slug*."""
    counts = desk.shared.get(slug, {})
    order = sorted(counts, key=lambda s: (-counts[s], collation_key(desk.companies[s].label), s))
    return tuple(
        Beside(
            label=desk.companies[other].label,
            url=desk.urls.href(desk.urls.company(other)),
            count=counts[other],
            pair=pair_url((min(slug, other), max(slug, other)), desk),
        )
        for other in order[:MOST_BESIDE]
    )


def pair_pages(desk: Desk) -> Iterator[Page]:
    """Yield the pages of the companies that share articles enough: « Meta × Microsoft »."""
    for pair in shown_pairs(desk.catalogue, desk.config):
        yield from _pages(pair, desk)


def _pages(pair: Pair, desk: Desk) -> Iterator[Page]:
    one, other = (desk.companies[slug] for slug in pair)
    shared = desk.catalogue.pairs[pair]
    title = f"{one.label} × {other.label}"
    count = f"{len(shared)} {plural(len(shared), 'article')}"
    about = desk.typeset(f"{count} de {desk.config.title} sur {one.label} et {other.label}.")
    for sheet in compose.sheets(shared, lambda n: desk.urls.pair(pair, n), desk):
        view = PairPage(
            head=compose.head(sheet.titled(title), about, sheet.path, desk),
            crumbs=(
                compose.home_link(desk),
                compose.link("Entreprises", desk.urls.companies(), desk),
                one,
            ),
            title=title,
            companies=(one, other),
            count=len(shared),
            cards=sheet.cards,
            pager=sheet.pager,
        )
        yield Page(path=sheet.path, kind="company", recipe="html", template="pair.html", view=view)


def former_pairs(
    catalogue: Catalogue, config: Config, urls: Urls
) -> Iterator[tuple[str, str, str]]:
    """Yield the paths that pages of pairs had under `old_slugs`, the present ones, and sources."""
    records = catalogue.registry.records
    for pair in shown_pairs(catalogue, config):
        renamed = [records[slug] for slug in pair if slug in records and records[slug].old_slugs]
        if not renamed:
            continue
        known = [(slug, *(records[slug].old_slugs if slug in records else ())) for slug in pair]
        for one, other in product(*known):
            if (one, other) != pair:
                former = (min(one, other), max(one, other))
                yield urls.pair(former), urls.pair(pair), renamed[0].source
