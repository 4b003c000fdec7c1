"""Same newsletter, same bytes: whatever the machine, path, locale, zone, hash seed, processes."""

import datetime as dt
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from site_builder.building import build
from site_builder.outcome import Built, Options
from site_builder.pool import FEWEST
from tests.properties.newsroom import differences, files_in
from tests.site import make_site

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "site_builder"
# Enough articles for the work to be shared out, and what the sample newsletter does not have: a
# theme of its own, accents in names, articles of the same moment, companies without a record.
MORE: Mapping[str, str] = {
    "templates/assets/img/façade.svg": "<svg/>",
    "templates/robots.txt": "User-agent: *\nDisallow: /\n",
    "content/été/plan à jour.txt": "plan",
    "content/authors/zoe.md": "---\nname: Zoé\nlinks: {A: https://a.example, B: https://b.example}"
    "\n---\n\nElle écrit.\n",
    **{
        f"content/articles/généré-{n}.md": (
            f"---\ntitle: Numéro {n}\ndate: 2023-0{n % 9 + 1}-{n % 7 + 10}\n"
            f"companies: [Firme {n % 5}, firme {n % 4}]\ntags: [Été, ete, T{n % 6}]\n"
            f"authors: [{'Zoé' if n % 2 else 'Abel'}]\nold_urls: [/vieux-{n}/]\n---\n\n"
            f"Un [lien](généré-{(n * 7) % FEWEST}.md), une note[^1].\n\n[^1]: <b class=a id=n{n}>"
            f"En gras</b> et <span title='a' lang=\"en\" class='b c'>fin</span>.\n"
        )
        for n in range(FEWEST)
    },
}


def write_site(root: Path, order: Callable[[list[str]], list[str]] = sorted) -> Path:
    """Write the newsletter of the repository and *MORE* at *root*, file by file in *order*."""
    files: dict[str, str | bytes] = {"site.toml": (REPOSITORY / "site.toml").read_bytes(), **MORE}
    for path in (REPOSITORY / "content").rglob("*"):
        if path.is_file():
            files[path.relative_to(REPOSITORY).as_posix()] = path.read_bytes()
    for name in order(list(files)):
        make_site(root, {name: files[name]})
    return root


def build_apart(site: Path, environment: Mapping[str, str], jobs: int, umask: int) -> None:
    """Build *site* in a process that has nothing of our environment."""
    command = [sys.executable, "-m", "site_builder", "build", "--site", str(site)]
    done = subprocess.run(
        [*command, "--jobs", str(jobs)],
        env={"PYTHONPATH": str(PACKAGE.parent), **environment},
        cwd=site,
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the newsletter, built once in the plainest circumstances."""
    site = write_site(tmp_path_factory.mktemp("reference") / "site")
    build_apart(site, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}, 1, 0o022)
    return files_in(site / "public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What must not matter."""

    path: str = "site"
    environment: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    umask: int = 0o022
    order: Callable[[list[str]], list[str]] = sorted
    mtime: int | None = None


def shuffled(names: list[str]) -> list[str]:
    return random.Random(1).sample(names, len(names))


CIRCUMSTANCES = {
    "nothing else": Circumstances(),
    "another path": Circumstances(path="à côté/" + "x" * 60 + "/content/site d’essai"),
    "west of everything": Circumstances(environment={"TZ": "Pacific/Pago_Pago"}),
    "east of everything": Circumstances(environment={"TZ": "Pacific/Kiritimati"}),
    "no zone at all": Circumstances(environment={"TZ": "Nowhere/Atlantis"}),
    "French": Circumstances(environment={"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr"}),
    "Turkish": Circumstances(environment={"LC_ALL": "tr_TR.UTF-8"}),
    "the C locale": Circumstances(environment={"LC_ALL": "C"}),
    # As under fr_FR.ISO-8859-1, which few machines still have: names on disk are not UTF-8 then.
    "a locale without UTF-8": Circumstances(
        environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ),
    "seed 1": Circumstances(environment={"PYTHONHASHSEED": "1"}),
    "seed 4242, two processes": Circumstances(environment={"PYTHONHASHSEED": "4242"}, jobs=2),
    "three processes": Circumstances(jobs=3),
    "closed umask, other order, old files": Circumstances(
        umask=0o077, order=shuffled, mtime=1_000_000_000
    ),
    "files of the future": Circumstances(order=shuffled, mtime=4_000_000_000),
    "optimised Python": Circumstances(environment={"PYTHONOPTIMIZE": "2"}),
}


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_the_same_newsletter_gives_the_same_bytes(
    tmp_path: Path, reference: Mapping[str, bytes], name: str
) -> None:
    given = CIRCUMSTANCES[name]
    site = write_site(tmp_path / given.path, given.order)
    if given.mtime is not None:
        for path in site.rglob("*"):
            os.utime(path, (given.mtime, given.mtime))
    build_apart(site, given.environment, given.jobs, given.umask)
    assert not differences(files_in(site / "public"), reference)


def build_at(site: Path, output: Path, now: dt.datetime) -> dict[str, bytes]:
    options = Options(site=site, output=output, now=now, clean=True)
    assert isinstance(build(options, lambda *_: None, lambda: None), Built)
    return files_in(output)


def test_a_year_later_not_a_byte_has_changed(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    one = build_at(site, tmp_path / "one", dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    two = build_at(site, tmp_path / "two", dt.datetime(2025, 6, 15, 12, 34, 56, tzinfo=dt.UTC))
    assert not differences(one, two)


def test_the_day_of_the_build_is_written_nowhere(reference: Mapping[str, bytes]) -> None:
    """Not even by a library that reads the clock for itself."""
    today = dt.datetime.now(dt.UTC)
    days = {(today + dt.timedelta(days=n)).strftime(form) for n in (-1, 0, 1) for form in FORMS}
    said = [path for path, data in reference.items() if any(d.encode() in data for d in days)]
    assert not said


FORMS = ("%Y-%m-%d", "%d %b %Y", "%b %d, %Y")


def test_an_installed_copy_gives_the_same_bytes(
    tmp_path: Path, reference: Mapping[str, bytes]
) -> None:
    """As a wheel lays it out: the theme inside the package, elsewhere on the disk."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "lib/site_builder", ignore=ignored)
    shutil.copytree(REPOSITORY / "templates", tmp_path / "lib/site_builder/templates")
    site = write_site(tmp_path / "site")
    build_apart(site, {"PYTHONPATH": str(tmp_path / "lib")}, 1, 0o022)
    assert not differences(files_in(site / "public"), reference)
