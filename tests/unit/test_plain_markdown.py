"""Plain texts come out as from Python-Markdown, to the last character; others are left to it.

Whatever the lane takes is compared with the stock converter, so that a text may be as odd as it
likes here. What was searched for longer than this suite may last found nothing more: four million
of the texts that `mixtures` and `mutations` make.
"""

import itertools
import random
import time
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder import plain_markdown
from site_builder.markup import MarkupSettings, render_markdown
from site_builder.plain_markdown import convert
from site_builder.python_markdown import markdown
from tests.architecture.house import ROOT
from tests.markdown_texts import BLOCKS, JOINTS, SPANS, corpus

STOCK: Final = markdown((), ())
SETTINGS: Final = MarkupSettings(extensions=(), trusted=False, root="https://banc.example")
ARTICLES: Final = sorted((ROOT / "content/articles").rglob("*.md"))

# What the lane reads, and what stands on the other side of each of its limits.
PLAIN_BLOCKS: Final = (
    *("Mot", "Un mot\nsur deux lignes", "« Mot »", "— Mot", "3,5 %", "2023 fut", "🚀 Mot", "…"),
    *("## Titre", "### Titre", "###### Titre", "##Titre", "## Le **mot**", "## [a](b)", "## «»"),
    *("## Titre\nMot", "## Titre\n- a", "## Titre\n## Titre", "## 1. a", "## Titre  ", "##   é"),
    *("- a", "- a\n- b", "* a\n+ b", "-   a", "- a\nsuite\n- b", "- **a**\n- [b](c)"),
    *("1. a", "1. a\n2. b", "3. a", "01. a", "1.  a\nsuite\n1. b", "10. a\n11. b"),
    *("> a", "> a\n> b", "> a\n>\n> b", ">a", "> **a**", ">\n> a", "---", "***", "Mot\u00a0"),
    *("| a | b |\n|---|---|\n| c | d |", "|a|\n|-|\n|b|", "|a|b|\n|:-:|-:|\n|*c*||", "²a"),
    *("![a](b.png)", '![a "b" *c*](d_e.svg "f & g > h")', "![](a)", "Mot[^1]\n\n[^1]: Note."),
    *('![a](b "c\u00a0d")', "- a[^b]\n- c\n\n[^b]: D **e**.\n[^c-1]: F.", "[^1]: [a](b)"),
    *(
        "> a[^1], b\n\n[^1]:c",
        "L’IA, *l’IA*, l’IAG\n\n*[IA]: a & b > c\n*[IAG]: d",
        "*[AT]: l'a & 'b'",
    ),
    *("## IA\n\n*[IA]: a", "| IA | b |\n|---|---|\n| [IA](IA) | IA[^1] |\n\n*[IA]: a\n\n[^1]: IA"),
)
NEARLY_PLAIN_BLOCKS: Final = (
    *("# Titre", "####### a", "## Titre #", "## C# et F#", "##", "## ", "#", "Mot\n## Titre"),
    *("- a\n  suite", "- a\n\n  b", "- a\n\n    b", "- ", "-", "- - a", "- # a", "- a\n1. b"),
    *("1. a\n- b", "1) a", "1.", "٣. a", "- a\n## b", "- 1. a", "1. 2. a", "- > a", "Mot "),
    *("> a\nb", "> - a", "> ## a", "> > a", "> a\n> \n", ">", " > a", "> a\n>", "> a\n>\n> "),
    *("* * *", "- - -", "___", "----", "-- -", "Mot\n---", "Mot\n===", "Mot\n- a", "Mot\n> a"),
    *(" Mot", "  Mot", "    Mot", "Mot  \nmot", "Mot \nmot", "\u00a0", "\u00a0Mot", "- [^1]: a"),
    *(": mot", "Mot\n: mot", "[a]: b", "[a\nb]: c", "*[a]: b", "*[a] : b", "[^1]: a", "**[a]: b"),
    *("_mot_", "=", "==", "+33 1", "~~~", "~ a", "!", "&amp; a", "&", "a | b\n- | -\nc | d"),
    *("| a | b |\n|---|\n| c | d |", "|a|b|\n|-|-|", "|a|b|\n|-|-|\n|c|", "|a|\n|b|\n|c|"),
    *("|a|b|\n|-|-|\n|c|d|\nMot", "|a|b|\n|-|-|\n|c|d| ", "| a\n|-|\n|b|", "Mot | mot", "||"),
    *("![a](https://youtu.be/b)", "![a](b){.c}", '![a](b "c (d)")', "![a](b)\nMot", "![a](b c)"),
    *("![a](b 'c')", '![a](b "")', '![a](b " \u00a0")', "![a](b)![c](d)", "[![a](b)](c)"),
    *("[^1]: a\nb", "[^1]: a\n    b", "[^1]: a\n\n    b", "[^1]:", "[^1]: - a", "[^a_b]: c"),
    *("[^1]: a[^2]\n[^2]: b", "[^1]: a\n\n[^1]: b", "///Footnotes Go Here///", "[^1]: a | b"),
    *("a[^1] b[^1]\n\n[^1]: c", "## a[^1]\n\n[^1]: b", "[a[^1]](b)\n\n[^1]: c", "Mot[^9]"),
    *("*[ia]: b\n\nia", "*[IA] : b\n\nIA", "*[IA]: ''\n\nIA", "*[IA]:\n\nIA", "*[IA]: a\nMot"),
    *("*[IA]: a\n[^1]: b", "*[IA]: a\n\n*[IA]: b\n\nIA", '![IA](b "IA")\n\n*[IA]: a', "*[I-A]: b"),
    *("[a](b[^1]c)\n\n[^1]: d", "[^1]: a[^1](b)", "Mot\n[^1]: a", "![a[^1]](b)\n\n[^1]: c"),
)
PLAIN_SPANS: Final = (
    *("mot", "l’IA", "R&D", "AT&T", "a > b", "5 %", "a=b", "C++", "3.5", "mot:", '"mot"', "#", "é"),
    *("**a**", "*a*", "**a b** c *d*", "l’**IA**", "**a**b", "a**b**c", "*a\nb*", "**a**, **b**"),
    *("[a](b)", "[a](/b/)", "[a](https://b.fr/c_d?e=1&f=2)", "[a\nb](c)", "[**a**](b)", "[a](#b)"),
    *("**[a](b)**", "*a [b](c) d*", "[a](mailto:b@c.fr)", "[a](b(c))", "[a](b>c)", "[…]", "[a] b"),
)
NEARLY_PLAIN_SPANS: Final = (
    *("*a", "a*", "** a**", "**a **", "**a*", "***a***", "****", "*a **b** c*", "2 * 3 * 4", "* a"),
    *("*a**b*", "**a****b**", "*a**b**c*", "**a***", "_a_", "a_b", "[a*](b)*", "[a](b*c)*", "a|b"),
    *("[a](b c)", "[a](b 'c')", "[a]( b)", "[a](<b>)", "[a]()", "[](a)", "[a](b", "[a](b(c)", "[a"),
    *("[a](javascript:b)", "[a](JavaScript&colon;b)", "[a](data:b)", "[a](b:c)", "[a](http:b)"),
    *("[a][b]", "[a] [b](c)", "[[a](b)]", "[[a](b)](c)", "[a [b](c)](d)", "[![a](b)](c)", "]"),
    *("![a](b)", "__a__", "[a](b)(c)", "[a](b)[c]", "[a](b){en}", "[a]{en}", "[^a]", "[a]: b", "^"),
    *("[a_b](c)", "[a](_b_)", "[^1]", "[^1](a)", "![^1]", "[^1]:", "**a**[^1]", "*[^1]*", "x^2"),
    *("&amp;", "&#38;", "&a;", "&colon;", "&a", "&", "<", "<b>", "`a`", "\\*", "|", "{", "~"),
    *(" href=a", "\nsrc = 'b:c'", "HREF=", "\x02", "\x03", "\t", "\r", "\x0b", "\x85", "\u2028"),
    *("\x021\x03", "\u00a0", "\u202f", "[_a_](b)", "&Eacute;", "&frac12;", "**a***b*", "*a***b**"),
)
SPANS_AND_BLOCKS: Final = PLAIN_SPANS + NEARLY_PLAIN_SPANS + PLAIN_BLOCKS + NEARLY_PLAIN_BLOCKS


def check(text: str) -> bool:
    """Return whether *text* is plain; then it must be as Python-Markdown has it."""
    found = convert(text)
    if found is None:
        return False
    html = STOCK.reset().convert(text)
    assert found.html == html, text
    assert list(found.headings) == list(flat(getattr(STOCK, "toc_tokens", [])))
    assert found.untitled == ()
    return True


def flat(tokens: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [
        heading
        for token in tokens
        for heading in (
            (token["level"], token["id"], token["html"]),
            *flat(token["children"]),  # type: ignore[arg-type]  # tokens in tokens
        )
    ]


def test_the_sample_and_all_texts_of_the_tests_come_out_the_same() -> None:
    assert sum(map(check, corpus())) > 2000


@pytest.mark.parametrize("block", PLAIN_BLOCKS)
def test_what_plain_texts_are_made_of_is_read(block: str) -> None:
    assert check(block)
    assert check(f"Mot\n\n{block}\n\nMot\n")


@pytest.mark.parametrize("span", PLAIN_SPANS)
def test_what_plain_words_are_made_of_is_read(span: str) -> None:
    assert check(f"Un {span} mot")
    assert check(f"- Un {span} mot\n- {span} mot\n\n1. {span}, mot") or span == "#"
    if "\n" not in span:
        assert check(f"> Un {span}\n> mot\n\n| a |\n|---|\n| {span} |")
        assert check(f"## Un {span} mot") is ("#" not in span)


def test_any_two_blocks_come_out_the_same_side_by_side() -> None:
    blocks = (*PLAIN_BLOCKS, *NEARLY_PLAIN_BLOCKS)
    for one, other in itertools.product(blocks, blocks):
        for joint in ("\n\n", "\n"):
            check(one + joint + other)


def test_any_two_spans_come_out_the_same_side_by_side() -> None:
    spans = (*PLAIN_SPANS, *NEARLY_PLAIN_SPANS)
    for one, other in itertools.product(spans, spans):
        for joint in ("", " "):
            check(one + joint + other)


@pytest.mark.parametrize("piece", [*BLOCKS, *SPANS])
def test_pieces_of_any_markup_come_out_the_same_beside_plain_ones(piece: str) -> None:
    for plain in (*PLAIN_BLOCKS, *PLAIN_SPANS):
        for text in (f"{plain}\n\n{piece}", f"{piece}\n{plain}", f"{plain} {piece}", piece + plain):
            check(text)


mixtures = st.lists(
    st.tuples(
        st.sampled_from(SPANS_AND_BLOCKS) | st.sampled_from(BLOCKS + SPANS) | st.text(max_size=4),
        st.sampled_from((*JOINTS, "\n\n", "\n\n")),
    ),
    max_size=10,
).map(lambda pairs: "".join(piece + joint for piece, joint in pairs))


@given(text=mixtures)
@example("> a\n> b\n>\n\n")  # the line break before the last sign stays in the paragraph
@example("- a\n\n- b\n\n- c\n- d\n\nMot\n\n- e")
@example("## Mot\n\n## Mot\n\n### Mot\n\n## Section\n\n## «»\n\n## …")
def test_any_text_comes_out_the_same(text: str) -> None:
    check(text)


def test_articles_with_a_few_slips_of_the_finger_come_out_the_same() -> None:
    chance = random.Random(1)
    bodies = [path.read_text("utf-8").split("---\n", 2)[2].split("\n\n") for path in ARTICLES]
    plain = [blocks for blocks in bodies if check("\n\n".join(blocks))]
    for _ in range(3000):
        blocks = chance.choice(plain)
        start = chance.randrange(len(blocks))
        check(mutation("\n\n".join(blocks[start : start + 4]), chance))


def mutation(text: str, chance: random.Random) -> str:
    """Return *text* with a few characters lost, and a few pieces in it that were not."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        lost = chance.choice((0, 0, 1, 2, 3))
        piece = "" if lost else chance.choice((*SPANS_AND_BLOCKS, *BLOCKS, *SPANS, "\n", "\n\n"))
        text = text[:at] + piece + text[at + lost :]
    return text


# The whole of a text


def test_nothing_else_of_a_text_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor its references, ids, outline, words and problems."""
    texts = [text for text in corpus() if convert(text)]
    texts += [
        f"Mot\n\n{block}\n\n## Voisins\n\n{span}"
        for block, span in itertools.product(PLAIN_BLOCKS, PLAIN_SPANS)
    ]
    texts += ["Un href=javascript:a mot[^1]\n\n[^1]: Note.", "Un SRC\n= 'a:b'[^1]\n\n[^1]: Note."]
    short = [render_markdown(text, SETTINGS, path="a.md", first_line=7) for text in texts]
    monkeypatch.setattr(plain_markdown, "convert", lambda _text: None)
    for text, found in zip(texts, short, strict=True):
        assert found == render_markdown(text, SETTINGS, path="a.md", first_line=7), text


def test_with_an_extension_of_the_site_no_text_is_plain() -> None:
    own = MarkupSettings(extensions=("nl2br",), trusted=False, root="https://banc.example")
    assert render_markdown("Un\nmot", SETTINGS, path="a.md").html == "<p>Un\nmot</p>"
    assert render_markdown("Un\nmot", own, path="a.md").html == "<p>Un<br>\nmot</p>"


def test_most_of_the_sample_is_plain() -> None:
    """Otherwise all of the above would prove little, and gain less."""
    texts = [path.read_text("utf-8").split("---\n", 2)[2] for path in ARTICLES]
    assert sum(convert(text) is not None for text in texts) > len(texts) // 2


LONG: Final = (
    *("mot ", "mot\n", "**", "*", "*a", "* ", "**a** ", "[", "[a", "[a](", "[a](b", "[a](b)", "[]"),
    *("[a\n", "[a](b(", "]", "[a]:", "&", "&a", "=", "src ", "- a\n", "- ", "1. a\n", "1. ", "> "),
    *("1", ">", "> a\n", "> a\n\n", "- a\n\n", "## a\n", "## a\n\n", "#", "## ", "\n", " ", "_"),
    *("|", "|a|\n", "|-|\n", "||\n", "![", "![a](b", '![a](b "', "![a](b)\n\n", "[^", "[^1]", "^"),
    *(
        "*[A]: b\n",
        "*[A]: b\n\n",
        "*[",
        "[^1]: a\n",
        "[^1]: a\n\n",
        "[^1]\n\n",
        "a\n- ",
        "(",
        "[a](b((",
        "[^a",
        "src=",
        "a\u00a0",
    ),
)


@pytest.mark.parametrize("piece", LONG)
def test_no_text_takes_more_than_its_length(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    began = time.process_time()
    for around in (text, f"Mot\n\n{text}", f"Mot {text}\n\n<"):
        convert(around)
    assert time.process_time() - began < 10  # a hundredth of a second, mostly
