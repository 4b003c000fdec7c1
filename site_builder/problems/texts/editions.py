"""Editions against the articles they gather."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "edition.nothing-new": Text(
        "error",
        "every published article has been sent already",
        "tous les articles publiés ont déjà été envoyés",
        "publish another article; drafts and articles to come are not gathered",
        "publiez un autre article\u202f; les brouillons et les articles à venir n’en sont pas",
    ),
    "edition.nothing-since": Text(
        "error",
        "no article published since {day} remains to be sent",
        "aucun article publié depuis le {day_fr} ne reste à envoyer",
        "publish another article, or choose an earlier day with --since",
        "publiez un autre article, ou choisissez un jour plus ancien avec --since",
    ),
    "edition.exists": Text(
        "error",
        "this file exists already: nothing was written",
        "ce fichier existe déjà\u00a0: rien n’a été écrit",
        "rename it after its number, then try again",
        "renommez-le d’après son numéro, puis recommencez",
    ),
    "edition.no-article": Text(
        "error",
        'no article is called "{name}"{suggestion}',
        "aucun article ne s’appelle «\u00a0{name}\u00a0»{suggestion}",
        "name it by its slug, or by its file below content/",
        "désignez-le par la fin de son adresse, ou par son fichier dans content/",
    ),
    "edition.same-number": Text(
        "error",
        "the same number {number} as {other}",
        "même numéro {number} que {other}",
        "give one of them another `number:`",
        "donnez un autre `number:` à l’une des deux",
    ),
    "edition.gap": Text(
        "warning",
        "no edition has the number before {number}: {missing} missing",
        "aucune édition ne porte le numéro qui précède {number}\u00a0: il manque {missing}",
        "correct `number:`, or add the editions that are missing",
        "corrigez `number:`, ou ajoutez les éditions manquantes",
    ),
    "edition.twice": Text(
        "warning",
        '"{name}" stands in {other} already',
        "«\u00a0{name}\u00a0» figure déjà dans {other}",
        "an article is sent once: remove it from one of the lists",
        "un article ne s’envoie qu’une fois\u00a0: retirez-le de l’une des listes",
    ),
    "edition.unpublished": Text(
        "warning",
        '"{name}" is not published ({why}): the edition goes without it',
        "«\u00a0{name}\u00a0» n’est pas publié ({why_fr})\u00a0: l’édition paraît sans lui",
        "publish the article, or remove it from the list",
        "publiez l’article, ou retirez-le de la liste",
    ),
    "edition.disagrees": Text(
        "warning",
        "it says edition {number}, and edition {listed} lists it",
        "il indique l’édition {number}, et c’est l’édition {listed} qui le contient",
        "correct `edition:` here, or the list of the edition",
        "corrigez `edition:` ici, ou la liste de l’édition",
    ),
    "edition.not-listed": Text(
        "warning",
        "edition {number} does not list this article",
        "l’édition {number} ne contient pas cet article",
        "add it to `articles:` in {other}, or remove `edition:`",
        "ajoutez-le à `articles:` dans {other}, ou retirez `edition:`",
    ),
    "edition.unknown": Text(
        "warning",
        "there is no edition {number}",
        "il n’y a pas d’édition {number}",
        "correct `edition:`, or add this edition to content/editions/",
        "corrigez `edition:`, ou ajoutez cette édition dans content/editions/",
    ),
}
