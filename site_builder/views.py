"""The documented view model: the only values a template sees, as `site` and `page`.

Closed and frozen: nothing to follow, nothing to query. The digest of a view is the complete list of
what its page depends on.
"""

from collections.abc import Mapping

from site_builder.borrowed import Sealed
from site_builder.images import Shape, SocialCard
from site_builder.values import Value


class Html(str):
    """Text that is HTML already: Jinja writes it as it is, and escapes everything else."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class ImageSource(Value, frozen=True, kw_only=True):
    """The copies of a picture in one format: its media type, and each address with its width."""

    type: str
    srcset: str


class ImageFiles(Value, frozen=True, kw_only=True):
    """The files a picture comes in. `url`, `width` and `height` are those of the one that every
    browser shows; `srcset` its smaller copies, `sources` better formats, the best first.

    `loading` is `lazy`, `eager` for what a page begins with, or empty outside the site.
    """

    url: str
    width: int
    height: int
    srcset: str
    sizes: str
    sources: tuple[ImageSource, ...]
    loading: str


class Prose(Value, frozen=True, kw_only=True):
    """A rendered text by its digest, and the addresses of its references; it becomes Html when the
    page is made. `links` are those to put around names: place (from and to), address. `pictures`
    are the files of those references that are pictures, None for the others; empty when none is.
    One of several texts of a page has a `scope`: its ids begin with it, and its headings stand one
    level lower.
    """

    digest: str
    hrefs: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    pictures: tuple[ImageFiles | None, ...] = ()
    scope: str = ""


class Link(Value, frozen=True, kw_only=True):
    """A text to click and where it leads."""

    label: str
    url: str


class FeedLink(Value, frozen=True, kw_only=True):
    """A feed a program can follow: `type` is its media type, `form` what people call it."""

    label: str
    url: str
    type: str
    form: str


class Moment(Value, frozen=True, kw_only=True):
    """A date: `iso` for machines (`<time datetime>`), `words` for readers (« 18 juillet 2023 »)."""

    iso: str
    words: str


class Card(Value, frozen=True, kw_only=True, cache_hash=True):
    """An article as lists show it.

    `status` is `draft` or `future` for an article that is only shown because it was asked for.
    """

    title: str
    url: str
    date: Moment
    summary: str
    companies: tuple[Link, ...]
    tags: tuple[Link, ...]
    minutes: int
    status: str | None = None


class Picture(Value, frozen=True, kw_only=True):
    """The picture of an article; `alt` is empty for a decoration, `files` None for one that is
    published as it is.
    """

    url: str
    alt: str
    caption: str | None
    credit: str | None
    files: ImageFiles | None = None


class OutlineEntry(Value, frozen=True, kw_only=True):
    """A heading in a table of contents: `level` from 2, `url` its anchor."""

    level: int
    label: str
    url: str


class Pager(Value, frozen=True, kw_only=True):
    """Where a page stands in a list of several."""

    number: int
    count: int
    newer: Link | None
    older: Link | None


class Counted(Value, frozen=True, kw_only=True):
    """A company, tag, author, month or year with its number of articles."""

    label: str
    url: str
    count: int
    last: Moment | None


class CompanyEntry(Value, frozen=True, kw_only=True):
    """A company in the index: articles about it, articles that only name it, its last article."""

    label: str
    url: str
    count: int
    mentions: int
    last: Link | None
    date: Moment | None


class Letter(Value, frozen=True, kw_only=True):
    """The companies whose names begin with one letter (`#` for digits)."""

    letter: str
    entries: tuple[CompanyEntry, ...]


class Beside(Value, frozen=True, kw_only=True):
    """A company seen with another one: in how many articles, and the page of both, if any."""

    label: str
    url: str
    count: int
    pair: str | None


class Bar(Value, frozen=True, kw_only=True):
    """A month of a chart: its words, its count, and where its bar stands in the drawing."""

    label: str
    count: int
    x: int
    y: int
    width: int
    height: int


class Chart(Value, frozen=True, kw_only=True):
    """Articles a month, as bars in a drawing of that size; `first` and `last` are its ends."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    most: int
    first: str
    last: str


class Node(Value, frozen=True, kw_only=True):
    """A company on the map, at the height `y` of the drawing; `radius` grows with its articles."""

    label: str
    url: str
    count: int
    y: int
    radius: int


class Arc(Value, frozen=True, kw_only=True):
    """Two companies that appear together: `path` is that of SVG, `width` grows with `count`;
    `url` is the page of both, if any.
    """

    label: str
    url: str | None
    count: int
    path: str
    width: int


class Diagram(Value, frozen=True, kw_only=True):
    """Companies one above the other in a drawing of that size, and arcs between them at `x`."""

    width: int
    height: int
    x: int
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]


class Publisher(Value, frozen=True, kw_only=True):
    """Who publishes the newsletter, and how to reach them."""

    name: str
    email: str | None
    url: str | None


class Logo(Value, frozen=True, kw_only=True):
    """The picture that stands for the title of the site; sizes in CSS pixels."""

    url: str
    width: int
    height: int


class Look(Value, frozen=True, kw_only=True):
    """What the head of a page says of its looks: the ground by day and by night, the fonts that
    every page needs, the logo.
    """

    light: str
    dark: str
    fonts: tuple[str, ...]
    logo: Logo | None


class Mining(Value, frozen=True, kw_only=True):
    """Whether the rights of text and data mining are reserved (TDMRep), and the page of terms."""

    reserved: bool
    policy: str | None


class SiteView(Value, frozen=True, kw_only=True):
    """The site, the same on every page; nothing of the articles, so that they can change alone.

    `assets` are the addresses of the files of `templates/assets/` by name, `integrity` the hashes
    of those that are scripts.
    """

    title: str
    description: str
    language: str
    locale: str
    url: str
    home: str
    menu: tuple[Link, ...]
    feeds: tuple[FeedLink, ...]
    feeds_page: str | None
    companies: str
    archives: str
    editions: str | None
    tags: str
    authors: str
    search: str | None
    policy: str
    allowed: tuple[str, ...]
    publisher: Publisher | None
    footer: tuple[Link, ...]
    manifest: str
    look: Look
    mining: Mining
    assets: Mapping[str, str]
    integrity: Mapping[str, str]


class HeadImage(Value, frozen=True, kw_only=True):
    """The picture that stands for a page elsewhere: absolute address, size in pixels."""

    url: str
    width: int
    height: int
    alt: str


class Head(Value, frozen=True, kw_only=True):
    """What machines read of a page: title, description, canonical address, its own feeds, and what
    social networks show of it.
    """

    title: str
    description: str
    canonical: str
    feeds: tuple[FeedLink, ...] = ()
    image: HeadImage | None = None


class HomePage(Value, frozen=True, kw_only=True):
    """`home.html`: the latest articles, of which the first `today` are of the newest day; on the
    first page, the companies of the seven days that end with it.
    """

    head: Head
    cards: tuple[Card, ...]
    today: int
    week: tuple[Counted, ...]
    pager: Pager


class ArticlePage(Value, frozen=True, kw_only=True):
    """`article.html`: an article, and its neighbours in time. `status` is that of its card."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    date: Moment
    updated: Moment | None
    authors: tuple[Link, ...]
    companies: tuple[Link, ...]
    tags: tuple[Link, ...]
    mentions: tuple[Link, ...]
    image: Picture | None
    edition: Link | None
    minutes: int
    outline: tuple[OutlineEntry, ...]
    body: Prose | str
    related: tuple[Card, ...]
    newer: Link | None
    older: Link | None
    status: str | None = None


class CompanyPage(Value, frozen=True, kw_only=True):
    """`company.html`: the record of a company, then its articles. Without a record, only `name`.

    `cards` are articles about it (`count` in all), `mentions` those that only name it
    (`mention_count`): the list of the first goes on with the second.
    """

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
    beside: tuple[Beside, ...]
    chart: Chart | None
    count: int
    mention_count: int
    body: Prose | str | None
    cards: tuple[Card, ...]
    mentions: tuple[Card, ...]
    pager: Pager


class PairPage(Value, frozen=True, kw_only=True):
    """`pair.html`: the articles about two companies at once."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    companies: tuple[Link, Link]
    count: int
    cards: tuple[Card, ...]
    pager: Pager


class ListPage(Value, frozen=True, kw_only=True):
    """`list.html`: the articles of a tag, or of a month."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager


class AuthorPage(Value, frozen=True, kw_only=True):
    """`author.html`: who signs, and what they wrote."""

    head: Head
    crumbs: tuple[Link, ...]
    name: str
    role: str | None
    links: tuple[Link, ...]
    count: int
    body: Prose | str | None
    cards: tuple[Card, ...]
    pager: Pager


class CompaniesPage(Value, frozen=True, kw_only=True):
    """`companies.html`: every company, in French alphabetical order."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    letters: tuple[Letter, ...]
    map: str | None


class MapPage(Value, frozen=True, kw_only=True):
    """`map.html`: who appears with whom, drawn and as a table (`pairs`, the most frequent first).

    `left_out` says how many companies and pairs are too rare for the drawing and the table.
    """

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    diagram: Diagram
    pairs: tuple[tuple[Link, Link, int, str | None], ...]
    left_out: tuple[int, int]


class IndexPage(Value, frozen=True, kw_only=True):
    """`index.html`: tags or authors with their counts, or the months of a year."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    entries: tuple[Counted, ...]


class ArchivesPage(Value, frozen=True, kw_only=True):
    """`archives.html`: years, each with its months, newest first."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    years: tuple[tuple[Counted, tuple[Counted, ...]], ...]


class EditionCard(Value, frozen=True, kw_only=True):
    """An edition as their list shows it: how many articles it has, a status like theirs."""

    number: int
    title: str
    url: str
    date: Moment
    summary: str
    count: int
    status: str | None


class EditionsPage(Value, frozen=True, kw_only=True):
    """`editions.html`: the issues of the letter by year, newest first; `count` is that of all."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    count: int
    years: tuple[tuple[str, tuple[EditionCard, ...]], ...]
    pager: Pager


class EditionArticle(Value, frozen=True, kw_only=True):
    """An article in an edition: `anchor` is its id there, `image` and `body` are None where the
    summary stands, `status` is that of its card.
    """

    anchor: str
    title: str
    url: str
    date: Moment
    summary: str
    authors: tuple[Link, ...]
    companies: tuple[Link, ...]
    minutes: int
    status: str | None
    image: Picture | None
    body: Prose | str | None


class EditionPage(Value, frozen=True, kw_only=True):
    """`edition.html`: an issue of the letter: editorial, articles, neighbours in number. `status`
    is that of its card.
    """

    head: Head
    crumbs: tuple[Link, ...]
    number: int
    title: str
    date: Moment
    editorial: Prose | str | None
    articles: tuple[EditionArticle, ...]
    newer: Link | None
    older: Link | None
    status: str | None


class TextPage(Value, frozen=True, kw_only=True):
    """`page.html`: a page that is no article."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    body: Prose | str


class Option(Value, frozen=True, kw_only=True):
    """A choice of a filter."""

    value: str
    label: str


class SearchPage(Value, frozen=True, kw_only=True):
    """`search.html`: `engine` is the address of Pagefind’s script, `portions` are those of the
    indexes; the filters are `companies` and `years`; `policy` is that of this page.
    """

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    engine: str
    portions: tuple[str, ...]
    companies: tuple[Option, ...]
    years: tuple[str, ...]
    policy: str


class Hosting(Value, frozen=True, kw_only=True):
    """Who hosts the site."""

    name: str | None
    address: str | None
    phone: str | None


class LegalPage(Value, frozen=True, kw_only=True):
    """`legal.html` and `privacy.html`: what the law wants said; what is not known is None."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    director: str | None
    form: str | None
    address: str | None
    registration: str | None
    vat: str | None
    phone: str | None
    host: Hosting
    log_days: int


class NotFoundPage(Value, frozen=True, kw_only=True):
    """`404.html`."""

    head: Head
    title: str
    cards: tuple[Card, ...]


class RedirectPage(Value, frozen=True, kw_only=True):
    """`redirect.html`: a former address."""

    head: Head
    to: str


class SitemapEntry(Value, frozen=True, kw_only=True):
    """A page for search engines; `lastmod` is that of its newest article."""

    url: str
    lastmod: str | None


class Sitemap(Value, frozen=True, kw_only=True):
    """`sitemap.xml`."""

    entries: tuple[SitemapEntry, ...]


class NewsEntry(Value, frozen=True, kw_only=True):
    """A recent article for the news: absolute address, ISO 8601 date, title."""

    url: str
    date: str
    title: str


class NewsSitemap(Value, frozen=True, kw_only=True):
    """`sitemap-news.xml`: the articles of the two days that end with the newest, or with the hour
    that was asked for.
    """

    name: str
    language: str
    entries: tuple[NewsEntry, ...]


class Robots(Value, frozen=True, kw_only=True):
    """`robots.txt`: the sitemaps, and the robots that are sent away."""

    sitemaps: tuple[str, ...]
    refused: tuple[str, ...]


class Reservation(Value, frozen=True, kw_only=True):
    """`tdmrep.json`: what is reserved of the files at `location` (TDM Reservation Protocol)."""

    location: str
    mining: Mining


class Icon(Value, frozen=True, kw_only=True):
    """An icon of the web manifest; `sizes` like `512x512`."""

    url: str
    sizes: str
    type: str


class WebManifest(Value, frozen=True, kw_only=True):
    """`manifest.webmanifest`: how the site looks among the applications of a telephone."""

    name: str
    description: str
    language: str
    start: str
    paper: str
    icons: tuple[Icon, ...]


class Headers(Value, frozen=True, kw_only=True):
    """`_headers`, for hosts that read it: pattern of paths, and names and values of headers."""

    rules: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class Redirects(Value, frozen=True, kw_only=True):
    """`_redirects`, for hosts that read it: pairs of former and present address."""

    pairs: tuple[tuple[str, str], ...]


class FollowedPage(Value, frozen=True, kw_only=True):
    """What can be followed: the site, a company, a tag or an author, and its feeds."""

    label: str
    url: str
    feeds: tuple[FeedLink, ...]


class FeedGroup(Value, frozen=True, kw_only=True):
    """What can be followed, of one kind."""

    title: str
    entries: tuple[FollowedPage, ...]


class FeedsPage(Value, frozen=True, kw_only=True):
    """`feeds.html`: what a feed is, how to follow one, and all there are; `opml` lists them for
    programs. `example` is the absolute address of the feed of the site.
    """

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    example: str
    opml: str
    groups: tuple[FeedGroup, ...]


class FeedList(Value, frozen=True, kw_only=True):
    """`feeds.opml`: every feed by its absolute address, for readers that import such a list."""

    title: str
    groups: tuple[FeedGroup, ...]


class Enclosure(Value, frozen=True, kw_only=True):
    """The picture of an article as a file: absolute address, media type, size in pixels (0: not
    known), bytes (None where they are not known).
    """

    url: str
    type: str
    size: int | None
    width: int = 0
    height: int = 0


class FeedItem(Value, frozen=True, kw_only=True):
    """An article in a feed. Addresses are absolute but those of `body`, which is that of the page
    `url`; `date` and `updated` are ISO 8601 with zone, `updated` never before `date`.
    """

    id: str
    title: str
    url: str
    date: str
    updated: str
    authors: tuple[Link, ...]
    categories: tuple[str, ...]
    summary: str
    image: Enclosure | None
    body: Prose | str
    links: tuple[Link, ...] = ()  # written as a list below the body


class Feed(Value, frozen=True, kw_only=True):
    """A feed of articles, newest first. `id` outlives the address, `updated` is the newest date.

    `author` is who answers for articles that nobody signs.
    """

    id: str
    title: str
    description: str
    url: str
    home: str
    language: str
    author: Link
    hub: str | None
    updated: str | None
    items: tuple[Sealed[FeedItem], ...]


class StyleSheet(Value, frozen=True, kw_only=True):
    """A style sheet of the theme: `rules` of site.toml in front of the file at `origin`, in which
    the names of other assets give way to the `addresses` where they are published.
    """

    origin: str
    digest: str
    rules: str
    addresses: tuple[tuple[str, str], ...]


class FileCopy(Value, frozen=True, kw_only=True):
    """A file published as it is: `origin` names it below the site or the theme."""

    origin: str
    digest: str


class EmailPicture(Value, frozen=True, kw_only=True):
    """A picture in a letter. `shown` unless mail programs cannot: its words then stand in."""

    url: str
    alt: str
    caption: str | None
    credit: str | None
    width: int
    height: int
    shown: bool


class EmailArticle(Value, frozen=True, kw_only=True):
    """An article in a letter; `body` is None where its summary stands. Addresses are absolute."""

    title: str
    url: str
    date: Moment
    summary: str
    authors: tuple[str, ...]
    companies: tuple[Link, ...]
    minutes: int
    image: EmailPicture | None
    body: Prose | str | None


class Colours(Value, frozen=True, kw_only=True):
    """The colours of a scheme (`#rrggbb`), and the shades mixed from them."""

    paper: str
    ink: str
    accent: str
    quiet: str
    line: str
    wash: str
    tint: str


class MailLook(Value, frozen=True, kw_only=True):
    """How a letter looks: by day, by night where the mail program knows it, and its letters."""

    light: Colours
    dark: Colours
    text_font: str
    title_font: str


class EmailPage(Value, frozen=True, kw_only=True):
    """`email/edition.html`, `email/style.css` and `email/text.html`: an edition as it is sent.

    `address` is that of its page. `greeting`, `web`, `unsubscribe` and `postal` may hold tags that
    the service fills in.
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
    editorial: Prose | str | None
    articles: tuple[EmailArticle, ...]
    address: str
    web: str
    unsubscribe: str
    postal: str | None
    publisher: str | None
    look: MailLook


class IndexFile(Value, frozen=True, kw_only=True):
    """A file of a search index."""

    digest: str


class ImageCopy(Value, frozen=True, kw_only=True):
    """A picture made from the file `origin` below the site, whose content has that digest."""

    origin: str
    digest: str
    shape: Shape


class CardFile(Value, frozen=True, kw_only=True):
    """A picture that is drawn: the card of an article."""

    card: SocialCard


View = (
    HomePage
    | ArticlePage
    | CompanyPage
    | PairPage
    | ListPage
    | AuthorPage
    | CompaniesPage
    | MapPage
    | IndexPage
    | ArchivesPage
    | EditionsPage
    | EditionPage
    | TextPage
    | SearchPage
    | LegalPage
    | NotFoundPage
    | RedirectPage
    | Sitemap
    | NewsSitemap
    | Robots
    | Reservation
    | WebManifest
    | StyleSheet
    | Redirects
    | Headers
    | FeedsPage
    | FeedList
    | Feed
    | FileCopy
    | IndexFile
    | ImageCopy
    | CardFile
)
