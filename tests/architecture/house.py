"""The source of `site_builder`, read without running it."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "site_builder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`from module import name`, or `import module` with an empty name."""

    module: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module by its dotted name below the package: `cli`, `plan.lists`, `plan` for its face."""

    name: str
    is_face: bool
    tree: ast.Module
    imports: tuple[Import, ...]

    @property
    def room(self) -> str:
        """The module, or package, of the top floor that this one belongs to."""
        return self.name.partition(".")[0]


@functools.cache
def modules() -> dict[str, Module]:
    """Return every module of the package but its own empty face, by name."""
    folder = ROOT / PACKAGE
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        is_face = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_face else parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if name:
            imports = tuple(_imports(tree))
            found[name] = Module(name=name, is_face=is_face, tree=tree, imports=imports)
    return found


def inner_imports(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the modules of the house that *module* imports, each with the name it takes from it.

    The name is empty for the module itself.
    """
    for one in module.imports:
        parts = one.module.split(".")
        if parts[0] == PACKAGE:
            target = ".".join(parts[1:])
            inside = f"{target}.{one.name}".strip(".")
            yield (
                (inside, "")
                if inside in modules() and not _gives(target, one.name)
                else (
                    target,
                    one.name,
                )
            )


def outer_imports(module: Module) -> Iterator[str]:
    """Yield the packages from elsewhere that *module* imports."""
    for one in module.imports:
        top = one.module.partition(".")[0]
        if top != PACKAGE:
            yield top


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call whose function is written as a name or ends in one: `print`, `read_text`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node


def all_of(module: Module) -> list[str] | None:
    """Return `__all__` as *module* writes it, None without one."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]:
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def _gives(name: str, wanted: str) -> bool:
    """Return whether *wanted* is given by module *name* itself: `plan.plan` is a function."""
    module = modules().get(name)
    return module is not None and wanted in (all_of(module) or ())


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module=alias.name, name="")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                yield Import(module=node.module or "", name=alias.name)
