"""Pictures that mail programs show, and how large they are, read from their first bytes."""

import struct

# SVG, WebP and AVIF stay out: Gmail shows none of the first, Outlook none of the three.
SHOWN = (".gif", ".jpeg", ".jpg", ".png")

_PNG = b"\x89PNG\r\n\x1a\n"
# Frames of JPEG that begin with the size; those between are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of the PNG, GIF or JPEG *data*, None for anything else."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    elif data.startswith(b"\xff\xd8"):
        width, height = _jpeg_size(data)
    else:
        return None
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if kind == 0xFF or 0xD0 <= kind <= 0xD8 or kind == 0x01:  # filling, or no length follows
            at += 1 if kind == 0xFF else 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0, 0
