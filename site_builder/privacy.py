"""Requests that a page makes to other hosts: a reader's browser would tell them who reads what."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What a browser fetches by itself. Links and forms wait for a reader.
_FETCHED = {
    "audio": ("src",),
    "base": ("href",),  # all that is relative would be asked elsewhere
    "body": ("background",),
    "embed": ("src",),
    "feimage": ("href", "xlink:href"),
    "frame": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src",),
    "input": ("src",),
    "object": ("data",),
    "script": ("src", "href", "xlink:href"),
    "source": ("src",),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
_SETS = ("srcset", "imagesrcset")
_LINKED = frozenset(
    "stylesheet icon apple-touch-icon mask-icon manifest preload modulepreload prefetch preconnect "
    "dns-prefetch prerender".split()
)
_SCHEMES = frozenset(("http", "https", "ws", "wss", "ftp"))
# A tag that may fetch; styles, which may: in small letters. Told quickly, nearly always no.
_TAG = re.compile(
    rf"<(?:{'|'.join((*_FETCHED, 'link'))})\b(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>".encode()
)
# A tag that names a host has one of these; few others do.
_SIGNS = (b"//", b"\\", b"&", b"\t", b"\r", b"\n")
_STYLED = re.compile(rb"style(?:\s*=|(?<=<style)\b)")
_CSS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))"""
    r"""|@import\s+(?:"([^"]*)"|'([^']*)')"""
    r"""|image-set\(\s*(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def requests_elsewhere(html: bytes, page: str, allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the addresses on other hosts that a browser asks for when it shows *html*, once each,
    save those that begin with one of *allowed*. *page* is the address of the page itself.
    """
    small = html.lower()
    own = "/".join(page.split("/", 3)[:3]) + "/"
    if not _STYLED.search(small):
        together = b"".join(_TAG.findall(small)).replace(own.encode(), b"/")
        tags = _TAG.finditer(small) if any(map(together.__contains__, _SIGNS)) else ()
        if not any(_names_a_host(html[slice(*tag.span())], own) for tag in tags):
            return ()
    reader = _Reader()
    reader.feed(html.decode(errors="replace"))
    reader.close()
    return _elsewhere(reader.found, page, allowed)


def styles_elsewhere(css: str, page: str, allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the same of a style sheet."""
    return _elsewhere(_in_css(css), page, allowed)


def is_declared(address: str, allowed: Iterable[str]) -> bool:
    """Return whether *address* is one of *allowed*, or below one."""
    begins = tuple(begin.rstrip("/") + "/" for begin in allowed)
    return (address.rstrip("/") + "/").startswith(begins)


@lru_cache  # the tags of the head are those of every page
def _names_a_host(tag: bytes, own: str) -> bool:
    # A backslash counts as a slash in an address, an entity may be either, and a tab, nothing.
    plain = re.sub(r"[\t\r\n]", "", unescape(tag.decode(errors="replace").replace(own, "/")))
    return "//" in plain or "\\" in plain


def _elsewhere(found: Iterable[str], page: str, allowed: Iterable[str]) -> tuple[str, ...]:
    host = urlsplit(page).netloc
    declared = tuple(allowed)
    told: dict[str, None] = {}
    for address in found:
        try:
            whole = urljoin(page, re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/"))
            parts = urlsplit(whole)
        except ValueError:  # no address at all: no browser asks for it
            continue
        if parts.scheme.lower() not in _SCHEMES or parts.netloc.lower() == host.lower():
            continue
        if not is_declared(whole, declared):
            told[address.strip()] = None
    return tuple(told)


def _in_css(css: str) -> Iterator[str]:
    for found in _CSS.finditer(_CSS_COMMENT.sub("", css)):
        yield next((group for group in found.groups() if group), "")


class _Reader(HTMLParser):
    """Collects the addresses that a browser fetches."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        values = {name: value for name, value in reversed(attrs) if value}
        self.found += (values[name] for name in _FETCHED.get(tag, ()) if name in values)
        if tag == "link" and _LINKED.intersection(values.get("rel", "").lower().split()):
            self.found.append(values.get("href", ""))
        for name in _SETS:
            candidates = values.get(name, "").split(",")
            self.found += (one.split()[0] for one in candidates if one.strip())
        self.found += _in_css(values.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += _in_css(data)
