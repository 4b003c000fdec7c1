"""What social networks show of an article: its picture, cropped, or a card with its title."""

from collections.abc import Iterator

from site_builder import compose
from site_builder.catalogue import mark
from site_builder.compose import Desk
from site_builder.fingerprint import fingerprint
from site_builder.images import CARD_HEIGHT, CARD_WIDTH, SocialCard
from site_builder.items import Article
from site_builder.links import resolve
from site_builder.markup import Ref
from site_builder.pages import Page
from site_builder.views import CardFile, HeadImage


def social_images(desk: Desk) -> Iterator[tuple[str, tuple[HeadImage, Page]]]:
    """Yield, by source, what stands for each article elsewhere, and the file that holds it."""
    if not desk.config.images.social_cards:
        return
    for article in desk.catalogue.articles:
        yield article.source, _crop(article, desk) or _card(article, desk)


def drawn(desk: Desk) -> Iterator[str]:
    """Yield the sources of the articles that stand for themselves with their title."""
    return (source for source, (_, page) in desk.social.items() if isinstance(page.view, CardFile))


def _crop(article: Article, desk: Desk) -> tuple[HeadImage, Page] | None:
    if article.image is None:
        return None
    line, column = mark(article, "image.src")
    ref = Ref(kind="image", target=article.image.src, line=line, column=column)
    href, _ = resolve(ref, article.source, desk.urls.article(article.slug), desk.known)
    view = desk.album.crop(href)
    if view is None:
        return None
    shape = view.shape
    path = desk.urls.social_image(article.slug, fingerprint((view.digest, shape)), "jpg")
    page = Page(path=path, kind="image", recipe="image", view=view, origin=view.origin)
    return _head_image(page, shape.width, shape.height, article.image.alt, desk), page


def _card(article: Article, desk: Desk) -> tuple[HeadImage, Page]:
    colours = desk.config.theme.light
    card = SocialCard(
        name=desk.typeset(desk.config.title),
        title=article.title,
        date=compose.moment(article.date).words,
        companies=tuple(found.label for found in compose.companies_of(article, desk)),
        paper=colours.paper,
        ink=colours.ink,
        accent=colours.accent,
    )
    path = desk.urls.social_image(article.slug, fingerprint(card), "png")
    page = Page(
        path=path, kind="image", recipe="card", view=CardFile(card=card), origin=article.source
    )
    return _head_image(page, CARD_WIDTH, CARD_HEIGHT, article.title, desk), page


def _head_image(page: Page, width: int, height: int, alt: str, desk: Desk) -> HeadImage:
    return HeadImage(url=desk.urls.url(page.path), width=width, height=height, alt=alt)
