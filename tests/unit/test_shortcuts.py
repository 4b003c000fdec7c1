"""The shortcuts change nothing: HTML, table of contents and ids are those of Python-Markdown."""

from typing import Any, Final
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from site_builder.python_markdown import markdown
from site_builder.shortcuts import ShortcutsExtension
from tests.architecture.house import ROOT
from tests.markdown_texts import BLOCKS, JOINTS, SPANS, corpus

_pieces = st.sampled_from(BLOCKS + SPANS) | st.text(max_size=6)
_texts = st.lists(st.tuples(_pieces, st.sampled_from(JOINTS)), max_size=12).map(
    lambda pairs: "".join(piece + joint for piece, joint in pairs)
)
SITES: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("nl2br",),
    ("admonition",),
    ("smarty", "wikilinks", "legacy_em"),
    ("extra", "codehilite", "meta"),
)


class Same:
    """Converts a text by both ways, the same two converters all along as a build does."""

    def __init__(self, site: tuple[Any, ...]) -> None:
        self.site = site
        self.restart()

    def restart(self) -> None:
        self.stock = markdown(self.site, ())
        self.short = markdown(self.site, (ShortcutsExtension(),))

    def check(self, text: str) -> None:
        expected, found = outcome(self.stock, text), outcome(self.short, text)
        if isinstance(expected[0], Exception):  # what was interrupted spoils the next text
            self.restart()
            assert type(found[0]) is type(expected[0])
        else:
            assert found == expected


def outcome(md: Markdown, text: str) -> tuple[object, ...]:
    """Return all that a conversion leaves behind."""
    try:
        html = md.reset().convert(text)
    except Exception as error:
        return (error,)
    return html, getattr(md, "toc", ""), getattr(md, "toc_tokens", []), dict(md.references)


BOTH: Final = {site: Same(site) for site in SITES}


def test_the_sample_and_all_texts_of_the_tests_come_out_the_same() -> None:
    for text in corpus():
        BOTH[()].check(text)


@pytest.mark.parametrize("site", SITES[1:], ids=" ".join)
def test_the_sample_comes_out_the_same_with_extensions_of_a_site(site: tuple[str, ...]) -> None:
    for path in sorted((ROOT / "content/articles").rglob("*.md"))[::4]:
        BOTH[site].check(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("site", SITES, ids=" ".join)
def test_every_piece_of_markup_comes_out_the_same_alone_and_beside_plain_words(
    site: tuple[str, ...],
) -> None:
    for piece in (*BLOCKS, *SPANS):
        for text in (piece, f"Mot {piece} mot", f"Mot\n{piece}\nmot", f"Mot\n\n{piece}\n\nMot"):
            BOTH[site].check(text)


@given(text=_texts, site=st.sampled_from(SITES))
@example(text="[^1]: a\n\nMot[^1] [^1]\n\n- b[^1]", site=())
@example(text="*[RGPD]: Loi\n\nLe RGPD\n\n**Le RGPD :** `RGPD`", site=())
@example(text='[a](b\\_c)\n\n[d](e "f\\_g")', site=())
def test_any_text_comes_out_the_same(text: str, site: tuple[str, ...]) -> None:
    BOTH[site].check(text)


class Shouting(Extension):
    """Reads plain paragraphs and plain words: what no shortcut may skip."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # named by Python-Markdown
        class Words(InlineProcessor):
            def handleMatch(self, m: Any, data: str) -> Any:  # type: ignore[override]  # noqa: N802  # named by Python-Markdown
                return m[0].upper(), m.start(0), m.end(0)

        class Blocks(BlockProcessor):
            def test(self, parent: Any, block: str) -> bool:
                return block.startswith("Bloc")

            def run(self, parent: Any, blocks: list[str]) -> None:
                parent.text = (parent.text or "") + blocks.pop(0)

        md.inlinePatterns.register(Words("mot", md), "words", 5)
        md.parser.blockprocessors.register(Blocks(md.parser), "blocks", 12)


def test_an_extension_of_the_site_reads_what_it_would_without_shortcuts() -> None:
    same = Same((Shouting(),))
    for text in ("Un mot.", "Bloc de mots", "- Un mot\n\nBloc", "Un *mot* `mot`"):
        same.check(text)
    assert "MOT" in outcome(same.short, "Un mot.")[0]  # type: ignore[operator]  # html first


def test_most_of_the_sample_takes_the_shortcuts() -> None:
    """Otherwise all of the above would prove nothing."""
    md = markdown((), (ShortcutsExtension(),))
    paragraphs: Any = md.parser.blockprocessors["site_builder.paragraphs"]
    taken, run = [], paragraphs.run

    def counted(parent: Element, blocks: list[str]) -> None:
        taken.append(blocks[0])
        run(parent, blocks)

    paragraphs.run = counted
    texts = [p.read_text("utf-8") for p in sorted((ROOT / "content/articles").rglob("*.md"))]
    for text in texts:
        md.reset().convert(text)
    assert len(taken) > 5 * len(texts)
