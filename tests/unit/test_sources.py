"""Disk → sources: everything that is a file of the site, and nothing that is not."""

import os
import socket
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from site_builder.fingerprint import digest_bytes
from site_builder.sources import Sources, read_sources
from tests.site import make_site


def told(sources: Sources) -> list[str]:
    return sorted(f"{p.place.path} {p.code.removeprefix('file.')}" for p in sources.problems)


def names(sources: Sources) -> list[str]:
    return [s.path for s in sources.texts] + [m.path for m in sources.media]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", {"content/articles/a.md": "A", "content/i/p.png": "P"})


def test_texts_and_media_in_the_order_of_their_paths(site: Path) -> None:
    make_site(
        site, {"content/articles/b/index.md": "B", "content/articles/b.md": "", "content/z.txt": ""}
    )
    found = read_sources(site)
    assert [s.path for s in found.texts] == [
        "content/articles/a.md",
        "content/articles/b.md",
        "content/articles/b/index.md",
    ]
    assert [m.path for m in found.media] == ["content/i/p.png", "content/z.txt"]
    assert found.read[0].data == b"A"
    assert found.texts[0].digest == digest_bytes(b"A")
    assert (found.media[0].size, found.media[0].digest) == (1, digest_bytes(b"P"))
    assert found.problems == ()


@pytest.mark.parametrize(
    "name", [".DS_Store", ".a.md", "~$a.docx", "#a.md#", "a.md~", "a.swp", "a.tmp", "a.md.bak"]
)
def test_what_editors_and_systems_leave_is_passed_over(name: str, site: Path) -> None:
    before = read_sources(site)
    make_site(site, {f"content/articles/{name}": "x", f"content/.git/{name}": "x"})
    assert read_sources(site) == before


def test_a_site_without_content(tmp_path: Path) -> None:
    assert told(read_sources(tmp_path)) == ["content content.missing"]
    (tmp_path / "content").write_text("x")
    assert told(read_sources(tmp_path)) == ["content content.missing"]


def test_content_may_itself_be_a_link(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "content").symlink_to(site / "content")
    assert names(read_sources(other)) == names(read_sources(site))
    assert read_sources(other).problems == ()


# Links


@pytest.mark.parametrize(
    ("link", "target", "found"),
    [
        ("content/articles/b.png", "../i/p.png", "content/articles/b.png"),
        ("content/articles/i", "../i", "content/articles/i/p.png"),
        ("content/pages/b.md", "../articles/a.md", "content/pages/b.md"),
    ],
)
def test_a_link_within_content_is_followed(link: str, target: str, found: str, site: Path) -> None:
    (site / link).parent.mkdir(exist_ok=True)
    (site / link).symlink_to(target)
    sources = read_sources(site)
    assert found in names(sources)
    assert sources.problems == ()


def test_two_links_to_one_file_or_folder_are_both_followed(site: Path) -> None:
    (site / "content/articles/b.png").symlink_to("../i/p.png")
    (site / "content/articles/c.png").symlink_to("../i/p.png")
    (site / "content/articles/j").symlink_to("../i")
    (site / "content/articles/k").symlink_to("../i")
    sources = read_sources(site)
    assert told(sources) == []
    assert {"content/articles/b.png", "content/articles/c.png"} < set(names(sources))
    assert {"content/articles/j/p.png", "content/articles/k/p.png"} < set(names(sources))


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("rien.md", "link-broken"),
        ("x.md", "link-broken"),
        (".", "link-broken"),
        ("..", "link-broken"),
        ("../../..", "link-*"),
        ("/etc/passwd", "link-outside"),
        ("/etc", "link-outside"),
        ("../../site.toml", "link-outside"),
        ("../../content-2/a.md", "link-outside"),
        ("/dev/null", "link-outside"),
        ("/proc/self/root/etc/passwd", "link-outside"),
    ],
)
def test_a_link_that_leads_nowhere_good(target: str, code: str, site: Path) -> None:
    make_site(site, {"site.toml": "", "content-2/a.md": "x"})
    (site / "content/articles/x.md").symlink_to(target)
    sources = read_sources(site)
    (found,) = told(sources)
    assert fnmatchcase(found, f"content/articles/x.md {code}")
    assert names(sources) == ["content/articles/a.md", "content/i/p.png"]


def test_folders_that_lead_to_each_other_end(site: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (site / "content" / one).mkdir()
        (site / "content" / one / other).symlink_to(f"../{other}")
    found = read_sources(site)
    assert found.problems
    assert {p.code for p in found.problems} == {"file.link-broken"}
    assert len(names(found)) == 2


def test_many_links_to_one_folder_do_not_multiply(site: Path) -> None:
    """Ten folders that each hold a link to the next: 2^10 paths, were they all followed."""
    for number in range(10):
        folder = site / f"content/d{number}"
        folder.mkdir()
        for twin in ("x", "y"):
            (folder / twin).symlink_to(f"../d{number + 1}")
    (site / "content/d10").mkdir()
    (site / "content/d10/p.png").write_bytes(b"P")
    assert len(names(read_sources(site))) < 100


# Things that are no files


def test_a_folder_named_like_a_text(site: Path) -> None:
    make_site(site, {"content/articles/x.md/a.png": "x"})
    sources = read_sources(site)
    assert told(sources) == ["content/articles/x.md not-a-file"]
    assert "content/articles/x.md/a.png" not in names(sources)


def test_a_pipe_does_not_hang_the_build(site: Path) -> None:
    os.mkfifo(site / "content/articles/x.md")
    os.mkfifo(site / "content/i/x.png")
    assert told(read_sources(site)) == [
        "content/articles/x.md not-a-file",
        "content/i/x.png not-a-file",
    ]


def test_a_link_to_a_pipe(site: Path) -> None:
    os.mkfifo(site / "content/i/pipe")
    (site / "content/articles/x.md").symlink_to("../i/pipe")
    assert "content/articles/x.md not-a-file" in told(read_sources(site))


def test_a_socket(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site / "content")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("x.md")
    assert told(read_sources(site)) == ["content/x.md not-a-file"]


@pytest.mark.parametrize(
    "name",
    [
        b"caf\xe9.md",
        b"a\nb.md",
        b"a\tb.md",
        b"a\\b.md",
        b"\x7f.md",
        b"caf\xe9.png",
        b"a\x1b[31m.md",
    ],
)
def test_a_name_that_no_url_can_carry(name: bytes, site: Path) -> None:
    with open(os.fsencode(site) + b"/content/articles/" + name, "wb"):  # noqa: PTH123  # bytes
        pass
    sources = read_sources(site)
    (found,) = sources.problems
    assert found.code == "file.name"
    shown = found.place.path + dict(found.params)["name"]
    assert shown.isprintable()
    assert names(sources) == ["content/articles/a.md", "content/i/p.png"]


@pytest.mark.parametrize("name", ["a\u2028b.md", "a\u202eb.md", "a\u0085b.md"])
def test_a_name_with_an_invisible_sign(name: str, site: Path) -> None:
    make_site(site, {f"content/articles/{name}": "x"})
    assert [p.code for p in read_sources(site).problems] == ["file.name"]


@pytest.mark.parametrize("name", ["L’été à Noël.md", "a b.md", "100 %.md", "日本.md", "a'b\"c.md"])
def test_a_name_that_only_looks_difficult(name: str, site: Path) -> None:
    make_site(site, {f"content/articles/{name}": "x"})
    assert f"content/articles/{name}" in names(read_sources(site))
    assert read_sources(site).problems == ()


def test_a_folder_whose_name_no_url_can_carry_is_told_once(site: Path) -> None:
    make_site(site, {"content/articles/a\\b/x.md": "x", "content/articles/a\\b/y.md": "x"})
    assert len(read_sources(site).problems) == 1
