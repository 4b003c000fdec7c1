"""Cards for social networks: even lines, letters that the font has, and the same bytes anywhere."""

import io
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageFont

from site_builder.images import SocialCard, card, draw_card
from site_builder.images.card import drawable
from site_builder.images.lines import even_lines

CARD = SocialCard(
    name="L’Octet",
    title="Llama 2\u00a0: Meta ouvre son modèle, sans tout à fait l’ouvrir",
    date="19 juillet 2023",
    companies=("Meta", "Microsoft"),
    paper="#fdfcf9",
    ink="#1f2428",
    accent="#0b5578",
)


def drawn(wanted: SocialCard) -> Image.Image:
    image = Image.open(io.BytesIO(draw_card(wanted)))
    image.load()
    return image.convert("RGB")


def letters(text: str) -> float:
    """Measure as a typewriter does."""
    return float(len(text))


# Lines


def test_lines_are_even() -> None:
    assert even_lines("aaaa bbbb cccc dd", 14, letters) == ("aaaa bbbb", "cccc dd")


def test_an_article_is_not_left_at_the_end_of_a_line() -> None:
    text = "Pourquoi Meta publie la deuxième version"
    lines = even_lines(text, 24, letters)
    assert lines == ("Pourquoi Meta publie", "la deuxième version")


def test_a_line_ends_with_the_colon_when_it_can() -> None:
    text = "Llama 2\u00a0: Meta ouvre tout"
    assert even_lines(text, 17, letters) == ("Llama 2\u00a0:", "Meta ouvre tout")


@given(st.lists(st.text("abcdé\u00a0\u202f", min_size=1, max_size=9), min_size=1, max_size=25))
def test_every_word_is_there_and_no_line_too_long(words: list[str]) -> None:
    lines = even_lines(" ".join(words), 12, letters)
    assert lines is not None
    assert " ".join(lines) == " ".join(words)
    assert all(len(line) <= 12 for line in lines)
    filled = 0  # as few lines as can be: two that follow each other do not fit in one
    for one, two in pairwise(lines):
        filled += len(one) + 1 + len(two) <= 12
    assert filled == 0 or len(lines) <= -(-sum(len(w) + 1 for w in words) // 12) + 1


def test_a_word_wider_than_a_line_is_told() -> None:
    assert even_lines("anticonstitutionnellement", 12, letters) is None


# Drawing


def test_a_card_has_the_size_that_networks_ask_for() -> None:
    assert drawn(CARD).size == (1200, 630)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Autre"},
        {"title": "Un autre titre"},
        {"date": "20 juillet 2023"},
        {"companies": ("Meta",)},
        {"paper": "#ffffff"},
        {"ink": "#000000"},
        {"accent": "#a00000"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_all_that_is_said_is_shown(change: dict[str, object]) -> None:
    assert draw_card(replace(CARD, **change)) != draw_card(CARD)


def test_nothing_is_drawn_out_of_the_margins() -> None:
    long = " ".join(["Anticonstitutionnellement"] * 30)
    for title in (CARD.title, long, "W" * 200, "é"):
        image = drawn(replace(CARD, title=title, name="N" * 90, companies=("C" * 70, "D")))
        paper = image.getpixel((5, 300))
        for box in ((0, 16, 70, 630), (1131, 16, 1200, 630), (0, 600, 1200, 630)):
            assert image.crop(box).getcolors() == [
                ((box[2] - box[0]) * (box[3] - box[1]), paper)
            ], title


def test_colours_are_those_of_the_site() -> None:
    image = drawn(replace(CARD, paper="#102030", accent="#f0e0d0"))
    assert image.getpixel((5, 300)) == (0x10, 0x20, 0x30)
    assert image.getpixel((5, 5)) == (0xF0, 0xE0, 0xD0)


def test_same_card_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from site_builder.images import SocialCard, draw_card\n"
        f"sys.stdout.buffer.write(draw_card({CARD!r}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], env={"TZ": "Asia/Tokyo"}, capture_output=True, check=True
    )
    assert found.stdout == draw_card(CARD)


def test_a_card_weighs_little() -> None:
    assert len(draw_card(CARD)) < 40_000


# Letters


@pytest.mark.parametrize("cut", ["title", "text"])
def test_the_font_has_every_letter_that_is_drawn(cut: str) -> None:
    font = ImageFont.truetype(
        card._FONTS / f"newsreader-{cut}.ttf", 40, layout_engine=ImageFont.Layout.BASIC
    )
    assert not bytes(font.getmask("\U0010ffff"))  # a letter it lacks is a blank
    shown = [chr(p) for low, high in card._COVERED for p in range(low, high + 1)]
    blank = {c for c in shown if not bytes(font.getmask(c))}
    assert blank == {" ", "\u00a0", "\u202f"}
    assert all(font.getlength(c) for c in blank)
    assert {"œ", "Œ", "«", "»", "’", "\u00a0", "\u202f", "–", "—", "…", "€", "É"} <= set(shown)


def test_the_narrow_space_is_narrow_and_letters_are_kerned() -> None:
    font = card._font("title", 80)
    assert 0 < font.getlength("\u202f") < font.getlength("\u00a0")
    assert font.getlength("Te") < font.getlength("T") + font.getlength("e")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("L’œuvre de Škoda", "L’œuvre de Škoda"),
        ("Une fusée 🚀 décolle", "Une fusée décolle"),
        ("Ẩn dụ", "An du"),
        ("🚀", "–"),
        ("ﬁn", "fin"),
        ("arc\u2011en\u2010ciel", "arc-en-ciel"),
        ("cou\u00adpure", "coupure"),
        ("Яндекс", "–"),
    ],
)
def test_what_the_font_lacks_is_left_out(text: str, shown: str) -> None:
    assert drawable(text) == shown
