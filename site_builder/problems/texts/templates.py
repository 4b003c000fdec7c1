"""The theme."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "template.syntax": Text(
        "error",
        "{detail} (for {page})",
        "{detail} (pour {page})",
        "correct this line of the template",
        "corrigez cette ligne du gabarit",
    ),
    "template.undefined": Text(
        "error",
        "{detail} (while rendering {page})",
        "{detail} (au rendu de {page})",
        "the names a template may use are in docs/templates.md",
        "les noms utilisables dans un gabarit sont dans docs/templates.md",
    ),
    "template.missing": Text(
        "error",
        "the template {name} does not exist (for {page})",
        "le gabarit {name} n’existe pas (pour {page})",
        "restore it, or correct the name",
        "rétablissez-le, ou corrigez son nom",
    ),
    "template.failed": Text(
        "error",
        "{detail} (while rendering {page})",
        "{detail} (au rendu de {page})",
        "correct this line of the template",
        "corrigez cette ligne du gabarit",
    ),
    "template.too-slow": Text(
        "error",
        "given up: it takes too long (for {page})",
        "abandon\u00a0: cela dure trop longtemps (pour {page})",
        "shorten the loops and calculations of the template",
        "abrégez les boucles et les calculs du gabarit",
    ),
    "template.too-large": Text(
        "error",
        "the page is larger than {most} MB (while rendering {page})",
        "la page dépasse {most}\u00a0Mo (au rendu de {page})",
        "shorten the loops and calculations of the template",
        "abrégez les boucles et les calculs du gabarit",
    ),
    "template.encoding": Text(
        "error",
        "the template is not valid UTF-8",
        "le gabarit n’est pas en UTF-8",
        "save the file as UTF-8 in your editor",
        "enregistrez le fichier en UTF-8 dans votre éditeur",
    ),
}
