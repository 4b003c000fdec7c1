"""Problems and results → what an editor reads on the terminal, in French or in English."""

from collections.abc import Iterable

from site_builder.pipeline import Built
from site_builder.problems import Problem, describe
from site_builder.proofs import Change, visible
from site_builder.text import plural

# One and many of each kind, in English and in French.
_KINDS = {
    "article": ("article", "articles", "article", "articles"),
    "company": ("company page", "company pages", "page d’entreprise", "pages d’entreprises"),
    "edition": ("edition", "editions", "édition", "éditions"),
    "list": ("list", "lists", "liste", "listes"),
    "page": ("page", "pages", "page", "pages"),
    "feed": ("feed", "feeds", "flux", "flux"),
    "search": ("search file", "search files", "fichier de recherche", "fichiers de recherche"),
    "redirect": ("redirect", "redirects", "redirection", "redirections"),
    "image": ("picture", "pictures", "image", "images"),
    "file": ("file", "files", "fichier", "fichiers"),
    "machine": ("for machines", "for machines", "pour les machines", "pour les machines"),
}


def language_of(environment: Iterable[tuple[str, str]]) -> str:
    """Return `fr` or `en`, from the variables that choose a locale, the first set wins."""
    variables = dict(environment)
    for name in ("SITE_BUILDER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := variables.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def problems_text(problems: Iterable[Problem], language: str) -> str:
    """Return *problems* one after the other, and how many there are."""
    found = list(problems)
    errors = sum(p.is_error for p in found)
    warnings = len(found) - errors
    lines = [describe(p, language) for p in found]
    if language == "fr":
        counts = [_count(errors, "erreur"), _count(warnings, "avertissement")]
    else:
        counts = [
            f"{errors} error{'s' if errors != 1 else ''}" if errors else "",
            f"{warnings} warning{'s' if warnings != 1 else ''}" if warnings else "",
        ]
    lines.append(", ".join(filter(None, counts)))
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}" if number else ""


def refused_text(language: str) -> str:
    """Return what to say after the problems of a build that published nothing."""
    if language == "fr":
        return "Rien n’a été publié\u00a0: le site précédent reste en place."
    return "Nothing was published: the previous site stays in place."


def summary_text(built: Built, output: str, seconds: float, language: str) -> str:
    """Return one line for each kind of file, then where the site is and how long it took."""
    french = language == "fr"
    lines = []
    for tally in built.tallies:
        one, many, un, plusieurs = _KINDS[tally.kind]
        reused = tally.total - tally.made
        if french:
            name = plural(tally.total, un, plusieurs)
            done = f"{tally.made} à neuf, {reused} en l’état"
        else:
            name = one if tally.total == 1 else many
            done = f"{tally.made} made, {reused} reused"
        lines.append(f"  {tally.total:>6}  {name:<20} {done}")
    for path in built.published.unclaimed:
        lines.append(
            f"  conservé, faute de savoir s’il est à nous\u00a0: {path}"
            if french
            else f"  kept, not knowing whether it is ours: {path}"
        )
    for kept in built.published.set_aside:
        lines.append(
            f"  un fichier à vous a dû céder la place\u00a0; il est ici\u00a0: {kept}"
            if french
            else f"  a file of yours had to make way; it is here: {kept}"
        )
    if french:
        took = f"{seconds:.2f}".replace(".", ",")
        lines.append(f"Site publié dans {output} en {took}\u00a0s.")
    else:
        lines.append(f"Site published in {output} in {seconds:.2f} s.")
    return "\n".join(lines)


def waiting_text(language: str) -> str:
    """Return what to say when another build of the same site must end first."""
    if language == "fr":
        return "Une autre construction de ce site est en cours\u00a0: j’attends qu’elle finisse…"
    return "Another build of this site is under way: waiting for it to end…"


def change_text(change: Change, language: str) -> str:
    """Return a change of typography on one line: place, before → after, spaces made visible."""
    label = "typographie\u00a0:" if language == "fr" else "typography:"
    place = f"{change.path}:{change.line}:{change.column}"
    return f"{place}: {label} {visible(change.before)} → {visible(change.after)}"


def sound_text(language: str) -> str:
    """Return what to say of a site in which nothing is wrong."""
    return "Rien à redire." if language == "fr" else "Nothing wrong."
