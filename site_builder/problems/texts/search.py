"""The index of the search page."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "search.failed": Text(
        "error",
        "the search index could not be made: {reason}",
        "l’index de recherche n’a pas pu être fait\u00a0: {reason}",
        "install the package `pagefind-bin` again, or switch search off: `enabled = false` under "
        "`[search]`",
        (
            "réinstallez le paquet `pagefind-bin`, ou désactivez la recherche\u00a0: "
            "`enabled = false` sous `[search]`"
        ),
    ),
}
