"""What is on show at one moment, and who waits for the next."""

import asyncio

from msgspec.structs import replace

from site_builder.preview import Preview
from site_builder.problems import Problem
from site_builder.values import Value


class Scene(Value, frozen=True, kw_only=True):
    """What the server shows: the last good site, None before there is one, and what the last build
    said. `number` grows with every build.

    When the build `failed`, `problems` says why; else they are warnings.
    """

    number: int
    site: Preview | None
    failed: bool
    problems: tuple[Problem, ...]

    def followed_by(self, built: Preview | None, problems: tuple[Problem, ...]) -> "Scene":
        """Return the scene after one more build; without a site *built* the last one stays."""
        return replace(
            self,
            number=self.number + 1,
            site=built or self.site,
            failed=built is None,
            problems=problems,
        )


class Stage:
    """Holds the scene; those who look on wait here for the next one."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._changed = asyncio.Event()
        self._closed = False

    def show(self, scene: Scene) -> None:
        """Put *scene* on show, and wake all who wait."""
        self.scene = scene
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Send all who wait home."""
        self._closed = True
        self._changed.set()

    async def after(self, number: int) -> Scene | None:
        """Wait for a scene that is not *number* and return it; None when the stage closes."""
        while not self._closed:
            if self.scene.number != number:
                return self.scene
            await self._changed.wait()
        return None
