"""Whatever editors do between two builds, a warm build gives what a clean one gives.

A history is a list of edits; after each, the site is built over the last output with all that is
remembered, and a copy of it is built from nothing. The committed run is short and always the same;
`HISTORIES=500 pytest tests/properties/test_histories.py` looks for news.
"""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from site_builder.building import build
from site_builder.manifest import MANIFEST
from site_builder.outcome import Built, Options, Refused
from site_builder.record import checked, with_checksum
from tests.properties.newsroom import (
    BYTES,
    CLOCKS,
    FAULTS,
    FIELDS,
    MEDIA,
    PASSAGES,
    PATHS,
    READING,
    SETTINGS,
    Kind,
    Piece,
    contents_of,
    differences,
    files_in,
    first_piece,
    looks_in,
    templates,
    toml,
)

LONG_RUN = int(os.environ.get("HISTORIES", "0"))

# What others put into the published folder, where no page ever goes.
FOREIGN = ("CNAME", "articles/notes.txt", ".well-known/acme", "entreprises/meta/old.html~")
# Articles change most.
KINDS: tuple[Kind, ...] = (
    "articles",
    "articles",
    "articles",
    "companies",
    "authors",
    "editions",
    "pages",
)
# Faults that no other state of the site can hide: the page with them is always made.
CERTAIN = FAULTS.keys() - {"templates/author.html", "templates/list.html"}


def no_wait() -> None:
    raise AssertionError("nobody else is building")


def damaged(data: bytes, how: str, where: int) -> bytes:
    """Return *data* as a bad disk or an interrupted copy leaves it; never *data* itself."""
    at = where % len(data) if data else 0
    match how:
        case "cut":
            return data[:at]
        case "flip":
            return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if data else b"\0"
        case _:
            return data + b"\0"


HURTS = ("cut", "flip", "grow", "gone", "all gone", "folder", "older")


def hurt(file: Path, how: str, where: int) -> None:
    """Do to a file of the memory what may befall it."""
    if not file.is_file():
        return
    if how == "all gone":
        shutil.rmtree(file.parent)
    elif how in ("gone", "folder"):
        file.unlink()
        if how == "folder":
            file.mkdir()
    elif how == "older" and file.name == "facts":
        file.write_bytes(facts_of_another_version(file.read_bytes()))
    else:
        file.write_bytes(damaged(file.read_bytes(), how, where))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A state of the site that could be published."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    settings: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Newsroom(RuleBasedStateMachine):
    """Files of a site, edited one by one, and built after each edit or after a few."""

    def __init__(self, root: Path | None = None) -> None:
        super().__init__()
        self.root = root or Path(tempfile.mkdtemp(prefix="histories-"))
        self.site = self.root / "site"
        self.output = self.root / "public"
        self.pieces: dict[str, Piece] = {}
        self.files: dict[str, bytes] = {}
        self.settings: dict[tuple[str, str], str] = {}
        self.good = Saved()
        self.foreign: dict[str, bytes] = {}
        self.now = CLOCKS[0]
        self.drafts = False
        self.future = False
        self.builds = 0
        self.refusals = 0
        self.pace = 1
        self.unbuilt = 0
        self.list_hurt = False

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    # Files

    def put(self, path: str, data: bytes) -> None:
        self.files[path] = data
        full = self.site / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(data)

    def drop(self, path: str) -> None:
        del self.files[path]
        self.pieces.pop(path, None)
        (self.site / path).unlink()

    def put_piece(self, path: str, piece: Piece) -> None:
        self.pieces[path] = piece
        self.put(path, piece.encoded())

    def restore(self) -> None:
        """Undo everything since the last build that published."""
        for path in self.files.keys() - self.good.files.keys():
            (self.site / path).unlink()
        self.files = {}
        for path, data in self.good.files.items():
            self.put(path, data)
        self.pieces = dict(self.good.pieces)
        self.settings = dict(self.good.settings)

    @initialize(pieces=st.integers(0, 2), pace=st.integers(1, 3))
    def begin(self, pieces: int, pace: int) -> None:
        """Write the first files; from then on, build after every *pace* edits."""
        self.pace = pace
        self.settings = {key: value for key, (value, *_) in SETTINGS.items() if value is not None}
        self.put("site.toml", toml(self.settings))
        for path in MEDIA[:2]:
            self.put(path, contents_of(path)[0])
        for kind in PATHS:
            for path in PATHS[kind][: pieces + (kind == "articles")]:
                self.put_piece(path, first_piece(kind, path))
        if "content/companies/google.md" in self.pieces:  # one name, one company
            google = first_piece("companies", "G").with_field("name", "Google")
            self.put_piece("content/companies/google.md", google)
        if "content/authors/zoe.md" in self.pieces:
            zoe = first_piece("authors", "Z").with_field("name", "Zoé")
            self.put_piece("content/authors/zoe.md", zoe)

    # What editors do

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def add(self, data: st.DataObject, kind: Kind) -> None:
        path = data.draw(st.sampled_from(PATHS[kind]))
        piece = first_piece(kind)
        for key, values in FIELDS[kind].items():
            if data.draw(st.booleans(), label=key):
                value = data.draw(st.sampled_from(values))
                piece = piece if value is None else piece.with_field(key, value)
        self.put_piece(path, piece)

    @precondition(lambda self: self.pieces)
    @rule(data=st.data())
    def edit_field(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.pieces)))
        kind = next(kind for kind in PATHS if path.startswith(f"content/{kind}/"))
        key = data.draw(st.sampled_from(sorted(FIELDS[kind])))
        value = data.draw(st.sampled_from(FIELDS[kind][key]))
        self.put_piece(path, self.pieces[path].with_field(key, value))

    @precondition(lambda self: self.pieces)
    @rule(data=st.data(), passages=st.lists(st.sampled_from(PASSAGES), max_size=3))
    def rewrite(self, data: st.DataObject, passages: list[str]) -> None:
        path = data.draw(st.sampled_from(sorted(self.pieces)))
        self.put_piece(path, Piece(fields=self.pieces[path].fields, passages=tuple(passages)))

    @precondition(lambda self: any(path in self.pieces for path in PATHS["articles"]))
    @rule(data=st.data(), key=st.sampled_from(("title", "summary", None)))
    def reword(self, data: st.DataObject, key: str | None) -> None:
        """Change words of an article, and nothing else that a plan reads."""
        path = data.draw(st.sampled_from(sorted(self.pieces.keys() & set(PATHS["articles"]))))
        piece = self.pieces[path]
        if key is not None and piece.fields.get(key):
            self.put_piece(path, piece.with_field(key, f"{piece.fields[key]} Bis"))
        else:
            self.put_piece(
                path, replace(piece, passages=(f"Aussi {len(piece.passages)}", *piece.passages))
            )

    @precondition(lambda self: self.pieces)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(sorted(self.pieces)))
        kind = next(kind for kind in PATHS if old.startswith(f"content/{kind}/"))
        new = data.draw(st.sampled_from(PATHS[kind]))
        if new == old:
            return
        (self.site / new).parent.mkdir(parents=True, exist_ok=True)
        (self.site / old).rename(self.site / new)
        self.files[new] = self.files.pop(old)
        self.pieces[new] = self.pieces.pop(old)

    @precondition(lambda self: len(self.files) > 1)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.drop(data.draw(st.sampled_from(sorted(self.files.keys() - {"site.toml"}))))

    @rule(path=st.sampled_from(MEDIA), data=st.data())
    def put_media(self, path: str, data: st.DataObject) -> None:
        self.put(path, data.draw(st.sampled_from(contents_of(path))))

    @rule(data=st.data())
    def put_template(self, data: st.DataObject) -> None:
        ours = templates()
        name = data.draw(st.sampled_from(sorted(ours)))
        variant = data.draw(st.integers(0, len(ours[name]) - 1))
        self.put(f"templates/{name}", ours[name][variant].encode())

    @rule(data=st.data(), key=st.sampled_from(sorted(SETTINGS)))
    def set_up(self, data: st.DataObject, key: tuple[str, str]) -> None:
        self.set_up_key(key, data.draw(st.sampled_from(SETTINGS[key])))

    @rule(data=st.data(), key=st.sampled_from(READING))
    def read_otherwise(self, data: st.DataObject, key: tuple[str, str]) -> None:
        self.set_up_key(key, data.draw(st.sampled_from(SETTINGS[key])))

    def set_up_key(self, key: tuple[str, str], value: str | None) -> None:
        self.settings.pop(key, None)
        if value is not None:
            self.settings[key] = value
        self.put("site.toml", toml(dict(sorted(self.settings.items()))))

    @rule(now=st.sampled_from(CLOCKS))
    def time_passes(self, now: dt.datetime) -> None:
        self.now = now

    @rule(drafts=st.booleans(), future=st.booleans())
    def ask_for(self, drafts: bool, future: bool) -> None:
        self.drafts, self.future = drafts, future

    @precondition(lambda self: self.pieces)
    @rule(data=st.data())
    def edit_unnoticed(self, data: st.DataObject) -> None:
        """Change a file that keeps its size and its times."""
        path = data.draw(st.sampled_from(sorted(self.pieces)))
        full = self.site / path
        look = full.stat()
        swap = str.maketrans("aeé", "eaè")
        piece = self.pieces[path]
        other = Piece(
            fields=piece.fields, passages=tuple(p.translate(swap) for p in piece.passages)
        )
        self.put_piece(path, other)
        os.utime(full, ns=(look.st_atime_ns, look.st_mtime_ns))
        assert full.stat().st_size == look.st_size

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.files)))
        os.utime(self.site / path, (0, data.draw(st.sampled_from((0, 1, 1e9, 4e9)))))

    @rule(path=st.sampled_from(sorted(FAULTS)))
    def make_a_mistake(self, path: str) -> None:
        self.pieces.pop(path, None)
        self.put(path, FAULTS[path])

    # What befalls a disk

    @rule(
        name=st.sampled_from(("facts", "texts", "plan")),
        how=st.sampled_from(HURTS),
        where=st.integers(0, 1 << 20),
    )
    def hurt_memory(self, name: str, how: str, where: int) -> None:
        hurt(self.site / ".site-builder" / name, how, where)

    @precondition(lambda self: self.builds)
    @rule(
        data=st.data(),
        how=st.sampled_from(("cut", "flip", "grow", "gone", "same look", "replaced")),
        where=st.integers(0, 1 << 20),
    )
    def hurt_output(self, data: st.DataObject, how: str, where: int) -> None:
        ours = sorted(files_in(self.output).keys() - self.foreign.keys() - {MANIFEST})
        if not ours:
            return
        file = self.output / data.draw(st.sampled_from(ours))
        content, look = file.read_bytes(), file.stat()
        if how in ("gone", "replaced"):
            file.unlink()
        if how != "gone":
            file.write_bytes(damaged(content, "flip" if " " in how else how, where))
        if how == "same look":
            os.utime(file, ns=(look.st_atime_ns, look.st_mtime_ns))

    @precondition(lambda self: self.builds and not self.list_hurt)
    @rule(how=st.sampled_from(("cut", "flip", "grow")), where=st.integers(0, 1 << 20))
    def hurt_manifest(self, how: str, where: int) -> None:
        manifest = self.output / MANIFEST
        if manifest.exists():
            manifest.write_bytes(damaged(manifest.read_bytes(), how, where))
            self.list_hurt = True  # the second copy of the list must last until it is mended

    @precondition(lambda self: self.builds and not self.list_hurt)
    @rule(what=st.sampled_from((".", "tree", "tree/index.html", "state")))
    def lose_the_spare(self, what: str) -> None:
        lost = self.root / ".public.spare" / what
        if lost.is_dir():
            shutil.rmtree(lost)
        elif lost.exists():
            lost.unlink()
        self.list_hurt = True

    @rule()
    def lose_the_output(self) -> None:
        if self.output.exists():
            shutil.rmtree(self.output)
            self.foreign.clear()
            self.builds = 0

    @precondition(lambda self: self.builds)
    @rule(path=st.sampled_from(FOREIGN), content=st.sampled_from(BYTES))
    def put_foreign(self, path: str, content: bytes) -> None:
        full = self.output / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
        self.foreign[path] = content

    # What is promised

    @invariant()
    def warm_equals_clean(self) -> None:
        self.unbuilt += 1
        if self.unbuilt < self.pace:
            return
        self.unbuilt = 0
        clean, expected = self.clean_build()
        before, looks = self.published(), looks_in(self.output)
        warm = self.warm_build()
        assert type(warm) is type(clean), (warm, clean)
        assert warm.problems == clean.problems
        if isinstance(warm, Refused):
            assert self.published() == before
            assert looks_in(self.output) == looks
            self.refused()
            return
        assert not CERTAIN & self.files.keys()
        assert isinstance(clean, Built)
        found = self.published()
        for path, content in self.foreign.items():
            assert found.pop(path) == content, path
        assert not differences(found, expected)
        assert [(t.kind, t.total) for t in warm.tallies] == [
            (t.kind, t.total) for t in clean.tallies
        ]
        self.second_build_does_nothing()
        self.builds += 1
        self.refusals = 0
        self.list_hurt = False
        self.good = Saved(
            files=dict(self.files), pieces=dict(self.pieces), settings=dict(self.settings)
        )

    def refused(self) -> None:
        """Go back to what could be published, when two changes in a row did not mend the site."""
        self.refusals += 1
        if self.refusals > 2 and self.good.files:
            self.restore()
            self.refusals = 0
            self.unbuilt = self.pace
            self.warm_equals_clean()

    def second_build_does_nothing(self) -> None:
        looks = looks_in(self.output)
        second = self.warm_build()
        assert isinstance(second, Built)
        assert [tally for tally in second.tallies if tally.made] == []
        assert not second.published.changed
        assert looks_in(self.output) == looks

    def published(self) -> dict[str, bytes]:
        return files_in(self.output) if self.output.exists() else {}

    def warm_build(self) -> Built | Refused:
        return self.build(self.site, self.output, clean=False)

    def clean_build(self) -> tuple[Built | Refused, dict[str, bytes]]:
        """Build a copy that remembers nothing, elsewhere, and throw it away."""
        with tempfile.TemporaryDirectory(dir=self.root) as name:
            site, output = Path(name) / "copy", Path(name) / "out"
            shutil.copytree(self.site, site, ignore=lambda *_: {".site-builder"})
            return self.build(site, output, clean=True), files_in(output)

    def build(self, site: Path, output: Path, *, clean: bool) -> Built | Refused:
        options = Options(
            site=site,
            output=output,
            now=self.now,
            drafts=self.drafts,
            future=self.future,
            clean=clean,
        )
        return build(options, lambda *_: None, no_wait)


def facts_of_another_version(data: bytes) -> bytes:
    """Return what a version whose classes had other names would have left, checksum and all."""
    head = data[: data.index(b"\n") + 1]
    payload = checked(head, data)
    assert payload is not None
    return with_checksum(head, bytes(payload).replace(b"Parsed", b"Passed"))


def test_a_warm_build_equals_a_clean_one_after_any_history() -> None:
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=LONG_RUN or 12,
            stateful_step_count=50 if LONG_RUN else 20,
            derandomize=not LONG_RUN,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A history is long and slow to shorten: what fails is printed as it happened.
            phases=(Phase.generate,),
        ),
    )


@pytest.mark.parametrize("how", HURTS)
@pytest.mark.parametrize("name", ["facts", "texts", "plan"])
def test_a_damaged_memory_is_worked_out_again(tmp_path: Path, name: str, how: str) -> None:
    """Every page is made again, of texts that are remembered: none may come out damaged."""
    newsroom = Newsroom(tmp_path)
    newsroom.begin(pieces=1, pace=1)
    newsroom.warm_equals_clean()
    for where in (0, 777):
        newsroom.put("templates/base.html", templates()["base.html"][where % 2].encode())
        hurt(newsroom.site / ".site-builder" / name, how, where)
        newsroom.unbuilt = newsroom.pace
        newsroom.warm_equals_clean()
