"""The fast lane gives the bytes of stock Python-Markdown, whatever the text and the extensions."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import ENTITY_RE, HTML_RE

from site_builder import lane, markup

ROOT = Path(__file__).parents[2]

# Extensions that a site may name: some make what the lane would skip, some replace its places.
SITES = (
    (),
    ("smarty",),
    ("nl2br",),
    ("admonition",),
    ("wikilinks",),
    ("legacy_attrs",),
    ("tests.unit.test_lane:Loud",),
    ("tests.unit.test_lane:Struck",),
)
CORNERS = (
    "Un *mot*, **deux mots**, ***trois***, _quatre_, __cinq__ et snake_case_ici.",
    "Une fin de ligne  \nforcée, et une seule \nnon.",
    "Titre\n=====\n\nSous-titre\n---\n\nTexte\n\n# Un dièse #\n\nsuite",
    "Terme\n:   définition\n\n    suite de la définition\n\nTexte",
    "- un\n- deux\n\n    Paragraphe du deuxième.\n\n- trois\n\nFin",
    "- # Titre\nLigne deux du point\n\nAutre",
    "1. un\nune suite\n\n   autre\n2. deux",
    "Une note[^1] et l’autre[^2], encore[^1].\n\n[^1]: Le *texte*.\n\n    Sa suite.\n[^2]: Deux.",
    "*[IA]: intelligence artificielle\n\nL’IA, donc l’IA.",
    "a | b\n--|--\nc | d\n\nUn | deux",
    "Un [lien](https://a.example \"titre\"), un [autre][x], ![image](a.png).\n\n[x]: /la",
    "Du `code *pas en gras*` et \\*échappé\\* et \\[crochets\\].",
    "```python\nx = {1: 2}  # <b>\n```\n\nTexte {: .classe }",
    "Un paragraphe\n{: .classe #ici lang=en }\n\n## Titre {#la}\n\n[fair use]{en} d’ici",
    "<div markdown=\"1\">\nDu *texte* {: .a }\n\nEncore\n</div>\n\nAprès & R&D &eacute; <b>g</b>",
    "<https://a.example> et <a@b.example>, a < b > c",
    "> Citation\nparesseuse\n\n«\u00a0Guillemets\u00a0»\n\n(Entre parenthèses)\n\n**Gras** d’abord",
    "Texte\x02klzzwxh:0000\x03 et \x0242\x03 et wzxhzdk:0",
    "Une ligne\n    indentée\n\n    du code\n\nFin\u2028ligne\x0bverticale\x85suivante",
    "É\r\nà\r\rI\t tab\n \n\n\n\nœ",
    "[TOC]\n\n## A\n\n## A\n\n### B *c*[^n]\n\n[^n]: x",
    "Un\n***\nDeux\n* * *\n*pas une liste\n* une liste",
    "a_b_c *d _e* f_ **g *h** i* ~j~",
)  # fmt: skip


class Loud(Extension):
    """Puts its own in the places of the stock."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        class Shout(ParagraphProcessor):
            def run(self, parent, blocks):  # type: ignore[no-untyped-def]
                blocks[0] = blocks[0].upper()
                super().run(parent, blocks)

        md.parser.blockprocessors.register(Shout(md.parser), "paragraph", 10)


class Struck(Extension):
    """Gives `~` a meaning, in the pattern of `*` and `_`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        assert md.delimiters is not None
        md.delimiters.add("~", "del,sub")


@functools.cache
def stock(extensions: tuple[str, ...]) -> Markdown:
    class Nothing(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            pass

    with (
        mock.patch.object(markup, "LaneExtension", Nothing),
        mock.patch.object(markup, "OutlineExtension", TocExtension),
        mock.patch.object(markup, "skip_idle", lambda md: md),
    ):
        return markup._converter.__wrapped__(extensions)


def assert_same(text: str, extensions: tuple[str, ...]) -> None:
    assert outcome(markup._converter, text, extensions) == outcome(stock, text, extensions)


def outcome(converter: Callable[..., Markdown], text: str, extensions: tuple[str, ...]) -> object:
    """Return HTML and headings of *text*, or what goes wrong."""
    md = converter(extensions)
    md.toc_tokens = []  # type: ignore[attr-defined]  # set by toc
    try:
        return md.reset().convert(text), md.toc_tokens  # type: ignore[attr-defined]  # set by toc
    except Exception as error:
        markup._converter.cache_clear()
        stock.cache_clear()
        return type(error), str(error)


@pytest.mark.parametrize("extensions", SITES, ids=str)
@pytest.mark.parametrize("text", CORNERS)
def test_corners_come_out_the_same(text: str, extensions: tuple[str, ...]) -> None:
    assert_same(text, extensions)


def texts_of_the_house() -> Iterator[str]:
    for folder in ("content", "docs", "tests"):
        for path in sorted((ROOT / folder).rglob("*.md")):
            yield path.read_text(encoding="utf-8", errors="replace")
    for path in sorted((ROOT / "tests").rglob("*.py")):  # their Markdown, and what is around it
        yield from re.findall(r'"""(.*?)"""', path.read_text(encoding="utf-8"), re.DOTALL)


def test_all_texts_of_the_house_come_out_the_same() -> None:
    for text in texts_of_the_house():
        assert_same(text, ())


PIECES = st.sampled_from(
    [
        *"aéŒ1 \n\t*_`~[](){}<>&#=-+:|!\\\"'«».^/x",
        "\n\n", "  \n", "    ", "**", "***", "](", "][", "]{en}", "]: ", "[^1]", "[^1]: ", "```",
        "~~~", "{: .a }", "{#b}", "{ x }", "<b>", "</b>", "<div>", "</div>", "<div markdown=1>",
        "<!-- c -->", "&amp;", "&#123;", "- ", "1. ", "> ", "# ", "\n: ", "---", "a | b\n-|-\n",
        "*[aé]: x", "![",
        "\x02", "\x03", "\u2028", "\r\n", "un mot ", "Deux mots.", "http://a.b", "<c@d.e>", "<http://f>",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(SITES))
def test_any_text_comes_out_the_same(text: str, extensions: tuple[str, ...]) -> None:
    assert_same(text, extensions)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from(SITES))
def test_any_characters_come_out_the_same(text: str, extensions: tuple[str, ...]) -> None:
    assert_same(text, extensions)


def test_the_lane_is_open_without_extensions_and_knows_each_pattern() -> None:
    md = markup._converter(())
    md.reset().convert("Des mots.")
    assert lane._signs_of(md) is not None
    assert md.parser.blockprocessors["site_builder.paragraph"].known  # type: ignore[attr-defined]
    assert HTML_RE.startswith("(<(")
    assert ENTITY_RE.startswith("(&")


def test_the_lane_steps_aside_for_what_it_does_not_know() -> None:
    assert lane._signs_of(markup._converter(("nl2br",))) is None
    md = markup._converter(("admonition",))
    md.reset().convert("Des mots.")
    assert not md.parser.blockprocessors["site_builder.paragraph"].known  # type: ignore[attr-defined]


def test_the_texts_are_really_there() -> None:
    assert len(list(texts_of_the_house())) > 50
