"""Markdown → HTML, with links and pictures left symbolic until the whole site is known.

In the HTML of a `Rendered` text, `\\0n\\0` stands for the address of its n-th reference. NUL cannot
come from an author: it is refused where a file is read.
"""

import functools
import html as entities
import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from site_builder.problems import Problem, problem
from site_builder.textfile import position
from site_builder.values import Value

if TYPE_CHECKING:
    from site_builder.plain_markdown import Converted


class MarkupSettings(Value, frozen=True, kw_only=True):
    """What the rendering of a text depends on besides the text. `root` is the site's base URL."""

    extensions: tuple[str, ...]
    trusted: bool
    root: str


class Ref(Value, frozen=True, kw_only=True):
    """A link or picture inside the site, as typed, and where (line 0: not found in the source).

    `described` is False for a picture whose alternative text is missing.
    """

    kind: Literal["link", "image"]
    target: str
    line: int
    column: int
    described: bool = True


class Heading(Value, frozen=True, kw_only=True):
    """A heading of a text, for its table of contents."""

    level: int
    id: str
    text: str


class Rendered(Value, frozen=True, kw_only=True):
    """A text as HTML: references, ids that a link may aim at, headings, plain words."""

    html: str
    refs: tuple[Ref, ...]
    ids: tuple[str, ...]
    outline: tuple[Heading, ...]
    plain: str
    lead: str
    problems: tuple[Problem, ...]


def render_markdown(
    text: str, settings: MarkupSettings, *, path: str, first_line: int = 1
) -> Rendered:
    """Return *text* as HTML, and what is wrong with it.

    *path* and *first_line* say where *text* stands, for the places of problems and references.
    """
    converted, problems = _converted(text, settings, path, first_line)
    html = converted.html
    problems += [
        problem("markup.no-note", path, *_place(text, call, first_line), call=call)
        for call in _calls_of_no_note(html)
    ]
    symbolic, refs = _references(html, text, settings.root, first_line)
    ids = tuple(entities.unescape(i) for i in _ID.findall(html))
    problems += [
        problem("markup.same-id", path, *_place(text, name, first_line), id=name)
        for name in _given_twice((*ids, *RESERVED_IDS))
    ]
    return Rendered(
        html=symbolic,
        refs=refs,
        ids=ids,
        outline=tuple(
            Heading(level=level, id=name, text=plain_text(inner))
            for level, name, inner in converted.headings
        ),
        plain=plain_text(html),
        lead=_lead(html),
        problems=tuple(problems),
    )


def _converted(
    text: str, settings: MarkupSettings, path: str, first_line: int
) -> tuple["Converted", list[Problem]]:
    """Return *text* as HTML without what must not be published, and what was wrong.

    Nothing has to be taken out of a plain text. With an extension of the site, which may read
    anything, no text is plain.
    """
    from site_builder import plain_markdown  # a build in which no text changed needs none of these

    plain = None if settings.extensions else plain_markdown.convert(text)
    return (plain, []) if plain else _by_python_markdown(text, settings, path, first_line)


def _by_python_markdown(
    text: str, settings: MarkupSettings, path: str, first_line: int
) -> tuple["Converted", list[Problem]]:
    from site_builder import python_markdown
    from site_builder.embeds import frames_elsewhere, notation
    from site_builder.plain_markdown import Converted
    from site_builder.safe_html import (
        clean,
        contain,
        needs_cleaning,
        removed_by_cleaning,
        removed_by_containing,
    )

    try:
        converted = python_markdown.convert(text, settings.extensions)
    except RecursionError:
        return Converted(html=""), [problem("markup.too-deep", path, first_line)]
    except Exception as error:
        # An extension of the site may raise anything; ours and the stock ones are not expected to.
        reason = f"{type(error).__name__}: {error}"
        return Converted(html=""), [problem("markup.failed", path, first_line, reason=reason)]
    html = converted.html
    problems = [
        problem("embed.untitled", path, *_place(text, address, first_line), address=address)
        for address in converted.untitled
    ]
    if not needs_cleaning(text, html):
        return converted, problems
    contained = contain(html) if settings.trusted else None
    frames = dict.fromkeys(frames_elsewhere(html)) if contained is None else {}
    problems += [
        problem("embed.frame", path, *_place(text, a, first_line), address=a, cure=notation(a))
        for a in frames
    ]
    if contained is None:
        code, removed, safe = "markup.removed", removed_by_cleaning(html), clean(html)
    else:
        code, removed = "markup.out-of-place", removed_by_containing(html, contained)
        safe = contained
    problems += [
        problem(code, path, *_place(text, needle, first_line), what=what)
        for what, needle in removed
        if not (frames and what == "<iframe>")
    ]
    return Converted(html=safe, headings=converted.headings), problems


def plain_text(html: str) -> str:
    """Return the words of *html*, without tags; blocks are separated by line breaks."""
    text = _TAG.sub("", _BLOCK_END.sub("\n", _NOTE_CALL.sub("", html)))
    return entities.unescape(text).strip()


# Those of the theme's own pages.
RESERVED_IDS = ("Texte", "Voisins")
_NOTE_CALL = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h\d|li|td|th|dt|dd|pre|figcaption|blockquote|div|tr)>|<br ?/?>")
_TAG = re.compile(r"<[^>]*>")
_LITERAL = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_CALL = re.compile(r"\[\^[^\]\s]{1,80}\]")
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]*)"')
_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>")


def _calls_of_no_note(html: str) -> Iterable[str]:
    """Return the calls of notes that are left as they were typed, as there is no such note."""
    if "[^" not in html:
        return ()
    return dict.fromkeys(_CALL.findall(plain_text(_LITERAL.sub("", html))))


def _given_twice(names: tuple[str, ...]) -> Iterable[str]:
    if len(set(names)) == len(names):
        return ()
    return (name for name, count in Counter(names).items() if count > 1)


def _lead(html: str) -> str:
    end = 0
    while opening := _PARAGRAPH.search(html, end):
        end = html.find("</p>", opening.end())
        if end < 0:
            break
        if words := plain_text(html[opening.end() : end]):
            return words
    return ""


# References

_POINTING_TAG = re.compile(r"<(a|area|img|source|video|audio|track|iframe)\s[^<>]*>", re.IGNORECASE)
_POINTER = re.compile(r"""(\s(?:href|src|poster)\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# An alternative text, or the word that it is a decoration.
_DESCRIBED = re.compile(
    r"""\s(?:alt\s*=\s*(?:"[^"]*[^"\s]|'[^']*[^'\s])"""
    r"""|role\s*=\s*["']?(?:presentation|none)\b|class="poster")""",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
REMOTE = re.compile(r"(?:https?|ftp):|//", re.IGNORECASE)
# Code, between runs of backticks or fences: what it shows is neither a link nor markup.
_CODE = re.compile(
    r"(?m)^(`{3,}+|~{3,}+).*?^\1[`~]*[ \t]*$|(?<!`)(`++)[^\n]*?(?<!`)\2(?!`)", re.DOTALL
)


def _references(html: str, source: str, root: str, first_line: int) -> tuple[str, tuple[Ref, ...]]:
    source = without_code(source)
    refs: list[Ref] = []
    search_from: dict[str, int] = {}

    def point(found: re.Match[str], *, image: bool, described: bool) -> str:
        target = entities.unescape(found[2] if found[2] is not None else found[3]).strip()
        own = target == root or target.startswith(root + "/")
        remote = REMOTE.match(target) is not None
        elsewhere = _SCHEME.match(target) and not own and not (image and remote)
        if elsewhere and _leads_somewhere(target):
            return found[0]
        inside = (target[len(root) :] or "/") if own else target
        offset = _find_target(source, target, search_from.get(target, 0))
        if offset >= 0:
            search_from[target] = offset + len(target)
        line, column = position(source, offset) if offset >= 0 else (1 - first_line, 0)
        kind: Literal["link", "image"] = "image" if image else "link"
        refs.append(
            Ref(
                kind=kind,
                target=inside,
                line=line + first_line - 1,
                column=column,
                described=described,
            )
        )
        return f'{found[1]}"\0{len(refs) - 1}\0"'

    def tag(found: re.Match[str]) -> str:
        image = found[1].lower() not in ("a", "area")
        described = found[1].lower() != "img" or _DESCRIBED.search(found[0]) is not None
        return _POINTER.sub(functools.partial(point, image=image, described=described), found[0])

    return _POINTING_TAG.sub(tag, html), tuple(refs)


_USUAL_HOST = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[/?#]|\Z)")


def _leads_somewhere(address: str) -> bool:
    """Return whether *address* names a host, or whatever else its scheme is about."""
    if _USUAL_HOST.match(address):
        return True
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.hostname if REMOTE.match(address) else parts.path)


def _find_target(source: str, target: str, start: int) -> int:
    """Return where *target* stands as an address after *start*, else where it stands at all."""
    if not target:  # `[words]()`
        offset = source.find("]()", start)
        return offset + 2 if offset >= 0 else -1
    for opening in ("](", "](<", "]: ", '="', "='", "poster="):
        offset = source.find(opening + target, start)
        if offset >= 0:
            return offset + len(opening)
    return source.find(target, start)


def without_code(source: str) -> str:
    """Return *source* with its code blanked out, every other character where it was."""
    if "`" not in source and "~~~" not in source:
        return source
    return _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)


def _place(source: str, needle: str, first_line: int) -> tuple[int, int]:
    source = without_code(source)
    offset = source.lower().find(needle.lower())
    if offset < 0:
        return first_line, 0
    line, column = position(source, offset)
    return line + first_line - 1, column
