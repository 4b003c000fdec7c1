"""What `check` advises and `build` lets pass: nothing here makes a page wrong."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "image.no-alt": Text(
        "warning",
        "an image without alternative text: {target}",
        "image sans texte de remplacement\u00a0: {target}",
        (
            "say between the brackets what it shows: `![…]({target})`; for a mere decoration, "
            "write `{{role=presentation}}` right after it"
        ),
        (
            "dites entre les crochets ce qu’elle montre\u00a0: `![…]({target})`\u202f; pour une "
            "simple décoration, écrivez `{{role=presentation}}` juste après"
        ),
    ),
    "image.orphan": Text(
        "warning",
        "an image that nothing shows",
        "image que rien ne montre",
        "show it in a text, or delete the file",
        "montrez-la dans un texte, ou supprimez le fichier",
    ),
    "article.summary-too-long": Text(
        "warning",
        "a `summary` of {count} characters",
        "`summary` de {count} caractères",
        "cut it to {most} at most: lists and search engines show no more",
        (
            "ramenez-le à {most} au plus\u00a0: les listes et les moteurs de recherche n’en "
            "montrent pas davantage"
        ),
    ),
    "article.date-differs": Text(
        "warning",
        "the name of the file says {day}, `date` another day",
        "le nom du fichier dit {day}, `date` un autre jour",
        "correct the one that is wrong; the article is published on the day of `date`",
        "corrigez celui des deux qui se trompe\u202f; l’article paraît au jour de `date`",
    ),
    "article.far-date": Text(
        "warning",
        "an article that waits more than a year for its date: {day}",
        "article qui attend sa date plus d’un an\u00a0: {day_fr}",
        "check the year of `date`",
        "vérifiez l’année de `date`",
    ),
    "article.same-title": Text(
        "warning",
        "the same title as {other}",
        "même titre que {other}",
        "give it a title of its own: readers see both in one list",
        "donnez-lui un titre à lui\u00a0: les lecteurs voient les deux dans une même liste",
    ),
    "link.dead": Text(
        "warning",
        "a dead link, the host answers {status}: {target}",
        "lien mort, le serveur répond {status}\u00a0: {target}",
        "look for the page at its new address, or remove the link",
        "cherchez la nouvelle adresse de la page, ou retirez le lien",
    ),
    "link.unreachable": Text(
        "warning",
        "a link that cannot be reached, {why}: {target}",
        "lien injoignable, {why_fr}\u00a0: {target}",
        "try it in a browser; correct the address if it fails there too",
        "essayez-le dans un navigateur\u202f; corrigez l’adresse s’il échoue là aussi",
    ),
    "link.moved": Text(
        "warning",
        "a link that has moved for good: {target}",
        "lien déplacé pour de bon\u00a0: {target}",
        "write its new address: {moved}",
        "écrivez sa nouvelle adresse\u00a0: {moved}",
    ),
    "link.unasked": Text(
        "warning",
        "no time was left to check {count} links, this one among them: {target}",
        "le temps a manqué pour vérifier {count} liens, dont celui-ci\u00a0: {target}",
        "run the command again: answers already had are remembered",
        "relancez la commande\u00a0: les réponses déjà obtenues sont retenues",
    ),
}
