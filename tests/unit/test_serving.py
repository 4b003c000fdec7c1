"""What the server answers, whom, and how it shows the place of a problem."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from site_builder.preview import Preview, Shown, open_workshop, preview
from site_builder.problems import Place
from site_builder.serving.answers import answer, shape, type_of, with_script
from site_builder.serving.excerpts import Line, excerpt
from site_builder.serving.guard import is_expected, is_loopback
from site_builder.serving.rebuilds import lasting
from site_builder.serving.words import counts, failed_text, rebuilt_text
from site_builder.settings import Config
from site_builder.urls import urls_of
from tests.site import SMALL, article, make_site

PAGE = b"<html><body><link href='/assets/style.0123456789.css'>%s</body></html>"


def site(files: Mapping[str, bytes], base_url: str = "https://a.example") -> Preview:
    config = Config(title="A", base_url=base_url, description="A")
    return Preview(
        files={name: Shown(key=str(hash(data)), content=data) for name, data in files.items()},
        assets={"style.css": f"{urls_of(config).prefix}/assets/style.0123456789.css"},
        urls=urls_of(config),
        made=0,
        problems=(),
    )


@pytest.mark.parametrize(
    ("host", "asked", "expected"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("127.3.2.1", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("localhost:9", "127.0.0.1", True),
        ("192.168.1.2:8000", "127.0.0.1", False),
        ("192.168.1.2:8000", "0.0.0.0", True),
        ("[fe80::1]:8000", "::", True),
        ("bureau.example:8000", "bureau.example", True),
        ("Bureau.Example", "bureau.example", True),
        ("evil.example:8000", "0.0.0.0", False),
        ("evil.example:8000", "127.0.0.1", False),
        ("localhost:80:80", "127.0.0.1", False),
        ("localhost:x", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
        ("[::1]x", "127.0.0.1", False),
        ("", "", False),
        (":8000", "127.0.0.1", False),
        ("0x7f.1", "127.0.0.1", False),
    ],
)
def test_whom_a_request_is_for(host: str, asked: str, expected: bool) -> None:
    assert is_expected(host, asked) is expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("a.example", False),
    ],
)
def test_who_can_reach_an_address(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_page_an_address_without_its_slash_and_none() -> None:
    shown = site({"a/index.html": PAGE % b"A", "404.html": PAGE % b"404"})
    assert answer(shown, "/a/").status == 200
    assert answer(shown, "/a/index.html").status == 200
    moved = answer(shown, "/a")
    assert (moved.status, moved.location) == (301, "/a/")
    missing = answer(shown, "/b/")
    assert missing.status == 404
    assert b"404" in missing.body
    for path in ("//a/", "/a//", "", "a/", "/../a/", "/a/../a/"):
        assert answer(shown, path).status == 404, path


def test_a_site_below_a_path() -> None:
    shown = site({"index.html": PAGE % b"A"}, "https://a.example/lettre")
    assert answer(shown, "/lettre/").status == 200
    assert {answer(shown, p).location for p in ("/", "/lettre")} == {"/lettre/"}
    assert answer(shown, "/index.html").status == 404


def test_the_shape_of_a_page_leaves_out_its_style() -> None:
    one = site({"a/index.html": PAGE % b"A"})
    other = site({"a/index.html": (PAGE % b"A").replace(b"0123456789", b"9876543210")})
    restyled = Preview(
        files=other.files,
        assets={"style.css": "/assets/style.9876543210.css"},
        urls=other.urls,
        made=0,
        problems=(),
    )
    assert shape(one, "/a/") == shape(restyled, "/a/")
    assert shape(one, "/a/") != shape(site({"a/index.html": PAGE % b"B"}), "/a/")
    assert shape(one, "/a/") != shape(one, "/b/")


def test_the_script_is_the_last_of_the_body() -> None:
    page = with_script(b"<body><pre></body></pre></body>", {"path": '/"><b>/'})
    assert page.endswith(b"defer></script>\n</body>")
    assert b"<b>" not in page
    assert with_script(b"bare", {}).startswith(b"bare<script")


def test_types() -> None:
    assert type_of("A.CSS") == "text/css; charset=utf-8"
    assert type_of("a") == type_of("a.exe") == "application/octet-stream"


def write(folder: Path, text: str) -> Path:
    (folder / "content").mkdir()
    (folder / "content/a.md").write_bytes(text.encode())
    return folder


def marked(lines: tuple[Line, ...]) -> str:
    return next(line.marked for line in lines if line.marked)


def test_an_excerpt_marks_the_word_at_the_place(tmp_path: Path) -> None:
    folder = write(tmp_path, "un\r\ndeux\rdate: hier soir\nquatre\ncinq\nsix\n")
    lines = excerpt(folder, Place(path="content/a.md", line=3, column=7))
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert lines[2] == Line(number=3, before="date: ", marked="hier", after=" soir")
    assert marked(excerpt(folder, Place(path="content/a.md", line=3))) == "date: hier soir"
    assert marked(excerpt(folder, Place(path="content/a.md", line=3, column=99))) == " "
    assert [n.number for n in excerpt(folder, Place(path="content/a.md", line=1))] == [1, 2, 3]


def test_an_excerpt_is_short_even_where_a_line_is_long(tmp_path: Path) -> None:
    folder = write(tmp_path, "a" * 9_000 + " MOT " + "b" * 9_000)
    lines = excerpt(folder, Place(path="content/a.md", line=1, column=9_002))
    assert lines[0].marked == "MOT"
    assert len(lines[0].before) + len(lines[0].after) < 400


@pytest.mark.parametrize(
    "place",
    [
        Place(path="content/a.md"),
        Place(path="content/a.md", line=9),
        Place(path="content/none.md", line=1),
        Place(path="../secret", line=1),
        Place(path="content/../../secret", line=1),
        Place(path="content/link.md", line=1),
        Place(path="/etc/passwd", line=1),
        Place(path="templates/../../../../etc/passwd", line=1),
        Place(path="content", line=1),
    ],
)
def test_an_excerpt_is_of_the_sites_own_files_alone(tmp_path: Path, place: Place) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "site").mkdir()
    folder = write(tmp_path / "site", "un\n")
    (folder / "content/link.md").symlink_to(tmp_path / "secret")
    assert excerpt(folder, place) == ()


def test_temporary_files_are_no_changes(tmp_path: Path) -> None:
    """Vim writes `4913` to try the folder, others a new file that takes the name of the old one."""
    make_site(tmp_path, SMALL)
    workshop = open_workshop(tmp_path)
    now = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert isinstance(preview(workshop, now, 1, None, lambda *_: None), Preview)
    workshop.close()
    edited = "content/articles/2023-07-18-llama.md"
    there = "content/articles/b.md"
    make_site(tmp_path, {there: article(title="B")})
    temporary = "content/articles/4913"
    for changed, told in (
        ((temporary, edited), (edited,)),
        ((there, edited), (there, edited)),
        ((temporary,), (temporary,)),  # a file that was there a moment ago, and nothing else
    ):
        assert lasting(changed, tmp_path, workshop.made) == told
    (tmp_path / edited).unlink()
    assert lasting((there, edited), tmp_path, workshop.made) == (there, edited)


def test_words() -> None:
    assert counts(2, 1, "fr") == "2 erreurs, 1 avertissement"
    assert counts(1, 0, "en") == "1 error"
    assert rebuilt_text(("a.md",), 1, 0.0871, "fr") == "a.md\u00a0: 1 fichier à neuf, 87\u00a0ms"
    assert rebuilt_text(("a", "b"), 2, 0.1, "en") == "2 files changed: 2 files made, 100 ms"
    assert "reste affiché" in failed_text(("a",), 0.1, shown=True, language="fr")
    assert "nothing to show" in failed_text(("a",), 0.1, shown=False, language="en")
