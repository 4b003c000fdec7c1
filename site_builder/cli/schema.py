"""`site-builder schema`."""

import json

import click

from site_builder.forms import FORMS
from site_builder.schema import json_schema
from site_builder.settings import Config

_EXAMPLES = """\b
Examples:
  site-builder schema articles > schemas/articles.schema.json
  site-builder schema site"""


@click.command(name="schema", epilog=_EXAMPLES)
@click.argument("kind", type=click.Choice([*FORMS, "site"]))
def command(*, kind: str) -> None:
    """Print the JSON Schema of a form.

    That is a kind of front matter, or site.toml: editors complete and check with it.
    """
    form = Config if kind == "site" else FORMS[kind]
    title = "site.toml" if kind == "site" else f"content/{kind}/*.md"
    click.echo(json.dumps(json_schema(form, title), ensure_ascii=False, indent=2))
