"""A fast lane in front of Python-Markdown: the same bytes, without the passes that find nothing.

Most of an article is paragraphs without a single sign of Markdown; Python-Markdown tries seventeen
kinds of block and sixteen inline patterns on each. The lane is processors of ours, in the
registries that extensions use, that see at a glance when the stock ones have nothing to do.

What skips a pass is a proof about the pass: a pattern needs one of its signs, a kind of block its
first character. So where anything is registered that is not known here, the lane stays closed.
"""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.inlinepatterns import ENTITY_RE, HTML_RE
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor

from site_builder.foreign import FOREIGN

# Inline patterns: class, expression → signs of which a text must hold one to be matched.
_OURS = "site_builder.foreign"
_STOCK = "markdown.inlinepatterns"
_NOTES = "markdown.extensions.footnotes"
_SIGNS = {
    ((_STOCK, "BacktickInlineProcessor"), r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)"): ("`",),
    ((_STOCK, "EscapeInlineProcessor"), r"\\(.)"): ("\\",),
    ((_NOTES, "FootnoteInlineProcessor"), r"\[\^([^\]]*)\]"): ("[^",),
    ((_STOCK, "ReferenceInlineProcessor"), r"(?<!\!)\["): ("[",),
    ((_STOCK, "LinkInlineProcessor"), r"(?<!\!)\["): ("[",),
    ((_STOCK, "ImageInlineProcessor"), r"\!\["): ("![",),
    ((_STOCK, "ImageReferenceInlineProcessor"), r"\!\["): ("![",),
    ((_STOCK, "ShortReferenceInlineProcessor"), r"(?<!\!)\["): ("[",),
    ((_STOCK, "ShortImageReferenceInlineProcessor"), r"\!\["): ("![",),
    ((_STOCK, "AutolinkInlineProcessor"), r"<([A-Za-z][A-Za-z0-9+.-]*://[^<>]*)>"): ("<",),
    ((_STOCK, "AutomailInlineProcessor"), r"<([^<> !]+@[^@<> ]+)>"): ("<",),
    ((_STOCK, "SubstituteTagInlineProcessor"), r"  \n"): ("  \n",),
    ((_STOCK, "HtmlInlineProcessor"), HTML_RE): ("<",),
    ((_STOCK, "HtmlInlineProcessor"), ENTITY_RE): ("&",),
    ((_STOCK, "DelimiterProcessor"), r"\*|_"): ("*", "_"),
    ((_OURS, "_ForeignWords"), FOREIGN): ("]{",),
}
_SIGN = re.compile(r"[`\\\[<&*_\x02\x03]|  \n")

# Kinds of block none of which takes one whose every line begins with a word.
_BLOCKS = {
    ("markdown.blockprocessors", "CodeBlockProcessor"),
    ("markdown.blockprocessors", "BlockQuoteProcessor"),
    ("markdown.blockprocessors", "EmptyBlockProcessor"),
    ("markdown.blockprocessors", "HRProcessor"),
    ("markdown.blockprocessors", "HashHeaderProcessor"),
    ("markdown.blockprocessors", "ListIndentProcessor"),
    ("markdown.blockprocessors", "ParagraphProcessor"),
    ("markdown.blockprocessors", "ReferenceProcessor"),
    ("markdown.blockprocessors", "SetextHeaderProcessor"),
    ("markdown.extensions.abbr", "AbbrBlockprocessor"),
    ("markdown.extensions.def_list", "DefListIndentProcessor"),
    ("markdown.extensions.def_list", "DefListProcessor"),
    ("markdown.extensions.footnotes", "FootnoteBlockProcessor"),
    ("markdown.extensions.md_in_html", "MarkdownInHtmlProcessor"),
    ("markdown.extensions.sane_lists", "SaneOListProcessor"),
    ("markdown.extensions.sane_lists", "SaneUListProcessor"),
    ("markdown.extensions.tables", "TableProcessor"),
}
# And none that begins with a quotation mark, a bracket, or emphasis on a word.
_WORDS = re.compile(r"(?:(?:[«“”’‘(]|\*{0,2}[^\W\d_])[^\n]*(?:\n(?=.)|\Z))+")


class LaneExtension(Extension):
    """The lane, for Python-Markdown: after the stock extensions, before those of the site, which
    so find it in its place and may put their own there.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        if _named(md.preprocessors["html_block"]) == _RAW_HTML:
            md.preprocessors.register(_NoRawHtml(md), "html_block", 20)
        if type(md.treeprocessors["inline"]) is InlineProcessor:
            md.treeprocessors.register(_FewPatterns(md), "inline", 20)
        md.parser.blockprocessors.register(_Paragraph(md.parser), "site_builder.paragraph", 1000)


def skip_idle(md: Markdown) -> Markdown:
    """Return *md*, which has the lane, with fewer passes still: for one without extensions of a
    site, which might make what these passes look for.
    """
    source = md.preprocessors["html_block"]
    if isinstance(source, _NoRawHtml):
        for name, sign, priority in (("attr_list", "{", 8), ("unescape", "\\", 0)):
            idle = _Idle(md.treeprocessors[name], sign, source)
            md.treeprocessors.register(idle, name, priority)
    return md


def _named(found: object) -> tuple[str, str]:
    return type(found).__module__, type(found).__name__


_RAW_HTML = ("markdown.extensions.md_in_html", "HtmlBlockPreprocessor")


class _NoRawHtml(Preprocessor):
    """Looks for raw HTML only where there is a `<` or an `&`."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.stock = md.preprocessors["html_block"]
        self.text = ""

    def run(self, lines: list[str]) -> list[str]:
        self.text = text = "\n".join(lines)
        return self.stock.run(lines) if "<" in text or "&" in text else lines


class _Idle(Treeprocessor):
    """Runs a pass over the tree only where the text has the sign that it looks for."""

    def __init__(self, stock: Treeprocessor, sign: str, source: _NoRawHtml) -> None:
        super().__init__(stock.md)
        self.stock = stock
        self.sign = sign
        self.source = source

    def __getattr__(self, name: str) -> object:
        """Give others what they ask the stock for: inline HTML borrows an expression of it."""
        return getattr(self.stock, name)

    def run(self, root: Element) -> Element | None:
        return self.stock.run(root) if self.sign in self.source.text else None


class _Outline(TocTreeprocessor):
    """Finds the headings, without the list of them as HTML, which our pages make themselves."""

    def build_toc_div(self, toc_list: list[Any]) -> Element:  # noqa: ARG002  # as stock
        return Element("div")


class OutlineExtension(TocExtension):
    """The extension `toc` where only `toc_tokens` are wanted."""

    TreeProcessorClass = _Outline


class _Paragraph(BlockProcessor):
    """Takes a block whose lines begin with words for the paragraph that it is."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.count = 0
        self.known = False

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002  # named by Python-Markdown
        kinds = self.parser.blockprocessors
        if len(kinds) != self.count:  # all extensions have come; and again if one more comes
            self.count = len(kinds)
            self.known = {_named(kind) for kind in kinds if kind is not self} <= _BLOCKS
        return (
            self.known
            and _WORDS.fullmatch(block) is not None
            and not self.parser.state.isstate("list")
        )

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = blocks.pop(0)


class _FewPatterns(InlineProcessor):
    """Keeps texts without a sign away from the patterns, and from a document those it has no
    sign of.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = list(self.md.inlinePatterns)
        self.inlinePatterns = patterns  # type: ignore[assignment]  # read by index and length
        signs = _signs_of(self.md)
        if signs is None:
            return super().run(tree, ancestors)
        texts: list[tuple[Element, str]] = []
        tails: list[tuple[Element, str]] = []
        signed: list[str] = []
        for element in tree.iter():
            text, tail = element.text, element.tail
            if text:
                if type(text) is str and not _SIGN.search(text):
                    texts.append((element, text))
                    element.text = None
                else:
                    signed.append(text)
            if tail:
                if type(tail) is str and not _SIGN.search(tail):
                    tails.append((element, tail))
                    element.tail = None
                else:
                    signed.append(tail)
        all_signed = "\n\0".join(signed)
        self.inlinePatterns = [  # type: ignore[assignment]  # read by index and length
            pattern
            for pattern, needed in zip(patterns, signs, strict=True)
            if any(sign in all_signed for sign in needed)
        ]
        super().run(tree, ancestors)
        for element, text in texts:
            element.text = text
        for element, tail in tails:
            element.tail = tail
        return tree


def _signs_of(md: Markdown) -> list[Sequence[str]] | None:
    """Return the signs that each inline pattern needs, or None where one is not known."""
    signs: list[Sequence[str]] = []
    for pattern in md.inlinePatterns:
        found = _SIGNS.get((_named(pattern), pattern.pattern))
        if found is None:
            return None
        signs.append(found)
    return signs
