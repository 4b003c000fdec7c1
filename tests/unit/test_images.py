"""Pictures: what is found in a file, what is published of it, and nothing of what it hides."""

import io
import struct
import subprocess
import sys
from collections.abc import Callable
from random import Random
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from site_builder.images import ImageFacts, ImageFault, Shape, derive, look
from tests.site import PNG, png

MOST = 10_000_000
SECRET = b"Rue des Abbesses"


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph(width: int = 300, height: int = 200) -> Image.Image:
    """Return a picture of many colours, red to the left and blue at the bottom."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    noise = Random(width * height).randbytes(width * height)
    grain = Image.frombytes("L", (width, height), noise).point(lambda value: 96 + value // 4)
    return Image.merge("RGB", (across, grain, down))


def noted(orientation: int = 1) -> Image.Exif:
    """Return what a telephone notes: how it was held, who held it, and where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (48.0, 53.0, 3.0)
    return exif


def facts(data: bytes, suffix: str) -> ImageFacts:
    found = look(data, suffix, MOST)
    assert isinstance(found, ImageFacts), found
    return found


def fault(data: bytes, suffix: str, most: int = MOST) -> str:
    found = look(data, suffix, most)
    assert isinstance(found, ImageFault), found
    return found.code


def made(data: bytes, kind: str, width: int, height: int, quality: int = 80) -> Image.Image:
    shape = Shape(kind=kind, width=width, height=height, quality=quality)
    image = Image.open(io.BytesIO(derive(data, (shape,))[0]))
    assert (image.format or "").lower() == kind
    assert image.size == (width, height)
    image.load()
    return image


def rgb(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    red, green, blue = found
    return int(red), int(green), int(blue)


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 12) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


# What is found


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("JPEG", ".jpg"), ("JPEG", ".jpeg"), ("PNG", ".png"), ("WEBP", ".webp"), ("AVIF", ".avif")],
)
def test_a_photograph_is_what_its_name_says(kind: str, suffix: str) -> None:
    found = facts(encoded(photograph(), kind), suffix)
    assert (found.width, found.height) == (300, 200)
    assert (found.alpha, found.flat, found.moving) == (False, False, False)
    assert found.bare


@pytest.mark.parametrize(("orientation", "upright"), [(1, False), (3, False), (6, True), (8, True)])
def test_the_size_is_that_of_the_picture_held_upright(orientation: int, upright: bool) -> None:
    data = encoded(photograph(), "JPEG", exif=noted(orientation))
    found = facts(data, ".jpg")
    assert (found.width, found.height) == ((200, 300) if upright else (300, 200))
    assert not found.bare


def test_a_drawing_is_told_from_a_photograph() -> None:
    drawing = Image.new("RGB", (300, 200), "white")
    drawing.paste("red", (10, 10, 90, 90))
    assert facts(encoded(drawing, "PNG"), ".png").flat
    assert not facts(encoded(photograph(), "PNG"), ".png").flat


def test_transparency_counts_when_some_of_the_picture_is_transparent() -> None:
    opaque, clear = photograph().convert("RGBA"), photograph().convert("RGBA")
    clear.putpixel((0, 0), (0, 0, 0, 0))
    assert not facts(encoded(opaque, "PNG"), ".png").alpha
    assert facts(encoded(clear, "PNG"), ".png").alpha
    one_colour = encoded(Image.new("L", (9, 9), 7), "PNG", transparency=7)
    assert facts(one_colour, ".png").alpha


@pytest.mark.parametrize(("kind", "suffix"), [("GIF", ".gif"), ("WEBP", ".webp"), ("PNG", ".png")])
def test_what_moves_is_known(kind: str, suffix: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    found = facts(data, suffix)
    assert found.moving
    assert (found.width, found.height) == (40, 30)


def test_the_second_picture_of_a_telephone_is_not_a_movement() -> None:
    data = encoded(photograph(), "MPO", save_all=True, append_images=[photograph(30, 20)])
    assert not facts(data, ".jpg").moving


# What is refused


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_a_picture_cut_short_is_told(kind: str, part: float) -> None:
    data = encoded(photograph(), kind)
    cut = data[: int(len(data) * part)]
    suffix = {"JPEG": ".jpg"}.get(kind, f".{kind.lower()}")
    assert fault(cut, suffix) in ("image.broken", "image.fake")


@pytest.mark.parametrize(
    ("data", "suffix", "code"),
    [
        (b"", ".jpg", "image.empty"),
        (b"<!DOCTYPE html><title>404", ".jpg", "image.fake"),
        (b"%PDF-1.7", ".png", "image.fake"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", ".png", "image.fake"),
        (PNG, ".jpg", "image.suffix"),
        (PNG, ".svg", "image.svg"),
        (b"\xff\xd8\xff\xe0", ".jpg", "image.fake"),
        (encoded(Image.new("RGB", (9, 9)), "TIFF"), ".jpg", "image.fake"),
        (encoded(Image.new("RGB", (9, 9)), "BMP"), ".png", "image.fake"),
    ],
)
def test_what_is_no_picture_is_told(data: bytes, suffix: str, code: str) -> None:
    assert fault(data, suffix) == code


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    assert fault(png(101, 100), ".png", most=10_000) == "image.too-large"
    assert isinstance(look(png(100, 100), ".png", 10_000), ImageFacts)


def test_a_picture_that_says_it_is_immense_is_not_decoded() -> None:
    head = b"IHDR" + struct.pack(">IIBBBBB", 65_000, 65_000, 8, 0, 0, 0, 0)
    data = png(1, 1)[:12] + head + struct.pack(">I", crc32(head)) + png(1, 1)[33:]
    assert fault(data, ".png") == "image.too-large"


@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_damage_is_a_fault_and_never_a_traceback(noise: bytes, at: int) -> None:
    data = encoded(photograph(60, 40), "JPEG")
    at = min(at, len(data))
    look(data[:at] + noise + data[at + len(noise) :], ".jpg", MOST)
    look(noise, ".png", MOST)


# What is made


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_nothing_that_was_noted_is_published(kind: str) -> None:
    exif = noted()
    data = encoded(photograph(), "JPEG", exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>")
    assert SECRET in data
    image = made(data, kind, 150, 100)
    assert not image.getexif()
    out = derive(data, (Shape(kind=kind, width=150, height=100, quality=80),))[0]
    assert SECRET not in out
    assert b"Exif" not in out


def test_a_picture_is_turned_as_the_camera_was_held() -> None:
    data = encoded(photograph(), "JPEG", exif=noted(6), quality=95)
    image = made(data, "png", 200, 300, 0)
    # A quarter turn clockwise: what was at the bottom left is at the top left.
    before = rgb(photograph(), 5, 195)
    assert near(rgb(image, 5, 5)[::2], before[::2], 30)


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif", "png"])
def test_same_picture_same_bytes_in_another_process(kind: str) -> None:
    data = encoded(photograph(), "JPEG")
    program = (
        "import sys; from site_builder.images import Shape, derive\n"
        f"shape = Shape(kind={kind!r}, width=150, height=100, quality=70)\n"
        "sys.stdout.buffer.write(derive(sys.stdin.buffer.read(), (shape,))[0])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=data,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    found.add(derive(data, (Shape(kind=kind, width=150, height=100, quality=70),))[0])
    assert len(found) == 1


def test_a_profile_that_is_srgb_changes_nothing_and_goes() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    red = Image.new("RGB", (20, 20), (200, 30, 40))
    data = encoded(red, "PNG", icc_profile=srgb.tobytes())
    assert not facts(data, ".png").bare
    image = made(data, "png", 20, 20, 0)
    assert near(rgb(image, 5, 5), (200, 30, 40), 2)
    assert "icc_profile" not in image.info


def test_a_profile_changes_colours() -> None:
    """The profile of a screen of another gamma: the numbers must change for the eye not to."""
    data = encoded(Image.new("RGB", (20, 20), (128, 128, 128)), "PNG", icc_profile=gamma_profile())
    image = made(data, "png", 20, 20, 0)
    assert rgb(image, 5, 5)[0] > 175  # linear 0.5 is 188 in sRGB


def gamma_profile() -> bytes:
    """Return the sRGB profile with tone curves of gamma 1.0 in place of its own."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    for number in range(count):
        entry = 132 + 12 * number
        if profile[entry : entry + 4].endswith(b"TRC"):
            offset = int.from_bytes(profile[entry + 4 : entry + 8], "big")
            profile[offset : offset + 12] = b"curv\0\0\0\0\0\0\0\0"  # no point: the identity
            profile[entry + 8 : entry + 12] = (12).to_bytes(4, "big")
    return bytes(profile)


def test_a_damaged_profile_is_none() -> None:
    data = encoded(Image.new("RGB", (20, 20), "teal"), "PNG", icc_profile=b"not a profile")
    assert near(rgb(made(data, "png", 20, 20, 0), 5, 5), (0, 128, 128), 2)


def cmyk() -> bytes:
    return encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", quality=95)


def palette() -> bytes:
    return encoded(Image.new("RGB", (20, 20), "red").quantize(4), "PNG")


def sixteen_bits() -> bytes:
    image = Image.new("I;16", (20, 20), 65_535 // 2)
    return encoded(image, "PNG")


@pytest.mark.parametrize(
    ("source", "suffix", "colour"),
    [
        (cmyk, ".jpg", (255, 0, 0)),
        (palette, ".png", (255, 0, 0)),
        (sixteen_bits, ".png", (128, 128, 128)),
        (lambda: encoded(Image.new("1", (20, 20), 1), "PNG"), ".png", (255, 255, 255)),
        (lambda: encoded(Image.new("LA", (20, 20), (90, 255)), "PNG"), ".png", (90, 90, 90)),
    ],
    ids=["CMYK", "palette", "16 bits", "black and white", "grey with alpha"],
)
@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif", "png"])
def test_any_way_to_write_colours_is_read(
    source: Callable[[], bytes], suffix: str, colour: tuple[int, int, int], kind: str
) -> None:
    data = source()
    found = facts(data, suffix)
    assert (found.width, found.height) == (20, 20)
    assert near(rgb(made(data, kind, 10, 10, 90 if kind != "png" else 0), 5, 5), colour, 16)


@pytest.mark.parametrize("kind", ["webp", "avif", "png"])
def test_transparency_stays(kind: str) -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 20, 40))
    found = made(encoded(image, "PNG"), kind, 20, 20)
    assert found.mode == "RGBA"
    assert found.getchannel("A").getpixel((2, 10)) == 0
    assert near(rgb(found, 17, 10), (255, 0, 0), 20)


def test_a_jpeg_puts_white_behind() -> None:
    data = encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")
    assert rgb(made(data, "jpeg", 20, 20), 5, 5) == (255, 255, 255)


def test_a_drawing_keeps_every_pixel_in_webp() -> None:
    drawing = Image.new("RGB", (30, 20), "white")
    drawing.paste("red", (3, 3, 9, 9))
    found = made(encoded(drawing, "PNG"), "webp", 30, 20, 0)
    assert found.convert("RGB").tobytes() == drawing.tobytes()


def test_a_crop_is_taken_in_the_middle() -> None:
    image = Image.new("RGB", (300, 100), "white")
    image.paste("red", (100, 0, 200, 100))
    found = made(encoded(image, "PNG"), "png", 50, 50, 0)
    assert {rgb(found, x, 25) for x in (3, 25, 46)} == {(255, 0, 0)}


# Drawings


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ("width='120' height='80'", (120, 80)),
        ("width='120px' height='80.4'", (120, 80)),
        ("width='1in' height='25.4mm'", (96, 96)),
        ("viewBox='0 0 640 480'", (640, 480)),
        ("viewBox='0,0,640,480' width='100%'", (640, 480)),
        ("viewBox='0 0 640 480' width='320'", (320, 240)),
        ("viewBox='0 0 640 480' height='240'", (320, 240)),
        ("viewBox='0 0 0 480'", (300, 150)),
        ("viewBox='a b c d'", (300, 150)),
        ("", (300, 150)),
    ],
)
def test_the_size_of_a_drawing(attributes: str, size: tuple[int, int]) -> None:
    found = facts(f"<svg xmlns='http://www.w3.org/2000/svg' {attributes}/>".encode(), ".svg")
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
        "<g onload='alert(1)'/>",
        "<g ONCLICK='alert(1)'/>",
        "<a href='javascript:alert(1)'><text>a</text></a>",
        "<a xlink:href=' java&#10;script:alert(1)' xmlns:xlink='x'/>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<image href='https://elsewhere.example/a.png'/>",
        "<use xlink:href='//elsewhere.example/a.svg#a' xmlns:xlink='x'/>",
        "<style>@import 'a.css'</style>",
        "<style>g { fill: url(https://elsewhere.example/a) }</style>",
        "<rect style='fill:url(//elsewhere.example/a)'/>",
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='a'/></foreignObject>",
        "<?xml-stylesheet href='a.css'?>",
    ],
)
def test_a_drawing_that_would_run_or_fetch_is_refused(inside: str) -> None:
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>"
    assert fault(drawing.encode(), ".svg") == "image.active"


def test_a_drawing_as_programs_write_it_passes() -> None:
    drawing = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://ns.example/">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="&ns;" viewBox="0 0 9 9"><style>'
        "g{fill:url(#a)}</style><a href='https://example.org'><g style='fill:url(#a)'/></a>"
        "<use href='#a'/><image href='data:image/png;base64,AA=='/></svg>"
    )
    assert facts(drawing.encode(), ".svg").width == 9


def test_a_drawing_that_grows_without_end_is_refused() -> None:
    entities = "<!ENTITY a0 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
    )
    drawing = f"<!DOCTYPE svg [{entities}]><svg><text>&a11;</text></svg>"
    assert fault(drawing.encode(), ".svg") == "image.svg"
