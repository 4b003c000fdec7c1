"""Colours as eyes see them: contrast between two, and the shades that a pair gives."""

# What small text needs beside its ground (WCAG 2.2, 1.4.3).
READABLE = 4.5


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours (`#rrggbb`), from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def mix(one: str, two: str, share: float) -> str:
    """Return the colour that has *share* of *one* (0 to 1) and the rest of *two*."""
    parts = (
        round(a * share + b * (1 - share))
        for a, b in zip(_channels(one), _channels(two), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def quiet(ink: str, paper: str) -> str:
    """Return the faintest shade of *ink* that stays well above the readable on *paper*; *ink*
    itself when it has nothing to spare.
    """
    shades = (mix(ink, paper, share / 100) for share in range(62, 100, 2))
    return next((shade for shade in shades if contrast(shade, paper) >= READABLE + 1.5), ink)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
