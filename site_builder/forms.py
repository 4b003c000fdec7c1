"""What an editor may write above a text: one form a kind of file, declared once."""

import datetime as dt

from site_builder.kinds import FLAG, LINE, MOMENT, SITE_PATH, SLUG, WEB_URL, choice, pattern, whole
from site_builder.schema import Form, Kind, entry, many, nested, one_or_many, pairs

_WIKIDATA = pattern(
    r"Q[1-9]\d{0,11}", what="a Wikidata number", what_fr="un numéro Wikidata", example="Q380"
)
_ALT = Kind(
    read=lambda value, path, faults: "" if value == "" else LINE.read(value, path, faults),
    schema={"type": "string"},
)


class ImageForm(Form, frozen=True, kw_only=True):
    """The picture that stands for an article."""

    src: str = entry(LINE, "File of the picture, beside the article or from the root of content/.")
    alt: str = entry(_ALT, 'What it shows, for who cannot see it; "" for a mere decoration.')
    caption: str | None = entry(LINE, "Caption.", default=None)
    credit: str | None = entry(LINE, "Author and rights.", default=None)


class ArticleForm(Form, frozen=True, kw_only=True):
    """Front matter of `content/articles/**/*.md`."""

    title: str = entry(LINE, "Title.")
    date: dt.date = entry(MOMENT, "Day, or day and time, of publication; in the future: not yet.")
    summary: str | None = entry(LINE, "One or two sentences; default: beginning.", default=None)
    companies: tuple[str, ...] = entry(
        many(LINE), "Companies it is about, most important first.", default=()
    )
    tags: tuple[str, ...] = entry(many(LINE), "Themes.", default=())
    authors: tuple[str, ...] = entry(one_or_many(LINE), "Who wrote it.", default=())
    slug: str | None = entry(SLUG, "End of its URL; default: from the file name.", default=None)
    updated: dt.date | None = entry(MOMENT, "Last revision that readers should know.", default=None)
    draft: bool = entry(FLAG, "Built only with --drafts.", default=False)
    image: ImageForm | None = entry(nested(ImageForm), "Main picture.", default=None)
    edition: int | None = entry(whole(1, 1_000_000), "Issue of the letter.", default=None)
    old_urls: tuple[str, ...] = entry(
        many(SITE_PATH), "Former paths; each becomes a redirect.", default=()
    )
    id: str | None = entry(LINE, "Identity in feeds, for ever.", default=None)
    typography: bool = entry(FLAG, "false: leave the text as typed.", default=True)
    link_mentions: bool = entry(FLAG, "false: link no company.", default=True)


class CompanyForm(Form, frozen=True, kw_only=True):
    """Front matter of `content/companies/*.md`."""

    name: str = entry(LINE, "Name, as readers see it.")
    article: str | None = entry(
        choice("le", "la", "l’", "l'", "les"),
        "Article that the name takes in a sentence: l’ for « l’Insee ».",
        default=None,
    )
    aliases: tuple[str, ...] = entry(many(LINE), "Other and former names.", default=())
    slug: str | None = entry(SLUG, "End of its URL; default: from the name.", default=None)
    website: str | None = entry(WEB_URL, "Official site.", default=None)
    wikidata: str | None = entry(_WIKIDATA, "Wikidata number.", default=None)
    parent: str | None = entry(LINE, "Company that owns it.", default=None)
    products: tuple[str, ...] = entry(
        many(LINE), "Names whose mention counts as the company's.", default=()
    )
    old_slugs: tuple[str, ...] = entry(many(SLUG), "Former ends of its URL.", default=())
    founded: int | None = entry(whole(1000, 2200), "Year of foundation.", default=None)
    country: str | None = entry(LINE, "Country, in French.", default=None)
    ticker: str | None = entry(LINE, "Exchange and symbol.", default=None)
    logo: str | None = entry(LINE, "File of the logo, beside the record.", default=None)
    ambiguous: bool = entry(FLAG, "The name is also a common word.", default=False)


class PageForm(Form, frozen=True, kw_only=True):
    """Front matter of `content/pages/*.md`."""

    title: str = entry(LINE, "Title.")
    slug: str | None = entry(SLUG, "Its URL; default: from the file name.", default=None)
    menu: int | None = entry(whole(0, 1000), "Place in the main menu.", default=None)
    summary: str | None = entry(LINE, "One sentence; default: beginning.", default=None)


class AuthorForm(Form, frozen=True, kw_only=True):
    """Front matter of `content/authors/*.md`."""

    name: str = entry(LINE, "Name, as it is signed.")
    slug: str | None = entry(SLUG, "End of its URL; default: from the name.", default=None)
    role: str | None = entry(LINE, "Role in the newsroom.", default=None)
    links: tuple[tuple[str, str], ...] = entry(pairs(LINE, WEB_URL), "Label: address.", default=())


class EditionForm(Form, frozen=True, kw_only=True):
    """Front matter of `content/editions/*.md`."""

    number: int = entry(whole(1, 1_000_000), "Number of the issue.")
    title: str = entry(LINE, "Title.")
    date: dt.date = entry(MOMENT, "Day it is sent.")
    articles: tuple[str, ...] = entry(many(LINE), "Articles, in order.", default=())


FORMS: dict[str, type] = {
    "articles": ArticleForm,
    "companies": CompanyForm,
    "pages": PageForm,
    "authors": AuthorForm,
    "editions": EditionForm,
}
