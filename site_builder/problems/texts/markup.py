"""Texts: Markdown, links and pictures."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "markup.removed": Text(
        "warning",
        "removed for safety: {what}",
        "retiré par sécurité\u00a0: {what}",
        (
            'write it in Markdown, or set `raw_html = "trusted"` in `[markdown]` '
            "if you trust every article"
        ),
        (
            'écrivez-le en Markdown, ou réglez `raw_html = "trusted"` dans '
            "`[markdown]` si vous avez confiance en tous les articles"
        ),
    ),
    "markup.out-of-place": Text(
        "warning",
        "removed, as it would act outside of the article: {what}",
        "retiré, car cela agirait hors de l’article : {what}",
        "what is for every page stands in a template of `templates/`",
        "ce qui vaut pour toutes les pages se place dans un modèle de `templates/`",
    ),
    "markup.same-id": Text(
        "error",
        'the id "{id}" stands twice on the page',
        "l’identifiant «\u00a0{id}\u00a0» figure deux fois dans la page",
        "give each its own: `{{: #autre }}`",
        "donnez à chacun le sien\u00a0: `{{: #autre }}`",
    ),
    "markup.too-deep": Text(
        "error",
        "nested too deeply to be rendered",
        "imbrication trop profonde pour être rendue",
        "simplify lists and quotations",
        "simplifiez les listes et les citations",
    ),
    "markup.crowded": Text(
        "error",
        "from here on, one text holds {count} {what}; {most} is the most",
        "à partir d’ici, un même texte contient {count_fr} {what_fr}\u202f; {most} au plus",
        "separate paragraphs with blank lines; put what is no text between two lines of ```",
        "séparez les paragraphes par des lignes vides\u202f; mettez entre deux lignes de "
        "``` ce qui n’est pas du texte",
    ),
    "markup.too-slow": Text(
        "error",
        "given up after {seconds} seconds of reading",
        "lecture abandonnée après {seconds}\u00a0secondes",
        "cut the article in two to find the passage; an extension of `[markdown]` may be at fault",
        "coupez l’article en deux pour trouver le passage\u202f; une extension de `[markdown]` "
        "peut être en cause",
    ),
    "markup.failed": Text(
        "error",
        "the Markdown cannot be rendered: {reason}",
        "rendu du Markdown impossible\u00a0: {reason}",
        "check the extensions of `[markdown]` in site.toml",
        "vérifiez les extensions de `[markdown]` dans site.toml",
    ),
    "markup.no-note": Text(
        "warning",
        "{call} calls a note that is written nowhere",
        "{call} appelle une note qui n’est écrite nulle part",
        "write it in a paragraph of its own: {call}: its text",
        "écrivez-la dans un paragraphe à elle\u00a0: {call}: son texte",
    ),
    "link.nowhere": Text(
        "error",
        "a link that leads nowhere: {target}{suggestion}",
        "lien sans destination\u00a0: {target}{suggestion}",
        "correct the address; a link to an article is its file name or its URL",
        "corrigez l’adresse\u202f; un lien vers un article est son nom de fichier ou son URL",
    ),
    "link.no-anchor": Text(
        "error",
        "no heading or anchor `#{anchor}` on {page}{suggestion}",
        "pas de titre ni d’ancre `#{anchor}` sur {page}{suggestion}",
        "{cure}",
        "{cure_fr}",
    ),
    "link.unpublished": Text(
        "error",
        "a link to {target}, which is not published ({why})",
        "lien vers {target}, qui n’est pas publié ({why_fr})",
        "publish that article, or remove the link",
        "publiez cet article, ou retirez le lien",
    ),
    "link.case": Text(
        "error",
        "{target} differs from {actual} by capitals",
        "{target} diffère de {actual} par les majuscules",
        "write the name exactly as the file's",
        "écrivez le nom exactement comme celui du fichier",
    ),
    "image.nowhere": Text(
        "error",
        "an image that does not exist: {target}{suggestion}",
        "image introuvable\u00a0: {target}{suggestion}",
        "put the file beside the article, or correct its name",
        "placez le fichier à côté de l’article, ou corrigez son nom",
    ),
    "image.remote": Text(
        "error",
        "an image on another host: {target}",
        "image sur un autre serveur\u00a0: {target}",
        "copy it beside the article: no page of this site makes a request elsewhere",
        ("copiez-la à côté de l’article\u00a0: aucune page de ce site ne fait de requête ailleurs"),
    ),
    "embed.frame": Text(
        "warning",
        "removed: a frame that shows {address}",
        "retiré\u00a0: un cadre qui montre {address}",
        "write `{cure}` instead, alone in its paragraph: a poster and a link",
        "écrivez plutôt `{cure}`, seul dans son paragraphe\u00a0: une affiche et un lien",
    ),
    "embed.request": Text(
        "error",
        "shown straight from another site: {target}",
        "montré directement depuis un autre site\u00a0: {target}",
        "write `{cure}`, alone in its paragraph, between blank lines: a poster and a link",
        (
            "écrivez `{cure}`, seul dans son paragraphe, entre deux lignes vides\u00a0: une "
            "affiche et un lien"
        ),
    ),
    "embed.untitled": Text(
        "warning",
        "what is shown of another site has no title: {address}",
        "ce qui est montré d’un autre site n’a pas de titre\u00a0: {address}",
        "write it in the brackets: `![The title](…)`",
        "écrivez-le entre les crochets\u00a0: `![Le titre](…)`",
    ),
}
