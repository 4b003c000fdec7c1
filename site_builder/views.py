"""The documented view model: the only values a template sees, as `site` and `page`.

Closed and frozen: nothing to follow, nothing to query. The digest of a view is the complete list of
what its page depends on.
"""

from collections.abc import Mapping
from dataclasses import dataclass


class Html(str):
    """Text that is HTML already: Jinja writes it as it is, and escapes everything else."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A rendered text by its digest, and the addresses of its references; it becomes Html when the
    page is made. One of several texts of a page has a `scope`: its ids begin with it, and its
    headings stand one level lower.
    """

    digest: str
    hrefs: tuple[str, ...]
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text to click and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date: `iso` for machines (`<time datetime>`), `words` for readers (« 18 juillet 2023 »)."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as lists show it."""

    title: str
    url: str
    date: Moment
    summary: str
    companies: tuple[Link, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture of an article; `alt` is empty for a decoration."""

    url: str
    alt: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """A heading in a table of contents: `level` from 2, `url` its anchor."""

    level: int
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page stands in a list of several."""

    number: int
    count: int
    newer: Link | None
    older: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A company, tag, author, month or year with its number of articles."""

    label: str
    url: str
    count: int
    last: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The names of an alphabetical index that begin with one letter (`#` for digits)."""

    letter: str
    entries: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes the newsletter, and how to reach them."""

    name: str
    email: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The site, the same on every page; nothing of the articles, so that they can change alone."""

    title: str
    description: str
    language: str
    url: str
    home: str
    menu: tuple[Link, ...]
    feed: Link | None
    companies: str
    archives: str
    editions: str | None
    tags: str
    authors: str
    publisher: Publisher | None
    assets: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What machines read of a page: title, description, canonical address, its own feed."""

    title: str
    description: str
    canonical: str
    feed: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`home.html`: the latest articles."""

    head: Head
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """`article.html`: an article, and its neighbours in time."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    date: Moment
    updated: Moment | None
    authors: tuple[Link, ...]
    companies: tuple[Link, ...]
    tags: tuple[Link, ...]
    image: Picture | None
    edition: Link | None
    minutes: int
    outline: tuple[OutlineEntry, ...]
    body: Prose | Html
    newer: Link | None
    older: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    """`company.html`: the record of a company, then its articles. Without a record, only `name`."""

    head: Head
    crumbs: tuple[Link, ...]
    name: str
    aliases: tuple[str, ...]
    website: str | None
    wikidata: str | None
    founded: int | None
    country: str | None
    ticker: str | None
    logo: str | None
    parent: Link | None
    subsidiaries: tuple[Link, ...]
    beside: tuple[Counted, ...]
    count: int
    body: Prose | Html | None
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`list.html`: the articles of a tag, or of a month."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage:
    """`author.html`: who signs, and what they wrote."""

    head: Head
    crumbs: tuple[Link, ...]
    name: str
    role: str | None
    links: tuple[Link, ...]
    count: int
    body: Prose | Html | None
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class CompaniesPage:
    """`companies.html`: every company, in French alphabetical order."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """`index.html`: tags or authors with their counts, or the months of a year."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    entries: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivesPage:
    """`archives.html`: years, each with its months, newest first."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    years: tuple[tuple[Counted, tuple[Counted, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCard:
    """An edition as their list shows it; `count` is that of its articles."""

    number: int
    title: str
    url: str
    date: Moment
    summary: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionsPage:
    """`editions.html`: every issue of the letter by year, newest first."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    years: tuple[tuple[str, tuple[EditionCard, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionArticle:
    """An article in an edition: `anchor` is its id there, `body` None where the summary stands."""

    anchor: str
    title: str
    url: str
    date: Moment
    summary: str
    authors: tuple[Link, ...]
    companies: tuple[Link, ...]
    minutes: int
    image: Picture | None
    body: Prose | Html | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """`edition.html`: an issue of the letter: editorial, articles, neighbours in number."""

    head: Head
    crumbs: tuple[Link, ...]
    number: int
    title: str
    date: Moment
    editorial: Prose | Html | None
    articles: tuple[EditionArticle, ...]
    newer: Link | None
    older: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """`page.html`: a page that is no article."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    body: Prose | Html


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    """`404.html`."""

    head: Head
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage:
    """`redirect.html`: a former address."""

    head: Head
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """A page for search engines; `lastmod` is that of its newest article."""

    url: str
    lastmod: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """`sitemap.xml`."""

    entries: tuple[SitemapEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """`robots.txt`."""

    sitemap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirects:
    """`_redirects`, for hosts that read it: pairs of former and present address."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An article in a feed. Addresses are absolute, `date` and `updated` ISO 8601 with zone."""

    id: str
    title: str
    url: str
    date: str
    updated: str | None
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    summary: str
    body: Prose | Html
    links: tuple[Link, ...] = ()  # written as a list below the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of articles, newest first."""

    title: str
    description: str
    url: str
    home: str
    language: str
    items: tuple[FeedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCopy:
    """A file published as it is: `origin` names it below the site or the theme."""

    origin: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailPicture:
    """A picture in a letter. Without a size, mail programs cannot show it: its text stands in."""

    url: str
    alt: str
    caption: str | None
    credit: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailArticle:
    """An article in a letter; `body` is None where its summary stands. Addresses are absolute."""

    title: str
    url: str
    date: Moment
    summary: str
    authors: tuple[str, ...]
    companies: tuple[Link, ...]
    minutes: int
    image: EmailPicture | None
    body: Prose | Html | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailPage:
    """`email/edition.html` and `email/text.html`: an edition as it is sent.

    `greeting`, `web`, `unsubscribe` and `postal` may hold tags that the service fills in.
    """

    language: str
    newsletter: str
    description: str
    home: str
    number: int
    title: str
    date: Moment
    preheader: str
    greeting: str | None
    editorial: Prose | Html | None
    articles: tuple[EmailArticle, ...]
    web: str
    unsubscribe: str
    postal: str | None
    publisher: str | None


View = (
    HomePage
    | ArticlePage
    | CompanyPage
    | ListPage
    | AuthorPage
    | CompaniesPage
    | IndexPage
    | ArchivesPage
    | EditionsPage
    | EditionPage
    | TextPage
    | NotFoundPage
    | RedirectPage
    | Sitemap
    | Robots
    | Redirects
    | Feed
    | FileCopy
)
