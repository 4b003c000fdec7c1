"""Texts that are hard to read: pieces of markup, and every text of the sample and of the tests."""

import ast
from typing import Final

from tests.architecture.house import ROOT

# What begins, ends or may be mistaken for markup, for the house and for Python-Markdown itself.
BLOCKS: Final = (
    *("# Titre", "## Titre {#id}", "### Un *titre* #", "#Titre", "Titre\n===", "Titre\n---", "#"),
    *(
        "- un",
        "- un\n- deux",
        "* un\n\n    suite",
        "+ un",
        "1. un\n2. deux",
        "3. trois",
        "-\n",
        "*",
    ),
    *("> cité", "> cité\nparesseux", ">\n> # Titre", "Mot\n> cité", "***", "---", "_ _ _", "**"),
    *("Mot\n: définition", "Mot\n\n:   définition", ": seule", "    code", "\tcode", "     * a"),
    *("```\ncode\n```", "```py\nx = 1\n```", "~~~ {.a #b c=d}\n<b>\n~~~", "```", "~~~"),
    *("a | b\n- | -\n1 | 2", "|a|\n|-|\n|1|", "Mot | mot", "A | B\n:-: | -:\n`|` | \\|", "| -"),
    *("[^1]: Note.", "[^1]: Note.\n\n    Suite.", "[1]: /a 'Titre'", "[mot]: <b>", "*[RGPD]: Loi"),
    *("*[CNIL]: \n", "Mot\n*[mot]: défini", "Mot\n[a]: /b", "[TOC]", "///Footnotes Go Here///"),
    *("<div>bloc</div>", '<div markdown="1">\n*a*\n</div>', "<!-- a -->", "<hr>", "<?php ?>"),
    *(
        '<p markdown="span">a *b*</p>',
        '<b title="&#123;">',
        "</div>",
        "<div>",
        "<script>a</script>",
    ),
    *("!!! note\n    a", "Mot\n{: .a }", "« Mot »", "— Mot", "(Mot)", "“Mot”", "**Mot :** suite."),
    *("**- a", "**1. a", "***a***", "__a__", "Ⅳ. a", "²a", "٣. a", "é", "1", "1.", "a.", "A. a"),
)
SPANS: Final = (
    *(
        "*a*",
        "**a**",
        "***a***",
        "_a_",
        "__a__",
        "*a",
        "a*",
        "**a*",
        "a_b_c",
        "*a **b** c*",
        "* a *",
    ),
    *("`a`", "``a`b``", "`", "\\`", "\\*a\\*", "\\", "\\\\", "\\_", "\\[a]", "\\{", "\\é", "\\|"),
    *(
        "[a](/b)",
        '[a](/b "c")',
        "[a](<b c>)",
        "[*a*](b)",
        "[a][1]",
        "[1][]",
        "[1]",
        "[mot]",
        "[a](",
    ),
    *("![a](b)", "![a][1]", "![1]", "!", "![", "[![a](b)](c)", "[a[b]c](d)", "[", "]", "](", "[]"),
    *(
        "[^1]",
        "[^2]",
        "[^",
        "[fair use]{en}",
        "[a]{lang=en-GB}",
        "[a]{",
        "{: .a }",
        "{#b}",
        "{{ a }}",
    ),
    *(
        "{",
        "}",
        "{% a %}",
        "{ .a }",
        "<https://a.fr>",
        "<a@b.fr>",
        "<b>",
        "</b>",
        "<",
        ">",
        "<b a=1>",
    ),
    *(
        "&",
        "&amp;",
        "&#123;",
        "&#123 a",
        "&eacute;",
        "&a",
        "<!--",
        "-->",
        "<br>",
        "  \n",
        " \n",
        "\\\n",
        "\t",
    ),
    *("\x02", "\x03", "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "\x0296\x03", "klzzwxh:0001"),
    *(
        "\r",
        "\r\n",
        "\x0b",
        "\x0c",
        "\x85",
        "\u2028",
        "\xa0",
        "\u202f",
        "\u200b",
        "\ufeff",
        "é",
        "ß",
    ),
    *("RGPD", "CNIL", "mot", "Le mot", "a", "1", "«", "»", "’", "…", "://", "www.a.fr", "a@b.fr"),
)
JOINTS: Final = ("", "", " ", "\n", "\n", "\n\n", "\n\n", "\n    ", "\n> ", "\n- ", " \n", "\n \n")


def corpus() -> list[str]:
    """Return the texts of the sample letter and every long string of the tests."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "content").rglob("*.md"))]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    texts += [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests").rglob("*.md"))]
    return sorted(set(texts))
