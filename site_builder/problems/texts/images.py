"""Pictures: files that are none, that are cut short, too large, or that would run something."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "image.empty": Text(
        "error",
        "the picture {file} is an empty file",
        "l’image {file} est un fichier vide",
        "export it again from the program it comes from",
        "exportez-la de nouveau depuis le logiciel d’où elle vient",
    ),
    "image.fake": Text(
        "error",
        "{file} is named as a picture and holds {what}",
        "{file} porte un nom d’image, mais contient {what_fr}",
        "export it as JPEG, PNG, WebP or SVG",
        "exportez-la en JPEG, PNG, WebP ou SVG",
    ),
    "image.suffix": Text(
        "error",
        "{file} is really a {kind}: its name does not say so",
        "{file} est en réalité un fichier {kind}\u00a0: son nom ne le dit pas",
        "rename it so that it ends with `{suffix}`, here too",
        "renommez-le pour qu’il finisse par `{suffix}`, ici aussi",
    ),
    "image.broken": Text(
        "error",
        "the picture {file} is damaged or cut short: {reason}",
        "l’image {file} est abîmée ou incomplète\u00a0: {reason}",
        "copy it again; a transfer may have stopped half-way",
        "copiez-la de nouveau\u202f; un transfert s’est peut-être arrêté en route",
    ),
    "image.too-large": Text(
        "error",
        "the picture {file} has {width} × {height} pixels: more than {most} in all",
        "l’image {file} compte {width} × {height}\u00a0pixels\u00a0: plus de {most} en tout",
        "make it smaller, or raise `max_pixels` in `[images]` if you trust it",
        "réduisez-la, ou relevez `max_pixels` dans `[images]` si vous avez confiance",
    ),
    "image.active": Text(
        "error",
        "the SVG {file} would run or fetch something: {what}",
        "le SVG {file} exécuterait ou irait chercher quelque chose\u00a0: {what}",
        "export it as a plain picture, without script, link to a style sheet or remote file",
        "exportez-le en image simple, sans script, feuille de style liée ni fichier distant",
    ),
    "image.svg": Text(
        "error",
        "the SVG {file} cannot be read, line {at}: {reason}",
        "le SVG {file} est illisible, ligne {at}\u00a0: {reason}",
        "export it again from the program it comes from",
        "exportez-le de nouveau depuis le logiciel d’où il vient",
    ),
}
