"""Shortcuts through Python-Markdown: the same HTML to the last character, in half the time.

Most of what Python-Markdown does to an article of a newsletter finds nothing: patterns whose first
character does not occur, passes over a tree that holds nothing for them. Each shortcut here either
proves that the stock step would find nothing, and skips it, or hands over to the stock step. None
makes HTML of its own. Where a text may be read by something that is not listed here, as it may with
an extension of the site, the shortcut steps aside.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown import inlinepatterns as inline
from markdown.blockparser import BlockParser
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor, FencedCodeExtension
from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString

from site_builder.foreign import SPAN, ForeignWords


class ShortcutsExtension(Extension):
    """The shortcuts, for Python-Markdown: after the stock extensions, before those of the site."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        """Put a shortcut in the place of each stock step that has one."""
        self.paragraphs = _Paragraphs(md.parser)
        md.parser.blockprocessors.register(self.paragraphs, "site_builder.paragraphs", 200)
        md.registerExtension(self)
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
        settings = FencedCodeExtension().getConfigs()
        md.preprocessors.register(_FencedCode(md, settings), "fenced_code_block", 25)
        md.preprocessors.register(_RawHtml(md), "html_block", 20)
        md.treeprocessors.register(_Inline(md), "inline", 20)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
        md.treeprocessors.register(_Unescape(md), "unescape", 0)

    def reset(self) -> None:
        """Look again, before each text, who reads its blocks."""
        self.paragraphs.look()


# Blocks

# The block processors that leave blocks of `_PLAIN` lines to the last of them, the paragraph.
_BLOCK_PROCESSORS = frozenset(
    f"markdown.{name}"
    for name in (
        "blockprocessors.BlockQuoteProcessor",
        "blockprocessors.CodeBlockProcessor",
        "blockprocessors.EmptyBlockProcessor",
        "blockprocessors.HRProcessor",
        "blockprocessors.HashHeaderProcessor",
        "blockprocessors.ListIndentProcessor",
        "blockprocessors.ParagraphProcessor",
        "blockprocessors.ReferenceProcessor",
        "blockprocessors.SetextHeaderProcessor",
        "extensions.abbr.AbbrBlockprocessor",
        "extensions.def_list.DefListIndentProcessor",
        "extensions.def_list.DefListProcessor",
        "extensions.footnotes.FootnoteBlockProcessor",
        "extensions.md_in_html.MarkdownInHtmlProcessor",
        "extensions.sane_lists.SaneOListProcessor",
        "extensions.sane_lists.SaneUListProcessor",
        "extensions.tables.TableProcessor",
    )
)
# Every line begins with a letter or a quotation mark, perhaps after two asterisks: no list,
# heading, quotation, rule, definition, note or reference is in it, nor the second row of a table.
_PLAIN = re.compile(r"(?:(?:\*\*)?(?:[^\W\d_]|[«“”‘’—(]).*(?:\n|\Z))+\Z")


class _Paragraphs(ParagraphProcessor):
    """Takes plain blocks at once, before a dozen others have looked at them in vain."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.alone = False

    def look(self) -> None:
        """Note whether every other block processor is known to leave plain blocks alone."""
        others = (p for p in self.parser.blockprocessors if p is not self)
        self.alone = all(_name(p) in _BLOCK_PROCESSORS for p in others)

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002  # any parent will do
        return self.alone and _PLAIN.match(block) is not None


# Words

# Inline patterns, by class and expression, and what a text must contain, one or the other, for them
# to match. None of them makes text that was not in the text it read, save numbers and placeholders.
_SIGNS = {
    ("markdown.extensions.footnotes.FootnoteInlineProcessor", r"\[\^([^\]]*)\]"): ("[^",),
    ("markdown.inlinepatterns.AutolinkInlineProcessor", inline.AUTOLINK_RE): ("<",),
    ("markdown.inlinepatterns.AutomailInlineProcessor", inline.AUTOMAIL_RE): ("<",),
    ("markdown.inlinepatterns.BacktickInlineProcessor", inline.BACKTICK_RE): ("`",),
    ("markdown.inlinepatterns.DelimiterProcessor", r"\*|_"): ("*", "_"),
    ("markdown.inlinepatterns.EscapeInlineProcessor", inline.ESCAPE_RE): ("\\",),
    ("markdown.inlinepatterns.HtmlInlineProcessor", inline.ENTITY_RE): ("&",),
    ("markdown.inlinepatterns.HtmlInlineProcessor", inline.HTML_RE): ("<",),
    ("markdown.inlinepatterns.ImageInlineProcessor", inline.IMAGE_LINK_RE): ("![",),
    ("markdown.inlinepatterns.ImageReferenceInlineProcessor", inline.IMAGE_REFERENCE_RE): ("![",),
    ("markdown.inlinepatterns.LinkInlineProcessor", inline.LINK_RE): ("[",),
    ("markdown.inlinepatterns.ReferenceInlineProcessor", inline.REFERENCE_RE): ("[",),
    ("markdown.inlinepatterns.ShortImageReferenceInlineProcessor", inline.IMAGE_REFERENCE_RE): (
        "![",
    ),
    ("markdown.inlinepatterns.ShortReferenceInlineProcessor", inline.REFERENCE_RE): ("[",),
    ("markdown.inlinepatterns.SubstituteTagInlineProcessor", inline.LINE_BREAK_RE): ("  \n",),
    (f"{ForeignWords.__module__}.{ForeignWords.__qualname__}", SPAN): ("[",),
}


class _Inline(InlineProcessor):
    """Tries the patterns that a text of the tree may match, on the texts that may match one."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        every: Any = self.md.inlinePatterns
        known = [(p, _SIGNS.get((_name(p), p.compiled_re.pattern), ())) for p in every]
        if not all(signs for _, signs in known):
            return super().run(tree, ancestors)
        elements = [e for e in tree.iter() if type(e.text) is str or e.tail]
        words = "\n".join(t for e in elements for t in (e.text, e.tail) if t)
        here = {sign for _, signs in known for sign in signs if sign in words}
        # The stock processor reads its patterns by their place in this list, and no atomic string.
        patterns: Any = [p for p, signs in known if not here.isdisjoint(signs)]
        plain = [
            (e, text)
            for e in elements
            if type(text := e.text) is str and not any(sign in text for sign in here)
        ]
        for element, text in plain:
            element.text = AtomicString(text)
        self.inlinePatterns = patterns
        try:
            return super().run(tree, ancestors)
        finally:
            self.inlinePatterns = every
            for element, text in plain:
                element.text = text


# Passes over lines and trees

_IRREGULAR = re.compile(f"[{STX}{ETX}\r\t]| \n")


class _Whitespace(NormalizeWhitespace):
    """Idle where there is no tab, no stray return, and no blank at the end of a line."""

    def run(self, lines: list[str]) -> list[str]:
        if _IRREGULAR.search("\n".join(lines) + "\n"):
            return super().run(lines)
        return [*lines, "", ""]


class _FencedCode(FencedBlockPreprocessor):
    """Idle where no run of three backticks or tildes stands."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return super().run(lines) if "```" in text or "~~~" in text else text.split("\n")


class _RawHtml(HtmlBlockPreprocessor):
    """Idle where there is neither tag nor entity."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else text.split("\n")


class _AttributeLists(AttrListTreeprocessor):
    """Idle where no text has a brace."""

    def run(self, doc: Element) -> None:
        if any("{" in text for text in _texts(doc)):
            super().run(doc)


class _Unescape(UnescapeTreeprocessor):
    """Idle where nothing is escaped."""

    def run(self, root: Element) -> None:
        if any(STX in text for text in _texts(root)) or any(
            value and STX in value for e in root.iter() for _, value in e.items()
        ):
            super().run(root)


def _texts(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.text:
            yield element.text
        if element.tail:
            yield element.tail


def _name(part: object) -> str:
    return f"{type(part).__module__}.{type(part).__qualname__}"
