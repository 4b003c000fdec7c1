"""Writes docs/templates.md and docs/schemas/ from the code: `python docs/reference.py`."""

import dataclasses
import inspect
import json
import re
from pathlib import Path

from site_builder import views
from site_builder.forms import FORMS
from site_builder.schema import json_schema
from site_builder.settings import Config

DOCS = Path(__file__).parent


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


def _type_name(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def main() -> None:
    """Write the files."""
    (DOCS / "templates.md").write_text(templates_reference(), encoding="utf-8")
    (DOCS / "schemas").mkdir(exist_ok=True)
    for name, text in schemas().items():
        (DOCS / "schemas" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
