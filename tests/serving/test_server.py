"""`site-builder serve`, as a browser and an editor meet it."""

import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.urls import route
from tests.site import SITE_TOML, SMALL, article, build, contents, make_site
from tests.tools.sample import copy_sample
from tests.tools.served import SCRIPT, Served, end_of, launch, start

SOURCE = "content/articles/2023-07-18-llama.md"
PAGE = "/articles/llama/"
BROKEN = "---\ntitle: Titre\ndate: 31 février 2023\n---\n\nUn texte.\n"
GOOD = article("Un autre texte.\n")
CSS = "body { color: #123456 }\n"


@pytest.fixture
def served(small_site: Path) -> Iterator[Served]:
    with start(small_site) as server:
        yield server


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose site nobody changes, for all who only ask."""
    with start(make_site(tmp_path_factory.mktemp("still"), SMALL)) as server:
        yield server


def write(site: Path, text: str, name: str = SOURCE) -> None:
    """Change a source at one stroke: half a text, or none, is seen by no build."""
    path = site / name
    draft = path.with_name(f".{path.name}.swp")
    draft.write_text(text, encoding="utf-8")
    draft.rename(path)


@pytest.mark.parametrize("base_url", ["https://octet.example", "https://octet.example/lettre"])
def test_pages_are_those_of_the_build_and_our_script(tmp_path: Path, base_url: str) -> None:
    site = copy_sample(tmp_path, base_url)
    result = build(site, "--drafts", "--future")
    assert result.returncode == 0, result.stderr
    published = contents(site / "public")
    del published[".site-builder.json"]
    prefix = base_url.removeprefix("https://octet.example")
    with start(site) as server:
        assert server.url.endswith(f"{prefix}/")
        for path, data in published.items():
            reply = server.get(prefix + quote(route(path)))
            assert reply.status == 200, path
            html = path.endswith(".html")
            assert SCRIPT.sub(b"", reply.body) == data, path
            assert len(SCRIPT.findall(reply.body)) == html
        if prefix:
            assert server.get("/").headers["location"] == f"{prefix}/"
            assert server.get(PAGE).status == 404
    # What is served is in memory: what lies on disk is what was published.
    assert contents(site / "public").items() >= published.items()


def test_answers(still: Served) -> None:
    home = still.get("/")
    assert home.status == 200
    assert home.headers["content-type"] == "text/html; charset=utf-8"
    assert home.headers["cache-control"] == "no-store"
    assert home.headers["x-content-type-options"] == "nosniff"
    head = still.get("/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == home.headers["content-length"]
    assert still.get("/feed.xml").headers["content-type"] == "application/xml"
    missing = still.get("/nulle-part/")
    assert missing.status == 404
    assert "Page introuvable" in missing.text or "404" in missing.text
    moved = still.get("/articles/llama")
    assert (moved.status, moved.headers["location"]) == (301, PAGE)
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert still.get("/", method).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",  # no listing of a folder
        "/..%2f..%2f..%2fetc/passwd",
        "/../../../etc/passwd",
        "/assets/../../site.toml",
        "/site.toml",
        "/content/articles/2023-07-18-llama.md",
        "/.site-builder/facts",
        "/.site-builder.json",
        "//evil.example/",
        "//evil.example/%2e%2e",
        "/articles/llama/%00",
        "/_serve/",
        "/_serve/problems.html",
        "/_serve/../reload.js",
        "http://127.0.0.1/",
    ],
)
def test_nothing_but_the_site_is_there(still: Served, path: str) -> None:
    assert still.get(path).status == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST", 200),
        ("[::1]:{port}", 200),
        ("127.0.0.1", 200),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("192.168.0.7", 421),
        ("127.0.0.1@evil.example", 421),
        ("", 421),
    ],
)
def test_only_names_of_this_machine_are_answered(still: Served, host: str, status: int) -> None:
    for path in ("/", "/_serve/events", "/_serve/problems"):
        if status == 421 or not path.endswith("events"):
            assert still.get(path, Host=host.format(port=still.port)).status == status


def test_it_listens_on_this_machine_alone(still: Served) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but its loopback")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this machine has no address but its loopback")
    with pytest.raises(OSError, match=r"refused|timed out"):
        socket.create_connection((own, still.port), 2)


def test_a_port_in_use_is_said_and_the_next_one_taken(small_site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start(small_site, "--port", str(port)) as server:
            assert port < server.port <= port + 50
            assert server.get("/").status == 200
            assert any(f"Port {port} is in use" in line for line in server.said)


def test_an_address_that_is_not_ours_is_refused_in_words(small_site: Path) -> None:
    process = launch(small_site, "--host", "192.0.2.1", "--port", "0", language="fr")
    said = end_of(process)
    assert process.returncode == 1
    assert "le serveur ne peut pas écouter ici" in said
    assert "Traceback" not in said


def test_a_change_is_seen(small_site: Path, served: Served) -> None:
    with served.events(PAGE) as scenes:
        first = next(scenes)
        assert not first["failed"]
        write(small_site, GOOD)
        second = next(scenes)
    assert second["number"] > first["number"]
    assert second["shape"] != first["shape"]
    assert b"Un autre texte." in served.page(PAGE)
    assert served.wait_for(r"llama\.md: \d+ files made, \d+ ms")


def test_a_page_that_did_not_change_need_not_be_loaded_again(
    small_site: Path, served: Served
) -> None:
    write(small_site, article("Encore un.\n", title="Deux"), "content/articles/2023-07-19-deux.md")
    served.wait_until(lambda: served.get("/articles/deux/").status == 200)
    with served.events(PAGE) as scenes:
        first = next(scenes)
        write(small_site, article("Changé.\n", title="Deux"), "content/articles/2023-07-19-deux.md")
        assert next(scenes)["shape"] == first["shape"]


def test_an_editor_that_writes_another_file_and_renames_it(
    small_site: Path, served: Served
) -> None:
    for number in range(5):
        draft = small_site / f"content/articles/.2023-07-18-llama.md.{number}.swp"
        draft.write_text(article(f"Version {number}.\n"), encoding="utf-8")
        draft.rename(small_site / SOURCE)
        text = f"Version {number}.".encode()
        served.wait_until(lambda text=text: text in served.page(PAGE))  # type: ignore[misc]  # bound now
    assert "error" not in " ".join(served.said)


def test_errors_are_shown_and_the_last_good_site_stays(small_site: Path, served: Served) -> None:
    before = served.page(PAGE)
    with served.events(PAGE) as scenes:
        shape = next(scenes)["shape"]
        write(small_site, BROKEN)
        failed = next(scenes)
        assert failed["failed"]
        assert failed["label"] == "1 error"
        assert failed["shape"] == shape
        assert served.page(PAGE) == before
        shown = served.get("/_serve/problems").text
        assert f"{SOURCE}:3:7" in shown
        assert "date: <mark>31</mark> février 2023" in shown
        assert "Hint:" in shown
        write(small_site, GOOD)
        # One change can be told of twice, and the page with it.
        mended = next(scene for scene in scenes if not scene["failed"])
    assert mended["label"] == ""
    served.wait_for("the last good site stays on show")
    assert any(f"{SOURCE}:3:7: error" in line for line in served.said)


def test_a_first_build_that_fails_is_a_page_until_it_is_mended(small_site: Path) -> None:
    write(small_site, BROKEN)
    with start(small_site, language="fr") as server:
        reply = server.get(PAGE)
        assert reply.status == 503
        assert f"{SOURCE}:3:7" in reply.text
        assert "Le site ne se construit pas" in reply.text
        assert "Conseil\u00a0:" in reply.text
        assert SCRIPT.search(reply.body)
        write(small_site, GOOD)
        server.wait_until(lambda: server.get(PAGE).status == 200)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("site.toml", "title = \n"),
        ("templates/article.html", "{% extends 'base.html' %}{% block main %}{{ page.titl }}"),
        (
            "templates/article.html",
            "{% extends 'base.html' %}{% block main %}{{ page.titl }}{% end",
        ),
        ("templates/base.html", "{% if %}"),
    ],
)
def test_what_is_broken_while_typing(
    small_site: Path, served: Served, name: str, broken: str
) -> None:
    path = small_site / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    page = served.page(PAGE)
    with served.events(PAGE) as scenes:
        next(scenes)
        path.parent.mkdir(exist_ok=True)
        path.write_text(broken, encoding="utf-8")
        assert next(scene for scene in scenes if scene["failed"])
        assert served.page(PAGE) == page
        assert name in served.get("/_serve/problems").text
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        assert next(scene for scene in scenes if not scene["failed"])
    assert served.page(PAGE) == page


def test_content_that_goes_and_comes_back(small_site: Path, served: Served) -> None:
    away = small_site / "away"
    with served.events(PAGE) as scenes:
        next(scenes)
        for _ in range(3):
            (small_site / "content").rename(away)
            assert next(scene for scene in scenes if scene["failed"])
            assert served.get(PAGE).status == 200
            away.rename(small_site / "content")
            assert next(scene for scene in scenes if not scene["failed"])
        shutil.rmtree(small_site / "content")
        assert next(scene for scene in scenes if scene["failed"])
    make_site(small_site, {SOURCE: article("De retour.\n")})
    served.wait_until(lambda: b"De retour." in served.page(PAGE))
    # The new folder is watched like the old one.
    write(small_site, article("Et suivi.\n"))
    served.wait_until(lambda: b"Et suivi." in served.page(PAGE))


def test_a_storm_of_files_is_a_few_builds(small_site: Path, served: Served) -> None:
    files = {
        f"content/articles/a/2023-01-01-numero-{n}.md": article(f"Texte {n}.\n", title=f"N {n}")
        for n in range(500)
    }
    make_site(small_site, files)
    served.wait_until(lambda: served.get("/articles/numero-499/").status == 200)
    served.wait_until(
        lambda: all(served.get(f"/articles/numero-{n}/").status == 200 for n in (0, 250))
    )
    with served.events("/") as scenes:
        assert next(scenes)["number"] < 12
    shutil.rmtree(small_site / "content/articles/a")
    served.wait_until(lambda: served.get("/articles/numero-499/").status == 404)
    assert served.get(PAGE).status == 200


def test_pictures_are_those_of_the_last_build(small_site: Path, served: Served) -> None:
    text = article("![Une courbe](courbe.svg)\n")
    make_site(small_site, {"content/articles/courbe.svg": "<svg/>", SOURCE: text})
    served.wait_until(lambda: b"courbe.svg" in served.page(PAGE))
    source = served.page(PAGE).decode().partition("<img")[2].partition('src="')[2].partition('"')[0]
    picture = served.get(source)
    assert (picture.headers["content-type"], picture.body) == ("image/svg+xml", b"<svg/>")
    with served.events(PAGE) as scenes:
        shape = next(scenes)["shape"]
        write(small_site, '<svg id="a"/>', "content/articles/courbe.svg")
        assert next(scenes)["shape"] != shape
    # A link that takes its place leads nowhere.
    (small_site / "secret").write_text("secret", encoding="utf-8")
    (small_site / "content/articles/courbe.svg").unlink()
    (small_site / "content/articles/courbe.svg").symlink_to(small_site / "secret")
    for _ in range(20):
        assert b"secret" not in served.get(source).body
        time.sleep(0.02)


def test_drafts_and_future_articles_are_shown_with_a_mark(small_site: Path) -> None:
    make_site(
        small_site,
        {
            "content/articles/brouillon.md": article().replace("---\n\n", "draft: true\n---\n\n"),
            "content/articles/demain.md": article(title="Demain", date="2098-01-01"),
        },
    )
    with start(small_site) as server:
        assert "Brouillon" in server.get("/articles/brouillon/").text
        assert "À paraître" in server.get("/articles/demain/").text
        home = server.get("/").text
        assert "Brouillon" in home
        assert "À paraître" in home
        assert "status" not in server.get(PAGE).text


def test_style_sheets_change_without_the_pages(small_site: Path) -> None:
    make_site(small_site, {"templates/assets/style.css": CSS})
    with start(small_site) as server, server.events(PAGE) as scenes:
        first = next(scenes)
        write(small_site, CSS.replace("123456", "654321"), "templates/assets/style.css")
        second = next(scenes)
        assert second["shape"] == first["shape"]
        assert second["styles"] != first["styles"]
        text = server.get(second["styles"]["style.css"]).text
        assert text.endswith(CSS.replace("123456", "654321"))  # after the colours of site.toml


def test_a_fault_in_the_theme_still_leaves_the_pages_their_style(small_site: Path) -> None:
    make_site(small_site, {"templates/assets/style.css": CSS})
    with start(small_site) as server, server.events(PAGE) as scenes:
        sheet = next(scenes)["styles"]["style.css"]
        make_site(small_site, {"templates/assets/style.css": "a {}", "templates/base.html": "{%"})
        assert next(scene for scene in scenes if scene["failed"])
        assert server.get(sheet).text.endswith(CSS)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_when_asked(small_site: Path, how: signal.Signals) -> None:
    before = {path.name for path in small_site.iterdir()}
    with start(small_site) as server, server.events(PAGE) as scenes:
        next(scenes)
        started = time.monotonic()
        assert server.stop(how) == (0 if how is signal.SIGINT else 128 + how)
        assert time.monotonic() - started < 10
        assert list(scenes) == []
    assert {path.name for path in small_site.iterdir()} == before | {".site-builder"}
    result = build(small_site)
    assert result.returncode == 0, result.stderr


def test_ctrl_c_at_any_moment(small_site: Path) -> None:
    make_site(
        small_site,
        {
            f"content/articles/2023-01-01-numero-{n}.md": article(f"Texte {n}.\n", title=f"N {n}")
            for n in range(150)
        },
    )
    for delay in (0.15, 0.3, 0.5, 0.7, 0.9, 1.2, 1.6, 2.0):
        process = launch(small_site, "--port", "0")
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        said = end_of(process)
        # Until Python has read the program, Ctrl-C is Python's own.
        if delay >= 0.7:
            assert process.returncode in (0, 130), said
            assert "Traceback" not in said
    assert build(small_site).returncode == 0


def test_a_build_may_go_on_beside_it(small_site: Path, served: Served) -> None:
    for number in range(4):
        write(small_site, article(f"Version {number}.\n"))
        result = build(small_site, *(("--clean",) if number % 2 else ()))
        assert result.returncode == 0, result.stderr
        text = f"Version {number}.".encode()
        served.wait_until(lambda text=text: text in served.page(PAGE))  # type: ignore[misc]  # bound now
    assert "Traceback" not in " ".join(served.said)


def test_a_site_at_a_path_moves_with_its_settings(small_site: Path, served: Served) -> None:
    write(small_site, SITE_TOML.replace("puce.example", "puce.example/lettre"), "site.toml")
    served.wait_until(lambda: served.get(f"/lettre{PAGE}").status == 200)
    assert served.get("/").headers["location"] == "/lettre/"


def test_a_host_that_is_not_this_machine_is_told(small_site: Path) -> None:
    command = ["serve", "--site", str(small_site), "--host", "192.0.2.1"]
    result = CliRunner(env={"SITE_BUILDER_LANG": "en"}).invoke(main, command)
    assert result.exit_code == 1
    assert result.stderr.startswith("192.0.2.1:8000: error: ")
