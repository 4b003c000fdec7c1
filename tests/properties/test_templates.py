"""Plain templates say what Jinja says of them, to the byte and to the line, whatever they hold."""

from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.theme import both

PARTS = (
    "{% macro card(a, b=1) %}<i>{{ a.label }}</i>{{ b }}{{ _own(a) }}{% endmacro %}\n"
    "{% macro _own(a) %}{% for a in a.cards if a.label %}{{ loop.index }}{{ card(a) }}"
    "{% else %}-{% endfor %}{% endmacro %}"
)
OTHER = (
    "{% macro card(a='x', b=2) %}{{ a }}{% endmacro %}{% macro more(a, b=0) %}{{ b }}{% endmacro %}"
)


class Author:
    """Writes templates at random. Names mostly mean something where they stand; not always."""

    def __init__(self, seed: int) -> None:
        self.any = Random(seed)

    def one(self, *choices: str) -> str:
        return self.any.choice(choices)

    def seldom(self) -> bool:
        return self.any.random() < 0.03

    def theme(self) -> dict[str, str]:
        kind = self.one("alone", "extends", "extends", "circle" if self.seldom() else "alone")
        page = self.head() + self.body(["site", "page"], 3)
        if kind == "extends":
            page = '{% extends "layout" %}' + self.head()
            for block in self.any.sample(("x", "y", "z"), 2):
                page += self.block(block, self.body(["site", "page"], 2))
        layout = '{% import "parts" as parts %}'
        if self.seldom():
            layout = self.one("", '{% import "other" as parts %}', "{% set b = page %}")
        layout += self.body(["site", "page"], 2)
        for block in ("x", "y", "x" if self.seldom() else "z"):
            layout += self.block(block, self.body(["site", "page"], 2))
        return {
            "page": page,
            "layout": '{% extends "page" %}' if kind == "circle" else layout,
            "part": self.body(["site", "page"], 2).replace('"part"', '"parts"'),
            "parts": PARTS + self.macro("more", 2),
            "other": OTHER,
        }

    def head(self) -> str:
        found = "" if self.seldom() else '{% import "parts" as parts %}\n'
        if self.seldom():
            found += self.one(
                '{% from "parts" import card %}',
                '{% from "parts" import card as b, more %}',
                '{% import "other" as parts %}',
                '{% import "other" as a %}',
                '{% import "parts" as page with context %}',
            )
        if self.any.random() < 0.3:
            found += self.macro(self.one("card", "own", "a", "page") if self.seldom() else "own", 2)
        return found

    def macro(self, name: str, depth: int) -> str:
        wrong = self.one("a, b=site.label", "loop", "a, a")
        parameters = wrong if self.seldom() else self.one("a, b=2", "a, b='<é>'", "page")
        known = [parameters.partition(",")[0]]
        return f"{{% macro {name}({parameters}) %}}{self.body(known, depth)}{{% endmacro %}}"

    def block(self, name: str, body: str) -> str:
        more = self.one(" scoped", " required") if self.seldom() else ""
        return f"{{% block {name}{more} %}}{body}{{% endblock %}}"

    def body(self, known: list[str], depth: int) -> str:
        known = list(known)
        return "".join(self.said(known, depth) for _ in range(self.any.randint(1, 4)))

    def said(self, known: list[str], depth: int) -> str:  # noqa: PLR0912  # a branch a kind
        kind = self.any.choice(_KINDS[: None if depth else -5])
        text = self.expression
        match kind:
            case "words":
                return self.one("mot ", "<p>\n", "%", "%s ", "é", "{ ", "'", "  {# rien #}\n")
            case "value":
                return f"{{{{ {text(known, 2)} }}}}"
            case "set":
                name, value = self.one("a", "b", "c"), text(known, 2)
                if self.any.random() < 0.9:
                    new = [one for one in ("d", "e", "f", "g") if one not in known]
                    name, value = (new or ["a"])[0], self.thing(known)
                    known.append(name)
                return f"{{% set {'page' if self.seldom() else name} = {value} %}}"
            case "include" if "site" not in known:
                return "…"
            case "include":
                return f'{{% include "{"absent" if self.seldom() else "part"}" %}}'
            case "call":
                wrong = self.one(", absent=1", ", *page.cards", ", 1, 2, 3")
                more = wrong if self.seldom() else self.one("", ", 3", ", b='<b>'")
                other = self.one("parts.more", "parts._own", "card", "super")
                name = other if self.seldom() else self.one("parts.card", "parts.more")
                if "site" not in known:  # in a macro
                    return "…"
                first = text(known, 1) if self.seldom() else self.thing(known)
                return f"{{{{ {name}({'' if name == 'super' else first + more}) }}}}"
            case "if":
                other = self.one("", f"{{% else %}}{self.body(known, depth - 1)}")
                if self.any.random() < 0.3:
                    other = f"{{% elif {text(known, 2)} %}}{self.body(known, depth - 1)}{other}"
                inner = self.body(known, depth - 1)
                return f"{{% if {text(known, 2)} %}}{inner}{other}{{% endif %}}"
            case "for":
                name, many = self.one("a", "b", "c"), self.many(known)
                test = f" if {text([*known, name], 1)}" if self.any.random() < 0.3 else ""
                other = self.one("", "", f"{{% else %}}{self.body(known, depth - 1)}")
                body = "".join(self.body([*known, name, "loop"], depth - 1) for _ in range(2))
                return f"{{% for {name} in {many}{test} %}}{body}{other}{{% endfor %}}"
            case "pairs":
                inner = self.body([*(n for n in known if n not in ("a", "b")), "loop"], depth - 1)
                return (
                    f"{{% for a, b in {self.thing(known)}.pairs %}}{{{{ a }}}}{inner}{{% endfor %}}"
                )
            case "with":
                name = "site" if self.seldom() else self.one("a", "b")
                value = text(known, 2) if self.seldom() else self.thing(known)
                inner = self.body([*known, name], depth - 1)
                return f"{{% with {name} = {value} %}}{inner}{{% endwith %}}"
            case _ if self.seldom():
                return f"{self.head()}{{% call parts.card(page) %}}a{{% endcall %}}"
            case _:
                return "{{ loop.index }}" if "loop" in known else "…"

    def many(self, known: list[str]) -> str:
        name = self.thing(known)
        return self.one(f"{name}.cards", f"{name}.cards", f"{name}.cards[1:]")

    def thing(self, known: list[str]) -> str:
        name = self.any.choice([one for one in known if one != "loop"] or ["page"])
        return self.one(name, name, f"{name}.cards[0]") if self.seldom() else name

    def name(self, known: list[str]) -> str:
        return self.one("a", "b", "nobody") if self.seldom() else self.any.choice(known)

    def expression(self, known: list[str], depth: int) -> str:
        name = self.name(known)
        if name == "loop":
            return f"loop.{self.one('index', 'index0', 'first', 'last', 'length', 'revindex')}"
        if depth == 0 or self.any.random() < 0.4:
            field = "absent" if self.seldom() else self.one("label", "html", "size", "cards")
            return self.one(
                f"{name}.{field}",
                f"{name}.label",
                f"{name}.{field}",
                f"{name}.files['a.css']",
                f"{name}.nothing",
                name if self.seldom() else f"{name}.size",
                self.one("'<é>'", '"%s"', "0", "1.5", "none", "true", "[]", "()", "('a', 2)"),
            )
        one, other = (self.expression(known, depth - 1) for _ in range(2))
        if self.seldom():
            sign = self.one("+", "-", "%", "<", "in", "not in", "*", "//")
            called = self.one("length", "lower", "join(', ')", "plural('an')", "host", "first")
            return self.one(f"({one} {sign} {other})", f"({one}|{called})", f"({one})[1:]")
        called = self.one("length", "upper", "lower", "join('<')", "host")
        return self.one(
            f"({one} {self.one('and', 'or', '~', '==', '!=')} {other})",
            f"({one} if {other} else {one})",
            f"(not {one})",
            f"{name}.label[{self.one('1:', ':2', '::-1')}]",
            f"({name}.size {self.one('+', '-', '<', '>=', '//')} 2)",
            f"({name}.label|{called})",
            f"{name}.size|plural('an')",
            f"('e' in {name}.label)",
            f"({name}.{self.one('label', 'absent')} is {self.one('defined', 'none', 'defined')})",
            f"({one} is {self.one('none', 'not none')})",
        )


_KINDS = (
    *("words", "words", "value", "value", "value", "value", "call", "include", "set"),
    *("if", "for", "pairs", "with", "other"),
)


@settings(deadline=None, max_examples=400)
@given(st.integers(min_value=0))
def test_whatever_templates_hold_jinja_says_the_same(seed: int) -> None:
    ours, jinjas, plain = both(Author(seed).theme())
    event("plain" if plain else "left to Jinja")
    assert ours == jinjas
