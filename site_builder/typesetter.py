"""The typography of one site, as its `site.toml` asks for it."""

import dataclasses
from dataclasses import dataclass

from site_builder.settings import Config
from site_builder.typography import typeset, typeset_html

# The usage of each country whose French differs (typographic specification, presets).
_PRESETS = {"fr-CH": "suisse", "fr-CA": "quebec"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typesetter:
    """Sets texts in French typography; without a `preset`, leaves them as they are."""

    preset: str | None
    overrides: tuple[tuple[str, object], ...] = ()

    def text(self, text: str) -> str:
        """Return plain *text* set: a title, a summary, a name."""
        return typeset(text, self.preset, **dict(self.overrides)) if self.preset else text

    def html(self, html: str) -> str:
        """Return the rendered fragment *html* set, its markup untouched."""
        return typeset_html(html, self.preset, **dict(self.overrides)) if self.preset else html


AS_TYPED = Typesetter(preset=None)


def typesetter_of(config: Config) -> Typesetter:
    """Return the typography of the site that *config* describes."""
    asked = config.typography
    if not asked.enabled:
        return AS_TYPED
    overrides = tuple(
        (field.name, value)
        for field in dataclasses.fields(asked)
        if field.name not in ("enabled", "preset")
        and (value := getattr(asked, field.name)) not in (None, ())
    )
    preset = asked.preset or _PRESETS.get(config.language, "france")
    return Typesetter(preset=preset, overrides=overrides)
