"""Text → header fields of a message (RFC 5322), other letters than ASCII as RFC 2047 spells them.

The standard library mixes plain and encoded words in one field, and where it folds them a space of
the text is lost or doubled. Here a text is encoded whole, its spaces too, or not at all.
"""

import re

_LINE = 76
_BEGIN, _END = "=?utf-8?q?", "?="
# What stands for itself in any field, names of people included (RFC 2047, 5, rule 3).
_ITSELF = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def unstructured(name: str, text: str) -> str:
    """Return the field *name* that says *text*: `Subject: …`, folded."""
    return f"{name}: {_words(text, len(name) + 2)}"


def address(name: str, display: str, addr_spec: str) -> str:
    """Return the field *name* with one address, shown as *display*."""
    return f"{name}: {phrase(display, len(name) + 2)}\r\n <{addr_spec}>"


def phrase(text: str, used: int) -> str:
    """Return *text* as a name before an address; *used* characters precede it on its line."""
    if _is_plain(text, used) and not _ATOMS.fullmatch(text):
        quoted = re.sub(r'(["\\])', r"\\\1", text)
        return f'"{quoted}"'
    return _words(text, used)


def _is_plain(text: str, used: int) -> bool:
    printable = text.isascii() and text.isprintable() and text == text.strip()
    return printable and "=?" not in text and used + len(text) <= _LINE - 2


def _words(text: str, used: int) -> str:
    """Return *text* as it is, or in encoded words, one a line."""
    if _is_plain(text, used):
        return text
    lines = [""]
    for character in text:
        spelled = _spelled(character)
        before = used if len(lines) == 1 else 1
        if before + len(_BEGIN + lines[-1] + spelled + _END) > _LINE:
            lines.append("")
        lines[-1] += spelled
    return "\r\n ".join(f"{_BEGIN}{line}{_END}" for line in lines)


def _spelled(character: str) -> str:
    if character in _ITSELF:
        return character
    if character == " ":
        return "_"
    return "".join(f"={byte:02X}" for byte in character.encode())
