"""Why a page is, or is not, made again: in words."""

from collections.abc import Sequence

from site_builder.reasons import Explained, Explanation

# Cause → its words in English and in French.
_CAUSES = {
    "new": ("it is not published yet", "elle n’est pas encore publiée"),
    "altered": (
        "the published file is not as it was written",
        "le fichier publié n’est plus tel qu’il a été écrit",
    ),
    "unknown": (
        "nothing is remembered of how it was made",
        "on a oublié de quoi elle était faite",
    ),
    "toolchain": (
        "another version of site-builder, of Python or of a library",
        "autre version de site-builder, de Python ou d’une bibliothèque",
    ),
    "image tools": (
        "another version of what makes pictures",
        "autre version de ce qui fabrique les images",
    ),
    "site": ("what all pages show has changed", "ce que montrent toutes les pages a changé"),
    "templates": ("templates have changed", "des gabarits ont changé"),
    "view": (
        "its text, or something it shows, has changed",
        "son texte, ou ce qu’elle montre, a changé",
    ),
}
_WHY_NOT = {
    "draft": (
        "{asked} is a draft: it has no page, unless you build with --drafts.",
        "{asked} est un brouillon\u00a0: pas de page, sauf à construire avec --drafts.",
    ),
    "future": (
        "{asked} is dated in the future: it has no page yet, unless you build with --future.",
        "{asked} est daté d’un jour à venir\u00a0: pas de page, sauf à construire avec --future.",
    ),
    "broken": (
        "{asked} has an error: nothing is published until it is mended.",
        "{asked} contient une erreur\u00a0: rien n’est publié tant qu’elle demeure.",
    ),
    "no-page": (
        "{asked} has no page of its own.",
        "{asked} n’a pas de page à lui.",
    ),
    "shared": (
        "{asked} has no page of its own: others depend on it, made again when it changes.",
        "{asked} n’a pas de page à lui\u00a0: d’autres en dépendent, refaites quand il change.",
    ),
    "nothing": (
        "{asked} is no URL, file or text of this site{near}.",
        "{asked} n’est ni une adresse, ni un fichier, ni un texte de ce site{near}.",
    ),
}
# As many names as are read rather than skimmed.
_ENOUGH = 12


def explanation_text(found: Explanation, language: str) -> str:
    """Return *found* for people."""
    french = language == "fr"
    if found.why:
        near = ""
        if found.near:
            near = f"\u202f; essayez {found.near}" if french else f"; try {found.near}"
        return _WHY_NOT[found.why][french].format(asked=found.asked, near=near)
    blocks = [_page(found.pages[0], french=french)]
    for pages, title, titre in (
        (found.pages[1:], "Also makes:", "En sont faits aussi\u00a0:"),
        (found.shown_by, "Also shown by:", "Aussi montré par\u00a0:"),
    ):
        if pages:
            blocks.append("\n".join([titre if french else title, *_list(pages, french=french)]))
    return "\n\n".join(blocks)


def _list(pages: Sequence[Explained], *, french: bool) -> list[str]:
    width = max(len(page.path) for page in pages[:_ENOUGH])
    kept = "gardée" if french else "kept"
    lines = [
        f"  {page.path:<{width}}  {_verdict(page, french=french) if page.causes else kept}"
        for page in pages[:_ENOUGH]
    ]
    return [*lines, *_more(len(pages), french=french)]


def _page(page: Explained, *, french: bool) -> str:
    rows = [
        ("Prochaine construction" if french else "Next build", _verdict(page, french=french)),
        ("Adresse" if french else "URL", page.url),
        ("Source", page.source),
        ("Recette" if french else "Recipe", page.recipe),
        ("Gabarits" if french else "Templates", _names(_first(page.template, page.templates))),
        ("Montre" if french else "Shows", _names(page.shows)),
        ("Vue" if french else "View", f"{page.view} ({', '.join(page.fields)})"),
    ]
    colon = "\u00a0:" if french else ":"
    return "\n".join([page.path, *(f"  {name}{colon} {text}" for name, text in rows if text)])


def _first(name: str, names: Sequence[str]) -> Sequence[str]:
    return [name, *(n for n in names if n != name)] if name else names


def _names(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_ENOUGH])
    return f"{listed}, +{len(names) - _ENOUGH}" if len(names) > _ENOUGH else listed


def _more(count: int, *, french: bool) -> list[str]:
    if count <= _ENOUGH:
        return []
    return [f"  … et {count - _ENOUGH} de plus" if french else f"  … and {count - _ENOUGH} more"]


def _verdict(page: Explained, *, french: bool) -> str:
    if not page.causes:
        return (
            "gardée, rien de ce dont elle est faite n’a changé"
            if french
            else "kept, nothing it is made of has changed"
        )
    said = [_cause(cause, french=french) for cause in page.causes]
    if french:
        return "refaite\u00a0: " + "\u202f; ".join(said)
    return f"made again: {'; '.join(said)}"


def _cause(cause: str, *, french: bool) -> str:
    name, _, which = cause.partition(": ")
    words = _CAUSES[name][french]
    return f"{words} ({which})" if which else words
