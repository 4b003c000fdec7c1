"""The search page, and the texts that are searched, in portions."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from site_builder import compose
from site_builder.compose import Desk
from site_builder.items import Article, Company
from site_builder.pages import Entry, Page, Portion
from site_builder.plan.editions import summary
from site_builder.plan.policy import page_policy
from site_builder.views import Option, SearchPage

# Articles of a portion, at most, unless they are of one month: an edit indexes its portion again,
# two milliseconds an article, and a reader fetches two small files a portion.
MOST = 300
# The portion that has no folder of its own: what is no article. It is never empty.
_FIRST = ""


def search_pages(desk: Desk) -> Iterator[Page]:
    """Yield the search page, if the site has one."""
    if not desk.config.search.enabled:
        return
    path = desk.urls.search()
    portions = [name for name, _ in _periods(desk.catalogue.articles)]
    view = SearchPage(
        head=compose.head(
            "Recherche", desk.typeset(f"Chercher dans {desk.config.title}."), path, desk
        ),
        crumbs=(compose.home_link(desk),),
        title="Recherche",
        engine=desk.urls.href(desk.urls.search_file("", "pagefind.js")),
        portions=tuple(desk.urls.href(desk.urls.search_folder(n)) for n in ("", *portions)),
        companies=tuple(
            Option(value=group.slug, label=desk.companies[group.slug].label)
            for group in desk.catalogue.companies
            if group.articles
        ),
        years=tuple(
            str(year)
            for year in sorted({a.date.year for a in desk.catalogue.articles}, reverse=True)
        ),
        policy=page_policy(desk.config, compiled=True),
    )
    yield Page(path=path, kind="page", recipe="html", template="search.html", view=view)


def portions(desk: Desk) -> Iterator[Portion]:
    """Yield what is searched: home, companies, editions, pages, then articles period by period."""
    if not desk.config.search.enabled:
        return
    yield Portion(
        name=_FIRST, entries=(_home_entry(desk), *_company_entries(desk), *_text_entries(desk))
    )
    for name, articles in _periods(desk.catalogue.articles):
        yield Portion(name=name, entries=tuple(_article_entry(a, desk) for a in articles))


def _periods(articles: Iterable[Article]) -> Iterator[tuple[str, tuple[Article, ...]]]:
    """Yield *articles* by year, a year of many by quarter, and a quarter of many by month."""
    for year, found in _by(_year, articles):
        if len(found) <= MOST:
            yield year, found
            continue
        for quarter, fewer in _by(_quarter, found):
            if len(fewer) <= MOST:
                yield quarter, fewer
            else:
                yield from _by(_month, fewer)


def _year(article: Article) -> str:
    return f"{article.date.year:04}"


def _quarter(article: Article) -> str:
    return f"{_year(article)}-t{(article.date.month + 2) // 3}"


def _month(article: Article) -> str:
    return f"{_year(article)}-{article.date.month:02}"


def _by(
    period: Callable[[Article], str], articles: Iterable[Article]
) -> Iterator[tuple[str, tuple[Article, ...]]]:
    ordered = sorted(articles, key=lambda article: (period(article), article.slug))
    for name, group in groupby(ordered, period):
        yield name, tuple(group)


def _article_entry(article: Article, desk: Desk) -> Entry:
    slugs = desk.catalogue.declared[article.source]
    return Entry(
        url=desk.urls.href(desk.urls.article(article.slug)),
        title=article.title,
        about=compose.moment(article.date).words,
        summary=article.summary,
        body=article.body.digest,
        names=tuple(name for slug in slugs for name in _names(slug, desk)),
        facets=(str(article.date.year), *slugs),
    )


def _company_entries(desk: Desk) -> Iterator[Entry]:
    for group in desk.catalogue.companies:
        record = desk.catalogue.registry.records.get(group.slug)
        yield Entry(
            url=desk.urls.href(desk.urls.company(group.slug)),
            title=desk.companies[group.slug].label,
            about="Entreprise",
            summary=record.summary if record else "",
            body=record.body.digest if record else None,
            names=_names(group.slug, desk),
            facets=(group.slug,),
        )


def _home_entry(desk: Desk) -> Entry:
    return Entry(
        url=desk.urls.href(desk.urls.home()),
        title=desk.typeset(desk.config.title),
        about="Accueil",
        summary=desk.typeset(desk.config.description),
        body=None,
        names=(),
        facets=(),
    )


def _text_entries(desk: Desk) -> Iterator[Entry]:
    for issue in desk.catalogue.issues:
        edition = issue.edition
        yield Entry(
            url=desk.urls.href(desk.urls.edition(edition.number)),
            title=edition.title,
            about=f"Édition {edition.number}, {compose.moment(edition.date).words}",
            summary=summary(issue),
            body=edition.body.digest,
            names=(),
            facets=(),
        )
    for page in desk.catalogue.pages:
        yield Entry(
            url=desk.urls.href(desk.urls.static_page(page.slug)),
            title=page.title,
            about="Page",
            summary=page.summary,
            body=page.body.digest,
            names=(),
            facets=(),
        )


def _names(slug: str, desk: Desk) -> tuple[str, ...]:
    """Return all that readers may call the company *slug*."""
    record: Company | None = desk.catalogue.registry.records.get(slug)
    return (desk.companies[slug].label, *(record.aliases if record else ()))
