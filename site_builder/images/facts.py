"""Values: what a picture is, why it cannot be shown, and what is to be made of it."""

from site_builder.values import Value

# Names that pictures have, and what each must hold. Any other file is published as it is.
SUFFIXES = {
    ".avif": "avif",
    ".gif": "gif",
    ".jpeg": "jpeg",
    ".jpg": "jpeg",
    ".png": "png",
    ".svg": "svg",
    ".webp": "webp",
}


class ImageFacts(Value, frozen=True, kw_only=True):
    """A picture as a reader sees it: upright, in pixels (CSS pixels for SVG).

    `kind` is a value of `SUFFIXES`; `alpha`: some of it is transparent; `flat`: so few colours
    that it was drawn, not photographed; `moving`: it is animated; `bare`: the file holds nothing
    but the picture, and can be published as it is; `feed_bytes`: how long the copy is that feeds
    show, 0 where there is none.
    """

    kind: str
    width: int
    height: int
    alpha: bool = False
    flat: bool = False
    moving: bool = False
    bare: bool = False
    feed_bytes: int = 0


class ImageFault(Value, frozen=True, kw_only=True):
    """Why a picture cannot be published: the code of a problem and what fills its message."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


class Shape(Value, frozen=True, kw_only=True):
    """What to make of a picture. `quality` from 1 to 100, 0 for lossless.

    A picture of other proportions is cropped around its middle.
    """

    kind: str
    width: int
    height: int
    quality: int
