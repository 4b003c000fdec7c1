"""All companies: in alphabetical order, and on a map."""

from collections.abc import Iterator
from itertools import groupby

from site_builder import compose
from site_builder.catalogue import Group
from site_builder.compose import Desk
from site_builder.figures import diagram
from site_builder.pages import Page
from site_builder.plan.together import pair_url
from site_builder.text import collation_key
from site_builder.views import CompaniesPage, CompanyEntry, Counted, Letter, Link, MapPage

# Pairs in the table beside the map.
MOST_PAIRS = 100


def company_lists(desk: Desk) -> Iterator[Page]:
    """Yield the index of companies, and the map of who appears with whom if the site has one."""
    yield _index(desk)
    if has_map(desk):
        yield _map(desk)


def index_link(desk: Desk) -> Link:
    """Return a link to the index of companies."""
    return compose.link("Entreprises", desk.urls.companies(), desk)


def has_map(desk: Desk) -> bool:
    """Return whether there is a map: asked for, and with something to show."""
    return desk.config.companies.map and bool(desk.catalogue.pairs)


def _index(desk: Desk) -> Page:
    path = desk.urls.companies()
    entries = [_entry(group, desk) for group in desk.catalogue.companies]
    description = desk.typeset(f"Toutes les entreprises dont parle {desk.config.title}.")
    view = CompaniesPage(
        head=compose.head("Entreprises", description, path, desk),
        crumbs=(compose.home_link(desk),),
        title="Entreprises",
        count=len(entries),
        letters=_letters(entries),
        map=desk.urls.href(desk.urls.company_map()) if has_map(desk) else None,
    )
    return Page(path=path, kind="list", recipe="html", template="companies.html", view=view)


def _entry(group: Group, desk: Desk) -> CompanyEntry:
    last = group.articles[0] if group.articles else None
    return CompanyEntry(
        label=desk.companies[group.slug].label,
        url=desk.urls.href(desk.urls.company(group.slug)),
        count=len(group.articles),
        mentions=len(group.mentioning),
        last=compose.link(last.title, desk.urls.article(last.slug), desk) if last else None,
        date=compose.moment(last.date) if last else None,
    )


def _letters(entries: list[CompanyEntry]) -> tuple[Letter, ...]:
    """Return *entries*, in alphabetical order already, under their letters; digits under `#`."""

    def initial(entry: CompanyEntry) -> str:
        first = collation_key(entry.label)[0][:1].upper()
        return first if first.isalpha() else "#"

    return tuple(
        Letter(letter=letter, entries=tuple(found)) for letter, found in groupby(entries, initial)
    )


def _map(desk: Desk) -> Page:
    path = desk.urls.company_map()
    counts = {pair: len(shared) for pair, shared in desk.catalogue.pairs.items()}
    urls = {pair: pair_url(pair, desk) for pair in counts}
    tied = {slug for pair in counts for slug in pair}
    companies = {
        group.slug: Counted(
            label=desk.companies[group.slug].label,
            url=desk.urls.href(desk.urls.company(group.slug)),
            count=len(group.articles),
            last=None,
        )
        for group in desk.catalogue.companies
        if group.slug in tied
    }
    drawing = diagram(counts, companies, urls)
    frequent = sorted(counts, key=lambda pair: (-counts[pair], pair))[:MOST_PAIRS]
    view = MapPage(
        head=compose.head(
            "Carte des entreprises",
            desk.typeset(
                f"Les entreprises qui se croisent dans les articles de {desk.config.title}."
            ),
            path,
            desk,
        ),
        crumbs=(compose.home_link(desk), index_link(desk)),
        title="Qui croise qui",
        diagram=drawing,
        pairs=tuple(
            (
                desk.companies[one],
                desk.companies[other],
                counts[one, other],
                urls[one, other],
            )
            for one, other in frequent
        ),
        left_out=(len(tied) - len(drawing.nodes), len(counts) - len(frequent)),
    )
    return Page(path=path, kind="list", recipe="html", template="map.html", view=view)
