"""What the files of `content/` are once they are read: articles, companies, pages, authors."""

import datetime as dt

from msgspec.structs import replace

from site_builder.borrowed import Borrowed, BorrowedNumber, Lent, bare, borrow, borrow_number
from site_builder.markup import Heading, Ref
from site_builder.schema import Marks
from site_builder.values import Value


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
    """An article as its file tells it. Dates have a zone; `marks` say where values stand; `minutes`
    is how long it takes to read, at least one.
    """

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
    minutes: int
    marks: Marks


class Mention(Value, frozen=True, kw_only=True):
    """A company an article names: how many times, in its title or not, and the place of the first
    name that may be a link, from and to a character of the HTML.
    """

    slug: str
    count: int
    in_title: bool
    place: tuple[int, int] | None


# What pages borrow of an article.


def lent(article: Article) -> Article:
    """Return *article* with its title, its summary, its minutes and the digest of its text to be
    borrowed.
    """
    source = article.source
    return replace(
        article,
        title=borrow(article.title, f"title {source}"),
        summary=borrow(article.summary, f"summary {source}"),
        body=replace(article.body, digest=borrow(article.body.digest, f"text {source}")),
        minutes=borrow_number(article.minutes, f"minutes {source}"),
    )


def lent_place(mention: Mention, source: str) -> Borrowed:
    """Return the place of *mention*, which has one, in the article at *source*: from, to."""
    start, end = mention.place or (0, 0)
    return borrow(f"{start} {end}", f"place:{mention.slug} {source}")


def in_order(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Return those of *mentions* that have a place, in the order of these."""
    return sorted([m for m in mentions if m.place], key=lambda m: m.place or (0, 0))


def loans(article: Article, mentions: tuple[Mention, ...]) -> dict[str, Lent]:
    """Return all that pages borrow of *article*, which names those of *mentions*, by its mark."""
    of = lent(article)
    places = (lent_place(mention, article.source) for mention in in_order(mentions))
    return {
        one.mark: bare(one)
        for one in (of.title, of.summary, of.body.digest, of.minutes, *places)
        if isinstance(one, Borrowed | BorrowedNumber)
    }


def left(article: Article, mentions: tuple[Mention, ...]) -> object:
    """Return what the plan of a site reads of *article*, which names those of *mentions*: all but
    what is borrowed, the places of all that in its file, and how often it names whom.
    """
    body = article.body
    refs = tuple(replace(ref, line=0, column=0) for ref in body.refs)
    emptied = replace(body, digest="", refs=refs, words=0)
    named = [(m.slug, m.place is None) for m in mentions]
    places = [mention.slug for mention in in_order(mentions)]
    without = replace(article, title="", summary="", body=emptied, minutes=0, marks=())
    return without, named, places


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
