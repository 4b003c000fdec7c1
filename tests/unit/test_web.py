"""Asking a real host on this machine, which counts, hesitates, lies and hangs."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from site_builder.answers import link_problems
from site_builder.outward import OutwardLink
from site_builder.web import CACHE, WEEK, Answer, Manners, ask, ask_all

QUICK = Manners(patience=0.5, pause=0.02, whole=20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host: where it is, and each request it had: when, method, path."""

    url: str
    requests: list[tuple[float, str, str]] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return [f"{method} {path}" for _, method, path in self.requests]


MOVES = {"/moved": (301, "/fine"), "/lent": (302, "/fine"), "/loop": (301, "/loop")}
MOVES |= {"/file": (301, "file:///etc/passwd"), "/to-gone": (301, "/410")}


class _Handler(BaseHTTPRequestHandler):
    requests: list[tuple[float, str, str]]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.requests.append((time.monotonic(), self.command, self.path))
        if self.path == "/hang":
            time.sleep(3)
        if self.path == "/no-head" and self.command == "HEAD":
            return self._say(405)
        if self.path == "/rude" and self.command == "HEAD":
            return self._say(404)
        if self.path in MOVES:
            return self._say(*MOVES[self.path])
        status = self.path.strip("/")
        return self._say(int(status) if status.isdigit() else 200)

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # so named above
        """Stay silent."""


@pytest.fixture
def host() -> Iterator[Host]:
    requests: list[tuple[float, str, str]] = []
    handler = type("Handler", (_Handler,), {"requests": requests})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Host(url=f"http://127.0.0.1:{server.server_port}", requests=requests)
        server.shutdown()
        thread.join()


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


@pytest.mark.parametrize(
    ("path", "asked", "answer"),
    [
        ("/fine", ["HEAD /fine"], Answer(status=200)),
        ("/no-head", ["HEAD /no-head", "GET /no-head"], Answer(status=200)),
        ("/rude", ["HEAD /rude", "GET /rude"], Answer(status=200)),
        ("/404", ["HEAD /404", "GET /404"], Answer(status=404)),
        ("/429", ["HEAD /429"], Answer(status=429)),
        ("/lent", ["HEAD /lent", "HEAD /fine"], Answer(status=200)),
        ("/to-gone", ["HEAD /to-gone", "HEAD /410", "GET /410"], Answer(status=410)),
        ("/loop", ["HEAD /loop"] * 5, Answer(fault="too-many-moves")),
        ("/file", ["HEAD /file"], Answer(fault="too-many-moves")),
        ("/é?a=ü", ["HEAD /%C3%A9?a=%C3%BC"], Answer(status=200)),
    ],
)
def test_an_answer(path: str, asked: list[str], answer: Answer, host: Host) -> None:
    assert ask(host.url + path, QUICK) == answer
    assert host.asked == asked


def test_a_page_that_moved_for_good_tells_where(host: Host) -> None:
    assert ask(f"{host.url}/moved", QUICK) == Answer(status=200, moved=f"{host.url}/fine")


def test_a_host_that_never_ends_is_left(host: Host) -> None:
    assert ask(f"{host.url}/hang", QUICK).fault == "timeout"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1:1/", "refused"),
        ("http://nowhere.invalid/", "unknown-host"),
        ("http://[::/", "other"),
    ],
)
def test_no_answer(url: str, fault: str) -> None:
    assert ask(url, QUICK) == Answer(fault=fault)


def test_what_a_status_means() -> None:
    assert [s for s in range(100, 600) if Answer(status=s).is_gone and s in (403, 429)] == []
    assert Answer(status=404).is_gone
    assert Answer(status=503).is_failing
    assert not Answer(status=200).is_gone
    assert not Answer(status=403).is_failing


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=404), "link.dead"),
        (Answer(status=410), "link.dead"),
        (Answer(status=500), "link.unreachable"),
        (Answer(fault="timeout"), "link.unreachable"),
        (Answer(status=200, moved="https://b.example/"), "link.moved"),
        (Answer(status=200), None),
        (Answer(status=403), None),
        (None, "link.unasked"),
    ],
)
def test_what_an_editor_is_told_of_an_answer(answer: Answer | None, code: str | None) -> None:
    url = "https://a.example/"
    link = OutwardLink(url=url, target=url, source="a.md", line=3, column=2)
    found = link_problems([link], {url: answer} if answer else {})
    assert [p.code for p in found] == ([code] if code else [])
    assert all((p.place.path, p.place.line, p.place.column) == ("a.md", 3, 2) for p in found)


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(host: Host) -> None:
    urls = [f"{host.url}/a{n}" for n in range(5)]
    answers = ask_all([*urls, *urls], None, Manners(pause=0.1), quiet)
    assert {a.status for a in answers.values()} == {200}
    times = [when for when, _, _ in host.requests]
    assert len(times) == 5
    assert min(b - a for a, b in pairwise(times)) >= 0.09


def test_it_ends_in_time_and_says_what_it_did_not_ask(host: Host) -> None:
    urls = [f"{host.url}/hang", f"{host.url}/z"]
    started = time.monotonic()
    answers = ask_all(urls, None, Manners(patience=2.0, whole=0.3), quiet)
    assert time.monotonic() - started < 1.5
    assert answers == {}
    links = [OutwardLink(url=u, target=u, source="a.md", line=3, column=2) for u in urls]
    (found,) = link_problems(links, answers)
    assert (found.code, dict(found.params)["count"]) == ("link.unasked", "2")


def test_good_answers_are_remembered_and_bad_ones_asked_again(host: Host, tmp_path: Path) -> None:
    urls = [f"{host.url}/fine", f"{host.url}/moved", f"{host.url}/404"]
    first = ask_all(urls, tmp_path, QUICK, quiet)
    host.requests.clear()
    assert ask_all(urls, tmp_path, QUICK, quiet) == first
    assert host.asked == ["HEAD /404", "GET /404"]


def test_answers_are_remembered_for_a_week(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_all([f"{host.url}/fine"], tmp_path, QUICK, quiet)
    now = time.time()
    for later in (WEEK + 60, -60.0):  # a clock set back forgets too
        host.requests.clear()
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        ask_all([f"{host.url}/fine"], tmp_path, QUICK, quiet)
        assert host.asked == ["HEAD /fine"]


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\0" * 40, None])
def test_a_spoilt_memory_is_none(spoilt: bytes | None, host: Host, tmp_path: Path) -> None:
    ask_all([f"{host.url}/fine"], tmp_path, QUICK, quiet)
    cache = tmp_path / CACHE
    cache.write_bytes(cache.read_bytes()[:-4] if spoilt is None else spoilt)
    host.requests.clear()
    assert ask_all([f"{host.url}/fine"], tmp_path, QUICK, quiet)[f"{host.url}/fine"].status == 200
    assert host.asked == ["HEAD /fine"]
