"""How the pictures of the sample newsletter were made: drawn by a program, of nothing but numbers.

    python docs/sample_pictures.py

writes them again into `content/images/`. Same program, same pixels.
"""

import math
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

IMAGES = Path(__file__).parent.parent / "content/images"
SIZE = (2000, 1250)


def wafer() -> Image.Image:
    """A disc of silicon cut into chips, lit from the upper left."""
    scale = 2
    across, down = (side * scale for side in SIZE)
    picture = Image.new("RGB", (across, down), "#0c1420")
    draw = ImageDraw.Draw(picture)
    middle, radius = (across * 0.56, down * 0.62), down * 0.78
    chance = Random(18)
    chip, gap = 150 * scale, 8 * scale
    draw.circle(middle, radius, fill="#27384b")
    draw.circle(middle, radius - 24 * scale, fill="#101b29")
    for left in range(int(middle[0] - radius), int(middle[0] + radius), chip + gap):
        for top in range(int(middle[1] - radius), int(middle[1] + radius), chip + gap):
            corners = [(left + x, top + y) for x in (0, chip) for y in (0, chip)]
            if max(math.dist(corner, middle) for corner in corners) > radius - 40 * scale:
                continue
            angle = math.atan2(top - middle[1], left - middle[0])
            light = 0.5 + 0.5 * math.cos(2 * angle + 0.9 + math.dist((left, top), middle) / 900)
            colour = tuple(int(a + (b - a) * light) for a, b in zip(DARK, BRIGHT, strict=True))
            draw.rectangle((left, top, left + chip, top + chip), fill=colour)
            for _ in range(26):
                x, y = left + chance.randrange(chip - 50), top + chance.randrange(chip - 50)
                wide, high = chance.choice(((90, 18), (18, 90), (44, 44), (120, 60)))
                box = (x, y, min(x + wide, left + chip - 6), min(y + high, top + chip - 6))
                shade = chance.uniform(0.72, 1.25)
                draw.rectangle(box, fill=tuple(min(255, int(c * shade)) for c in colour))
    glow = Image.radial_gradient("L").resize((across * 2, down * 2))
    glow = ImageChops.invert(glow).transform(
        (across, down), Image.Transform.AFFINE, (1, 0, across * 0.62, 0, 1, down * 0.75)
    )
    lit = ImageChops.screen(picture, Image.merge("RGB", [glow.point(lambda v: v * 0.32)] * 3))
    return lit.resize(SIZE, Image.Resampling.LANCZOS)


DARK, BRIGHT = (32, 74, 110), (222, 158, 92)


def wind() -> Image.Image:
    """Lines carried by a field of speeds, over a sky at dusk."""
    scale = 2
    across, down = (side * scale for side in SIZE)
    fade = Image.linear_gradient("L").resize((across, down))
    ends = zip((18, 28, 66), (236, 140, 82), strict=True)
    sky = Image.merge(
        "RGB", [fade.point([a + (b - a) * v // 255 for v in range(256)]) for a, b in ends]
    )
    lines = Image.new("L", (across, down), 0)
    draw = ImageDraw.Draw(lines)
    chance = Random(105)
    for _ in range(900):
        x, y = chance.uniform(-400, across), chance.uniform(0, down)
        points = []
        for _ in range(chance.randrange(60, 220)):
            points.append((x, y))
            turn = math.sin(x / 610 + y / 380) + 0.6 * math.sin(y / 240 - x / 900 + 1.7)
            x, y = x + 13 * math.cos(0.55 * turn), y + 13 * math.sin(0.55 * turn)
        draw.line(points, fill=chance.randrange(40, 210), width=chance.choice((2, 3, 3, 5)))
    veil = lines.filter(ImageFilter.GaussianBlur(14)).point(lambda v: v * 0.8)
    paler = Image.new("RGB", sky.size, "#fff3df")
    sky = Image.composite(paler, sky, ImageChops.lighter(lines.point(lambda v: v * 0.75), veil))
    return sky.resize(SIZE, Image.Resampling.LANCZOS)


def sizes() -> Image.Image:
    """Three squares of dots, a dot for a hundred million parameters: 7, 13 and 70 thousand
    million.
    """
    picture = Image.new("RGB", (1432, 560), "#ffffff")
    draw = ImageDraw.Draw(picture)
    left = 40
    for dots, columns, colour in ((70, 7, "#0b5578"), (130, 10, "#0b5578"), (700, 35, "#b4441f")):
        rows = -(-dots // columns)
        for number in range(dots):
            x = left + number % columns * 24
            y = 520 - (rows - number // columns) * 24
            draw.rectangle((x, y, x + 15, y + 15), fill=colour)
        left += columns * 24 + 60
    return picture


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    wafer().save(IMAGES / "plaquette.jpg", quality=90)
    wind().save(IMAGES / "vent.jpg", quality=90)
    sizes().save(IMAGES / "llama-2-tailles.png", optimize=True)
