"""The picture that social networks show beside a link to an article: its title, well set."""

import functools
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from site_builder.images.lines import even_lines
from site_builder.values import Value

if TYPE_CHECKING:
    from PIL import Image, ImageFont

# What the networks ask for.
CARD_WIDTH = 1200
CARD_HEIGHT = 630

_FONTS = Path(__file__).parent / "fonts"
_MARGIN = 76
_NAME_SIZE = 40
_NAME_TOP = 60
_FOOT_SIZE = 31
_FOOT_LINE = 528
_TITLE_TOP = 138
_TITLE_BOTTOM = 502
_LEADING = 1.14
# Size of the title, and how many lines of it are pleasant to read.
_SIZES = ((124, 1), (96, 2), (84, 3), (76, 3), (70, 4), (62, 4), (54, 5), (46, 6))
# Companies named at the foot; more make a list, not a line.
_MOST_COMPANIES = 3
# Steps between paper and ink: what the edges of letters need, in a palette that stays small.
_STEPS = 16
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")


class SocialCard(Value, frozen=True, kw_only=True):
    """All that a card shows, typeset; colours as `#rrggbb`."""

    name: str
    title: str
    date: str
    companies: tuple[str, ...]
    paper: str
    ink: str
    accent: str


def draw_card(card: SocialCard) -> bytes:
    """Return *card* as a PNG of 1200 × 630 pixels: same card, same bytes."""
    from PIL import Image, ImageChops, ImageDraw

    size = (CARD_WIDTH, CARD_HEIGHT)
    ink, accent = Image.new("L", size), Image.new("L", size)
    black, coloured = ImageDraw.Draw(ink), ImageDraw.Draw(accent)
    coloured.rectangle((0, 0, CARD_WIDTH, 15), fill=255)
    name = _fitting(drawable(card.name), "title", _NAME_SIZE, CARD_WIDTH - 2 * _MARGIN)
    coloured.text((_MARGIN, _NAME_TOP), name, 255, _font("title", _NAME_SIZE))
    points, lines = _title(drawable(card.title))
    step = round(points * _LEADING)
    block = step * len(lines)
    top = _TITLE_TOP + (_TITLE_BOTTOM - _TITLE_TOP - block) // 2
    font = _font("title", points)
    for number, line in enumerate(lines):
        base = top + step * number + round(points * 0.86)
        black.text((_MARGIN, base), line, 255, font, anchor="ls")
    black.rectangle((_MARGIN, _FOOT_LINE, CARD_WIDTH - _MARGIN, _FOOT_LINE + 1), fill=96)
    base = _FOOT_LINE + 52
    small = _font("text", _FOOT_SIZE)
    date = drawable(card.date)
    black.text((_MARGIN, base), date, 190, small, anchor="ls")
    room = CARD_WIDTH - 2 * _MARGIN - small.getlength(date) - 60
    companies = _companies(card.companies, room, small)
    coloured.text((CARD_WIDTH - _MARGIN, base), companies, 255, small, anchor="rs")
    # Levels of ink, then levels of the accent; nothing is drawn in both.
    inked = ink.point([level * (_STEPS - 1) // 255 for level in range(256)])
    lit = accent.point([0] + [_STEPS + level * (_STEPS - 1) // 255 for level in range(1, 256)])
    picture = ImageChops.lighter(inked, lit)
    picture.putpalette((*_ramp(card.paper, card.ink), *_ramp(card.paper, card.accent)), "RGB")
    return _png(picture)


def drawable(text: str) -> str:
    """Return *text* in the letters that the font has: an accent it lacks is dropped, and a sign it
    lacks too.
    """
    text = text.translate(_HYPHENS)
    if all(map(_has, text)):
        return text
    bare = "".join(
        letter
        for character in text
        for letter in (
            character
            if _has(character)
            else (c for c in normalize("NFKD", character) if not combining(c))
        )
        if _has(letter)
    )
    return re.sub(" {2,}", " ", bare).strip(" ") or "–"


# Hyphens that join, or do not; the one of the keyboard looks the same.
_HYPHENS = {0x2010: "-", 0x2011: "-"}
# What both files of fonts/ have a glyph for, composed as text is.
_COVERED = tuple(
    (int(first, 16), int(last or first, 16))
    for first, _, last in (
        found.partition("-")
        for found in (
            "20-7e a0-ac ae-131 134-148 14a-17e 18f 192 1a0-1a1 1af-1b0 1c4-1cc 1e6-1e7 1ea-1eb "
            "1fa-21b 22a-22d 230-233 237 259 2b9-2ba 2bc 2c6-2c7 2da 2dc-2dd 1e80-1e85 1e9e "
            "1ef2-1ef9 2013-2014 2018-201a 201c-201e 2020 2022 2026 202f 2032-2033 2039-203a 2044 "
            "20a1 20a3-20a4 20a6-20a7 20a9 20ab-20ad 20b1-20b2 20b5 20b9-20ba 20bc-20bd 2122 "
            "2212 2215"
        ).split()
    )
)


def _has(character: str) -> bool:
    point = ord(character)
    return any(first <= point <= last for first, last in _COVERED)


@functools.cache
def _font(cut: str, size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    # The other layout depends on libraries of the machine; this one is in Pillow itself.
    return ImageFont.truetype(
        _FONTS / f"newsreader-{cut}.ttf", size, layout_engine=ImageFont.Layout.BASIC
    )


def _title(text: str) -> tuple[int, tuple[str, ...]]:
    """Return the size of the title in pixels, and its lines."""
    width = CARD_WIDTH - 2 * _MARGIN
    for points, most in _SIZES:
        lines = even_lines(text, width, _font("title", points).getlength)
        if lines is not None and len(lines) <= most:
            return points, lines
    points, most = _SIZES[-1]
    words = [_fitting(word, "title", points, width) for word in text.split(" ")]
    while len(words) > 1:
        lines = even_lines(" ".join(words), width, _font("title", points).getlength)
        if lines is not None and len(lines) <= most:
            return points, lines
        words = [*words[:-2], words[-2].rstrip(" ,;:…") + "…"]
    return points, tuple(words)


def _fitting(text: str, cut: str, size: int, width: float) -> str:
    """Return *text*, cut with an ellipsis where it is wider than *width*."""
    font = _font(cut, size)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _companies(names: tuple[str, ...], room: float, font: "ImageFont.FreeTypeFont") -> str:
    """Return the first of *names*, as many as there is room for."""
    for count in range(min(len(names), _MOST_COMPANIES), 0, -1):
        line = "  ·  ".join(map(drawable, names[:count]))
        if font.getlength(line) <= room:
            return line
    return ""


def _ramp(low: str, high: str) -> list[int]:
    """Return the colours from *low* to *high*, red green blue, `_STEPS` of them."""
    ends = tuple(zip(_channels(low), _channels(high), strict=True))
    top = _STEPS - 1
    return [(a * (top - n) + b * n + top // 2) // top for n in range(_STEPS) for a, b in ends]


def _channels(colour: str) -> tuple[int, int, int]:
    found = _COLOUR.fullmatch(colour)
    if found is None:
        raise ValueError(colour)
    red, green, blue = bytes.fromhex(found[1])
    return red, green, blue


def _png(picture: "Image.Image") -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", bits=8, compress_level=6)
    return out.getvalue()
