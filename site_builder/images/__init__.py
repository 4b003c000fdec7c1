"""Pictures: what a file shows, what is published of it, and the cards that social networks show.

Pillow is imported when a picture has to be opened or drawn, so that a build without one does not
pay for it. Same file, same shape: same bytes, whatever the machine and the number of processes.
"""

from site_builder.images.card import CARD_HEIGHT, CARD_WIDTH, SocialCard, draw_card
from site_builder.images.facts import SUFFIXES, ImageFacts, ImageFault, Shape
from site_builder.images.look import look

__all__ = [
    "CARD_HEIGHT",
    "CARD_WIDTH",
    "SUFFIXES",
    "ImageFacts",
    "ImageFault",
    "Shape",
    "SocialCard",
    "derive",
    "draw_card",
    "look",
]


def derive(data: bytes, shapes: tuple[Shape, ...]) -> tuple[bytes, ...]:
    """Return the picture of the file *data* in each of *shapes*, opened once.

    Upright, in sRGB, without anything that the camera or the editor noted: no place, no name.
    Raises OSError for what `look` finds faulty.
    """
    from site_builder.images import raster

    return raster.derive(data, shapes)
