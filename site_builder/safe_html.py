"""Raw HTML in articles: ordinary markup passes, what can run or leave its place does not.

Cleaning is done by nh3 (Ammonia, on the HTML parser of Servo), which also closes what an author
left open, so that no article breaks out of its page. Where a newsroom trusts its articles, all that
can run passes, and stays in its place.
"""

import html as entities
import re
from collections.abc import Iterator

_TEXT_TAGS = """
    a abbr article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details
    dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li
    mark nav ol p picture pre q rp rt ruby s samp section small span strong sub summary sup table
    tbody td tfoot th thead time tr u ul var wbr audio video source track
""".split()
_ATTRIBUTES = {
    "*": "class id lang title dir translate role",
    "a": "href hreflang",
    "img": "src alt width height loading",
    "audio": "src controls preload loop muted",
    "video": "src controls preload loop muted poster width height",
    "source": "src type",
    "track": "src kind srclang label default",
    "ol": "start reversed type",
    "li": "value",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope abbr",
    "col": "span",
    "colgroup": "span",
    "time": "datetime",
    "ins": "datetime",
    "del": "datetime",
    "data": "value",
    "details": "open",
}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "xmpp", "geo", "magnet"}

_ALLOWED_TAGS = frozenset(_TEXT_TAGS)
_ALLOWED_ATTRIBUTES = {tag: set(names.split()) for tag, names in _ATTRIBUTES.items()}
_URL_ATTRIBUTES = frozenset({"href", "src", "poster", "action", "formaction", "cite", "data"})

_MARKUP = re.compile(r"<[A-Za-z/!?]|\{|&#")
_SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\x00-\x20]*):")
_URL = re.compile(r"""\s(?:href|src)\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_TAG = re.compile(r"<([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>?")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def needs_cleaning(source: str, html: str) -> bool:
    """Return whether *html*, made from the Markdown *source*, may hold more than Markdown makes.

    Raw HTML shows by a `<` before a letter, attribute lists by a brace, entities in addresses by
    `&#`, odd links by their scheme: without these nothing can run, and nh3 need not be called.
    """
    return _MARKUP.search(source) is not None or any(map(_odd, _URL.findall(html)))


def clean(html: str) -> str:
    """Return *html* with only harmless elements and attributes, well formed and closed."""
    import nh3  # only articles with raw HTML pay for it

    return nh3.clean(
        _opened_for_good(html),
        tags=set(_ALLOWED_TAGS),
        attributes=_ALLOWED_ATTRIBUTES,
        generic_attribute_prefixes={"aria-"},
        url_schemes=_SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object"},
    )


# What speaks for the whole page, wherever it stands, or has no end.
_OF_THE_PAGE = frozenset({"html", "head", "body", "frameset", "frame", "base", "plaintext"})
_META = frozenset({"content", "itemprop"})
# Read as text or as markup, depending on who reads: as elements without meaning, they are markup.
_TWOFOLD = re.compile(r"<(/?)(noscript|template)(?=[\s/>])", re.IGNORECASE)
_PLAIN = re.compile(r"<(/?)x-site-builder-(noscript|template)(?=[\s/>])", re.IGNORECASE)
_NAME = re.compile(r"<([A-Za-z][^\s/>]*)")
_ATTRIBUTE_NAME = re.compile(r"""[\s/"']([^\s/>"'=]+)""")
_SCHEME_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
_AROUND = ("<main><article><div><x-site-builder-place>", "</x-site-builder-place>")
_BEHIND = "</div></article></main>"


def contain(html: str) -> str | None:
    """Return *html* of a newsroom that trusts it, with all it can do save leave its place.

    What was left open is closed, ends of what is not its own are dropped, and so is what speaks for
    the whole page. None: there is no way of writing it that all browsers read alike.
    """
    opened = _opened_for_good(html)
    flat = _closed(_TWOFOLD.sub(r"<\1x-site-builder-\2", opened))
    whole = _PLAIN.sub(r"<\1\2", flat)
    return whole if _stays(flat) and _stays(whole) else None


def _closed(html: str) -> str:
    """Return *html* as a browser reads it and would write it: well formed, nothing else changed."""
    import nh3  # only articles with raw HTML pay for it

    names = set(_NAME.findall(html))
    read = entities.unescape(html)
    attributes = set(_ATTRIBUTE_NAME.findall(html))
    return nh3.clean(
        html,
        tags={*names, *(name.lower() for name in names)} - _OF_THE_PAGE,
        attributes={"*": {*attributes, *(name.lower() for name in attributes)}},
        attribute_filter=_but_of_the_page,
        url_schemes={scheme.lower() for scheme in _SCHEME_NAME.findall(read)},
        clean_content_tags=set(),
        strip_comments=False,
        link_rel=None,
    )


def _but_of_the_page(tag: str, attribute: str, value: str) -> str | None:
    return value if tag != "meta" or attribute in _META else None


def _stays(html: str) -> bool:
    """Return whether *html*, read where an article stands, ends there."""
    before, after = _AROUND
    read = _closed(before + html + after + _BEHIND)
    return read.endswith(after + _BEHIND) and read.count(after) == 1


def removed_by_containing(html: str, contained: str) -> Iterator[tuple[str, str]]:
    """Yield what `contain` took away, as `removed_by_cleaning` does."""
    before, after = html.lower(), contained.lower()
    for name in sorted(_OF_THE_PAGE):
        opening = re.compile(rf"<{name}(?=[\s/>])")
        if len(opening.findall(before)) > len(opening.findall(after)):
            yield f"<{name}>", f"<{name}"
    for meta in _META_TAG.finditer(html):
        for found in _ATTRIBUTE.finditer(meta[1]):
            if found[1].lower() not in _META:
                yield f"{found[1].lower()}= (<meta>)", found[1]


_META_TAG = re.compile(r"<meta\s([^<>]*)", re.IGNORECASE)

# Elements whose content is text to an HTML parser, or goes with them, up to their end; comments.
_RAW = re.compile(
    r"<(script|style|title|textarea|xmp|plaintext|noscript|noembed|noframes|iframe|object|template"
    r"|!--)(?![\w-])",
    re.IGNORECASE,
)


def _opened_for_good(html: str) -> str:
    """Return *html* in which a tag that would swallow all that follows is text.

    « la balise <title> » in a sentence is no element, and must not cost the rest of the article.
    """

    if not _RAW.search(html):
        return html
    lowered = html.lower()
    last: dict[str, int] = {}  # where each element is closed last

    def kept(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name not in last:
            last[name] = lowered.rfind("-->" if name == "!--" else f"</{name}")
        return found[0] if last[name] >= found.end() else "&lt;" + found[0][1:]

    return _RAW.sub(kept, html)


def removed_by_cleaning(html: str) -> Iterator[tuple[str, str]]:
    """Yield what `clean` takes away from *html*: as an editor recognises it, and text to find it
    by in the source. Each once.
    """
    seen: set[str] = set()
    if "<?" in html:
        yield "<?…?>", "<?"
    for tag in _TAG.finditer(html):
        for what, needle in _forbidden(tag[1].lower(), tag[2]):
            if what not in seen:
                seen.add(what)
                yield what, needle


def _forbidden(name: str, attributes: str) -> Iterator[tuple[str, str]]:
    if name not in _ALLOWED_TAGS:
        yield f"<{name}>", f"<{name}"
        return
    allowed = _ALLOWED_ATTRIBUTES["*"] | _ALLOWED_ATTRIBUTES.get(name, set())
    for found in _ATTRIBUTE.finditer(attributes):
        attribute = found[1].lower()
        value = entities.unescape(found[2] or found[3] or found[4] or "")
        if attribute not in allowed and not attribute.startswith("aria-"):
            yield f"{attribute}= (<{name}>)", found[1]
        elif attribute in _URL_ATTRIBUTES and _odd(value):
            scheme = value.partition(":")[0].strip()[:20]
            yield f"{scheme}: (<{name} {attribute}>)", scheme


def _odd(url: str) -> bool:
    found = _SCHEME.match(entities.unescape(url))
    return found is not None and found[1].lower() not in _SCHEMES
