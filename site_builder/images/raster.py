"""Pictures made of pixels, by Pillow: opened with care, upright, in sRGB; resized and encoded."""

import functools
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from site_builder.images.facts import ImageFacts, ImageFault, Shape

# Those that browsers show, and no other: some decoders of Pillow run programs of the machine.
_OPENED = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
# Phones put a second picture behind the first and call the file MPO: browsers show a JPEG.
_KINDS = {"MPO": "jpeg"}
# A drawing saved by an office program has a handful of colours, a photograph thousands.
_FEW_COLOURS = 256
# The size is looked at before anything is decoded, against the limit of the site.
Image.MAX_IMAGE_PIXELS = None

# What decoders raise for files that are not what they say.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError)


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns of oddities (a damaged EXIF block, a palette) that readers never see."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def look(data: bytes, most_pixels: int) -> ImageFacts | ImageFault | None:
    """Return what *data* shows; None if it is no picture."""
    with _quiet():
        try:
            image = Image.open(io.BytesIO(data), formats=_OPENED)
        except (UnidentifiedImageError, *_BROKEN):
            return None
        kind = _KINDS.get(image.format or "", (image.format or "").lower())
        across, down = image.size
        if across * down > most_pixels:
            params = (("width", str(across)), ("height", str(down)), ("most", str(most_pixels)))
            return ImageFault(code="image.too-large", params=params)
        bare = False
        try:
            moving = image.format != "MPO" and bool(getattr(image, "is_animated", False))
            if moving:
                image.load()
                return ImageFacts(kind=kind, width=across, height=down, moving=True)
            upright = _upright(image)
            bare = _is_bare(image)
        except _BROKEN as error:
            return ImageFault(code="image.broken", params=(("reason", str(error)),))
        return ImageFacts(
            kind=kind,
            width=upright.width,
            height=upright.height,
            alpha=upright.mode == "RGBA",
            flat=kind in ("png", "gif") and upright.getcolors(_FEW_COLOURS) is not None,
            bare=bare,
        )


def _is_bare(image: Image.Image) -> bool:
    """Return whether the file of *image* holds nothing but sRGB pixels, as it is to be shown.

    No place, no name, no thumbnail, no profile: it can be published byte for byte.
    """
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA") or image.getexif():
        return False
    info = {key for key, value in image.info.items() if value}
    match image.format:
        case "JPEG":
            markers = {name for name, _ in getattr(image, "applist", ())}
            return markers <= {"APP0", "APP14"} and "comment" not in info
        case "PNG":
            return info <= _HARMLESS and not getattr(image, "private_chunks", ())
        case _:
            return not info & {"exif", "xmp", "icc_profile"}


# What Pillow notes of a PNG that only says how to show it.
_HARMLESS = {"aspect", "dpi", "interlace", "srgb", "transparency"}


def derive(data: bytes, shapes: tuple[Shape, ...]) -> tuple[bytes, ...]:
    """Return the picture of the file *data* in each of *shapes*."""
    with _quiet():
        whole = _upright(Image.open(io.BytesIO(data), formats=_OPENED))
        return tuple(_encoded(_resized(whole, shape), shape) for shape in shapes)


# Opening


def _upright(image: Image.Image) -> Image.Image:
    """Return *image* decoded, turned as the camera was held, in sRGB: L, RGB or RGBA."""
    image.load()
    image = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    image = _eight_bits(image)
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.has_transparency_data and image.mode in ("L", "RGB"):  # one colour stands for none
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None:
        image = image.convert("L" if image.mode == "LA" else "RGB")
    if profile:
        image = _in_srgb(image, profile)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if alpha is not None and alpha.getextrema()[0] != 255:
        image = image.convert("RGB")
        image.putalpha(alpha)
    image.info = {}
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return *image* with 8 bits a channel: of 16, `convert` would keep what overflows as white."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode in ("I", "F"):
        return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return *image* with the colours its *profile* means; a damaged profile is none."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, meant, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, *_BROKEN):
        return image
    if turned is None:
        return image
    return turned.convert("L") if image.mode == "L" else turned


@functools.cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


# Making


def _resized(whole: Image.Image, shape: Shape) -> Image.Image:
    size = (shape.width, shape.height)
    if whole.size == size:
        return whole
    box = _middle(whole.size, size)
    return whole.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _middle(whole: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the largest box of the proportions *wanted* in the middle of *whole*.

    Sizes are whole pixels: a picture that is only made smaller is not cropped by their rounding.
    """
    scale = min(whole[0] / wanted[0], whole[1] / wanted[1])
    across, down = wanted[0] * scale, wanted[1] * scale
    if whole[0] - across <= scale and whole[1] - down <= scale:
        return (0, 0, *whole)
    left, top = (whole[0] - across) / 2, (whole[1] - down) / 2
    return (left, top, left + across, top + down)


def _encoded(image: Image.Image, shape: Shape) -> bytes:
    out = io.BytesIO()
    match shape.kind:
        case "jpeg":
            if image.mode == "RGBA":
                image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
            image = image if image.mode == "L" else image.convert("RGB")
            image.save(out, "JPEG", quality=shape.quality, optimize=True, progressive=True)
        case "png":
            image.save(out, "PNG", optimize=True)
        case "webp":
            if shape.quality:
                image.save(out, "WEBP", quality=shape.quality, method=4)
            else:
                image.save(out, "WEBP", lossless=True, quality=80, method=4)
        case "avif":
            # One thread, one tile: how a picture is cut up must not depend on the processors.
            image.save(out, "AVIF", quality=shape.quality, speed=6, max_threads=1, autotiling=False)
        case _:
            raise ValueError(shape.kind)
    return out.getvalue()
