"""What the files of `content/` are once they are read: articles, companies, pages, authors."""

import datetime as dt

from site_builder.markup import Heading, Ref
from site_builder.schema import Marks
from site_builder.values import Value

# Reading on a screen, in French: Brysbaert, « How many words do we read per minute? », 2019.
WORDS_A_MINUTE = 230


class Body(Value, frozen=True, kw_only=True):
    """A rendered text without its words: they are fetched by `digest` when a page is made."""

    digest: str
    refs: tuple[Ref, ...]
    ids: tuple[str, ...]
    outline: tuple[Heading, ...]
    words: int


class Image(Value, frozen=True, kw_only=True):
    """The picture of an article; `src` as typed."""

    src: str
    alt: str
    caption: str | None
    credit: str | None


class Article(Value, frozen=True, kw_only=True):
    """An article as its file tells it. Dates have a zone; `marks` say where values stand."""

    source: str
    slug: str
    title: str
    date: dt.datetime
    updated: dt.datetime | None
    summary: str
    companies: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    draft: bool
    image: Image | None
    edition: int | None
    old_urls: tuple[str, ...]
    id: str | None
    link_mentions: bool
    body: Body
    marks: Marks

    @property
    def minutes(self) -> int:
        """Minutes it takes to read, at least one."""
        return max(1, round(self.body.words / WORDS_A_MINUTE))


class Mention(Value, frozen=True, kw_only=True):
    """A company an article names: how many times, in its title or not, and the place of the first
    name that may be a link, from and to a character of the HTML.
    """

    slug: str
    count: int
    in_title: bool
    place: tuple[int, int] | None


class Company(Value, frozen=True, kw_only=True):
    """The record of a company."""

    source: str
    slug: str
    name: str
    article: str | None
    aliases: tuple[str, ...]
    website: str | None
    wikidata: str | None
    parent: str | None
    products: tuple[str, ...]
    old_slugs: tuple[str, ...]
    founded: int | None
    country: str | None
    ticker: str | None
    logo: str | None
    ambiguous: bool
    summary: str
    body: Body
    marks: Marks


class StaticPage(Value, frozen=True, kw_only=True):
    """A page that is no article."""

    source: str
    slug: str
    title: str
    summary: str
    menu: int | None
    body: Body
    marks: Marks


class Author(Value, frozen=True, kw_only=True):
    """Somebody who signs."""

    source: str
    slug: str
    name: str
    role: str | None
    links: tuple[tuple[str, str], ...]
    summary: str
    body: Body
    marks: Marks


class Edition(Value, frozen=True, kw_only=True):
    """An issue of the letter; its body is the editorial."""

    source: str
    number: int
    title: str
    date: dt.datetime
    summary: str
    articles: tuple[str, ...]
    body: Body
    marks: Marks


class Broken(Value, frozen=True, kw_only=True):
    """A file with an error, and what could be read of it all the same.

    It stays known, so that links to it are not reported as well; what else is wrong with it can be
    told at once. A company that could not be read is `""`; `date` is None when it could not.
    """

    source: str
    folder: str
    slug: str
    date: dt.datetime | None = None
    draft: bool = False
    companies: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()
    ids: tuple[str, ...] = ()
    marks: Marks = ()


Item = Article | Company | StaticPage | Author | Edition | Broken
