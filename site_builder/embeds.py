"""Videos, sounds and messages of other sites: a poster and a link, never a frame of theirs.

`![Title](address)`, alone in its paragraph, shows what stands at the *address*, that of a page or
of a player: its host is asked for nothing before a reader follows the link. `{poster=still.jpg}`
gives a picture; `[![Title](still.jpg)](address)`, as one writes it elsewhere, says the same.
"""

import re
from typing import Literal
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from site_builder.values import Value

# The class of the words of ours that name the site: the article does not say them.
SERVICE = "service"
_WORDS = {
    "video": "Vidéo à voir sur",
    "audio": "À écouter sur",
    "post": "Message à lire sur",
    "page": "À voir sur",
}


class Embed(Value, frozen=True, kw_only=True):
    """Something of another site: its `page`, for who follows the link, and what to call the two."""

    page: str
    kind: Literal["video", "audio", "post", "page"]
    site: str


class _Rule(Value, frozen=True):
    """Addresses that match, without scheme: `site` is empty for whoever hosts it, `page` says where
    the thing is to be seen when they are those of a player.
    """

    kind: Literal["video", "audio", "post"]
    site: str
    pattern: re.Pattern[str]
    page: str = ""


def _rule(
    kind: Literal["video", "audio", "post"], site: str, pattern: str, page: str = ""
) -> _Rule:
    return _Rule(kind, site, re.compile(pattern), page)


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TUBE = rf"(?:{_UUID}|[1-9A-HJ-NP-Za-km-z]{{20,24}})(?![\w-])"
_YOUTUBE = r"(?:www\.|m\.)?youtube(?:-nocookie)?\.com"
_RULES = (
    _rule(
        "video",
        "YouTube",
        rf"{_YOUTUBE}/(?:embed|v)/(?!videoseries)([\w-]+)",
        "www.youtube.com/watch?v={0}",
    ),
    _rule("video", "YouTube", rf"{_YOUTUBE}/(?:watch\?|playlist\?|shorts/.|live/.)"),
    _rule("video", "YouTube", r"youtu\.be/[\w-]+"),
    _rule("video", "Vimeo", r"player\.vimeo\.com/video/(\d+)", "vimeo.com/{0}"),
    _rule("video", "Vimeo", r"(?:www\.)?vimeo\.com/(?:[\w/-]+/)?\d+"),
    _rule(
        "video",
        "Dailymotion",
        r"(?:www\.dailymotion\.com/embed/video/|geo\.dailymotion\.com/player[\w./]*\?(?:.*&)?video=)(\w+)",
        "www.dailymotion.com/video/{0}",
    ),
    _rule("video", "Dailymotion", r"(?:www\.)?dailymotion\.com/video/\w+|dai\.ly/\w+"),
    _rule(
        "video", "Twitch", r"(?:www\.)?twitch\.tv/(?:videos/\d+|\w+/clip/.)|clips\.twitch\.tv/\w"
    ),
    _rule("video", "Arte", r"www\.arte\.tv/\w\w/videos/."),
    _rule("video", "", rf"[^/]+/videos/embed/({_TUBE})", "{host}/videos/watch/{0}"),
    _rule("video", "", rf"[^/]+/(?:videos/watch|w)/{_TUBE}"),
    _rule("audio", "SoundCloud", r"(?:www\.|m\.)?soundcloud\.com/[\w-]+/[\w-]+"),
    _rule("audio", "Spotify", r"open\.spotify\.com/embed/(\w+/\w+)", "open.spotify.com/{0}"),
    _rule(
        "audio",
        "Spotify",
        r"open\.spotify\.com/(?:intl-\w+/)?(?:track|episode|show|album|playlist)/\w",
    ),
    _rule("post", "Bluesky", r"bsky\.app/profile/[^/]+/post/\w"),
    _rule("post", "X", r"(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/\d"),
    _rule("post", "", r"[^/]+/(@[\w.-]+(?:@[\w.-]+)?/\d{6,})(?:/embed)?/?$", "{host}/{0}"),
    _rule("post", "", r"[^/]+/users/\w+/statuses/\d{6,}"),
)
# What a site adds to an address to know who passed it on.
_TRACKERS = re.compile(r"(?:si|feature|pp|igsh|fbclid|utm_\w+)=[^&#]*")
_REMOTE = re.compile(r"https?://", re.IGNORECASE)
_FRAME = re.compile(
    r"""<iframe\b[^<>]*?\ssrc\s*=\s*["']?((?:https?:)?//[^"'\s<>]+)""", re.IGNORECASE
)


def embed_of(address: str) -> Embed | None:
    """Return what stands at *address*, if it is a video, a sound or a message of a site we know."""
    if not _REMOTE.match(address):
        return None
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    known = f"{host.lower()}{slash}{path}"
    for rule in _RULES:
        if found := rule.pattern.match(known):
            whole = rule.page.format(*found.groups(), host=host) if rule.page else rest
            site = rule.site or host.lower().removeprefix("www.")
            return Embed(page=_untracked(f"{scheme}://{whole}"), kind=rule.kind, site=site)
    return None


def _untracked(address: str) -> str:
    base, mark, query = address.partition("?")
    if not mark:
        return address
    query, hash_mark, anchor = query.partition("#")
    kept = "&".join(part for part in query.split("&") if not _TRACKERS.fullmatch(part))
    return base + (f"?{kept}" if kept else "") + hash_mark + anchor


def notation(address: str) -> str:
    """Return what to write in Markdown for what a frame shows of *address*."""
    whole = f"https:{address}" if address.startswith("//") else address
    found = embed_of(whole)
    return f"![Titre]({found.page})" if found else f"![Titre]({whole}){{poster=affiche.jpg}}"


def frames_elsewhere(html: str) -> tuple[str, ...]:
    """Return the addresses of the frames in *html* that show another site."""
    return tuple(_FRAME.findall(html))


def framed(alone: Element) -> Embed | None:
    """Return what *alone*, all that a paragraph holds, shows of another site: an image or a linked
    image, as Markdown makes them.
    """
    if alone.tag == "img":
        address = address_of(alone)
        found = embed_of(address)
        if found is None and "poster" in alone.attrib and _REMOTE.match(address):
            host = urlsplit(address).netloc.lower().removeprefix("www.")
            return Embed(page=_untracked(address), kind="page", site=host)
        return found
    return embed_of(address_of(alone))


def address_of(alone: Element) -> str:
    """Return the address that was typed for what *alone* shows."""
    return alone.get("src" if alone.tag == "img" else "href", "")


def fill(figure: Element, alone: Element, found: Embed) -> bool:
    """Make of *figure*, the paragraph of *alone*, a poster of what was *found*, with a link; return
    whether it has a title. A caption stays with the figure.
    """
    image = alone if alone.tag == "img" else alone[0]
    typed = dict(image.attrib)
    source, title = typed.pop("src", ""), typed.pop("alt", "").strip()
    poster = typed.pop("poster", "") if image is alone else source
    for name in ("title", "credit"):
        if name in typed:
            figure.set(name, typed.pop(name))
    figure.remove(alone)
    figure.text = None
    figure.set("class", f"embed {found.kind} {figure.get('class', '')}".strip())
    link = SubElement(figure, "a", href=found.page)
    link.tail = "\n"
    if poster:
        SubElement(link, "img", {"class": "poster", "src": poster, "alt": ""})
    if title:
        SubElement(link, "strong", typed).text = title
        SubElement(link, "br")
    SubElement(link, "small", {"class": SERVICE}).text = f"{_WORDS[found.kind]} {found.site}"
    return bool(title)
