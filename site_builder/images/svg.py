"""SVG: its size, and what in it would run or fetch something when it is opened by itself.

Shown by `<img>`, an SVG runs nothing. But it has an address, and whoever opens it there opens a
document of the site: so one that holds a script is refused rather than quietly rewritten.
"""

import re
from xml.parsers import expat

from site_builder.images.facts import ImageFacts, ImageFault

_ACTIVE = frozenset({"script", "iframe", "object", "embed", "handler", "listener"})
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(px|pt|pc|in|cm|mm|q)?\s*", re.IGNORECASE)
_PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}
_PIXELS["q"] = 96 / 101.6
_SCRIPT = re.compile(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data:text/html)"
)
_ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_STYLE_ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
# What browsers draw a picture of no size at (CSS 2, 10.3.2).
_NO_SIZE = (300, 150)


class _Found(Exception):
    """Raised at the first thing that does not belong in a picture."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def look_at_svg(data: bytes) -> ImageFacts | ImageFault:
    """Return the size of the SVG *data*, or why it cannot be published."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except _Found as found:
        return ImageFault(code="image.active", params=(("what", found.what),))
    except expat.ExpatError as error:
        params = (("reason", expat.ErrorString(error.code)), ("at", str(error.lineno)))
        return ImageFault(code="image.svg", params=params)
    if reader.root is None or _local(reader.root[0]) != "svg":
        what = ("what", "no SVG"), ("what_fr", "pas un SVG")
        return ImageFault(code="image.fake", params=what)
    width, height = _size(reader.root[1])
    return ImageFacts(kind="svg", width=width, height=height, alpha=True)


class _Reader:
    """Reads an SVG and stops at what would run or fetch."""

    def __init__(self) -> None:
        self.root: tuple[str, dict[str, str]] | None = None
        self._style = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root is None:
            self.root = (name, attributes)
        element = _local(name)
        if element in _ACTIVE:
            raise _Found(f"<{element}>")
        self._style += element == "style"
        for key, value in attributes.items():
            attribute = _local(key)
            if attribute.startswith("on"):
                raise _Found(f"{attribute}=")
            if _SCRIPT.match(value.lower()):
                raise _Found("javascript:")
            fetched = attribute in ("href", "src") and element != "a"
            if (fetched and _ELSEWHERE.match(value)) or _STYLE_ELSEWHERE.search(value):
                raise _Found(value.strip()[:60])

    def _end(self, name: str) -> None:
        self._style -= _local(name) == "style"

    def _text(self, text: str) -> None:
        if self._style and _STYLE_ELSEWHERE.search(text):
            raise _Found("@import" if "@import" in text.lower() else "url(//…)")

    def _instruction(self, target: str, _text: str) -> None:
        if "stylesheet" in target:
            raise _Found(f"<?{target}?>")


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    width, height = (_pixels(attributes.get(name, "")) for name in ("width", "height"))
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    try:
        _, _, across, down = map(float, box)
    except ValueError:
        across = down = 0.0
    if across > 0 and down > 0:
        if width and not height:
            height = width * down / across
        elif height and not width:
            width = height * across / down
        elif not (width and height):
            width, height = across, down
    width, height = width or _NO_SIZE[0], height or _NO_SIZE[1]
    return max(1, min(round(width), 100_000)), max(1, min(round(height), 100_000))


def _pixels(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _PIXELS[(found[2] or "").lower()] if found else 0.0
