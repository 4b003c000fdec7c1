"""The sample on a host of its own, and a real browser to read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools import chromium as chromiums
from tests.tools.chromium import Chromium
from tests.tools.loopback import Host, serve
from tests.tools.needs import program
from tests.tools.sample import HOST, copy_sample, is_redirect, publish_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample as published in `output`, and served by `host`. `prefix` begins every link."""

    output: Path
    prefix: str
    host: Host

    @property
    def pages(self) -> tuple[Path, ...]:
        """Every HTML page, those that only lead elsewhere left out."""
        return tuple(p for p in sorted(self.output.rglob("*.html")) if not is_redirect(p))

    @property
    def redirects(self) -> tuple[Path, ...]:
        return tuple(p for p in sorted(self.output.rglob("*.html")) if is_redirect(p))

    def url(self, page: Path) -> str:
        """Return the address of *page* on the loopback."""
        return self.host.url + page.relative_to(self.output).as_posix().removesuffix("index.html")


@pytest.fixture(scope="session", params=["/", "/lettre/"], ids=["root", "sub-path"])
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    """The sample at the root of its host, then below a path of it."""
    prefix: str = request.param
    site = copy_sample(tmp_path_factory.mktemp("sample"), HOST + prefix.rstrip("/"))
    output = publish_sample(site)
    with serve(output, prefix) as host:
        yield Sample(output=output, prefix=prefix, host=host)


@pytest.fixture(scope="session")
def octet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample at the root of its host, for what does not depend on where it is."""
    output = publish_sample(copy_sample(tmp_path_factory.mktemp("octet")))
    with serve(output) as host:
        yield Sample(output=output, prefix="/", host=host)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A Chromium that many tests share: starting one takes a second."""
    with chromiums.start(program("chromium", "chromium"), tmp_path_factory.mktemp("c")) as browser:
        yield browser
