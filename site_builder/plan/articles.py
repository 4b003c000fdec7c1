"""Articles, and pages that are none."""

from collections.abc import Iterator

from msgspec.structs import replace

from site_builder import compose
from site_builder.catalogue import mark
from site_builder.compose import Desk
from site_builder.items import Article
from site_builder.pages import Page
from site_builder.plan.related import related
from site_builder.problems import Problem, problem
from site_builder.views import ArticlePage, Link, TextPage


def article_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield a page for every published article."""
    articles = desk.catalogue.articles
    yield from _same_ids(desk)
    others = related(desk.catalogue)
    cards = (desk.cards[article.source] for article in articles)
    neighbours = (*(Link(label=card.title, url=card.url) for card in cards), None)
    home = compose.home_link(desk)
    for number, article in enumerate(articles):
        path, card = desk.urls.article(article.slug), desk.cards[article.source]
        image, more = compose.picture(article, path, desk)
        loading = "lazy" if image else "eager"
        body, problems = compose.prose(article.body, article.source, path, desk, loading)
        if links := compose.name_links(article, desk):
            body = replace(body, links=links)
        head = compose.head(article.title, article.summary, path, desk)
        if article.source in desk.social:
            head = replace(head, image=desk.social[article.source][0])
        yield from (*problems, *more)
        view = ArticlePage(
            head=head,
            crumbs=(home,),
            title=article.title,
            summary=article.summary,
            date=compose.with_weekday(card.date, article.date),
            updated=compose.moment(article.updated) if article.updated else None,
            authors=compose.signatures(article, desk),
            companies=card.companies,
            tags=card.tags,
            mentions=compose.mentions_of(article, desk),
            image=image,
            edition=desk.editions.get(article.source),
            minutes=card.minutes,
            outline=compose.outline(article.body),
            body=body,
            related=tuple([desk.cards[a.source] for a in others[article.source]]),
            newer=neighbours[number - 1] if number else None,
            older=neighbours[number + 1],
            status=card.status,
        )
        yield Page(
            path=path,
            kind="article",
            recipe="html",
            template="article.html",
            view=view,
            origin=article.source,
        )


def _same_ids(desk: Desk) -> Iterator[Problem]:
    """Yield the articles whose default identity in feeds is one that another has written down."""
    if not any(article.id for article in desk.catalogue.articles):
        return  # those of all differ as their slugs do
    first: dict[str, Article] = {}
    for article in sorted(desk.catalogue.articles, key=lambda a: a.source):
        other = first.setdefault(article.id or compose.default_id(article, desk.urls), article)
        if other is not article and (article.id is None or other.id is None):
            where = article if article.id is not None else other
            against = other if where is article else article
            at = mark(where, "id")
            yield problem("article.same-id", where.source, *at, other=against.source)


def static_pages(desk: Desk) -> Iterator[Page | Problem]:
    """Yield a page for every file of `content/pages/`."""
    for item in desk.catalogue.pages:
        path = desk.urls.static_page(item.slug)
        body, problems = compose.prose(item.body, item.source, path, desk)
        yield from problems
        view = TextPage(
            head=compose.head(item.title, item.summary, path, desk),
            crumbs=(compose.home_link(desk),),
            title=item.title,
            body=body,
        )
        yield Page(
            path=path,
            kind="page",
            recipe="html",
            template="page.html",
            view=view,
            origin=item.source,
        )
