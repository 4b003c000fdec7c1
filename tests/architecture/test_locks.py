"""What is declared is pinned, and what is pinned names no place to fetch it from."""

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterable

from packaging.requirements import Requirement

from tests.architecture.house import ROOT, modules, outer_imports

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NODE_LOCK = (ROOT / "tests/tools/package-lock.json").read_text(encoding="utf-8")

# The zones of the world, read by the standard library where the machine has none.
_DATA = {"tzdata"}


def normal(name: str) -> str:
    """Return the *name* of a distribution as registries compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(texts: Iterable[str]) -> dict[str, Requirement]:
    return {normal(found.name): found for found in map(Requirement, texts)}


def pinned() -> dict[str, str]:
    """Return the version of every distribution in the lock."""
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ;\\]+)", LOCK))


def test_every_declared_dependency_is_pinned_in_its_range() -> None:
    groups = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    groups += PROJECT["build-system"]["requires"]
    pins = pinned()
    for name, requirement in requirements(groups).items():
        assert name in pins
        assert requirement.specifier.contains(pins[name])


def test_every_pin_has_its_hashes() -> None:
    entries = re.split(r"(?m)^(?=[a-z])", LOCK)[1:]
    assert len(entries) == len(pinned())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_name_no_place_to_fetch_from() -> None:
    packages = json.loads(NODE_LOCK)["packages"]
    for package in packages.values():
        package.pop("funding", None)  # where to thank, not where to fetch
        package.pop("deprecated", None)
    for text in (LOCK, json.dumps(packages)):
        assert "://" not in text
    options = set(re.findall(r"--[a-z-]+", LOCK))
    assert options <= {"--hash"}
    assert '"resolved"' not in NODE_LOCK
    settings = (ROOT / "tests/tools/.npmrc").read_text(encoding="utf-8").splitlines()
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(settings)


def test_the_lock_of_the_node_tools_is_exact() -> None:
    asked = json.loads((ROOT / "tests/tools/package.json").read_text(encoding="utf-8"))
    packages = json.loads(NODE_LOCK)["packages"]
    assert packages[""]["devDependencies"] == asked["devDependencies"]
    for name, version in asked["devDependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in package for name, package in packages.items() if name)


def test_what_the_package_imports_is_what_it_declares() -> None:
    brought_by = importlib.metadata.packages_distributions()
    imported = {name for module in modules().values() for name in outer_imports(module)}
    used = {normal(found) for name in imported for found in brought_by.get(name, ())}
    assert used | _DATA == set(requirements(PROJECT["project"]["dependencies"]))
