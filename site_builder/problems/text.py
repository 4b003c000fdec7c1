"""How one problem is told."""

from typing import Literal

from site_builder.values import Value


class Text(Value, frozen=True):
    """How one code is told: severity, message and hint in each language."""

    severity: Literal["error", "warning"]
    en: str
    fr: str
    en_hint: str
    fr_hint: str
