"""A file → what it shows, or why it cannot be published."""

from site_builder.images.facts import SUFFIXES, ImageFacts, ImageFault

# How the files that people take for a picture begin, to say what they are.
_STRANGERS = (
    (b"%PDF", "a PDF", "un PDF"),
    (b"<!DOCTYPE html", "a web page", "une page web"),
    (b"<!doctype html", "a web page", "une page web"),
    (b"<html", "a web page", "une page web"),
    (b"PK\x03\x04", "a document or an archive", "un document ou une archive"),
    (b"8BPS", "a Photoshop file", "un fichier Photoshop"),
    (b"II*\0", "a TIFF", "un TIFF"),
    (b"MM\0*", "a TIFF", "un TIFF"),
    (b"BM", "a BMP", "un BMP"),
    (b"version https://git-lfs", "a Git LFS pointer", "un pointeur Git LFS"),
)
_HEIC = (b"heic", b"heix", b"mif1", b"hevc")


def look(data: bytes, suffix: str, most_pixels: int) -> ImageFacts | ImageFault:
    """Return what the picture *data* shows, whose name ends with *suffix*, one of `SUFFIXES`.

    All of it is decoded once: what is cut short shows here, not on a page. A picture of more than
    *most_pixels* is a fault and is not decoded.
    """
    wanted = SUFFIXES[suffix]
    if not data:
        return ImageFault(code="image.empty")
    if wanted == "svg":
        from site_builder.images.svg import look_at_svg

        return look_at_svg(data)
    from site_builder.images import raster

    found = raster.look(data, most_pixels)
    if found is None:
        english, french = _stranger(data)
        return ImageFault(code="image.fake", params=(("what", english), ("what_fr", french)))
    if isinstance(found, ImageFacts) and found.kind != wanted:
        params = (("kind", found.kind.upper()), ("suffix", _SUFFIX_OF[found.kind]))
        return ImageFault(code="image.suffix", params=params)
    return found


_SUFFIX_OF = {kind: suffix for suffix, kind in SUFFIXES.items()}


def _stranger(data: bytes) -> tuple[str, str]:
    start = data[:64].lstrip()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return "a HEIC photograph", "une photographie HEIC"
    if b"<svg" in data[:1024]:
        return "an SVG", "un SVG"
    return next(
        ((english, french) for head, english, french in _STRANGERS if start.startswith(head)),
        ("no picture this program reads", "aucune image que ce programme sache lire"),
    )
