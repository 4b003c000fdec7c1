"""What is generated from the code is fresh: `python docs/reference.py`."""

import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.forms import FORMS

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = runpy.run_path(str(DOCS / "reference.py"))


def test_the_reference_of_templates_is_fresh() -> None:
    assert (DOCS / "templates.md").read_text(encoding="utf-8") == REFERENCE["templates_reference"]()


def test_the_reference_of_problems_is_fresh() -> None:
    assert (DOCS / "problems.md").read_text(encoding="utf-8") == REFERENCE["problems_reference"]()


def test_the_reference_of_keys_is_fresh() -> None:
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == REFERENCE["configuration_reference"]()


def test_the_schemas_are_fresh() -> None:
    written = {p.name: p.read_text(encoding="utf-8") for p in (DOCS / "schemas").iterdir()}
    assert written == REFERENCE["schemas"]()


@pytest.mark.parametrize("kind", [*FORMS, "site"])
def test_the_command_prints_the_schema_of_the_documentation(kind: str) -> None:
    printed = CliRunner().invoke(main, ["schema", kind]).output
    assert json.loads(printed) == json.loads(
        (DOCS / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8")
    )
