"""The sample, at the root of its host and below a path of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.sample import HOST, copy_sample, publish_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample as published in `output` for `base_url`, which ends with a slash."""

    output: Path
    base_url: str

    @property
    def feeds(self) -> dict[str, Path]:
        """Every RSS feed, by its address."""
        found = sorted(self.output.rglob("feed.xml"))
        return {f"{self.base_url}{p.relative_to(self.output).as_posix()}": p for p in found}


@pytest.fixture(scope="session", params=["/", "/lettre/"], ids=["root", "sub-path"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample at the root of its host, then below a path of it."""
    base_url: str = HOST + request.param
    site = copy_sample(tmp_path_factory.mktemp("sample"), base_url.rstrip("/"))
    return Sample(output=publish_sample(site), base_url=base_url)
