"""The tables and keys of `site.toml`, with their defaults: each declared once."""

from zoneinfo import ZoneInfo

from site_builder.kinds import FLAG, LINE, SITE_PATH, SLUG, WEB_URL, choice, pattern, whole
from site_builder.schema import Form, entry, many, nested
from site_builder.services import SERVICES
from site_builder.zones import zone

_EMAIL = pattern(
    r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+",
    what="an e-mail address",
    what_fr="une adresse électronique",
    example="redaction@example.org",
)
# What every mail server takes, without the extensions that let in other alphabets.
MAILBOX = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+"
_MAILBOX = pattern(
    MAILBOX,
    what="an e-mail address",
    what_fr="une adresse électronique",
    example="lettre@example.org",
)
_LIST_ID = pattern(
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}",
    what="the identity of a list",
    what_fr="l’identité d’une liste",
    example="lettre.example.org",
)
_BASE_URL = pattern(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?::(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?"
    r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/?",
    what="the absolute address of the site",
    what_fr="l’adresse absolue du site",
    example="https://www.example.org",
)
_EXTENSION = pattern(
    r"[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*",
    what="the dotted name of a Markdown extension",
    what_fr="le nom pointé d’une extension Markdown",
    example="markdown.extensions.admonition",
)


class Person(Form, frozen=True, kw_only=True):
    """Who writes or publishes the newsletter."""

    name: str = entry(LINE, "Name, as readers see it.")
    email: str | None = entry(_EMAIL, "E-mail address, public.", default=None)
    url: str | None = entry(WEB_URL, "Web page.", default=None)


class WebHost(Form, frozen=True, kw_only=True):
    """Who hosts the site, as the law wants it named."""

    name: str | None = entry(LINE, "Name of the company.", default=None)
    address: str | None = entry(LINE, "Postal address.", default=None)
    phone: str | None = entry(LINE, "Telephone number.", default=None)


class Legal(Form, frozen=True, kw_only=True):
    """What French law wants a professional publisher to say (LCEN, articles 1-1 and 6)."""

    director: str | None = entry(LINE, "Director of publication.", default=None)
    form: str | None = entry(LINE, "Legal form, and share capital.", default=None)
    address: str | None = entry(LINE, "Postal address of the head office.", default=None)
    registration: str | None = entry(LINE, "Number in the trade register.", default=None)
    vat: str | None = entry(LINE, "VAT number.", default=None)
    phone: str | None = entry(LINE, "Telephone number.", default=None)
    host: WebHost = entry(nested(WebHost), "Who hosts the site.", default=WebHost())
    log_days: int = entry(
        whole(1, 365), "Days after which the host erases its technical logs.", default=30
    )


class Publishing(Person, frozen=True, kw_only=True):
    """Who publishes the newsletter. `legal` asks for the pages that the law wants."""

    legal: Legal | None = entry(
        nested(Legal),
        "Makes /mentions-legales/ and /confidentialite/, where `content/pages/` has none.",
        default=None,
    )


class Folders(Form, frozen=True, kw_only=True):
    """The first segment of each family of URLs."""

    articles: str = entry(SLUG, "Articles: /articles/<slug>/.", default="articles")
    companies: str = entry(SLUG, "Companies: /entreprises/<slug>/.", default="entreprises")
    tags: str = entry(SLUG, "Tags: /themes/<tag>/.", default="themes")
    authors: str = entry(SLUG, "Authors: /auteurs/<slug>/.", default="auteurs")
    archives: str = entry(SLUG, "Archives: /archives/2023/07/.", default="archives")
    editions: str = entry(SLUG, "Issues of the letter: /editions/<number>/.", default="editions")
    feeds: str = entry(SLUG, "The page that lists the feeds: /flux/.", default="flux")
    search: str = entry(SLUG, "The search page: /recherche/.", default="recherche")


class Feeds(Form, frozen=True, kw_only=True):
    """What goes into the feeds."""

    enabled: bool = entry(FLAG, "Write feeds.", default=True)
    items: int = entry(whole(1, 1000), "Articles in the feed of the site.", default=50)
    company_items: int = entry(
        whole(1, 1000), "Articles in the feed of a company, tag or author, at most.", default=20
    )
    atom: bool = entry(FLAG, "Write Atom for the site and the companies too.", default=True)
    json: bool = entry(FLAG, "Write JSON Feed for the site and the companies too.", default=True)
    hub: str | None = entry(WEB_URL, "WebSub hub that tells readers of news.", default=None)


class Editions(Form, frozen=True, kw_only=True):
    """How the issues of the letter are shown on the site."""

    articles: str = entry(
        choice("summary", "full"),
        "Articles on the page of an edition: their summary, or the whole text.",
        default="summary",
    )


class Markdown(Form, frozen=True, kw_only=True):
    """How articles are written."""

    extensions: tuple[str, ...] = entry(
        many(_EXTENSION),
        "Python-Markdown extensions to add, by dotted name. An extension must depend on the text "
        "it is given and nothing else: what it makes is remembered.",
        default=(),
    )
    raw_html: str = entry(
        choice("safe", "trusted"),
        "HTML inside articles: `safe` removes what can run, `trusted` what leaves its place.",
        default="safe",
    )


class MenuItem(Form, frozen=True, kw_only=True):
    """A link of the main menu."""

    label: str = entry(LINE, "Text of the link.")
    url: str = entry(SITE_PATH, "Path on this site, like /entreprises/.")


class Navigation(Form, frozen=True, kw_only=True):
    """Menus and lists."""

    menu: tuple[MenuItem, ...] | None = entry(
        many(nested(MenuItem)),
        "Main menu; default: companies, archives, then the pages that have a `menu` number.",
        default=None,
    )
    per_page: int = entry(whole(1, 500), "Articles on a page of a list.", default=20)


class Email(Form, frozen=True, kw_only=True):
    """The letter as it leaves: who sends it, and through which service."""

    from_name: str | None = entry(
        LINE, "Name of the sender; default: title of the newsletter.", default=None
    )
    from_address: str | None = entry(
        _MAILBOX, "Address of the sender; default: that of the publisher.", default=None
    )
    reply_to: str | None = entry(_MAILBOX, "Where answers go; default: the sender.", default=None)
    service: str = entry(
        choice(*SERVICES),
        "What sends it: its tags stand for the subscriber's own links.",
        default="smtp",
    )
    articles: str = entry(
        choice("full", "summary"), "Articles in the letter: whole, or summed up.", default="full"
    )
    max_size: int = entry(
        whole(20, 1000),
        "Kilobytes of HTML at most: beyond, the last articles are summed up. Gmail shows 102.",
        default=100,
    )
    greeting: str | None = entry(
        LINE, "First words, where {name} is a first name: « Bonjour {name}, ».", default=None
    )
    name_tag: str | None = entry(
        LINE, "How the service spells the first name; default: its usual tag.", default=None
    )
    web_version: str = entry(
        choice("site", "service"),
        "Page to read instead: that of the edition here, or the copy the service keeps.",
        default="site",
    )
    unsubscribe: str | None = entry(
        WEB_URL, "Page to unsubscribe, where the service has none of its own.", default=None
    )
    list_id: str | None = entry(
        _LIST_ID, "Identity of the list, for ever; default: from base_url.", default=None
    )


_TYPOGRAPHY_SPACE = choice("nbsp", "nnbsp")


class Typography(Form, frozen=True, kw_only=True):
    """French micro-typography; keys left out follow the preset."""

    enabled: bool = entry(FLAG, "Set spaces, quotes and apostrophes.", default=True)
    preset: str | None = entry(
        choice("france", "suisse", "quebec"),
        "Usage to follow; default: that of `language`.",
        default=None,
    )
    fine: str | None = entry(
        choice("nbsp", "nnbsp", "none"), "Space before ; ! and ?.", default=None
    )
    colon: str | None = entry(_TYPOGRAPHY_SPACE, "Space before a colon.", default=None)
    guillemets: str | None = entry(_TYPOGRAPHY_SPACE, "Space inside « ».", default=None)
    thousands: str | None = entry(_TYPOGRAPHY_SPACE, "Thousands separator.", default=None)
    insert_missing: bool | None = entry(FLAG, "Add spaces that are missing.", default=None)
    quotes: bool | None = entry(FLAG, "Turn straight quotes into « ».", default=None)
    dashes: bool | None = entry(FLAG, "Turn spaced hyphens into dashes.", default=None)
    ellipsis: bool | None = entry(FLAG, "Turn three dots into an ellipsis.", default=None)
    etc: bool | None = entry(FLAG, "Mend « etc... » into « etc. ».", default=None)
    ordinals: str | None = entry(choice("plain", "sup"), "Letters of 1er, 2e.", default=None)
    existing: str | None = entry(
        choice("normalize", "respect"), "Unbreakable spaces already typed.", default=None
    )
    exceptions: tuple[str, ...] = entry(
        many(LINE), "Names that end with a sign, like Yahoo!.", default=()
    )
    units: tuple[str, ...] = entry(many(LINE), "More units, bound to their number.", default=())


_COLOUR = pattern(
    r"#[0-9a-fA-F]{6}",
    what="a colour in hexadecimal",
    what_fr="une couleur en hexadécimal",
    example="#1f3fd1",
)
_ROBOT = pattern(
    r"[A-Za-z0-9][A-Za-z0-9 ._-]*",
    what="the name a robot gives itself",
    what_fr="le nom que se donne un robot",
    example="GPTBot",
)


class Light(Form, frozen=True, kw_only=True):
    """The colours of the day. Greys and rules are mixed from these."""

    paper: str = entry(_COLOUR, "Ground.", default="#fcfcfa")
    ink: str = entry(_COLOUR, "Text.", default="#17191f")
    accent: str = entry(_COLOUR, "Links and marks, on paper.", default="#2438c8")


class Dark(Form, frozen=True, kw_only=True):
    """The colours of the night."""

    paper: str = entry(_COLOUR, "Ground.", default="#13151b")
    ink: str = entry(_COLOUR, "Text.", default="#e4e4df")
    accent: str = entry(_COLOUR, "Links and marks, on paper.", default="#a3b1ff")


class Logo(Form, frozen=True, kw_only=True):
    """A picture that stands for the title at the head of every page."""

    src: str = entry(SITE_PATH, "Path of the picture on this site, like /logo.svg.")
    width: int = entry(whole(1, 2000), "Width in pixels, as shown.")
    height: int = entry(whole(1, 400), "Height in pixels, as shown.")


class Theme(Form, frozen=True, kw_only=True):
    """How the site looks, without touching a style sheet."""

    light: Light = entry(nested(Light), "Colours on a light screen.", default=Light())
    dark: Dark = entry(nested(Dark), "Colours on a dark screen.", default=Dark())
    text_font: str = entry(
        choice("newsreader", "serif", "sans"),
        "Texts: Newsreader comes with the theme, `serif` and `sans` are those of the reader.",
        default="newsreader",
    )
    title_font: str = entry(
        choice("bricolage", "serif", "sans"),
        "Titles: Bricolage Grotesque comes with the theme.",
        default="bricolage",
    )
    logo: Logo | None = entry(nested(Logo), "Logo; default: the title.", default=None)
    footer: tuple[MenuItem, ...] | None = entry(
        many(nested(MenuItem)),
        "Menu at the foot; default: companies, tags, authors, archives, legal pages.",
        default=None,
    )


class Rights(Form, frozen=True, kw_only=True):
    """What machines may do with the texts."""

    ai_training: str = entry(
        choice("allow", "forbid"),
        "Training of AI models: `forbid` says so in robots.txt, in every page and in tdmrep.json.",
        default="allow",
    )
    crawlers: tuple[str, ...] = entry(
        many(_ROBOT), "More robots that train models, by the names they give.", default=()
    )
    policy: str | None = entry(
        WEB_URL, "Page that says on which terms texts may be mined.", default=None
    )


class Companies(Form, frozen=True, kw_only=True):
    """What the site makes of the companies it writes about."""

    mentions: bool = entry(FLAG, "Recognise the names of companies in articles.", default=True)
    link_mentions: bool = entry(
        FLAG, "Link the first mention of a company, in an article, to its page.", default=True
    )
    pair_articles: int = entry(
        whole(0, 10_000),
        "Articles that two companies must share to have a page together; 0: no such page.",
        default=3,
    )
    map: bool = entry(FLAG, "Draw the map of who appears with whom.", default=True)
    chart: bool = entry(FLAG, "Draw the articles of each month on company pages.", default=True)


class Search(Form, frozen=True, kw_only=True):
    """Search in the articles, the companies and the pages."""

    enabled: bool = entry(FLAG, "Make the search page and its index.", default=True)


class Images(Form, frozen=True, kw_only=True):
    """What is made of the pictures of articles."""

    enabled: bool = entry(
        FLAG, "Make lighter copies of pictures; false: publish the files as they are.", default=True
    )
    widths: tuple[int, ...] = entry(
        many(whole(16, 10_000)),
        "Widths of the copies, in pixels; the last is the widest that is published.",
        default=(480, 800, 1200, 1600),
    )
    formats: tuple[str, ...] = entry(
        many(choice("avif", "webp")),
        "Formats besides JPEG or PNG, the one to prefer first.",
        default=("avif", "webp"),
    )
    quality: int = entry(whole(1, 100), "Quality of JPEG; the others follow.", default=80)
    sizes: str = entry(
        LINE,
        "Width that pictures take on a page, as the `sizes` of HTML tells browsers.",
        default="(min-width: 38rem) 36rem, 100vw",
    )
    max_pixels: int = entry(
        whole(10_000, 1_000_000_000),
        "Largest picture that is opened, in pixels.",
        default=50_000_000,
    )
    social_cards: bool = entry(
        FLAG, "Draw the picture that social networks show of an article.", default=True
    )


class Privacy(Form, frozen=True, kw_only=True):
    """What the browsers of readers may ask of other hosts: nothing, unless it is declared."""

    allow: tuple[str, ...] = entry(
        many(WEB_URL),
        "Addresses elsewhere that pages may fetch from, like https://media.example.org.",
        default=(),
    )


class Reserved(Form, frozen=True, kw_only=True):
    """A table that has its name and, so far, no key: what would do nothing is an error."""


class Config(Form, frozen=True, kw_only=True):
    """A whole `site.toml`, checked."""

    title: str = entry(LINE, "Name of the newsletter.")
    base_url: str = entry(_BASE_URL, "Where the site is published, with http:// or https://.")
    description: str = entry(LINE, "One sentence that says what the newsletter is.")
    language: str = entry(
        choice("fr-FR", "fr-BE", "fr-CH", "fr-CA", "fr"),
        "Language and country: changes typography and dates.",
        default="fr-FR",
    )
    time_zone: str = entry(LINE, "Zone of dates without one.", default="Europe/Paris")
    messages: str | None = entry(
        choice("fr", "en"),
        "Language in which site-builder speaks to who writes; default: that of the terminal.",
        default=None,
    )
    author: Person | None = entry(nested(Person), "Author of the newsletter.", default=None)
    publisher: Publishing | None = entry(nested(Publishing), "Publisher.", default=None)
    urls: Folders = entry(nested(Folders), "Folders of the URLs.", default=Folders())
    feeds: Feeds = entry(nested(Feeds), "Feeds.", default=Feeds())
    editions: Editions = entry(nested(Editions), "Issues of the letter.", default=Editions())
    typography: Typography = entry(nested(Typography), "Typography.", default=Typography())
    markdown: Markdown = entry(nested(Markdown), "Markdown.", default=Markdown())
    navigation: Navigation = entry(nested(Navigation), "Menus and lists.", default=Navigation())
    theme: Theme = entry(nested(Theme), "Looks.", default=Theme())
    images: Images = entry(nested(Images), "Pictures.", default=Images())
    privacy: Privacy = entry(nested(Privacy), "Privacy of readers.", default=Privacy())
    search: Search = entry(nested(Search), "Search.", default=Search())
    companies: Companies = entry(nested(Companies), "Companies.", default=Companies())
    rights: Rights = entry(nested(Rights), "Rights.", default=Rights())
    email: Email = entry(nested(Email), "The letter by e-mail.", default=Email())

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return zone(self.time_zone)
