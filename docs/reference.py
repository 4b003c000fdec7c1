"""Writes what is generated from the code, in docs/ and elsewhere: `python docs/reference.py`."""

import ast
import dataclasses
import inspect
import json
import re
import struct
from pathlib import Path

from site_builder import views
from site_builder.forms import FORMS
from site_builder.schema import json_schema
from site_builder.settings import Config

DOCS = Path(__file__).parent
FRENCH = DOCS.parent / "site_builder/cli/locale/fr/LC_MESSAGES/messages.po"


def templates_reference() -> str:
    """Return the reference of all that templates may show, in Markdown."""
    lines = [
        "# What templates see",
        "",
        "Two names reach a template: `site`, a `SiteView`, and `page`, the view named after the",
        "template. Generated from `site_builder/views.py` by `python docs/reference.py`.",
    ]
    for name, view in inspect.getmembers(views, dataclasses.is_dataclass):
        if view.__module__ != views.__name__:
            continue
        lines += ["", f"## {name}", "", " ".join((view.__doc__ or "").split()), ""]
        lines += ["| field | type |", "|---|---|"]
        for field in dataclasses.fields(view):
            shown = re.sub(r"site_builder\.\w+\.", "", _type_name(field.type))
            shown = shown.replace("|", "\\|")  # a bare bar would end the cell
            lines.append(f"| `{field.name}` | `{shown}` |")
    return "\n".join(lines) + "\n"


def schemas() -> dict[str, str]:
    """Return the JSON Schemas, by file name."""
    named = {kind: json_schema(form, f"content/{kind}/*.md") for kind, form in FORMS.items()}
    named["site"] = json_schema(Config, "site.toml")
    return {
        f"{kind}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for kind, schema in named.items()
    }


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
    (DOCS / "schemas").mkdir(exist_ok=True)
    for name, text in schemas().items():
        (DOCS / "schemas" / name).write_text(text, encoding="utf-8")
    FRENCH.with_suffix(".mo").write_bytes(compiled(FRENCH.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
