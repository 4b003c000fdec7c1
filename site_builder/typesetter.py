"""The typography of one site, as its `site.toml` asks for it."""

from site_builder.schema import entries_of
from site_builder.settings import Config
from site_builder.values import Value

# The usage of each country whose French differs (typographic specification, presets).
_PRESETS = {"fr-CH": "suisse", "fr-CA": "quebec"}


class Typesetter(Value, frozen=True, kw_only=True):
    """Sets texts in French typography; without a `preset`, leaves them as they are."""

    preset: str | None
    overrides: tuple[tuple[str, object], ...] = ()

    def text(self, text: str) -> str:
        """Return plain *text* set: a title, a summary, a name."""
        if self.preset is None:
            return text
        from site_builder.typography import typeset  # its patterns take a while to be made

        return typeset(text, self.preset, **dict(self.overrides))

    def html(self, html: str) -> str:
        """Return the rendered fragment *html* set, its markup untouched."""
        if self.preset is None:
            return html
        from site_builder.typography import typeset_html

        return typeset_html(html, self.preset, **dict(self.overrides))


AS_TYPED = Typesetter(preset=None)


def typesetter_of(config: Config) -> Typesetter:
    """Return the typography of the site that *config* describes."""
    asked = config.typography
    if not asked.enabled:
        return AS_TYPED
    overrides = tuple(
        (name, value)
        for name in entries_of(type(asked))
        if name not in ("enabled", "preset") and (value := getattr(asked, name)) not in (None, ())
    )
    preset = asked.preset or _PRESETS.get(config.language, "france")
    return Typesetter(preset=preset, overrides=overrides)
