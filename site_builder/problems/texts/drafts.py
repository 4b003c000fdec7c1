"""Drafts that become articles."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "import.exists": Text(
        "error",
        "the article of the draft {draft} exists already",
        "l’article du brouillon {draft} existe déjà",
        "nothing was overwritten: rename or remove the article, or give another `--date`",
        (
            "rien n’a été écrasé\u00a0: renommez ou supprimez l’article, ou donnez une "
            "autre `--date`"
        ),
    ),
    "import.not-text": Text(
        "error",
        "not a plain text: {reason}",
        "ce n’est pas un texte brut\u00a0: {reason}",
        "save the draft as plain text (.txt), in UTF-8",
        "enregistrez le brouillon en texte brut (.txt), en UTF-8",
    ),
    "new.exists": Text(
        "error",
        "this article exists already",
        "cet article existe déjà",
        "nothing was overwritten: choose another title, or another `--date`",
        "rien n’a été écrasé\u00a0: choisissez un autre titre, ou une autre `--date`",
    ),
    "init.not-empty": Text(
        "error",
        "this folder is not empty",
        "ce dossier n’est pas vide",
        "name a new folder: nothing of yours is ever overwritten",
        "indiquez un nouveau dossier\u00a0: rien de ce qui est à vous n’est jamais écrasé",
    ),
}
