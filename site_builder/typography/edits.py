"""Changes noted by position, made all at once."""

from collections.abc import Mapping

Edits = dict[int, str]


def apply_edits(text: str, edits: Mapping[int, str]) -> str:
    """Return ``text`` with each character that has an edit replaced by it; "" drops it."""
    if not edits:
        return text
    parts: list[str] = []
    done = 0
    for index in sorted(edits):
        parts += (text[done:index], edits[index])
        done = index + 1
    parts.append(text[done:])
    return "".join(parts)
