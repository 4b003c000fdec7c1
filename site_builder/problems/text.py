"""How one problem is told."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """How one code is told: severity, message and hint in each language."""

    severity: Literal["error", "warning"]
    en: str
    fr: str
    en_hint: str
    fr_hint: str
