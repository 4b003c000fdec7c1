"""Bytes of a file that people write → text, or what keeps it from being one."""

import re

from site_builder.problems import Problem, problem

# What XML cannot carry, the C1 controls that HTML forbids, and the line separators of Unicode:
# YAML breaks a line there, editors show none.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
_C0 = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_UTF_32_OR_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# As many faults of one kind as an editor wants to read of one file.
_ENOUGH = 20


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text in *data*, with `\\n` at the end of lines and no byte order mark.

    The text is empty when there is an error: invalid UTF-8, UTF-16, control characters, nothing.
    """
    if data.startswith(_UTF_32_OR_16) or _looks_like_utf_16(data):
        return "", (problem("file.utf-16", path),)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = _with_line_feeds(data.decode())
    except UnicodeDecodeError as error:
        before = _with_line_feeds(data[: error.start].decode())
        line, column = position(before, len(before))
        byte = f"0x{data[error.start]:02x}"
        return "", (problem("file.encoding", path, line, column, byte=byte),)
    if not text.strip():
        return "", (problem("file.empty", path),)
    if not _may_hold_control(data, text):
        return text, ()
    found = tuple(
        problem(
            "file.control-character",
            path,
            *position(text, match.start()),
            character=f"U+{ord(match[0]):04X}",
        )
        for match, _ in zip(CONTROL.finditer(text), range(_ENOUGH), strict=False)
    )
    return ("" if found else text), found


def _may_hold_control(data: bytes, text: str) -> bool:
    """Return whether to look for control characters in *text*; in its bytes that is soon known."""
    return (
        len(data.translate(None, _C0)) < len(data)
        or _C1.search(data) is not None
        or "\u2028" in text
        or "\u2029" in text
        or b"\xef" in data  # all of U+F000 to U+FFFF
    )


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of *offset* in *text*."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _looks_like_utf_16(data: bytes) -> bool:
    """Return whether every other byte of the beginning is NUL, as UTF-16 writes our letters."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[::2]) or not any(head[1::2]))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
