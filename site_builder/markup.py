"""Markdown → HTML, with links and pictures left symbolic until the whole site is known.

In the HTML of a `Rendered` text, `\\0n\\0` stands for the address of its n-th reference. NUL cannot
come from an author: it is refused where a file is read.
"""

import functools
import html as entities
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from site_builder.embeds import address_of, fill, framed, frames_elsewhere, notation
from site_builder.foreign import LANGUAGE, ForeignExtension
from site_builder.problems import Problem, problem
from site_builder.safe_html import (
    clean,
    contain,
    needs_cleaning,
    removed_by_cleaning,
    removed_by_containing,
)
from site_builder.shortcuts import ShortcutsExtension
from site_builder.text import slugify
from site_builder.textfile import position
from site_builder.values import Value


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
    problems: list[Problem] = []
    converter = _converter(settings.extensions)
    try:
        html = converter.reset().convert(text)
    except RecursionError:
        _converter.cache_clear()  # what was interrupted would spoil the next text
        problems.append(problem("markup.too-deep", path, first_line))
        html = ""
    except Exception as error:
        # An extension of the site may raise anything; ours and the stock ones are not expected to.
        _converter.cache_clear()
        reason = f"{type(error).__name__}: {error}"
        problems.append(problem("markup.failed", path, first_line, reason=reason))
        html = ""
    except BaseException:  # stopped in the middle, by a signal or for the time it takes
        _converter.cache_clear()
        raise
    problems += [
        problem("embed.untitled", path, *_place(text, address, first_line), address=address)
        for address in _untitled(converter)
    ]
    if needs_cleaning(text, html):
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
        html = safe
    problems += [
        problem("markup.no-note", path, *_place(text, call, first_line), call=call)
        for call in _calls_of_no_note(html)
    ]
    symbolic, refs = _references(html, text, settings.root, first_line)
    ids = tuple(entities.unescape(i) for i in _ID.findall(html))
    problems += [
        problem("markup.same-id", path, *_place(text, name, first_line), id=name)
        for name, count in Counter((*ids, *RESERVED_IDS)).items()
        if count > 1
    ]
    return Rendered(
        html=symbolic,
        refs=refs,
        ids=ids,
        outline=tuple(_outline(getattr(converter, "toc_tokens", []))),
        plain=plain_text(html),
        lead=_lead(html),
        problems=tuple(problems),
    )


def plain_text(html: str) -> str:
    """Return the words of *html*, without tags; blocks are separated by line breaks."""
    text = _TAG.sub("", _BLOCK_END.sub("\n", _NOTE_CALL.sub("", html)))
    return entities.unescape(text).strip()


def extension_problem(name: str) -> str | None:
    """Return why the Python-Markdown extension *name* cannot be loaded, or None."""
    try:
        Markdown(extensions=[name])
    except Exception as error:  # an extension may raise anything while it is imported
        return f"{type(error).__name__}: {error}"
    return None


# Those of the theme's own pages.
RESERVED_IDS = ("Texte", "Voisins")
_NOTE_CALL = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h\d|li|td|th|dt|dd|pre|figcaption|blockquote|div|tr)>|<br ?/?>")
_TAG = re.compile(r"<[^>]*>")
_LITERAL = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_CALL = re.compile(r"\[\^[^\]\s]{1,80}\]")
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]*)"')
_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>(.*?)</p>", re.DOTALL)


def _calls_of_no_note(html: str) -> Iterable[str]:
    """Return the calls of notes that are left as they were typed, as there is no such note."""
    if "[^" not in html:
        return ()
    return dict.fromkeys(_CALL.findall(plain_text(_LITERAL.sub("", html))))


def _lead(html: str) -> str:
    for found in _PARAGRAPH.finditer(html):
        words = plain_text(found[1])
        if words:
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


def _leads_somewhere(address: str) -> bool:
    """Return whether *address* names a host, or whatever else its scheme is about."""
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


def _outline(tokens: list[dict[str, object]]) -> list[Heading]:
    headings: list[Heading] = []
    for token in tokens:
        text = plain_text(str(token["html"]))
        headings.append(Heading(level=int(str(token["level"])), id=str(token["id"]), text=text))
        headings += _outline(token["children"])  # type: ignore[arg-type]  # nested tokens
    return headings


# Python-Markdown


class _House(Extension):
    """What our pages need of every text: no second h1, no style attribute."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        md.treeprocessors.register(_HouseTree(md), "site_builder.house", 6)
        attributes = md.treeprocessors["attr_list"]
        for name in ("HEADER_RE", "BLOCK_RE", "INLINE_RE"):
            stock = getattr(attributes, name).pattern
            # Attributes are `{: .a }` or `{ .a }`; `{{ a }}` and `{% a %}` are text.
            ours = stock.replace(r"\{\:?[ ]*(", r"\{(?![{%]|#\\s)(?<!\{\{)\:?[ ]*(")
            setattr(attributes, name, re.compile(ours))


_ALIGNED = re.compile(r"text-align: (left|right|center);")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


class _HouseTree(Treeprocessor):
    untitled: tuple[str, ...] = ()  # addresses of what the last text shows without a title

    def run(self, root: Element) -> None:
        has_title = any(True for _ in root.iter("h1"))
        self.untitled = tuple(_frame_pictures(root))
        for element in root.iter():
            if has_title and element.tag in _HEADINGS:  # the page has its own h1
                element.tag = f"h{int(element.tag[1]) + 1}"
            if element.attrib:
                _name_language(element)
            if element.tag in ("td", "th") and "style" in element.attrib:
                aligned = _ALIGNED.fullmatch(element.attrib["style"])
                if aligned:  # a Content-Security-Policy forbids style attributes
                    del element.attrib["style"]
                    given = element.attrib.get("class", "")
                    element.set("class", f"{given} align-{aligned[1]}".strip())


def _untitled(converter: Markdown) -> tuple[str, ...]:
    house = converter.treeprocessors["site_builder.house"]
    assert isinstance(house, _HouseTree)
    return house.untitled


def _frame_pictures(root: Element) -> Iterator[str]:
    """Turn every paragraph that is one picture into a figure, whose caption is the title typed;
    yield the addresses of what is shown of other sites and has no title.
    """
    for paragraph in list(root.iter("p")):
        alone = _only_child(paragraph)
        image = _only_child(alone) if alone is not None and alone.tag == "a" else alone
        if alone is None or image is None or image.tag != "img":
            continue
        captioned, shown = image, framed(alone)
        if shown is not None:
            captioned = paragraph
            if not fill(paragraph, alone, shown):
                yield address_of(alone)
        paragraph.tag = "figure"
        caption = captioned.attrib.pop("title", "")
        credit = captioned.attrib.pop("credit", "")
        if caption or credit:
            words = SubElement(paragraph, "figcaption")
            words.text = caption
            if credit:
                words.text = f"{caption} " if caption else ""
                SubElement(words, "small").text = credit


def _only_child(element: Element) -> Element | None:
    """Return the one element that *element* holds, None when it holds others, or words."""
    children = list(element)
    if len(children) != 1 or (element.text or "").strip() or (children[0].tail or "").strip():
        return None
    return children[0]


def _name_language(element: Element) -> None:
    """Read `{en}` after an element as `{lang=en}`: attr_list makes an attribute `en` of it."""
    values: dict[str, str | None] = dict(element.attrib)
    for name, value in values.items():
        if value in (None, name) and LANGUAGE.fullmatch(name):
            del element.attrib[name]
            element.set("lang", name)


def _heading_id(value: str, _separator: str) -> str:
    return slugify(value) or "section"


def markdown(site: tuple[str, ...], shortcuts: tuple[Extension, ...]) -> Markdown:
    """Return Python-Markdown as the house sets it up, with the extensions of the *site* last."""
    stock = [
        "abbr",
        "attr_list",
        "def_list",
        "fenced_code",
        "footnotes",
        "md_in_html",
        "sane_lists",
        "tables",
        "toc",
    ]
    return Markdown(
        output_format="html",
        extensions=[*stock, ForeignExtension(), *shortcuts, _House(), *site],
        extension_configs={
            "toc": {"slugify": _heading_id, "marker": ""},
            "footnotes": {
                "BACKLINK_TEXT": "↩",
                "BACKLINK_TITLE": "Revenir à l’appel de la note {}",
            },
        },
    )


@functools.cache
def _converter(extensions: tuple[str, ...]) -> Markdown:
    return markdown(extensions, (ShortcutsExtension(),))
