"""Lower floors know nothing of upper ones, and each room is entered by its door.

A new module fails here until it has a floor; docs/architecture.md says what the floors are for.
"""

import importlib
import sys
from graphlib import TopologicalSorter

import pytest

from tests.architecture.house import Module, all_of, inner_imports, modules, outer_imports

# From the cellar up. Rooms of one floor may know each other, but never in a circle.
FLOORS = {
    "words": (
        "problems",
        "privacy",
        "fingerprint",
        "text",
        "dates",
        "zones",
        "colours",
        "crawlers",
        "layout",
        "typography",
    ),
    "forms": (
        "borrowed",
        "textfile",
        "schema",
        "kinds",
        "forms",
        "services",
        "settings",
        "positions",
        "config",
        "urls",
        "typesetter",
    ),
    "reading": (
        "bounds",
        "yaml_matter",
        "frontmatter",
        "safe_html",
        "foreign",
        "embeds",
        "plain_markdown",
        "shortcuts",
        "python_markdown",
        "markup",
        "items",
        "content",
        "proofs",
        "outward",
        "images",
    ),
    "site": (
        "registry",
        "recognition",
        "mentions",
        "issues",
        "catalogue",
        "links",
        "census",
        "config_problems",
    ),
    "pages": ("views", "pages", "look", "pictures", "figures", "compose", "plan", "advice"),
    "making": (
        "linked_data",
        "theme",
        "template_run",
        "template_code",
        "jinja",
        "templates",
        "assets",
        "recipes",
        "mailing",
        "indexing",
    ),
    "hall": (
        "outcome",
        "inputs",
        "refusals",
        "answers",
        "imaging",
        "searching",
        "keys",
        "parsing",
        "blueprint",
        "rendering",
        "pipeline",
        "checking",
        "building",
        "reasons",
        "emailing",
        "preview",
    ),
    "doors": (
        "drafts",
        "importing",
        "writing",
        "editing",
        "sending",
        "scaffold",
        "report",
        "formats",
        "explanations",
        "roll",
        "progress",
        "serving",
    ),
    "street": ("cli", "ending", "__main__"),
}
# The yard, beside the house: the only rooms with the disk or with processes.
YARD = (
    "sources",
    "readings",
    "memory",
    "image_cache",
    "pool",
    "time_limit",
    "record",
    "manifest",
    "tree",
    "exchange",
    "ahead",
    "spare",
    "swap",
    "publish",
    "web",
    "pagefind",
    "looks",
)
# Under the house: what every value of ours is, for all floors and the yard.
GROUND = ("values",)
# What lower floors may know of the yard: values and a name, nothing that reads.
VALUES_OF_THE_YARD = {
    ("sources", "Source"),
    ("sources", "Media"),
    ("sources", "CONTENT"),
    ("pagefind", "Record"),
    ("time_limit", "OutOfTime"),
}

# Who may use a library; that of our values is anyone's, as what comes with Python.
ANYONES = {"msgspec", *sys.stdlib_module_names}
LIBRARIES = {
    "PIL": {"images"},
    "click": {"cli", "progress"},
    "css_inline": {"mailing"},
    "feedgen": {"recipes"},
    "frontmatter": {"yaml_matter"},
    "jinja2": {"jinja", "serving", "template_code", "templates"},
    "lxml": {"mailing", "recipes"},
    "markdown": {"foreign", "python_markdown", "shortcuts"},
    "nh3": {"safe_html"},
    "pagefind_bin": {"pagefind"},
    "starlette": {"serving"},
    "tzdata": {"zones"},
    "uvicorn": {"serving"},
    "watchfiles": {"serving"},
    "yaml": {"yaml_matter"},
}

HEIGHT = {room: height for height, rooms in enumerate(FLOORS.values()) for room in rooms}
HALL = HEIGHT["pipeline"]
PACKAGES = sorted(name for name, module in modules().items() if module.is_face)


def faults_of(module: Module) -> list[str]:
    """Return the imports of *module* that go up, or into the yard where they may not."""
    faults = []
    for target, name in inner_imports(module):
        room = target.partition(".")[0]
        if room == module.room or room in GROUND:
            continue
        height, below = HEIGHT.get(module.room, -1), HEIGHT.get(room, len(FLOORS))
        if module.room in YARD:
            allowed = room in YARD or below == 0
        elif room in YARD:
            allowed = height >= HALL or (room, name) in VALUES_OF_THE_YARD
        else:
            allowed = 0 < height >= below
        if not allowed:
            faults.append(f"{module.name} imports {target} {name}".strip())
    return faults


def test_every_module_has_a_floor_and_every_floor_its_modules() -> None:
    rooms = {module.room for module in modules().values()}
    assert rooms == {*HEIGHT, *YARD, *GROUND}
    assert len(HEIGHT) + len(YARD) == sum(map(len, FLOORS.values())) + len(set(YARD))


def test_no_module_imports_what_is_above_it() -> None:
    assert [fault for module in modules().values() for fault in faults_of(module)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        name: {target for target, _ in inner_imports(module) if target != name}
        for name, module in modules().items()
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules())


def test_a_package_is_entered_by_its_face() -> None:
    faults = [
        f"{module.name} imports {name} of {target}"
        for module in modules().values()
        for target, name in inner_imports(module)
        if target.partition(".")[0] != module.room
        if "." in target or (target in PACKAGES and name not in (all_of(modules()[target]) or ()))
    ]
    assert faults == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_gives(package: str) -> None:
    names = all_of(modules()[package])
    assert names
    face = importlib.import_module(f"site_builder.{package}")
    assert [name for name in names if not hasattr(face, name)] == []
    assert not any(name.startswith("_") for name in names)
    assert len(names) == len(set(names))


def test_libraries_are_used_where_it_is_said() -> None:
    users: dict[str, set[str]] = {}
    for module in modules().values():
        for library in outer_imports(module):
            users.setdefault(library, set()).add(module.room)
    found = {name: rooms for name, rooms in users.items() if name not in ANYONES}
    assert found == LIBRARIES


def test_the_words_of_the_cellar_need_nothing() -> None:
    cellar = [module for module in modules().values() if HEIGHT.get(module.room) == 0]
    named = [(f.partition(".")[0], m.room) for m in cellar for f, _ in inner_imports(m)]
    assert [room for room, own in named if room != own and room not in GROUND] == []
