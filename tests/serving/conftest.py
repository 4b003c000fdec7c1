"""A browser for all who look at the site while it changes."""

from collections.abc import Iterator

import pytest

from tests.tools import chromium as chromiums
from tests.tools.chromium import Chromium
from tests.tools.needs import program


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A Chromium that many tests share: starting one takes a second."""
    with chromiums.start(program("chromium", "chromium"), tmp_path_factory.mktemp("c")) as browser:
        yield browser
