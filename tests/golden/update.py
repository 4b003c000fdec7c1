"""The golden site: what a small newsletter gives, byte for byte, kept to be read in a diff.

    python -m tests.golden.update

writes `expected/` again after a change that is meant; `git diff tests/golden` then shows what
readers will see of it. Three things are left out: the manifest, which changes with our own code,
`assets/`, copied from the theme (the site has its own style, so that the theme's may change alone),
and the search index, which is Pagefind's.
"""

import datetime as dt
import shutil
import sys
import tempfile
from pathlib import Path

from site_builder.manifest import MANIFEST
from site_builder.outcome import Built, Options
from site_builder.pipeline import build

SITE = Path(__file__).parent / "site"
EXPECTED = Path(__file__).parent / "expected"
NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)


def built_files(folder: Path) -> dict[str, bytes]:
    """Return the files of the golden site, built in the empty *folder*, by path."""
    site, output = folder / "site", folder / "public"
    shutil.copytree(SITE, site)
    result = build(Options(site=site, output=output, now=NOW), lambda *_: None, lambda: None)
    if not isinstance(result, Built):
        raise AssertionError(result)
    files = files_below(output)
    del files[MANIFEST]
    left_out = ("assets/", "recherche/pagefind/")
    return {path: data for path, data in files.items() if not path.startswith(left_out)}


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rewrite() -> list[str]:
    """Make `expected/` what the site gives; return what changed, a line a file."""
    with tempfile.TemporaryDirectory() as name:
        new = built_files(Path(name))
    old = files_below(EXPECTED)
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, data in new.items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    changes = {path: "changed" for path in old.keys() & new.keys() if old[path] != new[path]}
    changes |= dict.fromkeys(new.keys() - old.keys(), "new")
    changes |= dict.fromkeys(old.keys() - new.keys(), "gone")
    return [f"{changes[path]:<8} {path}" for path in sorted(changes)]


if __name__ == "__main__":
    sys.stdout.write("\n".join([*rewrite(), "Now read: git diff tests/golden", ""]))
