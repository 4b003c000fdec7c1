"""For each code of problem, a small site that provokes it and nothing else: docs/problems.md.

An example is a few files laid over `tests.site.SMALL`. What no file can show is told in words;
`tests/faults/test_faulty_sites.py` says which tests provoke it.
"""

from collections.abc import Mapping

from tests.site import SITE_TOML

ARTICLE = "content/articles/2023-07-18-llama.md"
OTHER = "content/articles/2023-07-19-bard.md"
META = "content/companies/meta.md"
TOML = "site.toml"

Files = Mapping[str, str]


def matter(*lines: str, body: str = "Meta publie son modèle.") -> Files:
    """Return an article whose front matter is *lines*."""
    return {ARTICLE: "\n".join(["---", *lines, "---", "", body, ""])}


def keys(*lines: str) -> Files:
    """Return an article with a title, a date, and *lines* below."""
    return matter("title: Llama 2", "date: 2023-07-18", *lines)


def body(text: str) -> Files:
    """Return an article that says *text*."""
    return matter("title: Llama 2", "date: 2023-07-18", body=text)


def company(name: str, *lines: str, path: str = META) -> Files:
    """Return the record of a company."""
    return {path: "\n".join(["---", f"name: {name}", *lines, "---", ""])}


def settings(text: str) -> Files:
    """Return a site.toml that ends with *text*."""
    return {TOML: f"{SITE_TOML}{text}\n"}


def other(*lines: str, path: str = OTHER) -> Files:
    """Return a second article."""
    top = ("title: Bard", "date: 2023-07-19", *lines)
    return {path: "\n".join(["---", *top, "---", "", "Google répond.", ""])}


def edition(number: int, *lines: str) -> Files:
    """Return an edition with *lines* in its front matter."""
    top = (f"number: {number}", f"title: Numéro {number}", "date: 2023-07-21", *lines)
    return {f"content/editions/{number:03}.md": "\n".join(["---", *top, "---", ""])}


ARTICLE_TO_COME = "---\ntitle: Bard\ndate: 2062-11-25\n---\n\nGoogle répond.\n"

EXAMPLES: dict[str, Files] = {
    "file.empty": {ARTICLE: ""},
    "file.control-character": body("Un caractère \u0007 invisible."),
    "file.stray": {"content/llama.md": keys()[ARTICLE]},
    "file.suffix": {"content/articles/bard.MD": keys()[ARTICLE]},
    "front-matter.missing": {ARTICLE: "Meta publie son modèle.\n"},
    "front-matter.unclosed": {ARTICLE: "---\ntitle: Llama 2\n\nMeta publie son modèle.\n"},
    "front-matter.not-a-mapping": matter("Llama 2"),
    "front-matter.tab": keys("image:", "\tsrc: llama.png"),
    "front-matter.unclosed-quote": matter('title: "Llama 2', "date: 2023-07-18"),
    "front-matter.colon": matter("title: Llama 2 : Meta ouvre son modèle", "date: 2023-07-18"),
    "front-matter.misplaced": matter("title: Llama 2", "  date: 2023-07-18"),
    "front-matter.backslash": matter('title: "C:\\Dossier"', "date: 2023-07-18"),
    "front-matter.control-character": matter('title: "Llama\\u0007"', "date: 2023-07-18"),
    "front-matter.needs-quotes": matter("title: @meta répond", "date: 2023-07-18"),
    "front-matter.yaml": matter('title: "Llama" arrive', "date: 2023-07-18"),
    "front-matter.duplicate-key": keys("tags: [IA]", "tags: [Puces]"),
    "front-matter.key": keys("? [a, b]", ": c"),
    "front-matter.anchor": keys("tags: &a [*a]"),
    "front-matter.unknown-key": keys("compagnies: [Meta]"),
    "front-matter.required": matter("title: Llama 2"),
    "front-matter.empty": keys("summary: ''"),
    "front-matter.empty-required": matter("title: Llama 2", "date:"),
    "front-matter.bad-text": matter("title: [Exclusif]", "date: 2023-07-18"),
    "front-matter.bad-list": keys("companies: Meta"),
    "front-matter.bad-mapping": keys("image: llama.png"),
    "front-matter.no-such-day": matter("title: Llama 2", "date: 2023-02-30"),
    "front-matter.bad-date": matter("title: Llama 2", "date: 31 février 2023"),
    "front-matter.bad-flag": keys("draft: peut-être"),
    "front-matter.bad-number": keys("edition: 1.10"),
    "front-matter.bad-slug": keys("slug: L’été"),
    "front-matter.bad-url": company("Meta", "website: meta.com"),
    "front-matter.bad-path": keys("old_urls: [llama.html]"),
    "front-matter.bad-choice": company("Meta", "article: un"),
    "front-matter.bad-pattern": company("Meta", "wikidata: 380"),
    "front-matter.too-long": matter(f"title: {'a' * 1001}", "date: 2023-07-18"),
    "config.toml": {TOML: "title = La Puce\n"},
    "config.unknown-key": settings('couleur = "bleu"'),
    "config.required": {TOML: 'title = "La Puce"\nbase_url = "https://puce.example"\n'},
    "config.empty": settings('[author]\nname = "Camille Renard"\nemail = ""'),
    "config.empty-required": {TOML: SITE_TOML.replace("La Puce", "")},
    "config.bad-text": {TOML: SITE_TOML.replace('"La Puce"', "12")},
    "config.bad-list": settings('[markdown]\nextensions = "admonition"'),
    "config.bad-mapping": settings('urls = "articles"'),
    "config.bad-flag": settings('[feeds]\nenabled = "oui"'),
    "config.bad-number": settings('[feeds]\nitems = "dix"'),
    "config.bad-slug": settings('[urls]\ntags = "thèmes/"'),
    "config.bad-url": settings('[publisher]\nname = "Nous"\nurl = "puce.example"'),
    "config.bad-path": settings('[[navigation.menu]]\nlabel = "Ici"\nurl = "ici"'),
    "config.bad-choice": settings('language = "fr-LU"'),
    "config.bad-pattern": {TOML: SITE_TOML.replace("https://puce.example", "puce.example")},
    "config.control-character": {TOML: SITE_TOML.replace("La Puce", "La\\u0007Puce")},
    "config.too-long": {TOML: SITE_TOML.replace("La Puce", "a" * 1001)},
    "config.time-zone": settings('time_zone = "Europe/Pari"'),
    "config.extension": settings('[markdown]\nextensions = ["inconnue"]'),
    "config.menu": settings('[[navigation.menu]]\nlabel = "Ici"\nurl = "/archive/"'),
    "config.contrast": settings('[theme.light]\naccent = "#7aa2ff"'),
    "config.legal": settings(
        "\n".join(
            [
                "[publisher]",
                'name = "La Puce"',
                'email = "nous@puce.example"',
                "[publisher.legal]",
                'director = "Zoé Martin"',
                'address = "1, rue du Pont, 59000 Lille"',
                'host = { name = "Hôte", address = "2, rue du Pont, 59000 Lille" }',
            ]
        )
    ),
    "config.reserved-folder": settings('[urls]\ntags = "assets"'),
    "config.same-folder": settings('[urls]\ntags = "articles"'),
    "article.no-slug": {"content/articles/….md": other()[OTHER]},
    "article.long-slug": {f"content/articles/{'a' * 130}.md": other()[OTHER]},
    "article.updated-before-date": keys("updated: 2023-07-17"),
    "article.same-url": other("slug: llama"),
    "article.same-id": {**keys("id: llama"), **other("id: llama")},
    "article.summary-missing": body("## Un titre seul"),
    "article.summary-too-long": keys("summary: " + "Trop de mots. " * 22),
    "article.date-differs": matter("title: Llama 2", "date: 2023-08-18"),
    "article.far-date": {"content/articles/bard.md": ARTICLE_TO_COME},
    "article.same-title": {**keys(), "content/articles/bard.md": keys()[ARTICLE]},
    "author.same-url": {
        "content/authors/a.md": "---\nname: Zoé\n---\n",
        "content/authors/b.md": "---\nname: Zoe\n---\n",
    },
    "name.no-slug": keys("tags: ['…']"),
    "name.long-slug": keys(f"tags: [{'a' * 130}]"),
    "company.name-claimed": {**company("Meta"), **company("Méta", path="content/companies/b.md")},
    "company.unknown-parent": company("Meta", "parent: Groupe Meta"),
    "company.parent-cycle": company("Meta", "parent: Meta"),
    "company.close-name": {**company("Microsoft"), **keys("companies: [Microsotf]")},
    "company.product-claimed": {
        **company("Meta", "products: [Llama]"),
        **company("Zed", "products: [Llama]", path="content/companies/zed.md"),
    },
    "company.undeclared": {
        **company("Meta"),
        **body("Meta publie. Meta ouvre. Meta explique. Meta attend. Meta répond."),
    },
    "company.undeclared-title": {
        **company("Meta"),
        **matter("title: Meta ouvre son modèle", "date: 2023-07-18", body="Il est ouvert."),
    },
    "company.product-name": {
        **company("Meta", "products: [Threads]"),
        **keys("companies: [Threads]"),
    },
    "markup.removed": body("Avant <script>alert(1)</script> après."),
    "embed.frame": body(
        'À voir :\n\n<iframe src="https://www.youtube.com/embed/U9mJuUkhUzk"></iframe>'
    ),
    "embed.request": body("Voir ![la conférence](https://youtu.be/U9mJuUkhUzk) d’ouverture."),
    "embed.untitled": body("Voir plus bas.\n\n![](https://youtu.be/U9mJuUkhUzk)"),
    "markup.out-of-place": {
        **settings('[markdown]\nraw_html = "trusted"'),
        **body('Voir <base href="/ailleurs/"> la suite.'),
    },
    "markup.no-note": body("Un texte[^1]."),
    "markup.same-id": body("## Un {: #a }\n\n## Deux {: #a }"),
    "link.nowhere": body("Voir [Bard](2023-07-19-brad.md)."),
    "link.no-anchor": body("Voir [plus bas](#suite)."),
    "link.unpublished": {**body("Voir [Bard](2023-07-19-bard.md)."), **other("draft: true")},
    "link.case": {**body("Voir [Bard](2023-07-19-Bard.md)."), **other()},
    "image.nowhere": body("Voir ![un lama](lama.png)."),
    "image.remote": body("Voir ![un lama](https://ailleurs.example/lama.png)."),
    "image.empty": {**body("Voir ![un lama](lama.svg)."), "content/articles/lama.svg": ""},
    "image.fake": {
        **body("Voir ![un lama](lama.jpg)."),
        "content/articles/lama.jpg": "<!doctype html>",
    },
    "image.active": {
        **body("Voir ![un lama](lama.svg)."),
        "content/articles/lama.svg": "<svg><script>alert(1)</script></svg>",
    },
    "image.svg": {**body("Voir ![un lama](lama.svg)."), "content/articles/lama.svg": "<svg><g>"},
    "image.no-alt": {**body("Voir ![](lama.svg)."), "content/articles/lama.svg": "<svg/>"},
    "image.orphan": {"content/articles/lama.svg": "<svg/>"},
    "template.syntax": {
        "templates/page.html": "{% if %}",
        "content/pages/a.md": "---\ntitle: A\n---\n",
    },
    "template.undefined": {"templates/404.html": "{{ page.titre }}"},
    "template.missing": {"templates/404.html": '{% extends "bas.html" %}'},
    "template.failed": {"templates/404.html": "{{ 1 / 0 }}"},
    "privacy.request": {
        "templates/404.html": '<img src="https://ailleurs.example/lama.png" alt="Un lama">'
    },
    "output.same-path": {"content/feed.xml": "<rss/>"},
    "output.case": {"content/Lama.txt": "a", "content/lama.txt": "b"},
    "config.email-name": settings('[email]\ngreeting = "Bonjour {name},"'),
    "edition.no-article": edition(1, "articles: [lama]"),
    "edition.same-number": {
        **edition(1),
        "content/editions/premier.md": edition(1)["content/editions/001.md"],
    },
    "edition.gap": {**edition(1), **edition(4)},
    "edition.twice": {**edition(1, "articles: [llama]"), **edition(2, "articles: [llama]")},
    "edition.unpublished": {**edition(1, "articles: [bard]"), **other("draft: true")},
    "edition.disagrees": {**edition(1, "articles: [llama]"), **keys("edition: 2"), **edition(2)},
    "edition.not-listed": {**edition(1, "articles: [bard]"), **other(), **keys("edition: 1")},
    "edition.unknown": {**edition(1, "articles: [bard]"), **other(), **keys("edition: 7")},
}

# Code → the situation, in English and in French.
SITUATIONS: dict[str, tuple[str, str]] = {
    "file.encoding": (
        "A text saved in Latin-1 or Windows-1252.",
        "Un texte enregistré en Latin-1 ou en Windows-1252.",
    ),
    "file.utf-16": (
        "A text saved in UTF-16 (« Unicode » in some editors).",
        "Un texte enregistré en UTF-16 («\u00a0Unicode\u00a0» dans certains éditeurs).",
    ),
    "file.unreadable": (
        "A file that your account may not read.",
        "Un fichier que votre compte n’a pas le droit de lire.",
    ),
    "file.unwritable": (
        "A folder that your account may not write to, or a full disk.",
        "Un dossier où votre compte n’a pas le droit d’écrire, ou un disque plein.",
    ),
    "file.changed": (
        "A picture saved again in the very second the site is built.",
        "Une image enregistrée à la seconde même où le site se construit.",
    ),
    "file.not-a-file": (
        "A folder named `llama.md`.",
        "Un dossier nommé `llama.md`.",
    ),
    "file.link-outside": (
        "A symbolic link of `content/` that leads to another folder.",
        "Un lien symbolique de `content/` qui mène dans un autre dossier.",
    ),
    "file.link-broken": (
        "A symbolic link whose target was deleted.",
        "Un lien symbolique dont la cible a été supprimée.",
    ),
    "file.name": (
        "A file whose name holds a line break or a backslash.",
        "Un fichier dont le nom contient un saut de ligne ou une barre oblique inversée.",
    ),
    "content.missing": (
        "A site without a `content/` folder.",
        "Un site sans dossier `content/`.",
    ),
    "content.no-articles": (
        "A `content/` folder without a text.",
        "Un dossier `content/` sans aucun texte.",
    ),
    "config.missing": (
        "A command given outside a newsletter.",
        "Une commande donnée hors d’une lettre.",
    ),
    "file.too-large": (
        "A text of three megabytes: pictures were pasted into it, for example.",
        "Un texte de trois mégaoctets\u00a0: des images y ont été collées, par exemple.",
    ),
    "markup.crowded": (
        "A table of numbers, pasted as it was, with thousands of square brackets.",
        "Un tableau de nombres, collé tel quel, avec des milliers de crochets.",
    ),
    "markup.too-slow": (
        "A Markdown extension of `[markdown]` that does not come to an end.",
        "Une extension de `[markdown]` qui n’en finit pas.",
    ),
    "image.format": (
        "A photograph as a telephone keeps it: `![un lama](lama.heic)`.",
        "Une photographie telle qu’un téléphone la garde\u00a0: `![un lama](lama.heic)`.",
    ),
    "image.suffix": (
        "A PNG saved under the name `lama.jpg`.",
        "Un PNG enregistré sous le nom `lama.jpg`.",
    ),
    "image.broken": (
        "A photograph of which only the first half was copied.",
        "Une photographie dont seule la première moitié a été copiée.",
    ),
    "image.too-large": (
        "A poster of 20,000 × 20,000 pixels.",
        "Une affiche de 20\u202f000 × 20\u202f000\u00a0pixels.",
    ),
    "search.failed": (
        "A machine for which there is no Pagefind.",
        "Une machine pour laquelle Pagefind n’existe pas.",
    ),
    "serve.no-port": (
        "`serve --host` with an address that is not of this machine.",
        "`serve --host` avec une adresse qui n’est pas celle de cette machine.",
    ),
    "template.too-slow": (
        "A template with loops in loops.",
        "Un gabarit dont les boucles s’emboîtent.",
    ),
    "template.too-large": (
        "A template that writes millions of lines.",
        "Un gabarit qui écrit des millions de lignes.",
    ),
    "markup.too-deep": (
        "A thousand lists, each inside the one before.",
        "Mille listes, chacune dans la précédente.",
    ),
    "markup.failed": (
        "A Markdown extension of `[markdown]` that stops on a text.",
        "Une extension de `[markdown]` qui s’arrête sur un texte.",
    ),
    "template.encoding": (
        "A template saved in Latin-1.",
        "Un gabarit enregistré en Latin-1.",
    ),
    "publish.not-ours": (
        "An `--output` folder that holds files of yours.",
        "Un dossier `--output` qui contient des fichiers à vous.",
    ),
    "publish.protected": (
        "`--output content`, or your home folder.",
        "`--output content`, ou votre dossier personnel.",
    ),
    "publish.in-the-way": (
        "A file of yours put into `public/` under the name of a page.",
        "Un fichier à vous posé dans `public/` sous le nom d’une page.",
    ),
    "publish.failed": (
        "A full disk.",
        "Un disque plein.",
    ),
    "import.exists": (
        "A draft imported twice on the same date.",
        "Un brouillon importé deux fois à la même date.",
    ),
    "import.not-text": (
        "A word processor's file given to `import`.",
        "Un fichier de traitement de texte donné à `import`.",
    ),
    "new.exists": (
        "`new` given twice with one title on the same date.",
        "`new` donné deux fois avec le même titre à la même date.",
    ),
    "init.not-empty": (
        "`init` in a folder that holds files.",
        "`init` dans un dossier qui contient des fichiers.",
    ),
    "link.dead": (
        "A page of another site that is gone; `check --external` alone asks.",
        "Une page d’un autre site qui a disparu\u202f; seul `check --external` le demande.",
    ),
    "link.unreachable": (
        "A site that no longer exists, or does not answer.",
        "Un site qui n’existe plus, ou ne répond pas.",
    ),
    "link.moved": (
        "A page that its site says has another address for good.",
        "Une page dont le site dit qu’elle a changé d’adresse pour de bon.",
    ),
    "link.unasked": (
        "More links than `--time-limit` leaves time for.",
        "Plus de liens que `--time-limit` ne laisse le temps d’en demander.",
    ),
    "edition.nothing-since": (
        "`edition new --since 2023-07-19` when no article is as young.",
        "`edition new --since 2023-07-19` quand aucun article n’est aussi récent.",
    ),
    "edition.nothing-new": (
        "`edition new` when the last edition holds the last article.",
        "`edition new` quand la dernière édition contient le dernier article.",
    ),
    "edition.exists": (
        "`edition new` where another edition lies under the name of the next number.",
        "`edition new` là où une autre édition porte le nom de fichier du numéro suivant.",
    ),
    "email.no-editions": (
        "`email` before the first `edition new`.",
        "`email` avant le premier `edition new`.",
    ),
    "email.no-edition": (
        "`email 143` before `edition new` made it.",
        "`email 143` avant qu’`edition new` ne l’ait créée.",
    ),
    "email.no-sender": (
        "A site.toml with no address, neither in `[email]` nor in `[publisher]`.",
        "Un site.toml sans adresse, ni dans `[email]` ni dans `[publisher]`.",
    ),
    "email.cut": (
        "An edition of twelve long articles, whole.",
        "Une édition de douze longs articles entiers.",
    ),
    "email.too-big": (
        "An edition of hundreds of articles.",
        "Une édition de plusieurs centaines d’articles.",
    ),
    "email.no-server": (
        "`email 142 --send-test camille@example.org` with no mail server declared.",
        "`email 142 --send-test camille@example.org` sans serveur de courrier déclaré.",
    ),
    "email.setting": (
        "`SITE_BUILDER_SMTP_SECURITY=ssl`.",
        "`SITE_BUILDER_SMTP_SECURITY=ssl`.",
    ),
    "email.address": (
        "`email 142 --send-test a@example.org,b@example.org`.",
        "`email 142 --send-test a@example.org,b@example.org`.",
    ),
    "email.unreachable": (
        "A slip in `SITE_BUILDER_SMTP_HOST`.",
        "Une faute de frappe dans `SITE_BUILDER_SMTP_HOST`.",
    ),
    "email.no-security": (
        "A mail server that knows no STARTTLS.",
        "Un serveur de courrier qui ne connaît pas STARTTLS.",
    ),
    "email.certificate": (
        "A mail server that made its own certificate, or is called by another name.",
        "Un serveur de courrier au certificat fait maison, ou appelé par un autre nom.",
    ),
    "email.login": (
        "A wrong `SITE_BUILDER_SMTP_PASSWORD`.",
        "Un `SITE_BUILDER_SMTP_PASSWORD` erroné.",
    ),
    "email.refused": (
        "A mail server that does not send for `from_address`.",
        "Un serveur de courrier qui n’envoie rien au nom de `from_address`.",
    ),
}
