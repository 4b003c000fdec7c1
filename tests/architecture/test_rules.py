"""Rules of the house that a tool can read in its source."""

import ast
import inspect
from collections.abc import Iterator

import jinja2
import pytest
from jinja2 import nodes

from site_builder import forms, schema, settings
from tests.architecture.house import ROOT, calls, modules

TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file() and "assets" not in path.parts
)
FORMS = sorted(
    (
        form
        for module in (forms, settings)
        for form in vars(module).values()
        if inspect.isclass(form) and issubclass(form, schema.Form)
        if form.__module__ == module.__name__
    ),
    key=lambda form: form.__qualname__,
)


def escapes(source: str) -> Iterator[str]:
    """Yield every way in which a template *source* would write text as if it were HTML."""
    tree = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(source)
    for found in tree.find_all(nodes.Filter):
        if found.name in ("safe", "tojson", "xmlattr"):
            yield f"{found.lineno}: |{found.name}"
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        yield f"{scope.lineno}: autoescape"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "Markup":
            yield f"{call.lineno}: Markup"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_escapes_all_it_is_given(name: str) -> None:
    assert list(escapes((ROOT / "templates" / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    ["{{ a|safe }}", "{{ a | upper | safe }}", "{% autoescape false %}{{ a }}{% endautoescape %}"],
)
def test_the_check_of_templates_bites(source: str) -> None:
    assert list(escapes(source))


def test_the_templates_are_read() -> None:
    assert {"base.html", "article.html", "sitemap.xml", "robots.txt"} <= set(TEMPLATES)


def test_one_room_says_that_text_is_html() -> None:
    """`Html` is declared with the views, and made where a body takes the place of its name, where
    it is made over for readers of mail, and where data for machines has its own escapes.
    """
    makers = {m.name for m in modules().values() for name, _ in calls(m.tree) if name == "Html"}
    assert makers == {"linked_data", "mailing.bodies", "recipes.fill"}
    declared = {
        module.name
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__html__"
    }
    assert declared == {"views"}
    marked = [m.name for m in modules().values() for name, _ in calls(m.tree) if name == "Markup"]
    assert marked == []


def test_nothing_is_printed() -> None:
    assert [
        m.name for m in modules().values() for name, _ in calls(m.tree) if name == "print"
    ] == []


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, module in modules().items() if not ast.get_docstring(module.tree)]
    assert [name for name in silent if name != "__main__"] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__qualname__)
def test_every_key_an_editor_may_write_is_explained(form: type) -> None:
    assert inspect.getdoc(form)
    for name, entry in schema.entries_of(form).items():
        assert entry.doc.endswith("."), f"{form.__name__}.{name}"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__qualname__)
def test_every_key_is_explained_to_the_editors_program_too(form: type) -> None:
    found = schema.json_schema(form, "a form")
    properties = found["properties"]
    assert isinstance(properties, dict)
    assert {name: p["description"] for name, p in properties.items()} == {
        name: entry.doc for name, entry in schema.entries_of(form).items()
    }
    assert found["additionalProperties"] is False


def test_every_form_is_looked_at() -> None:
    assert {settings.Config, *forms.FORMS.values()} <= set(FORMS)
