"""What a page is made of, as a digest: the key that it is published under."""

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec.structs import replace

from site_builder.borrowed import Apart, Sealed, Writer
from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs
from site_builder.layout import TEMPLATES
from site_builder.pages import Kept, Page, Plan
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
    Feed,
    FeedItem,
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
    """Pages with their keys, and their views as they are written down, by path; the digests of what
    pages have in common; and by their digests the parts that many views have.
    """

    pages: tuple[Page, ...]
    recipes: Mapping[str, str | None]
    keys: Mapping[str, str]
    views: Mapping[str, Kept]
    parts: Mapping[str, Apart]

    def light(self) -> "Keyed":
        """Return the same without what is written down, which can be a third of what is held."""
        views = {path: Kept(kept.digest) for path, kept in self.views.items()}
        return replace(self, views=views, parts={})


def page_keys(
    pages: tuple[Page, ...], recipes: Mapping[str, str | None], before: Keyed | None
) -> Keyed:
    """Return *pages* with their keys: each the digest of all that a page is made of.

    A page that is equal to that of *before*, made in the same way, has its key: to compare views is
    five times faster than to digest them.
    """
    known = {page.path: page for page in before.pages} if before else {}
    keys: dict[str, str] = {}
    views: dict[str, Kept] = {}
    keeper = Keeper(before.parts if before else {})
    for page in pages:
        kind = f"{page.recipe} {page.template}"
        same = before is not None and known.get(page.path) == page
        if before and same:
            views[page.path] = before.views[page.path]
        else:
            views[page.path] = keeper.keep(page.view)
        if before and same and before.recipes.get(kind) == recipes[kind]:
            keys[page.path] = before.keys[page.path]
        else:
            keys[page.path] = fingerprint((recipes[kind], views[page.path].digest))
    return Keyed(pages=pages, recipes=recipes, keys=keys, views=views, parts=keeper.parts)


def page_key(page: Page, recipes: Mapping[str, str | None]) -> str:
    """Return the digest of all that *page* is made of, *recipes* among it."""
    return fingerprint((recipes[f"{page.recipe} {page.template}"], Keeper().keep(page.view).digest))


# What stands in the views of many pages, and in their keys by its digest.
Part = Card | Sealed[FeedItem]
PARTS: Mapping[type, tuple[str, ...]] = {
    ArticlePage: ("related",),
    AuthorPage: ("cards",),
    CompanyPage: ("cards", "mentions"),
    Feed: ("items",),
    HomePage: ("cards",),
    ListPage: ("cards",),
    PairPage: ("cards",),
}


class Keeper:
    """Writes views down, each part of them once; `parts` are those met so far, by digest."""

    def __init__(self, parts: Mapping[str, Apart] | None = None) -> None:
        self.parts = dict(parts or {})
        self._digest = cache(self._written)  # a card is on the pages of ten others
        self._writer = Writer()

    def keep(self, view: View | Kept) -> Kept:
        """Return *view* as it is written down."""
        if isinstance(view, Kept):
            return view
        fields = PARTS.get(type(view), ())
        found = tuple([tuple(map(self._digest, getattr(view, field))) for field in fields])
        bare = replace(view, **dict.fromkeys(fields, ())) if fields else view
        apart = self._writer.apart(bare)
        if isinstance(view, ImageCopy):  # the same wherever its source lies
            return Kept(fingerprint((view.digest, view.shape)), apart.json)
        return Kept(apart.digest(found), apart.json, apart.marks, found)

    def _written(self, part: Part) -> str:
        apart = self._writer.apart(part.value if isinstance(part, Sealed) else part)
        digest = part.digest if isinstance(part, Sealed) else apart.digest()
        self.parts[digest] = apart
        return digest
