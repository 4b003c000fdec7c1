"""The sample, at the root of its host and below a path of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.sample import HOST, copy_sample, is_redirect, publish_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample as published in `output` for `base_url`, which ends with a slash."""

    output: Path
    base_url: str

    @property
    def feeds(self) -> dict[str, Path]:
        """Every RSS feed, by its address; those at former addresses are not among them."""
        return self.named("feed.xml")

    def named(self, name: str) -> dict[str, Path]:
        """Return every feed called *name* at an address of today, by its address."""
        found = [path for path in sorted(self.output.rglob(name)) if not is_former(path)]
        return {f"{self.base_url}{p.relative_to(self.output).as_posix()}": p for p in found}

    def former(self, name: str) -> list[Path]:
        """Return every feed called *name* at a former address."""
        return [path for path in sorted(self.output.rglob(name)) if is_former(path)]


def is_former(feed: Path) -> bool:
    """Return whether the page beside *feed* leads to another."""
    return is_redirect(feed.with_name("index.html"))


@pytest.fixture(scope="session", params=["/", "/lettre/"], ids=["root", "sub-path"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample at the root of its host, then below a path of it."""
    base_url: str = HOST + request.param
    site = copy_sample(tmp_path_factory.mktemp("sample"), base_url.rstrip("/"))
    return Sample(output=publish_sample(site), base_url=base_url)
