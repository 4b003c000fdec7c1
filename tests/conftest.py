"""Fixtures that every test may ask for."""

from pathlib import Path

import pytest

from tests.site import SMALL, make_site


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A site that builds without a word, alone in its folder."""
    return make_site(tmp_path / "site", SMALL)
