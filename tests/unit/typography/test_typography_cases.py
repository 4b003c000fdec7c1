"""Every case of ``cases.txt``: set as it says, and never changed by a second pass."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pytest

from site_builder.typography import typeset, typeset_html

_VISIBLE: Final = str.maketrans(
    {"⍽": "\u00a0", "⎵": "\u202f", "ˍ": "\u2009", "⁀": "\u2060", "⏎": "\n", "␣": " "}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cases that share a subject, a kind of text, a preset and overrides."""

    about: str
    kind: Literal["text", "html"] = "text"
    preset: str = "france"
    overrides: Mapping[str, object] = field(default_factory=dict)

    def typeset(self, text: str) -> str:
        setter = typeset if self.kind == "text" else typeset_html
        return setter(text, self.preset, **self.overrides)


def _readable(text: str) -> str:
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text.translate(_VISIBLE))
    return text.replace("\\t", "\t")


def _cases() -> Iterator[tuple[Section, str, str]]:
    text = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8")
    for part in text.split("\n== ")[1:]:
        head, *lines = part.splitlines()
        about, _, options = head.partition(" :: ")
        section = Section(about=about, **json.loads(options or "{}"))
        for line in filter(None, lines):
            typed, _, wanted = _readable(line).partition(" → ")
            yield section, typed, wanted or typed


CASES: Final = tuple(_cases())


@pytest.mark.parametrize(
    ("section", "typed", "wanted"),
    CASES,
    ids=[f"{section.about}-{typed!a}" for section, typed, _ in CASES],
)
def test_case(section: Section, typed: str, wanted: str) -> None:
    assert section.typeset(typed) == wanted
    assert section.typeset(wanted) == wanted, "correct text is a fixed point"


def test_there_are_cases_of_every_rule() -> None:
    subjects = {section.about for section, _, _ in CASES}
    assert len(CASES) > 1000
    assert {f"R{n}" for n in range(1, 12)} <= {about.partition(",")[0] for about in subjects}
