"""What the watch tells, where no server is in between."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from site_builder.serving.watch import watch


def test_it_asks_for_a_look_at_what_changed_before_it_was_there(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    told: list[set[str]] = []

    async def look() -> None:
        heard, ending = asyncio.Event(), asyncio.Event()

        def tell(paths: Iterable[str]) -> None:
            told.append(set(paths))
            heard.set()

        watching = asyncio.create_task(watch(tmp_path, tell, ending))
        await asyncio.wait_for(heard.wait(), 20)
        heard.clear()
        (tmp_path / "content/new.md").touch()
        await asyncio.wait_for(heard.wait(), 20)
        ending.set()
        watching.cancel()
        await asyncio.wait([watching], timeout=20)

    asyncio.run(look())
    assert told == [set(), {"content/new.md"}]
