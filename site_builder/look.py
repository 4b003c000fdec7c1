"""`[theme]` as the head of a page and the head of a style sheet say it."""

from collections.abc import Mapping

from site_builder.colours import mix, quiet
from site_builder.settings import Dark, Light, Theme
from site_builder.urls import Urls
from site_builder.views import Colours, Logo, Look, MailLook

_SERIF = 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif'
_SANS = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_FONTS = {
    "newsreader": f"Newsreader, {_SERIF}",
    "bricolage": f'"Bricolage Grotesque", {_SANS}',
    "serif": _SERIF,
    "sans": _SANS,
}
# Letters that every machine has: Outlook takes Times where it lacks the first it is told.
_IN_MAIL = {
    "newsreader": "Georgia, Cambria, Times New Roman, serif",
    "bricolage": "Helvetica, Arial, sans-serif",
    "serif": "Georgia, Cambria, Times New Roman, serif",
    "sans": "Helvetica, Arial, sans-serif",
}
# What every page needs at once of the fonts of the theme; the italic can wait.
_FILES = {"newsreader": "fonts/newsreader.woff2", "bricolage": "fonts/bricolage.woff2"}


def look_of(theme: Theme, assets: Mapping[str, str], urls: Urls) -> Look:
    """Return what the head of every page says of *theme*; *assets* are addresses by name."""
    fonts = dict.fromkeys((theme.title_font, theme.text_font))
    files = (_FILES[font] for font in fonts if font in _FILES)
    logo = None
    if theme.logo is not None:
        logo = Logo(
            url=urls.prefix + theme.logo.src, width=theme.logo.width, height=theme.logo.height
        )
    return Look(
        light=theme.light.paper,
        dark=theme.dark.paper,
        fonts=tuple(assets[file] for file in files if file in assets),
        logo=logo,
    )


def colours_of(scheme: Light | Dark) -> Colours:
    """Return the colours of *scheme*, and the shades mixed from them."""
    paper, ink = scheme.paper, scheme.ink
    return Colours(
        paper=paper,
        ink=ink,
        accent=scheme.accent,
        quiet=quiet(ink, paper),
        line=mix(ink, paper, 0.16),
        wash=mix(ink, paper, 0.045),
        tint=mix(scheme.accent, paper, 0.09),
    )


def mail_look(theme: Theme) -> MailLook:
    """Return what *theme* asks of a letter, as far as mail programs can follow."""
    return MailLook(
        light=colours_of(theme.light),
        dark=colours_of(theme.dark),
        text_font=_IN_MAIL[theme.text_font],
        title_font=_IN_MAIL[theme.title_font],
    )


def rules_of(theme: Theme) -> str:
    """Return the custom properties that `style.css` paints with.

    The reader's system decides between day and night, unless `data-theme` on the root says.
    """
    day, night = _colours(theme.light), _colours(theme.dark)
    fonts = f"--text:{_FONTS[theme.text_font]};--title:{_FONTS[theme.title_font]}"
    by_system = f':root:not([data-theme="light"]){{{night}}}'
    return (
        f":root{{color-scheme:light dark;{day};{fonts}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{{by_system}}}\n"
        f'@media screen{{:root[data-theme="light"]{{color-scheme:light}}'
        f':root[data-theme="dark"]{{color-scheme:dark;{night}}}}}\n'
    )


def _colours(scheme: Light | Dark) -> str:
    shades = colours_of(scheme)
    return ";".join(f"--{name}:{getattr(shades, name)}" for name in shades.__struct_fields__)
