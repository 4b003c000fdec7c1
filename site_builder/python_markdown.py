"""Python-Markdown as the house sets it up: its extensions, ours, and those that a site names."""

import functools
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from site_builder.embeds import address_of, fill, framed
from site_builder.foreign import LANGUAGE, ForeignExtension
from site_builder.plain_markdown import BACK, Converted, back_to_call, heading_id
from site_builder.shortcuts import ShortcutsExtension


def convert(text: str, extensions: tuple[str, ...]) -> Converted:
    """Return *text* as HTML, with the *extensions* of the site, which may raise anything."""
    converter = _converter(extensions)
    house = converter.treeprocessors["site_builder.house"]
    assert isinstance(house, _HouseTree)
    house.untitled = ()  # of the text before: an empty one has no tree to look at
    try:
        html = converter.reset().convert(text)
    except BaseException:  # it may also be stopped, by a signal or for the time it takes
        _converter.cache_clear()  # what was interrupted would spoil the next text
        raise
    return Converted(
        html=html,
        headings=tuple(_flat(getattr(converter, "toc_tokens", []))),
        untitled=house.untitled,
    )


def _flat(tokens: list[dict[str, Any]]) -> Iterator[tuple[int, str, str]]:
    for token in tokens:
        yield token["level"], token["id"], token["html"]
        yield from _flat(token["children"])


def extension_problem(name: str) -> str | None:
    """Return why the Python-Markdown extension *name* cannot be loaded, or None."""
    try:
        Markdown(extensions=[name])
    except Exception as error:  # an extension may raise anything while it is imported
        return f"{type(error).__name__}: {error}"
    return None


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
    return heading_id(value)


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
                "BACKLINK_TEXT": BACK,
                "BACKLINK_TITLE": back_to_call("{}"),
            },
        },
    )


@functools.cache
def _converter(extensions: tuple[str, ...]) -> Markdown:
    return markdown(extensions, (ShortcutsExtension(),))
