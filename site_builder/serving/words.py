"""What the server says, on the terminal and in the page, in French or in English."""

from collections.abc import Sequence

from site_builder.text import plural


def counts(errors: int, warnings: int, language: str) -> str:
    """Return how many there are of each: « 2 erreurs, 1 avertissement »."""
    french = language == "fr"
    found = [
        (errors, "erreur" if french else "error"),
        (warnings, "avertissement" if french else "warning"),
    ]
    return ", ".join(f"{n} {_many(n, noun, french=french)}" for n, noun in found if n)


def _many(number: int, noun: str, *, french: bool) -> str:
    return plural(number, noun) if french else noun + ("" if number == 1 else "s")


def welcome_text(url: str, language: str) -> str:
    """Return where the site is to be seen, and how to end."""
    if language == "fr":
        return f"Le site, brouillons et articles à venir compris\u00a0: {url} (Ctrl-C pour arrêter)"
    return f"The site, with drafts and future articles: {url} (Ctrl-C to stop)"


def letter_text(url: str, language: str) -> str:
    """Return where a letter is to be seen, as HTML and as plain text; *url* ends in `.html`."""
    plain = f"{url.removesuffix('.html')}.txt"
    if language == "fr":
        return f"La lettre\u00a0: {url}, en texte brut\u00a0: {plain}"
    return f"The letter: {url}, as plain text: {plain}"


def port_text(wanted: int, language: str) -> str:
    """Return that the port *wanted* is another program's."""
    if language == "fr":
        return f"Le port {wanted} est pris\u00a0: j’en prends un autre."
    return f"Port {wanted} is in use: taking another one."


def open_text(host: str, language: str) -> str:
    """Return that others can see the site too."""
    if language == "fr":
        return (
            f"Attention\u00a0: à l’adresse {host}, d’autres machines peuvent lire vos brouillons."
        )
    return f"Mind: at {host} other machines can read your drafts."


def rebuilt_text(changed: Sequence[str], made: int, seconds: float, language: str) -> str:
    """Return one line on a build: what changed, how many files it made, how long it took."""
    what = _changed(changed, language)
    took = f"{seconds * 1000:.0f}"
    if language == "fr":
        return f"{what}\u00a0: {made} {plural(made, 'fichier')} à neuf, {took}\u00a0ms"
    return f"{what}: {made} {'file' if made == 1 else 'files'} made, {took} ms"


def failed_text(changed: Sequence[str], seconds: float, *, shown: bool, language: str) -> str:
    """Return one line on a build that came to nothing; `shown` tells whether there is a site."""
    what = _changed(changed, language)
    took = f"{seconds * 1000:.0f}"
    if language == "fr":
        rest = "le dernier site valable reste affiché" if shown else "rien à montrer encore"
        return f"{what}\u00a0: {rest}, {took}\u00a0ms"
    rest = "the last good site stays on show" if shown else "nothing to show yet"
    return f"{what}: {rest}, {took} ms"


def _changed(changed: Sequence[str], language: str) -> str:
    if len(changed) == 1:
        return changed[0]
    if language == "fr":
        return f"{len(changed)} fichiers changés"
    return f"{len(changed)} files changed"


OVERLAY = {
    "fr": {
        "failed": "Le site ne se construit pas",
        "warned": "À vérifier",
        "standing": "Cette page apparaîtra d’elle-même dès que ce sera corrigé.",
        "behind": "Derrière, le dernier site valable. Ce panneau s’efface dès que c’est corrigé.",
        "aside": "Le site est construit\u202f; rien n’empêche de le publier.",
        "hide": "Masquer",
        "hint": "Conseil",
        "colon": "\u00a0:",
    },
    "en": {
        "failed": "The site does not build",
        "warned": "To be checked",
        "standing": "This page will show by itself as soon as this is mended.",
        "behind": "Behind is the last good site. This panel goes as soon as this is mended.",
        "aside": "The site is built; nothing keeps it from being published.",
        "hide": "Hide",
        "hint": "Hint",
        "colon": ":",
    },
}
