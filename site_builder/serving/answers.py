"""What is asked for → what is answered, out of a site that lies in memory. Pure.

No name of a file on disk is made of what somebody asks for: what is not a file of the site is not
there.
"""

import json
import posixpath
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from site_builder.fingerprint import digest_bytes
from site_builder.preview import Preview
from site_builder.urls import INDEX
from site_builder.values import Value

# Everything of the server itself; no slug begins with an underscore.
OURS = "/_serve"
_HTML = "text/html; charset=utf-8"
# The tables of the machine differ from one to the next.
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".html": _HTML,
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".vtt": "text/vtt; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".xml": "application/xml",
        ".opml": "text/x-opml",
        ".xsl": "application/xml",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".avif": "image/avif",
        ".ico": "image/vnd.microsoft.icon",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
        ".ttf": "font/ttf",
        ".otf": "font/otf",
        ".mp3": "audio/mpeg",
        ".ogg": "audio/ogg",
        ".mp4": "video/mp4",
        ".webm": "video/webm",
        ".pdf": "application/pdf",
        ".zip": "application/zip",
        ".eml": "message/rfc822",
    }
)


class Answer(Value, frozen=True, kw_only=True):
    """A status and a body, or an address to go to."""

    status: int
    type: str = "text/plain; charset=utf-8"
    body: bytes = b""
    location: str = ""


def answer(site: Preview, path: str) -> Answer:
    """Return what *site* answers to a request for *path*, `/lettre/articles/llama-2/`.

    Pages come with the script that reloads them, everything else as it is built.
    """
    prefix = site.urls.prefix
    if prefix and path in ("/", prefix):
        return Answer(status=302, location=f"{prefix}/")
    name = name_of(site, path)
    found = site.files.get(name) if name else None
    if found is None and name and f"{name}/{INDEX}" in site.files:
        return Answer(status=301, location=site.urls.href(f"{name}/{INDEX}"))
    data = found.fetch() if found is not None else None
    if data is not None:
        kind = type_of(name)
        return Answer(
            status=200, type=kind, body=_scripted(site, path, data) if kind == _HTML else data
        )
    missing = site.files.get(site.urls.not_found())
    page = missing.fetch() if missing is not None else None
    if page is None:
        return Answer(status=404, body=b"404\n")
    return Answer(status=404, type=_HTML, body=_scripted(site, path, page))


def name_of(site: Preview, path: str) -> str:
    """Return the output file that *path* asks for, which may be none; "" outside the site."""
    start = f"{site.urls.prefix}/"
    if not path.startswith(start):
        return ""
    name = path.removeprefix(start)
    return f"{name}{INDEX}" if not name or name.endswith("/") else name


def type_of(name: str) -> str:
    """Return the media type of the file *name*."""
    return _TYPES.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")


def styles(site: Preview) -> dict[str, str]:
    """Return the address of each style sheet of *site*, by its name in the theme."""
    return {name: href for name, href in site.assets.items() if name.endswith(".css")}


def shape(site: Preview, path: str) -> str:
    """Return a digest of what is seen at *path*, the rules of style sheets aside: as long as it is
    the same, a page that is open need not be loaded again.
    """
    name = name_of(site, path)
    found = site.files.get(name) or site.files.get(site.urls.not_found())
    data = (found.fetch() if found is not None else None) or b""
    for sheet, href in styles(site).items():
        data = data.replace(href.encode(), sheet.encode())
    # Pictures of articles keep their names when they change.
    pictures = (file.key for file in site.files.values() if not isinstance(file.content, bytes))
    seen = [name if name in site.files else "", *pictures, digest_bytes(data)]
    return digest_bytes("\0".join(seen).encode())


def _scripted(site: Preview, path: str, page: bytes) -> bytes:
    """Return *page* with the script that loads it again when *path* shows something else."""
    return with_script(page, {"path": path, "shape": shape(site, path), "styles": styles(site)})


def with_script(page: bytes, known: Mapping[str, object]) -> bytes:
    """Return the HTML *page* with our script at its end; *known* is what it compares with.

    A script with an address: a Content-Security-Policy of the page may forbid any other.
    """
    data = escape(json.dumps(known, sort_keys=True))
    script = f'<script src="{OURS}/reload.js" data-known="{data}" defer></script>\n'.encode()
    body, end, rest = page.rpartition(b"</body>")
    return body + script + end + rest if end else page + script
