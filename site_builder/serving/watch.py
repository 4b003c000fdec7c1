"""Changes on disk → the paths they are about, for as long as the server runs."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, awatch

from site_builder.layout import FILE_NAME, TEMPLATES
from site_builder.sources import CONTENT, ignored

# In milliseconds: changes are told when so long there was no other…
_QUIET = 10
# … and at the latest after this: a checkout of a thousand files is one change.
_LONGEST = 500
_SETTLING = 0.05  # seconds until a watch that has been asked for is there
_ROOTS = (CONTENT, TEMPLATES)

Tell = Callable[[Iterable[str]], None]


async def watch(site: Path, tell: Tell, ending: asyncio.Event) -> None:
    """Call *tell* with the paths of *site* that changed, until cancelled or *ending*; once with
    none, when the watch is there: what changed before, nobody saw.

    Folders that are watched may be deleted, moved and put back: the folder of the site itself is
    watched for that, not deep, as it also holds what was published, and much else.
    """
    site = site.resolve()
    try:
        await _watch(site, tell, ending, polling=False)
    except* OSError:  # more folders than the system lets one watch: look at them again and again
        await _watch(site, tell, ending, polling=True)


async def _watch(site: Path, tell: Tell, ending: asyncio.Event, *, polling: bool) -> None:
    async with asyncio.TaskGroup() as tasks:
        deep = tasks.create_task(_watch_folders(site, tell, ending, polling=polling))
        tasks.create_task(_tell_when_settled(tell))
        async for changes in awatch(
            site,
            watch_filter=lambda _, path: Path(path).name in (FILE_NAME, *_ROOTS),
            recursive=False,
            debounce=_LONGEST,
            step=_QUIET,
            force_polling=polling or None,
        ):
            names = _names(changes, site)
            if names & set(_ROOTS):
                deep.cancel()
                deep = tasks.create_task(_watch_folders(site, tell, ending, polling=polling))
                await asyncio.sleep(_SETTLING)
            tell(names)


async def _tell_when_settled(tell: Tell) -> None:
    await asyncio.sleep(_SETTLING)
    tell(())


async def _watch_folders(site: Path, tell: Tell, ending: asyncio.Event, *, polling: bool) -> None:
    """Watch all that lies in the folders of sources that are there."""
    # A cancellation that comes with a change can be lost on the way: `ending` stays. `awatch` is
    # not given it: it sets what it is given as soon as one watch of several is cancelled.
    while not ending.is_set() and (
        folders := [site / name for name in _ROOTS if (site / name).is_dir()]
    ):
        try:
            async for changes in awatch(
                *folders,
                watch_filter=lambda _, path: not _is_ignored(path, site),
                debounce=_LONGEST,
                step=_QUIET,
                force_polling=polling or None,
            ):
                tell(_names(changes, site))
        except FileNotFoundError:  # gone while the watch was being set up
            await asyncio.sleep(_SETTLING)


def _is_ignored(path: str, site: Path) -> bool:
    """Return whether *path* is that of a file, or in a folder, that no build reads."""
    found = Path(path)
    parts = found.relative_to(site).parts if found.is_relative_to(site) else (found.name,)
    return any(ignored(part) for part in parts)


def _names(changes: Iterable[tuple[Change, str]], site: Path) -> set[str]:
    """Return the paths of *changes* as an editor knows them."""
    return {
        Path(path).relative_to(site).as_posix() if Path(path).is_relative_to(site) else path
        for _, path in changes
    }
