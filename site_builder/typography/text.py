"""Typography of plain text: titles, summaries, subjects, alternative texts."""

import re
from typing import Final

from site_builder.typography.characters import BOUNDARY
from site_builder.typography.edits import apply_edits
from site_builder.typography.run import typeset_run
from site_builder.typography.style import Style, style

_BLANK_LINES: Final = re.compile(r"\n[ \t\r]*+\n\s*+")


def typeset(text: str, preset: str = "france", **overrides: object) -> str:
    """Set plain text as French typography wants it; blank lines part its paragraphs.

    Raises:
        ValueError: the preset or an override is unknown, see ``style``.
    """
    return typeset_text(text, style(preset, **overrides))


def typeset_text(text: str, chosen: Style) -> str:
    """Set plain text in a style already resolved."""
    if "\n" not in text:
        return apply_edits(*typeset_run(text, chosen))
    marks, edits = typeset_run(_BLANK_LINES.sub(lambda m: BOUNDARY * len(m[0]), text), chosen)
    if BOUNDARY in marks:
        chars = list(marks)
        for m in _BLANK_LINES.finditer(text):
            chars[m.start() : m.end()] = m[0]
        marks = "".join(chars)
    return apply_edits(marks, edits)
