"""The HTML of an article → what mail programs can show of it."""

from collections.abc import Callable

from lxml import html as markup
from lxml.html import HtmlElement

from site_builder.pictures import IN_MAIL
from site_builder.services import Service
from site_builder.views import Html

# Width of the text in a letter of 600 pixels, margins off.
TEXT_WIDTH = 536

_KEPT = frozenset("href src alt width height lang dir title colspan rowspan start scope".split())
_CLASSES = frozenset(["align-right", "align-center", "footnote", "labelled", "no-typo", "scroll"])
# What Word, which shows mail in Outlook, does not know, and what stands for it.
_RENAMED = {
    **dict.fromkeys(["article", "aside", "details", "figure", "footer", "header", "main"], "div"),
    **dict.fromkeys(["nav", "section", "hgroup"], "div"),
    **dict.fromkeys(["figcaption", "summary"], "p"),
    **dict.fromkeys(["abbr", "mark", "small", "time", "data", "output"], "span"),
}
_UNWRAPPED = frozenset(["picture", "form", "fieldset", "label"])
_DROPPED = frozenset(
    "script style source track template svg math input button select textarea meta link base "
    "noscript".split()
)
# What plays by itself on the page and not in a letter.
_PLAYED = frozenset(["video", "audio", "iframe", "object", "embed", "canvas"])


def shown_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return *size* no wider than the text, in proportion."""
    width, height = size
    if width <= TEXT_WIDTH:
        return size
    return TEXT_WIDTH, max(1, round(height * TEXT_WIDTH / width))


def body_for_mail(html: str, page: str, level: int, service: Service) -> Html:
    """Return the text *html* of the page at address *page* for a letter, its headings *level*
    lower. Its addresses are absolute; nothing in it is a tag of *service*.

    Pictures that mail programs cannot show are told by their text.
    """
    root = markup.fragment_fromstring(html, create_parent="div")
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str):
            element.drop_tree()
        elif element.getparent() is not None:
            _adapt(element, page, level)
    _each_text(root, service.words)
    for element in root.iterdescendants("a"):
        element.set("href", service.address(element.get("href", "")))
    inner = [root.text or ""]
    inner += [markup.tostring(child, encoding="unicode") for child in root]
    return Html("".join(inner).strip())


def _adapt(element: HtmlElement, page: str, level: int) -> None:
    tag = element.tag.lower()
    classes = set(element.get("class", "").split())
    kept = sorted(classes & _CLASSES)
    # A table may be wider than a telephone: it scrolls, by the keyboard too.
    also = ("role", "tabindex", "aria-label") if "scroll" in classes else ()
    for name in [name for name in element.attrib if name not in (*_KEPT, *also)]:
        del element.attrib[name]
    if _is_gone(element, tag, classes):
        return
    if tag in _PLAYED:
        _stand_in(element, "", page, "À voir sur le site")
    elif tag == "img":
        _picture(element)
    elif tag in _RENAMED:
        element.tag = _RENAMED[tag]
        if tag == "figcaption":
            kept.append("caption")
    elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        element.tag = f"h{min(6, int(tag[1]) + level)}"
    elif tag == "table":
        kept.append("data")
    elif tag == "th" and not element.text_content().strip():
        element.tag = "td"  # a corner that heads nothing
    if kept and element.getparent() is not None:
        element.set("class", " ".join(kept))


def _is_gone(element: HtmlElement, tag: str, classes: set[str]) -> bool:
    """Return whether *element* was taken out, alone or with what it holds."""
    if tag in _DROPPED:
        element.drop_tree()
    elif tag == "hr" and "footnote" in (element.getparent().get("class") or ""):
        element.drop_tree()  # the sheet draws a line there
    elif tag == "a" and "footnote-backref" in classes:
        _drop_with_space(element)
    elif tag == "a" and ("footnote-ref" in classes or not element.get("href")):
        element.drop_tag()  # many mail programs lead nowhere inside a letter
    elif tag in _UNWRAPPED:
        element.drop_tag()
    else:
        return False
    return True


def _drop_with_space(element: HtmlElement) -> None:
    """Remove *element*, and the no-break space that bound it to the word before."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip("\u00a0")
    else:
        parent.text = (parent.text or "").rstrip("\u00a0")
    element.drop_tree()


def _picture(element: HtmlElement) -> None:
    url, alt = element.get("src", ""), element.get("alt", "")
    if url.lower().endswith(IN_MAIL):
        width, height = element.get("width", ""), element.get("height", "")
        if width.isdecimal() and height.isdecimal():
            size = shown_size((int(width), int(height)))
            element.set("width", str(size[0]))
            element.set("height", str(size[1]))
        element.set("alt", alt)
    elif alt:
        _stand_in(element, f"Image\u00a0: {alt}", url, "Voir l’image")
    else:
        element.drop_tree()


def _stand_in(element: HtmlElement, text: str, url: str, label: str) -> None:
    """Put *text*, and a link to what cannot be shown, in the place of *element*."""
    inside_link = any(True for _ in element.iterancestors("a"))
    element.tag = "span"
    element.text = text
    for child in list(element):
        element.remove(child)
    for name in list(element.attrib):
        del element.attrib[name]
    element.set("class", "figure")
    if not inside_link:
        if text:
            element.append(markup.Element("br"))
        link = markup.Element("a", href=url)
        link.text = label
        element.append(link)


def _each_text(root: HtmlElement, change: Callable[[str], str]) -> None:
    for element in root.iter():
        for name in ("alt", "title", "aria-label"):
            if name in element.attrib:
                element.set(name, change(element.get(name)))
        if element.text:
            element.text = change(element.text)
        if element.tail:
            element.tail = change(element.tail)
