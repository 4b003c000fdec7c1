"""What a page is made of, as a digest: the key that it is published under."""

import functools
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs
from site_builder.layout import TEMPLATES
from site_builder.pages import Page, Plan
from site_builder.templates import (
    Needed,
    closures,
)
from site_builder.values import Value
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    Card,
    CompanyPage,
    HomePage,
    ImageCopy,
    ListPage,
    PairPage,
    View,
)

# What the keys of many pages have in common, by these names; a template is named as such.
TOOLS, IMAGE_TOOLS, SITE = "toolchain", "image tools", "site"


def ingredients_of(planned: Plan, inputs: Inputs, needed: Needed) -> dict[str, str]:
    """Return the digests of all that pages share: tools, site view, and templates with all they
    need, by name. Those of the fields of the site view and of each file of the theme are no part
    of keys: they say which one changed.
    """
    site = planned.site
    fields = {f"{SITE}.{name}": fingerprint(getattr(site, name)) for name in site.__struct_fields__}
    files = {
        f"{TEMPLATES}/{name}": fingerprint(text) for name, text in inputs.theme.sources.items()
    }
    shared = {
        TOOLS: inputs.toolchain,
        IMAGE_TOOLS: inputs.image_tools,
        SITE: fingerprint(site),
    }
    return {**fields, **files, **shared, **closures(inputs.theme, needed)}


def recipe_keys(pages: Iterable[Page], ingredients: Mapping[str, str]) -> dict[str, str | None]:
    """Return the digest of all that a page is made of besides its view: tools, site, templates.

    Of a file that is copied nothing else counts; of a picture, what makes pictures.
    """
    common = fingerprint((ingredients.get(TOOLS), ingredients.get(SITE)))
    pictures = ingredients.get(IMAGE_TOOLS)
    own = {"copy": "", "index": "", "image": pictures, "card": pictures}
    kinds = {(page.recipe, page.template) for page in pages}
    return {
        f"{recipe} {template}": own[recipe]
        if recipe in own
        else fingerprint((common, ingredients.get(template), recipe))
        for recipe, template in kinds
    }


class Keyed(Value, frozen=True, kw_only=True):
    """Pages with their keys, by path, and the digests of what they have in common."""

    pages: tuple[Page, ...]
    recipes: Mapping[str, str | None]
    keys: Mapping[str, str]


def page_keys(
    pages: tuple[Page, ...], recipes: Mapping[str, str | None], before: Keyed | None
) -> Keyed:
    """Return *pages* with their keys: each the digest of all that a page is made of.

    A page that is equal to that of *before*, made in the same way, has its key: to compare views is
    five times faster than to digest them.
    """
    known = {page.path: page for page in before.pages} if before else {}
    keys: dict[str, str] = {}
    digest = functools.cache(fingerprint)  # a card is on the pages of ten others
    for page in pages:
        kind = f"{page.recipe} {page.template}"
        if before and before.recipes.get(kind) == recipes[kind] and known.get(page.path) == page:
            keys[page.path] = before.keys[page.path]
        else:
            keys[page.path] = page_key(page, recipes, digest)
    return Keyed(pages=pages, recipes=recipes, keys=keys)


def page_key(
    page: Page,
    recipes: Mapping[str, str | None],
    digest: Callable[[Card], str] = fingerprint,
) -> str:
    """Return the digest of all that *page* is made of, *recipes* among it; *digest* is that of a
    card.
    """
    return fingerprint((recipes[f"{page.recipe} {page.template}"], _made_of(page.view, digest)))


def _made_of(view: View, digest: Callable[[Card], str]) -> object:
    """Return what of *view* tells in the file: a picture is the same wherever its source lies, and
    cards, which are most of a list, stand by their digests.
    """
    match view:
        case ArticlePage(related=cards):
            return replace(view, related=()), tuple(map(digest, cards))
        case HomePage(cards=cards) | ListPage(cards=cards):
            return replace(view, cards=()), tuple(map(digest, cards))
        case AuthorPage(cards=cards) | PairPage(cards=cards):
            return replace(view, cards=()), tuple(map(digest, cards))
        case CompanyPage(cards=cards, mentions=mentioning):
            told = tuple(map(digest, cards)), tuple(map(digest, mentioning))
            return replace(view, cards=(), mentions=()), told
        case ImageCopy():
            return view.digest, view.shape
        case _:
            return view
