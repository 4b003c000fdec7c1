"""What is asked of a build, and what comes of it."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from site_builder.problems import Problem
from site_builder.publish import Published
from site_builder.values import Value

# (stage, done, total): how far a build is, for whoever shows it; (stage, 0, 0): a stage begins
Progress = Callable[[str, int, int], None]


class Options(Value, frozen=True, kw_only=True):
    """What is asked of a build. `now` decides which articles are in the future, unless `asked` is
    an hour to build for instead, which is in the zone of the site if it names none. `verify` is for
    who does not believe that a file whose size, times and inode are the same is the same. `took`
    hears how many seconds each text took to be read, and each file to be made.
    """

    site: Path
    output: Path
    now: dt.datetime
    asked: dt.datetime | None = None
    drafts: bool = False
    future: bool = False
    clean: bool = False
    verify: bool = False
    strict: bool = False
    jobs: int = 1
    took: Callable[[str, float], None] = lambda *_: None


class Tally(Value, frozen=True, kw_only=True):
    """How many files of one kind there are, and how many of them were made again."""

    kind: str
    total: int
    made: int


class Built(Value, frozen=True, kw_only=True):
    """The site is published in `output`; `made` are the paths of the files that were made for it,
    the others are those of the build before. `problems` are warnings.

    `until` is when time alone will change the site, if it will: an article is due. `lasting` is
    False where the site may change in a way that its files do not show: code of somebody else.
    """

    output: Path
    tallies: tuple[Tally, ...]
    made: tuple[str, ...]
    published: Published
    problems: tuple[Problem, ...]
    until: dt.datetime | None = None
    lasting: bool = True


class Refused(Value, frozen=True, kw_only=True):
    """Nothing was published: the previous site stays as it was."""

    problems: tuple[Problem, ...]


def nothing_made(
    output: Path,
    totals: Iterable[tuple[str, int]],
    problems: tuple[Problem, ...],
    until: dt.datetime | None,
) -> Built:
    """Return what comes of a build in which nothing has changed: *totals* of files by kind."""
    tallies = tuple(Tally(kind=kind, total=total, made=0) for kind, total in totals)
    reused = sum(tally.total for tally in tallies)
    return Built(
        output=output,
        tallies=tallies,
        made=(),
        published=Published(written=0, reused=reused, removed=0, changed=False),
        problems=problems,
        until=until,
    )
