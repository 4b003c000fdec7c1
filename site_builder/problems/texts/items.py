"""Articles and those who sign them, each against the others."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "article.no-slug": Text(
        "error",
        'no letter or digit is left for the URL of "{name}"',
        "il ne reste ni lettre ni chiffre pour l’adresse de «\u00a0{name}\u00a0»",
        "add a `slug:` to the front matter",
        "ajoutez un `slug:` à l’en-tête",
    ),
    "article.long-slug": Text(
        "error",
        "its URL would have {count} characters",
        "son adresse aurait {count} caractères",
        "add a shorter `slug:` to the front matter, at most {most} characters",
        "ajoutez à l’en-tête un `slug:` plus court, {most} caractères au plus",
    ),
    "article.updated-before-date": Text(
        "error",
        "`updated` is before `date`",
        "`updated` précède `date`",
        "correct one of the two dates",
        "corrigez l’une des deux dates",
    ),
    "article.same-url": Text(
        "error",
        "the same URL {url} as {other}",
        "même adresse {url} que {other}",
        "give one of them another `slug:`",
        "donnez un autre `slug:` à l’un des deux",
    ),
    "article.same-id": Text(
        "error",
        "the same `id` as {other}",
        "même `id` que {other}",
        "an `id` names one article for ever: change the newer one",
        "un `id` désigne un article pour toujours\u00a0: changez le plus récent",
    ),
    "article.summary-missing": Text(
        "warning",
        "no `summary`, and no paragraph to take it from",
        "pas de `summary`, ni de paragraphe d’où le tirer",
        "add a `summary:` of one or two sentences",
        "ajoutez un `summary:` d’une ou deux phrases",
    ),
    "author.same-url": Text(
        "error",
        "the same URL {url} as {other}",
        "même adresse {url} que {other}",
        "give one of them another `slug:`",
        "donnez un autre `slug:` à l’un des deux",
    ),
    "name.long-slug": Text(
        "error",
        '"{name}" is too long for a URL: {count} characters',
        "«\u00a0{name}\u00a0» est trop long pour une adresse\u00a0: {count} caractères",
        "shorten it to at most {most} characters",
        "raccourcissez-le à {most} caractères au plus",
    ),
    "name.no-slug": Text(
        "error",
        'no letter or digit is left for the URL of "{name}"',
        "il ne reste ni lettre ni chiffre pour l’adresse de «\u00a0{name}\u00a0»",
        "write it with at least one letter or digit, or give it a record with a `slug:`",
        (
            "écrivez-le avec au moins une lettre ou un chiffre, ou donnez-lui une "
            "fiche avec un `slug:`"
        ),
    ),
}
