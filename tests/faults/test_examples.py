"""Every code has an example that provokes it and nothing else: that of docs/problems.md."""

import datetime as dt
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.outcome import Options
from site_builder.problems.texts import TEXTS
from tests.examples import EXAMPLES, SITUATIONS
from tests.site import SMALL, make_site

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
# Families of one code told once for each of its two files.
BOTH_SIDES = {"article.same-url"}


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_provokes_its_code_and_nothing_else(code: str, tmp_path: Path) -> None:
    make_site(tmp_path, {**SMALL, **EXAMPLES[code]})
    options = Options(site=tmp_path, output=tmp_path / "public", now=NOW)
    found = check(options, lambda *_: None).problems
    assert [p.code for p in found] == [code] * (2 if code in BOTH_SIDES else 1)


def test_every_code_is_explained() -> None:
    assert sorted(TEXTS.keys() - EXAMPLES.keys() - SITUATIONS.keys()) == []
    assert EXAMPLES.keys() & SITUATIONS.keys() == set()
    assert (EXAMPLES.keys() | SITUATIONS.keys()) <= TEXTS.keys()
