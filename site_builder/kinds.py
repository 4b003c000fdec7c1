"""What a field of a form may hold: lines, dates, flags, addresses, numbers, choices."""

import re
from datetime import date, datetime
from urllib.parse import unquote

from site_builder.schema import Fault, Kind, Misfit, Path, Plain, closest, shown
from site_builder.text import slugify

SLUG_LENGTH = 120
LINE_LENGTH = 1000
# What the usual file systems allow in one name.
NAME_BYTES = 255

# A quoted text can spell a character that no file may hold.
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _line(value: object, _path: Path, _faults: list[Fault]) -> str:
    text = _words(value)
    if odd := _ODD.search(text):
        raise Misfit("control-character", character=f"U+{ord(odd[0]):04X}")
    return text


# A title of no-break or zero-width spaces would be an empty line on the page.
_VISIBLE = re.compile(r"[^\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise Misfit("bad-text", value=shown(value))
    # Only what separates words in a file: a no-break space is the editor's choice and stays.
    text = re.sub(r"[ \t\n]+", " ", value).strip(" ")
    if not _VISIBLE.search(text):
        raise Misfit("empty")
    if len(text) > LINE_LENGTH:
        raise Misfit("too-long", count=len(text), most=LINE_LENGTH)
    return text


_DATE = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[Tt ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?"
)


def _moment(value: object, _path: Path, _faults: list[Fault]) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Misfit("bad-date", value=shown(value))
    found = _DATE.fullmatch(str(value).strip())
    if found is None:
        raise Misfit("bad-date", value=shown(value))
    year, month, day, hour, minute, second, zone = found.groups()
    if not 1900 <= int(year) <= 2200:  # 0223 or 20223 is a slip of the finger
        raise Misfit("bad-date", value=shown(value))
    day_text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        if hour is None:
            return date.fromisoformat(day_text)
        offset = (zone or "").upper().replace("Z", "+00:00")
        return datetime.fromisoformat(f"{day_text}T{hour:0>2}:{minute}:{second or '00'}{offset}")
    except ValueError:
        raise Misfit("bad-date", value=shown(value)) from None


def is_moment(text: str) -> bool:
    """Return whether *text* is a day, or a day and time, as `date` wants it."""
    return moment_of(text) is not None


def moment_of(text: str) -> date | None:
    """Return the day, or day and time, that *text* writes as `date` wants it, or None."""
    try:
        return _moment(text, (), [])
    except Misfit:
        return None


# YAML 1.1 calls all of these booleans, and editors have learnt them from other tools.
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _flag(value: object, _path: Path, _faults: list[Fault]) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Plain) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    raise Misfit("bad-flag", value=shown(value))


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def _slug(value: object, _path: Path, _faults: list[Fault]) -> str:
    text = _words(value)
    if not _SLUG.match(text) or len(text) > SLUG_LENGTH:
        example = slugify(text)[:SLUG_LENGTH].strip("-") or "mon-article"
        raise Misfit("bad-slug", value=shown(text), most=SLUG_LENGTH, example=example)
    return text


_WEB_URL = re.compile(
    r"https?://(?:[\w-]+\.)*[\w-]+\.?(?::\d{1,5})?(?:[/?#][^\s<>\"'\\]*)?\Z", re.I
)


def _web_url(value: object, _path: Path, _faults: list[Fault]) -> str:
    text = _words(value)
    if not _WEB_URL.match(text):
        raise Misfit("bad-url", value=shown(text))
    return text


_SITE_PATH = re.compile(r"/(?!/)[^\s?#\\<>\"]*\Z")


def _site_path(value: object, _path: Path, _faults: list[Fault]) -> str:
    text = _words(value)
    segments = [unquote(segment) for segment in text.split("/")[1:]]
    odd = {".", ".."}.intersection(segments) or "" in segments[:-1]
    hidden = any("/" in s or s.startswith(".site-builder") or _ODD.search(s) for s in segments)
    long = any(len(segment.encode()) > NAME_BYTES for segment in segments)
    if not _SITE_PATH.match(text) or odd or hidden or long:
        raise Misfit("bad-path", value=shown(text))
    return text


LINE = Kind(read=_line, schema={"type": "string", "minLength": 1})
MOMENT = Kind(
    read=_moment,
    schema={"type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d.*)?$"},
)
FLAG = Kind(read=_flag, schema={"type": "boolean"})
SLUG = Kind(
    read=_slug,
    schema={"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": SLUG_LENGTH},
)
WEB_URL = Kind(read=_web_url, schema={"type": "string", "format": "uri", "pattern": "^https?://"})
SITE_PATH = Kind(read=_site_path, schema={"type": "string", "pattern": "^/"})


def whole(low: int, high: int) -> Kind:
    """Return the kind of whole numbers from *low* to *high*."""

    def read(value: object, _path: Path, _faults: list[Fault]) -> int:
        number: int | None = None
        if isinstance(value, int) and not isinstance(value, bool):
            number = value
        elif isinstance(value, Plain) and re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
            number = int(value)
        if number is None or not low <= number <= high:
            raise Misfit("bad-number", value=shown(value), low=low, high=high)
        return number

    return Kind(read=read, schema={"type": "integer", "minimum": low, "maximum": high})


def choice(*known: str) -> Kind:
    """Return the kind of texts among *known*."""

    def read(value: object, _path: Path, _faults: list[Fault]) -> str:
        if isinstance(value, str) and value in known:
            return str(value)
        raise Misfit(
            "bad-choice",
            value=shown(value),
            known=", ".join(known),
            suggestion=closest(shown(value), known),
        )

    return Kind(read=read, schema={"type": "string", "enum": list(known)})


def pattern(regex: str, *, what: str, what_fr: str, example: str) -> Kind:
    """Return the kind of texts that match the whole of *regex*, told as *what* in messages."""

    def read(value: object, path: Path, faults: list[Fault]) -> str:
        text = _line(value, path, faults)
        if not re.fullmatch(regex, text):
            raise Misfit(
                "bad-pattern", value=shown(text), what=what, what_fr=what_fr, example=example
            )
        return text

    return Kind(read=read, schema={"type": "string", "pattern": f"^(?:{regex})$"})
