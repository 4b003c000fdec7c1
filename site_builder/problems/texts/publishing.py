"""Published files, and the folder they lie in."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "output.same-path": Text(
        "error",
        "the same page {path} as {other}",
        "même page {path} que {other}",
        "change the slug or the name of one of the two",
        "changez le slug ou le nom de l’un des deux",
    ),
    "output.case": Text(
        "error",
        "{path} and {other} differ by capitals only",
        "{path} et {other} ne diffèrent que par les majuscules",
        "rename one of the two: many servers and computers see one file",
        (
            "renommez l’un des deux\u00a0: beaucoup de serveurs et d’ordinateurs n’y "
            "voient qu’un fichier"
        ),
    ),
    "publish.not-ours": Text(
        "error",
        "this folder holds files that site-builder did not write",
        "ce dossier contient des fichiers que site-builder n’a pas écrits",
        "choose an empty or new folder with `--output`: nothing of yours is ever deleted",
        (
            "choisissez un dossier vide ou nouveau avec `--output`\u00a0: rien de ce "
            "qui est à vous n’est jamais effacé"
        ),
    ),
    "publish.protected": Text(
        "error",
        "the site cannot be written here: {reason}",
        "le site ne peut pas être écrit ici\u00a0: {reason_fr}",
        "choose another folder with `--output`",
        "choisissez un autre dossier avec `--output`",
    ),
    "publish.in-the-way": Text(
        "error",
        "a file of yours stands where the site wants to write {path}",
        "un de vos fichiers occupe la place de {path}",
        "move it away, or rename the page",
        "déplacez-le, ou renommez la page",
    ),
    "publish.failed": Text(
        "error",
        "the site could not be written: {reason}",
        "le site n’a pas pu être écrit\u00a0: {reason}",
        "the previous site is untouched; mend this and build again",
        "le site précédent est intact\u202f; corrigez ceci et relancez",
    ),
}
