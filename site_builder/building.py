"""The door to a build: nothing is read, nor even imported, where nothing can have changed.

What the last build looked at is noted in `.site-builder/last.json`, with how the site looked that
came of it. All is as it was when the same is asked of the same code, no file looks otherwise, on
either side, and no article has come due. Whatever is in doubt leads to a whole build, which decides
by content.
"""

# Strings and plain calls, where a Path costs more than the call it is for.
# ruff: noqa: PTH208

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from site_builder.fingerprint import fingerprint
from site_builder.layout import FILE_NAME, TEMPLATES, packaged_theme
from site_builder.looks import Looks, look_at
from site_builder.manifest import (
    Look,
    OutputError,
    digest_of_manifest,
    is_settled,
    place_of,
    read_folder,
)
from site_builder.memory import FOLDER, NOTE, replace_file
from site_builder.outcome import Built, Options, Progress, Refused, nothing_made
from site_builder.problems import Place, Problem
from site_builder.record import encode, read_record
from site_builder.sources import CONTENT
from site_builder.tree import find_whole_files, look_over
from site_builder.values import Value


def build(options: Options, progress: Progress, waiting: Callable[[], None]) -> Built | Refused:
    """Build the site and publish it, or say everything that forbids it.

    *waiting* is called once if another build of the same output must end first. Raises OutputError
    when the disk says no.
    """
    progress("state", 0, 0)
    ground = _ground(options)
    trusting = not (options.clean or options.verify)
    if ground is not None and trusting:
        known = _recall(options, ground)
        if known is not None:
            return known
    from site_builder.pipeline import build as build_whole

    def note(built: Built) -> None:
        if ground is not None and built.lasting:
            with contextlib.suppress(OSError):
                result = _Result(manifest=digest_of_manifest(options.output), looks={})
                _note(options, ground, result, built, options.now)

    looks = ground.looks if ground is not None and trusting else None
    return build_whole(options, progress, waiting, note, looks)


class _Ground(Value, frozen=True, kw_only=True):
    """All that a build rests on besides the clock: what is `asked` of which code, and the looks of
    its files. `digest` is for later builds; those `in_doubt` count in it by their content.
    """

    asked: str
    looks: Looks
    in_doubt: tuple[str, ...]
    digest: str


def _ground(options: Options) -> _Ground | None:
    """Return what the build of *options* rests on; None where its files do not tell."""
    own = (options.site / name for name in (FILE_NAME, CONTENT, TEMPLATES))
    roots = sorted({os.path.realpath(p) for p in (packaged_theme(), Path(__file__).parent)})
    try:
        looks = look_at(map(os.path.abspath, own), code=roots)
        if looks.odd:
            return None
        in_doubt = looks.in_doubt()
        digest = looks.digest(in_doubt)
        return _Ground(asked=_asked(options), looks=looks, in_doubt=in_doubt, digest=digest)
    except (OSError, UnicodeEncodeError):  # not to be read, or a name that is no text
        return None


def _asked(options: Options) -> str:
    """Return a digest of what is asked, of whom: Python, and each library by its version."""
    libraries = tuple((folder, _versions(folder)) for folder in sys.path)
    hour = options.asked and options.asked.isoformat()
    flags = (options.drafts, options.future, options.strict, hour)
    try:
        home = str(Path.home())
    except RuntimeError:  # a user without one
        home = ""
    site, output = os.path.realpath(options.site), place_of(options.output).live
    return fingerprint((site, output, flags, home, sys.version, libraries))


def _versions(folder: str) -> tuple[str, ...]:
    """Return the names of what is installed in *folder*, each with its version."""
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return ()
    return tuple(sorted(n for n in names if n.endswith((".dist-info", ".egg-info"))))


class _Result(Value, frozen=True, kw_only=True):
    """What lies in the published folder: the digest of its manifest, and the looks of those files
    that were too new for them when the others were noted.
    """

    manifest: str
    looks: Mapping[str, Look]


def _look_again(output: Path, noted: _Result, now_ns: int) -> _Result | None:
    """Return what lies in the published folder, if it is what was *noted*, and every file whole."""
    if os.path.lexists(place_of(output).swap):  # a build was killed before it had settled all
        return None
    folder = read_folder(output)
    if folder.manifest != noted.manifest or not all(e.key for e in folder.entries.values()):
        return None
    new = {
        path: replace(entry, look=noted.looks.get(path))
        for path, entry in folder.entries.items()
        if entry.look is None
    }
    folder = replace(folder, entries={**folder.entries, **new})
    seen = look_over(folder.root, folder.live)
    whole = find_whole_files(folder, folder.entries, seen, folder.paths)
    if len(whole) < len(folder.entries):
        return None
    looks = {
        path: look for path in new if (look := whole[path].look) and is_settled(look[2], now_ns)
    }
    return _Result(manifest=folder.manifest, looks=looks)


# The note


def _recall(options: Options, ground: _Ground) -> Built | None:
    """Return what the last build came to, if this one could not come to anything else."""
    try:
        noted = read_record(str(options.site / FOLDER / NOTE))
        if noted is None or noted["asked"] != ground.asked:
            return None
        until = noted["until"] and dt.datetime.fromisoformat(noted["until"])
        since = dt.datetime.fromisoformat(noted["since"])
        if options.now < since or (until and options.now >= until):
            return None
        if ground.looks.digest(noted["in_doubt"]) != noted["ground"]:
            return None
        looks = {path: tuple(look) for path, look in noted["looks"].items()}
        before = _Result(manifest=noted["manifest"], looks=looks)
        result = _look_again(options.output, before, ground.looks.at_ns)
        if result is None:
            return None
    except (OSError, OutputError):
        return None
    problems = tuple(map(_problem, noted["problems"]))
    coming = tuple((path, dt.datetime.fromisoformat(day)) for path, day in noted["coming"])
    built = nothing_made(options.output, noted["totals"], problems, until, coming)
    if len(ground.in_doubt) < len(noted["in_doubt"]) or result != before:
        _note(options, ground, result, built, since)  # what was in doubt has settled
    return built


def _note(
    options: Options, ground: _Ground, result: _Result, built: Built, since: dt.datetime
) -> None:
    """Note what *built* rests on, the clock from *since* on, and its *result*.

    A note that cannot be written only makes the next build slower.
    """
    with contextlib.suppress(OSError):
        note = {
            "asked": ground.asked,
            "ground": ground.digest,
            "in_doubt": ground.in_doubt,
            "since": since.isoformat(),
            "until": built.until and built.until.isoformat(),
            "manifest": result.manifest,
            "looks": dict(result.looks),
            "totals": [(tally.kind, tally.total) for tally in built.tallies],
            "coming": [(path, day.isoformat()) for path, day in built.coming],
            "problems": [_noted(problem) for problem in built.problems],
        }
        replace_file(options.site / FOLDER / NOTE, encode(note))


def _noted(found: Problem) -> tuple[object, ...]:
    place = found.place
    return found.code, place.path, place.line, place.column, found.params


def _problem(noted: Any) -> Problem:
    code, path, line, column, params = noted
    place = Place(path=path, line=line, column=column)
    return Problem(code=code, place=place, params=tuple((name, value) for name, value in params))
