"""Problems and results → what an editor reads on the terminal, in French or in English."""

import datetime as dt
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from site_builder.outcome import Built, Tally
from site_builder.problems import Problem, describe
from site_builder.text import plural

if TYPE_CHECKING:
    from site_builder.proofs import Change

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


def language_of(environment: Iterable[tuple[str, str]], wish: str | None = None) -> str:
    """Return `fr` or `en`: what `SITE_BUILDER_LANG` says, else *wish* (that of the site), else the
    variables that choose a locale, the first set wins.
    """
    variables = dict(environment)
    locale = (variables.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    for value in (variables.get("SITE_BUILDER_LANG"), wish, *locale):
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def problems_text(
    problems: Iterable[Problem], language: str, say: Callable[[Problem, str], str] = describe
) -> str:
    """Return *problems* one after the other, as *say* words them, and how many there are."""
    found = list(problems)
    errors = sum(p.is_error for p in found)
    warnings = len(found) - errors
    lines = [say(p, language) for p in found]
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


def refused_text(language: str, *, stands: bool = True) -> str:
    """Return what to say after the problems of a build that published nothing; *stands* tells
    whether there is a site of an earlier one.
    """
    if language == "fr":
        rest = "\u00a0: le site précédent reste en place." if stands else "."
        return f"Rien n’a été publié{rest}"
    rest = ": the previous site stays in place." if stands else "."
    return f"Nothing was published{rest}"


def summary_text(built: Built, output: str, seconds: float, language: str) -> str:
    """Return one line for each kind of file, then where the site is and how long it took."""
    french = language == "fr"
    lines = []
    names = [_name(tally, french=french) for tally in built.tallies]
    width = max(map(len, names), default=0)
    for tally, name in zip(built.tallies, names, strict=True):
        reused = tally.total - tally.made
        done = (
            f"{tally.made} à neuf, {reused} en l’état"
            if french
            else f"{tally.made} made, {reused} reused"
        )
        lines.append(f"  {tally.total:>6}  {name:<{width}}  {done}")
    if built.coming:
        lines.append(_coming(built.coming, french=french))
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
    if not any(tally.made for tally in built.tallies):
        lines.append("Rien n’a changé." if french else "Nothing has changed.")
    if french:
        took = f"{seconds:.2f}".replace(".", ",")
        lines.append(f"Site publié dans {output} en {took}\u00a0s.")
    else:
        lines.append(f"Site published in {output} in {seconds:.2f} s.")
    return "\n".join(lines)


# Articles to come that a summary names.
_NAMED = 3


def _coming(articles: Sequence[tuple[str, dt.datetime]], *, french: bool) -> str:
    """Return the line on *articles* that wait for their date."""
    from site_builder.dates import day_in_words  # most builds have none to tell

    count = len(articles)
    days = (date.date() for _, date in articles[:_NAMED])
    shown = [day_in_words(day) if french else day.isoformat() for day in days]
    pairs = zip(articles, shown, strict=False)
    named = ", ".join(f"{path} ({day})" for (path, _), day in pairs)
    named += ", …" if count > _NAMED else ""
    if french:
        waits = plural(count, "attend sa date", "attendent leur date")
        return f"  {count} {plural(count, 'article')} {waits}\u00a0: {named}"
    waits = "article waits for its date" if count == 1 else "articles wait for their date"
    return f"  {count} {waits}: {named}"


_STAGES = {
    "start": ("Start", "Démarrage"),
    "state": ("State of the files", "État des fichiers"),
    "settings": ("Settings", "Réglages"),
    "read": ("Reading the folders", "Lecture des dossiers"),
    "parse": ("Markdown", "Markdown"),
    "names": ("Catalogue and names", "Catalogue et noms"),
    "look": ("Looking at pictures", "Examen des images"),
    "plan": ("Plan", "Plan"),
    "search": ("Indexes of search", "Index de recherche"),
    "templates": ("Templates", "Gabarits"),
    "keys": ("Keys of pages", "Clés des pages"),
    "render": ("Pages and feeds", "Pages et flux"),
    "images": ("Pictures", "Images"),
    "publish": ("Publication", "Publication"),
}


def profile_text(seconds: Mapping[str, float], slowest: Mapping[str, float], language: str) -> str:
    """Return a line for each stage of a build: its *seconds*, and its part of the whole; then one
    for each of the *slowest* files.
    """
    french = language == "fr"
    unit, percent = ("\u00a0s", "\u00a0%") if french else (" s", "%")

    def shown(taken: float) -> str:
        return f"{taken:8.3f}{unit}".replace(".", "," if french else ".")

    whole = sum(seconds.values()) or 1.0
    lines = [
        f"  {_STAGES[stage][french]:<22}{shown(spent)}  {100 * spent / whole:3.0f}{percent}"
        for stage, spent in seconds.items()
    ]
    if slowest:
        lines.append("Les fichiers les plus longs\u00a0:" if french else "The slowest files:")
    return "\n".join([*lines, *(f"  {shown(taken)}  {path}" for path, taken in slowest.items())])


def _name(tally: Tally, *, french: bool) -> str:
    one, many, un, plusieurs = _KINDS[tally.kind]
    return plural(tally.total, un, plusieurs) if french else one if tally.total == 1 else many


def made_text(built: Built) -> str:
    """Return the files that were made for this build, one a line."""
    return "\n".join(f"  + {path}" for path in built.made)


def built_fields(built: Built) -> dict[str, object]:
    """Return the summary of a build, for programs."""
    return {
        "output": str(built.output),
        "files": {t.kind: {"total": t.total, "made": t.made} for t in built.tallies},
        "made": list(built.made),
        "removed": built.published.removed,
        "changed": built.published.changed,
        "coming": [{"path": path, "date": date.isoformat()} for path, date in built.coming],
        "kept": list(built.published.unclaimed),
        "set_aside": [str(path) for path in built.published.set_aside],
    }


def near_text(name: str, near: str, language: str) -> str:
    """Return what to ask of a company without a record whose name is close to another."""
    if language == "fr":
        meant = f"vouliez-vous dire «\u00a0{near}\u00a0»\u202f?"
        return f"«\u00a0{name}\u00a0» n’a pas de fiche\u202f; {meant}"
    return f'"{name}" has no record; did you mean "{near}"?'


def founded_text(folder: str, name: str, language: str) -> str:
    """Return what to say of a new newsletter in the folder of that *name*, and what to do next;
    *folder* is what leads there, `.` for who is there already.
    """
    steps = "  site-builder serve"
    if folder != ".":
        steps = f"  cd {shlex.quote(folder)}\n{steps}"
    shown = name if folder == "." else folder
    if language == "fr":
        return f"Votre lettre est dans {shown}. Ensuite\u00a0:\n{steps}"
    return f"Your newsletter is in {shown}. Next:\n{steps}"


def new_company_text(name: str, language: str) -> str:
    """Return what to say of a company that no text of the site named before."""
    if language == "fr":
        first = f"«\u00a0{name}\u00a0» est citée pour la première fois"
        return f"{first}\u00a0: elle aura sa page, sans fiche."
    return f'"{name}" is named for the first time: it gets a page, and has no record.'


def waiting_text(language: str) -> str:
    """Return what to say when another build of the same site must end first."""
    if language == "fr":
        return "Une autre construction de ce site est en cours\u00a0: j’attends qu’elle finisse…"
    return "Another build of this site is under way: waiting for it to end…"


def change_text(change: "Change", language: str) -> str:
    """Return a change of typography on one line: place, before → after, spaces made visible."""
    from site_builder.proofs import visible  # Markdown, which most commands do not need here

    label = "typographie\u00a0:" if language == "fr" else "typography:"
    place = f"{change.path}:{change.line}:{change.column}"
    return f"{place}: {label} {visible(change.before)} → {visible(change.after)}"


def sound_text(language: str) -> str:
    """Return what to say of a site in which nothing is wrong."""
    return "Rien à redire." if language == "fr" else "Nothing wrong."
