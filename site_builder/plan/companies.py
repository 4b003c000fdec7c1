"""A page for every company."""

from collections.abc import Iterator

from site_builder import compose
from site_builder.catalogue import Group, mark
from site_builder.compose import Desk
from site_builder.figures import chart
from site_builder.items import Company
from site_builder.links import resolve
from site_builder.markup import Ref
from site_builder.pages import Page
from site_builder.plan.company_lists import index_link
from site_builder.plan.together import beside
from site_builder.problems import Problem
from site_builder.text import of, plural
from site_builder.values import Value
from site_builder.views import CompanyPage, Link, Prose


def company_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield the pages of every company that has a record or an article."""
    for group in desk.catalogue.companies:
        record = desk.catalogue.registry.records.get(group.slug)
        told = _Told()
        if record is not None:
            told, problems = _tell(record, desk)
            yield from problems
        yield from _pages(group, told, desk)


class _Told(Value, frozen=True, kw_only=True):
    """What a record says besides plain values; nothing, for a company that has none."""

    record: Company | None = None
    body: Prose | None = None
    logo: str | None = None


def _tell(record: Company, desk: Desk) -> tuple[_Told, tuple[Problem, ...]]:
    path = desk.urls.company(record.slug)
    body, problems = compose.prose(record.body, record.source, path, desk)
    logo = None
    if record.logo is not None:
        line, column = mark(record, "logo")
        ref = Ref(kind="image", target=record.logo, line=line, column=column)
        logo, found = resolve(ref, record.source, path, desk.known)
        found = found or desk.album.problem(ref, logo, record.source)
        problems += (found,) if found else ()
    return _Told(record=record, body=body if record.body.words else None, logo=logo), problems


def _pages(group: Group, told: _Told, desk: Desk) -> Iterator[Page]:
    urls = desk.urls
    record = told.record
    name = desk.companies[group.slug].label
    feeds = compose.company_feeds(group.slug, desk)
    # What it is about first, then what only names it, in one list.
    articles = (*group.articles, *group.mentioning)
    seen = beside(group.slug, desk)
    drawn = chart(a.date for a in group.articles) if desk.config.companies.chart else None
    for sheet in compose.sheets(articles, lambda n: urls.company(group.slug, n), desk):
        first = sheet.number == 1
        about = max(0, len(group.articles) - (sheet.number - 1) * desk.config.navigation.per_page)
        view = CompanyPage(
            head=compose.head(
                sheet.titled(name), _about(group, told, desk), sheet.path, desk, feeds
            ),
            crumbs=(compose.home_link(desk), index_link(desk)),
            name=name,
            aliases=tuple(map(desk.typeset, record.aliases)) if record else (),
            website=record.website if record else None,
            wikidata=record.wikidata if record else None,
            founded=record.founded if record else None,
            country=_set(record.country if record else None, desk),
            ticker=_set(record.ticker if record else None, desk),
            logo=told.logo,
            parent=_parent(record, desk),
            subsidiaries=tuple(
                desk.companies[child.slug] for child in desk.catalogue.registry.children(group.slug)
            ),
            beside=seen if first else (),
            chart=drawn if first else None,
            count=len(group.articles),
            mention_count=len(group.mentioning),
            body=told.body if first else None,
            cards=sheet.cards[:about],
            mentions=sheet.cards[about:],
            pager=sheet.pager,
        )
        yield Page(
            path=sheet.path,
            kind="company",
            recipe="html",
            template="company.html",
            view=view,
            origin=record.source if record else "",
        )


def _set(text: str | None, desk: Desk) -> str | None:
    return desk.typeset(text) if text else None


def _about(group: Group, told: _Told, desk: Desk) -> str:
    if told.record and told.record.summary:
        return told.record.summary
    count = len(group.articles)
    article = told.record.article if told.record else None
    name = of(desk.companies[group.slug].label, article)
    news = f"L’actualité {name} dans {desk.config.title}"
    return desk.typeset(f"{news} : {count} {plural(count, 'article')}.")


def _parent(record: Company | None, desk: Desk) -> Link | None:
    registry = desk.catalogue.registry
    parent = registry.slug(record.parent) if record and record.parent else ""
    if parent not in registry.records:
        return None
    return desk.companies[parent]
