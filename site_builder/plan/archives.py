"""Archives by year and month."""

from collections.abc import Iterator
from itertools import groupby

from site_builder import compose
from site_builder.compose import Desk
from site_builder.dates import month_in_words
from site_builder.items import Article
from site_builder.pages import Page
from site_builder.views import ArchivesPage, Counted, IndexPage, ListPage, Pager


def archive_pages(desk: Desk) -> Iterator[Page]:
    """Yield a page for every year and month that has articles, then the page of all years."""
    years: list[tuple[Counted, tuple[Counted, ...]]] = []
    for year, in_year in groupby(desk.catalogue.articles, lambda a: a.date.year):
        months: list[Counted] = []
        for month, in_month in groupby(in_year, lambda a: a.date.month):
            page, entry = _month(year, month, tuple(in_month), desk)
            months.append(entry)
            yield page
        page, entry = _year(year, tuple(months), desk)
        years.append((entry, tuple(months)))
        yield page
    path = desk.urls.archives()
    description = desk.typeset(f"Tous les articles de {desk.config.title}, par année et par mois.")
    view = ArchivesPage(
        head=compose.head("Archives", description, path, desk),
        crumbs=(compose.home_link(desk),),
        title="Archives",
        years=tuple(years),
    )
    yield Page(path=path, kind="list", recipe="html", template="archives.html", view=view)


def _year(year: int, months: tuple[Counted, ...], desk: Desk) -> tuple[Page, Counted]:
    path = desk.urls.year(year)
    title = f"Archives {year}"
    description = desk.typeset(f"Les articles de {desk.config.title} en {year}.")
    view = IndexPage(
        head=compose.head(title, description, path, desk),
        crumbs=(
            compose.home_link(desk),
            compose.link("Archives", desk.urls.archives(), desk),
        ),
        title=title,
        entries=months,
    )
    page = Page(path=path, kind="list", recipe="html", template="index.html", view=view)
    count = sum(month.count for month in months)
    entry = Counted(label=str(year), url=desk.urls.href(path), count=count, last=months[0].last)
    return page, entry


def _month(
    year: int, month: int, articles: tuple[Article, ...], desk: Desk
) -> tuple[Page, Counted]:
    """Return the page of a month, with all its articles: nobody turns the pages of a month."""
    path = desk.urls.month(year, month)
    words = month_in_words(year, month)
    view = ListPage(
        head=compose.head(
            words.capitalize(),
            desk.typeset(f"Les articles de {desk.config.title} : {words}."),
            path,
            desk,
        ),
        crumbs=(
            compose.home_link(desk),
            compose.link("Archives", desk.urls.archives(), desk),
            compose.link(str(year), desk.urls.year(year), desk),
        ),
        title=words.capitalize(),
        count=len(articles),
        cards=tuple(desk.cards[a.source] for a in articles),
        pager=Pager(number=1, count=1, newer=None, older=None),
    )
    page = Page(path=path, kind="list", recipe="html", template="list.html", view=view)
    entry = Counted(
        label=words.capitalize(),
        url=desk.urls.href(path),
        count=len(articles),
        last=compose.moment(articles[0].date),
    )
    return page, entry
