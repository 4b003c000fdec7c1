"""What lies on the disk is not what was written, or changes under the build: the site is right.

Truncated, with a bit that fell over, emptied, gone, something else: what is remembered costs time
at most; what is published is mended; what vanishes is told.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.manifest import MANIFEST, OutputError, place_of
from site_builder.outcome import Built, Options, Refused
from site_builder.pipeline import build as build_site
from tests.faults.test_build_faults import clean
from tests.faults.test_faulty_sites import ARTICLES, NOW, VALID, X, built, told, written
from tests.properties.newsroom import differences, files_in
from tests.site import SMALL, build_here, contents, make_site, png

FILES = {
    **SMALL,
    X: written(*VALID, body="Un texte.\n\n![a](a.png)\n\n![b](b.svg)\n\n[c](c.pdf)\n"),
    f"{ARTICLES}/a.png": png(600, 400),
    f"{ARTICLES}/b.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    f"{ARTICLES}/c.pdf": "%PDF-1.4",
}
MORE = {**FILES, X: written(*VALID, body="Un autre texte.\n\n![a](a.png)\n")}


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def cut_at_the_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes() or b"\0")
    for place in {len(data) // 3, len(data) // 2, len(data) - 1}:
        data[place] ^= 1 << place % 8
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def replace_by_noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 9)


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    (path / "dedans").mkdir(parents=True)


def lead_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("rien")


WAYS = (
    cut,
    cut_at_the_end,
    flip,
    empty,
    remove,
    replace_by_noise,
    replace_by_a_folder,
    lead_nowhere,
)


def spoil(path: Path, way: Callable[[Path], None]) -> None:
    """Do so to *path* alone: files that are published are other names of the same file."""
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    way(path)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was published twice: it has all that is ever kept."""
    site = make_site(tmp_path_factory.mktemp("twice") / "site", FILES)
    assert build_here(site).exit_code == 0
    make_site(site, MORE)
    assert build_here(site).exit_code == 0
    return site


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kept", ["facts", "texts", "plan", "images", "state", "tree"])
def test_what_is_remembered_may_be_spoilt(
    kept: str, way: Callable[[Path], None], twice: Path, tmp_path: Path
) -> None:
    """Facts hold what articles and pictures say, texts their HTML and the indexes of the search."""
    site = Path(shutil.copytree(twice, tmp_path / "site", symlinks=True))
    beside = Path(place_of(site / "public").beside)
    place = (beside if kept in ("state", "tree") else site / ".site-builder") / kept
    files = [p for p in sorted(place.rglob("*")) if p.is_file()] if place.is_dir() else [place]
    assert files
    for path in files:
        spoil(path, way)
    if kept == "state" and way is replace_by_a_folder:  # not ours to delete: told
        assert "Is a directory" in build_here(site).stderr
        return
    for files_of_it in (FILES, MORE):
        make_site(site, files_of_it)
        result = build_here(site)
        assert (result.exit_code, result.stderr) == (0, "")
        assert not differences(files_in(site / "public"), clean(tmp_path, files_of_it))


@pytest.mark.parametrize("way", WAYS[:-2])
def test_what_is_published_is_mended(
    way: Callable[[Path], None], twice: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(twice, tmp_path / "site", symlinks=True))
    for path in sorted((site / "public").rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            spoil(path, way)
    make_site(site, {"public/a-moi.txt": "à moi"})
    assert build_here(site).exit_code == 0
    found = files_in(site / "public")
    assert found.pop("a-moi.txt") == "à moi".encode()
    assert not differences(found, clean(tmp_path, MORE))


@pytest.mark.parametrize("way", [cut, flip, empty, remove, replace_by_noise])
def test_the_list_of_what_is_published_may_be_spoilt(
    way: Callable[[Path], None], twice: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(twice, tmp_path / "site", symlinks=True))
    spoil(site / "public" / MANIFEST, way)
    result = build_here(site)
    if result.exit_code == 0:
        assert not differences(files_in(site / "public"), clean(tmp_path, MORE))
    else:
        assert "error" in result.stderr
        assert way is remove


# What changes under the build


def test_a_record_that_is_taken_away_during_the_build_is_told(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", SMALL)
    assert isinstance(built(site), Built)
    before = contents(site / "public")
    make_site(site, {X: written(*VALID)})

    def strike(stage: str, done: int, total: int) -> None:
        shutil.rmtree(site / ".public.spare", ignore_errors=True)

    options = Options(site=site, output=site / "public", now=NOW)
    with pytest.raises(OutputError):
        build_site(options, strike, lambda: None)
    assert contents(site / "public") == before
    assert isinstance(built(site), Built)


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def changed(path: Path) -> None:
    (path / "nouveau.txt" if path.is_dir() else path).write_bytes(b"autre chose")


@pytest.mark.parametrize("stage", ["parse", "render"])
@pytest.mark.parametrize("how", [gone, changed])
@pytest.mark.parametrize(
    "victim",
    [
        X,
        f"{ARTICLES}/a.png",
        f"{ARTICLES}/b.svg",
        f"{ARTICLES}/c.pdf",
        "templates/assets/mien.css",
        "templates/assets/mien.js",
        "templates/article.html",
        "site.toml",
        "content",
        "templates",
        ".site-builder",
    ],
)
def test_what_goes_or_changes_during_the_build_is_told_or_was_read(
    victim: str, how: Callable[[Path], None], stage: str, tmp_path: Path
) -> None:
    site = make_site(tmp_path / "site", SMALL)
    assert isinstance(built(site), Built)
    theme = {
        "templates/article.html": "{{ page.title }}",
        "templates/assets/mien.css": "a { top: 0 }",
    }
    make_site(site, {**FILES, **theme, "templates/assets/mien.js": "1"})
    before = contents(site / "public")
    struck = False

    def strike(now: str, done: int, total: int) -> None:
        nonlocal struck
        if now == stage and not struck:
            struck = True
            how(site / victim)

    options = Options(site=site, output=site / "public", now=NOW)
    result = build_site(options, strike, lambda: None)
    assert struck
    if isinstance(result, Refused):
        assert {problem.code for problem in result.problems} == {"file.changed"}
        assert all(
            problem.place.path.startswith(victim) or "x.md" in problem.place.path
            for problem in result.problems
        ), told(result.problems)
        assert contents(site / "public") == before
    else:
        assert "articles/x/index.html" in contents(site / "public")
