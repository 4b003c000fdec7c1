"""What readers get of a small newsletter; `python -m tests.golden.update` rewrites it."""

import difflib

import pytest

from tests.golden.update import EXPECTED, built_files, files_below


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built_files(tmp_path_factory.mktemp("golden"))


def test_the_golden_site_has_the_expected_files(built: dict[str, bytes]) -> None:
    assert sorted(built) == sorted(files_below(EXPECTED))


@pytest.mark.parametrize("path", sorted(files_below(EXPECTED)))
def test_the_golden_site_has_the_expected_bytes(built: dict[str, bytes], path: str) -> None:
    expected, found = (EXPECTED / path).read_bytes(), built.get(path, b"")
    if found != expected:
        pytest.fail(f"{diff(expected, found, path)}\nmeant? python -m tests.golden.update")


def diff(expected: bytes, found: bytes, path: str) -> str:
    """Return what changed, line by line."""
    old, new = map(visible, (expected, found))
    return "\n".join(difflib.unified_diff(old, new, f"expected/{path}", "built", lineterm="", n=1))


def visible(data: bytes) -> list[str]:
    """Return the lines of *data*; what cannot be seen of them is shown."""
    text = data.decode(errors="backslashreplace")
    return text.translate({0xA0: "<nbsp>", 0x202F: "<nnbsp>"}).splitlines()


def test_a_draft_leaves_no_trace(built: dict[str, bytes]) -> None:
    told = [path for path, data in built.items() if b"ecret" in data or b"ecr\xc3\xa8t" in data]
    assert told == []
