"""Asking other hosts, politely, whether the pages we link to are still there.

One request at a time for a host, a pause between two, a few hosts at once, and an end to it all:
what has not been asked by then is simply not known. Good answers are remembered for a week.
"""

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from site_builder.record import encode, read_record
from site_builder.values import Value

CACHE = "links.json"
WEEK = 7 * 86_400.0
_MOST_MOVES = 5
_AGENT = "site-builder (checks the links of a newsletter; one request at a time)"
# What hosts answer to programs they do not like: the page may well be there.
_NOT_TELLING = frozenset({401, 402, 403, 406, 407, 429, 451, 999})
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})


class Manners(Value, frozen=True, kw_only=True):
    """How we ask: seconds to wait for one answer, between two questions to a host, and in all."""

    patience: float = 10.0
    pause: float = 1.0
    whole: float = 300.0
    hosts: int = 8


class Answer(Value, frozen=True, kw_only=True):
    """What a host said: a status, or why there is none; `moved` is a new address, for good."""

    status: int = 0
    fault: str = ""  # unknown-host, timeout, refused, certificate, too-many-moves, other
    moved: str = ""

    @property
    def is_gone(self) -> bool:
        return 400 <= self.status < 500 and self.status not in _NOT_TELLING

    @property
    def is_failing(self) -> bool:
        return bool(self.fault) or (self.status >= 500 and self.status not in _NOT_TELLING)


def ask_all(
    urls: Iterable[str],
    folder: Path | None,
    manners: Manners,
    progress: Callable[[str, int, int], None],
) -> dict[str, Answer]:
    """Return the answer for each of *urls* that one was had for; *folder* remembers good ones.

    Ends after `manners.whole` seconds at the latest.
    """
    now = time.time()
    known = _remembered(folder, now)
    wanted = sorted(set(urls))
    answers = {url: known[url][1] for url in wanted if url in known}
    by_host: dict[str, list[str]] = {}
    for url in wanted:
        if url not in answers:
            by_host.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    had: queue.SimpleQueue[tuple[str, Answer]] = queue.SimpleQueue()
    for of_host in by_host.values():
        waiting.put(of_host)
    over = threading.Event()
    # Daemons: a host that never ends its answer keeps nobody here.
    for _ in range(min(manners.hosts, len(by_host))):
        threading.Thread(target=_work, args=(waiting, had, manners, over), daemon=True).start()
    end = time.monotonic() + manners.whole
    asked = sum(map(len, by_host.values()))
    for number in range(asked):
        try:
            url, answer = had.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        answers[url] = answer
        progress("ask", number + 1, asked)
    over.set()
    new = {url: (now, answer) for url, answer in answers.items() if url not in known}
    _remember(folder, {**known, **new})
    return answers


def _work(
    waiting: "queue.SimpleQueue[list[str]]",
    had: "queue.SimpleQueue[tuple[str, Answer]]",
    manners: Manners,
    over: threading.Event,
) -> None:
    while not over.is_set():
        try:
            urls = waiting.get_nowait()
        except queue.Empty:
            return
        for number, url in enumerate(urls):
            if number and over.wait(manners.pause):
                return
            had.put((url, ask(url, manners)))


def ask(url: str, manners: Manners) -> Answer:
    """Return what the host of *url* says: to HEAD, and to GET when it does not like HEAD."""
    first, answer = url, Answer(fault="too-many-moves")
    for_good = True
    moved = ""
    for _ in range(_MOST_MOVES):
        status, fault, location = _request("HEAD", url, manners.patience)
        if status >= 400 and status != 429:
            time.sleep(manners.pause)
            status, fault, location = _request("GET", url, manners.patience)
        if status not in _MOVED or not location:
            answer = Answer(status=status, fault=fault)
            break
        following = urljoin(url, location)
        if urlsplit(following).scheme not in ("http", "https"):
            break
        for_good = for_good and status in _FOR_GOOD
        url = following
        moved = url if for_good else moved
    fine = 200 <= answer.status < 300
    return Answer(
        status=answer.status, fault=answer.fault, moved=moved if fine and moved != first else ""
    )


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: who asks decides where to go next."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002  # urllib's names
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Message,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


def _request(method: str, url: str, patience: float) -> tuple[int, str, str]:
    """Return status, fault and `Location` of one request, whose body nobody reads."""
    opener = urllib.request.build_opener(_Stay)
    try:
        asked = urllib.request.Request(_ascii(url), method=method, headers={"User-Agent": _AGENT})
        with opener.open(asked, timeout=patience) as response:
            return response.status, "", ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", error.headers.get("Location") or ""
    except urllib.error.URLError as error:
        return 0, _fault(error.reason), ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, _fault(error), ""


def _fault(reason: object) -> str:
    match reason:
        case socket.gaierror():
            return "unknown-host"
        case TimeoutError():
            return "timeout"
        case ConnectionError():
            return "refused"
        case ssl.SSLError():
            return "certificate"
        case _:
            return "other"


def _ascii(url: str) -> str:
    """Return *url* as it goes over the wire. Raises ValueError for a host that cannot be."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def _remembered(folder: Path | None, now: float) -> dict[str, tuple[float, Answer]]:
    with contextlib.suppress(OSError, AttributeError, KeyError, TypeError, ValueError):
        record = read_record(str(folder / CACHE)) if folder else None
        if record is not None:
            return {
                url: (when, Answer(status=status, moved=moved))
                for url, (when, status, moved) in record["answers"].items()
                if now - WEEK < when <= now
            }
    return {}


def _remember(folder: Path | None, answers: Mapping[str, tuple[float, Answer]]) -> None:
    """Write good answers down; a memory that cannot be written is only slower."""
    good = {
        url: (when, answer.status, answer.moved)
        for url, (when, answer) in answers.items()
        if not (answer.is_gone or answer.is_failing)
    }
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        draft = folder / f"{CACHE}.new"
        draft.write_bytes(encode({"answers": good}))
        draft.replace(folder / CACHE)
