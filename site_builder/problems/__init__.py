"""What is wrong with what a user wrote, as values: a code, a place, and what fills the message.

A problem is returned beside a result; it crosses processes and is remembered with the parse that
found it, so it shows again on every build. Exceptions are our own faults and keep their traceback.
"""

import re
from collections.abc import Iterable

from site_builder.problems.texts import TEXTS
from site_builder.values import Value

__all__ = [
    "Place",
    "Problem",
    "Told",
    "about",
    "colon",
    "describe",
    "has_errors",
    "hint_label",
    "in_order",
    "printable",
    "problem",
    "told",
]


class Place(Value, frozen=True, kw_only=True):
    """Where: a path relative to the site; line and column count characters from 1, 0 = unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class Problem(Value, frozen=True, kw_only=True):
    """One thing to mend. `code` is for ever; its texts are in `site_builder.problems.texts`."""

    code: str
    place: Place
    params: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> str:
        return TEXTS[self.code].severity

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def problem(code: str, path: str, line: int = 0, column: int = 0, /, **params: object) -> Problem:
    """Return the problem *code* at that place; *params* fill its message and its hint."""
    place = Place(path=printable(path), line=line, column=column)
    filled = tuple((name, printable(str(value))) for name, value in sorted(params.items()))
    return Problem(code=code, place=place, params=filled)


# Controls and escapes, line separators, marks that reorder a line, halves of characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return *text* with what could drive a terminal, or not be written to it, spelled out."""
    return _UNPRINTABLE.sub(lambda found: _spelled(found[0]), text)


def _spelled(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # a byte of a file name that is not UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode-escape").decode()


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* once each, sorted by file, line, column and code."""
    return tuple(
        sorted(
            set(problems),
            key=lambda p: (p.place.path, p.place.line, p.place.column, p.code, p.params),
        )
    )


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Return whether *problems* forbid publishing: an error, or anything at all when *strict*."""
    return any(strict or p.is_error for p in problems)


class Told(Value, frozen=True, kw_only=True):
    """A problem in the words of one language; `hint` is empty where there is nothing to advise."""

    severity: str
    message: str
    hint: str


def told(found: Problem, language: str) -> Told:
    """Return *found* in the words of `fr` or `en`."""
    text = TEXTS[found.code]
    french = language == "fr"
    params = dict(found.params)
    if near := params.get("suggestion"):
        params["suggestion"] = (
            f"\u202f; vouliez-vous dire «\u00a0{near}\u00a0»\u202f?"
            if french
            else f'; did you mean "{near}"?'
        )
    severity = {"error": "erreur", "warning": "avertissement"}[text.severity]
    head, hint = (text.fr, text.fr_hint) if french else (text.en, text.en_hint)
    return Told(
        severity=severity if french else text.severity,
        message=head.format(**params),
        hint=hint.format(**params),
    )


def describe(found: Problem, language: str) -> str:
    """Return *found* as an editor reads it, in `fr` or `en`: place, message, and a hint below."""
    words = told(found, language)
    lines = [f"{found.place}: {words.severity}{colon(language)} {words.message}"]
    if words.hint:
        lines.append(f"  {hint_label(language)} {words.hint}")
    return "\n".join(lines)


def about(code: str, language: str) -> str:
    """Return what problems of *code* say, with … for what only one of them knows."""
    text = TEXTS[code]
    return (text.fr if language == "fr" else text.en).format_map(_Unknown())


class _Unknown(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "" if name == "suggestion" else "…"


def hint_label(language: str) -> str:
    """Return the word before a hint."""
    return f"{'conseil' if language == 'fr' else 'hint'}{colon(language)}"


def colon(language: str) -> str:
    """Return a colon as *language* sets it."""
    return "\u00a0:" if language == "fr" else ":"
