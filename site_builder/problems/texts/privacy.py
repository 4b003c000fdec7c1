"""What would tell other hosts who reads the site."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "privacy.request": Text(
        "error",
        "the page {page} would ask another host for {address}",
        "la page {page} demanderait {address} à un autre hébergeur",
        (
            "publish a copy of it with the site, make it a link, or declare the host: "
            '`allow = ["{host}"]` under `[privacy]` in site.toml'
        ),
        (
            "publiez-en une copie avec le site, faites-en un lien, ou déclarez l’hébergeur\u00a0: "
            '`allow = ["{host}"]` sous `[privacy]` dans site.toml'
        ),
    ),
}
