"""Writes what is generated from the code, in docs/ and elsewhere: `python docs/reference.py`."""

import ast
import datetime as dt
import inspect
import json
import re
import struct
import sys
import tempfile
import typing
from collections.abc import Mapping
from pathlib import Path

import msgspec

from site_builder import views
from site_builder.checking import check
from site_builder.forms import FORMS
from site_builder.outcome import Options
from site_builder.problems import Problem, about, describe, printable
from site_builder.problems.texts import TEXTS, advice
from site_builder.schema import Form, entries_of, json_schema
from site_builder.settings import Config
from site_builder.values import Value

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))
from tests.examples import EXAMPLES, SITUATIONS  # noqa: E402
from tests.site import SMALL, make_site  # noqa: E402

FRENCH = DOCS.parent / "site_builder/cli/locale/fr/LC_MESSAGES/messages.po"


def templates_reference() -> str:
    """Return the reference of all that templates may show, in Markdown."""
    lines = [
        "# What templates see",
        "",
        "Two names reach a template: `site`, a `SiteView`, and `page`, the view named after the",
        "template. Generated from `site_builder/views.py` by `python docs/reference.py`.",
    ]
    for name, view in inspect.getmembers(views, inspect.isclass):
        if view.__module__ != views.__name__ or not issubclass(view, Value):
            continue
        lines += ["", f"## {name}", "", " ".join((view.__doc__ or "").split()), ""]
        lines += ["| field | type |", "|---|---|"]
        types = typing.get_type_hints(view)
        for name_of_field in view.__struct_fields__:
            shown = re.sub(r"site_builder\.\w+\.", "", _type_name(types[name_of_field]))
            shown = shown.replace("|", "\\|")  # a bare bar would end the cell
            lines.append(f"| `{name_of_field}` | `{shown}` |")
    return "\n".join(lines) + "\n"


def schemas() -> dict[str, str]:
    """Return the JSON Schemas, by file name."""
    named = {kind: json_schema(form, f"content/{kind}/*.md") for kind, form in FORMS.items()}
    named["site"] = json_schema(Config, "site.toml")
    return {
        f"{kind}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for kind, schema in named.items()
    }


_FAMILIES = {
    "file": "Files · Fichiers",
    "content": "Content · Contenu",
    "front-matter": "Front matter · En-tête",
    "config": "site.toml",
    "article": "Articles",
    "author": "Authors · Auteurs",
    "name": "Names · Noms",
    "company": "Companies · Entreprises",
    "markup": "Texts · Textes",
    "link": "Links · Liens",
    "image": "Images",
    "template": "Templates · Gabarits",
    "privacy": "Privacy · Vie privée",
    "search": "Search · Recherche",
    "serve": "serve",
    "output": "Published files · Fichiers publiés",
    "publish": "Publishing · Publication",
    "import": "import",
    "new": "new",
    "init": "init",
    "edition": "Editions · Éditions",
    "email": "email",
}
# What `check` alone says.
_ADVICE = advice.TEXTS.keys() | {"company.undeclared", "company.undeclared-title"}
_PROBLEMS = """\
# Problems · Ce qui ne va pas

Each problem has a code, for ever. What provokes it, what is said, what mends it. An error publishes
nothing; a warning is only said, unless `--strict`. Those marked *check* are advice: `build` says
nothing of them. Generated from the catalogue and from `tests/examples.py` by
`python docs/reference.py`.

Chaque problème a un code, qui ne change jamais. Ce qui le provoque, ce qui est dit, ce qui le
corrige. Une erreur empêche de publier ; un avertissement est seulement dit, sauf avec `--strict`.
Ceux marqués *check* sont des conseils : `build` n’en parle pas.
"""


def problems_reference() -> str:
    """Return what each problem is, with an example that provokes it, in Markdown."""
    by_family: dict[str, list[str]] = {}
    for code in TEXTS:
        by_family.setdefault(code.partition(".")[0], []).append(code)
    lines = [_PROBLEMS]
    for family, codes in by_family.items():
        lines.append(f"## {_FAMILIES.get(family, family)}\n")
        for code in codes:
            lines += [*_explained(code), ""]
    return "\n".join(lines)


def _explained(code: str) -> list[str]:
    severity = {"error": "error · erreur", "warning": "warning · avertissement"}
    kind = severity[TEXTS[code].severity] + (" · *check*" if code in _ADVICE else "")
    head = [f"### `{code}`", "", kind, ""]
    if code in SITUATIONS:
        text = TEXTS[code]
        hints = {"en": text.en_hint, "fr": text.fr_hint}
        for language, what in zip(("en", "fr"), SITUATIONS[code], strict=True):
            hint = re.sub(r"(?<!\{)\{\w+\}", "…", hints[language])
            head += [what, "", f"    {about(code, language)}", f"      {hint}", ""]
        return head[:-1]
    found = provoked(EXAMPLES[code])[0]
    shown: list[str] = []
    for path, text in EXAMPLES[code].items():
        cut = [line if len(line) <= 90 else f"{line[:60]}…" for line in text.splitlines()]
        lines = [f"    {printable(line)}".rstrip() for line in cut] or ["*(empty · vide)*"]
        shown += ["", f"`{_cut(path)}`", "", *lines]
    told = [line for language in ("en", "fr") for line in describe(found, language).splitlines()]
    return [*head[:-1], *shown, "", "→", "", *(f"    {_cut(line)}" for line in told)]


def _cut(text: str) -> str:
    return re.sub(r"(\w)\1{40,}", r"\1\1\1…", text)


def provoked(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return what `check` says of a small site with *files* laid over it."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder), {**SMALL, **files})
        now = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
        options = Options(site=site, output=site / "public", now=now)
        return check(options, lambda *_: None).problems


def configuration_reference() -> str:
    """Return the keys of site.toml and of front matter, in Markdown."""
    lines = [
        "# Every key",
        "",
        "Generated from `site_builder/settings.py` and `site_builder/forms.py` by",
        "`python docs/reference.py`. A key without a default is required.",
        "",
        "## `site.toml`",
        "",
        *_keys_of(Config, ""),
    ]
    for kind, form in FORMS.items():
        lines += ["", f"## `content/{kind}/`", "", *_keys_of(form, "")]
    return "\n".join(lines) + "\n"


def _keys_of(form: type, prefix: str) -> list[str]:
    """Return a table of the keys of *form*, those of its tables below it."""
    rows = ["| key | what it says | values | default |", "|---|---|---|---|"] if not prefix else []
    hints = typing.get_type_hints(form)
    for key, entry in entries_of(form).items():
        inner = [t for t in (hints[key], *typing.get_args(hints[key])) if _is_form(t)]
        name = f"{prefix}{key}"
        if inner:
            rows.append(f"| **`{name}`** | {entry.doc} | table | |")
            rows += _keys_of(inner[0], f"{name}.")
            continue
        default = "" if entry.default is msgspec.NODEFAULT else _shown_default(entry.default)
        doc = re.sub(r"([|<])", r"\\\1", entry.doc)
        rows.append(f"| `{name}` | {doc} | {_values(entry.kind.schema)} | {default} |")
    return rows


def _is_form(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Form)


def _shown_default(value: object) -> str:
    match value:
        case None | ():
            return "–"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f'`"{value}"`'
        case tuple():
            return f"`[{', '.join(map(str, value))}]`"
    return f"`{value}`"


def _values(schema: Mapping[str, object]) -> str:
    match schema:
        case {"enum": list(known)}:
            return ", ".join(f"`{one}`" for one in known)
        case {"type": "integer", "minimum": low, "maximum": high}:
            return f"{low} to {high}"
        case {"type": "boolean"}:
            return "`true`, `false`"
        case {"type": "array", "items": dict(items)}:
            return f"list of: {_values(items)}"
        case {"anyOf": list(known)}:
            return " or ".join(map(_values, known))
        case {"type": "object"}:
            return "table"
        case {"format": "uri"}:
            return "address"
    return "text"


def compiled(catalogue: str) -> bytes:
    """Return the gettext *catalogue* (.po) in the form that programs read (.mo)."""
    texts: dict[str, str] = {}
    for entry in re.split(r"\n{2,}", catalogue):
        parts = {
            found[1]: "".join(ast.literal_eval(line) for line in found[2].splitlines())
            for found in re.finditer(r'^(msg[a-z_]+(?:\[\d\])?) ((?:"[^\n]*"\n?)+)', entry, re.M)
        }
        if "msgid_plural" in parts:
            name = f"{parts['msgid']}\0{parts['msgid_plural']}"
            texts[name] = f"{parts['msgstr[0]']}\0{parts['msgstr[1]']}"
        elif "msgid" in parts:
            texts[parts["msgid"]] = parts["msgstr"]
    pairs = [(name.encode(), text.encode()) for name, text in sorted(texts.items())]
    names = b"".join(name + b"\0" for name, _ in pairs)
    tables = [bytearray(), bytearray()]
    offsets = [28 + 16 * len(pairs), 28 + 16 * len(pairs) + len(names)]
    for pair in pairs:
        for side in (0, 1):
            tables[side] += struct.pack("<2I", len(pair[side]), offsets[side])
            offsets[side] += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + tables[0] + tables[1] + names + b"".join(text + b"\0" for _, text in pairs)


def _type_name(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def main() -> None:
    """Write the files."""
    (DOCS / "templates.md").write_text(templates_reference(), encoding="utf-8")
    (DOCS / "problems.md").write_text(problems_reference(), encoding="utf-8")
    (DOCS / "keys.md").write_text(configuration_reference(), encoding="utf-8")
    (DOCS / "schemas").mkdir(exist_ok=True)
    for name, text in schemas().items():
        (DOCS / "schemas" / name).write_text(text, encoding="utf-8")
    FRENCH.with_suffix(".mo").write_bytes(compiled(FRENCH.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
