"""`site-builder serve` in a process of its own, spoken to over HTTP as browsers do."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 30.0  # seconds for what takes a fraction of one on a machine that is not busy
SCRIPT = re.compile(rb'<script src="/_serve/reload\.js" data-known="[^"]*" defer></script>\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answered; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """A running server. `start` makes it; what it says is in `said`, line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said: list[str] = []
        self._heard = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self.url = self.wait_for(r"http://\S+/")
        host, _, port = self.url.split("/")[2].rpartition(":")
        self.host, self.port = host, int(port)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):  # closed while it was read
            for line in self.process.stdout:
                self.said.append(line.rstrip("\n"))

    def wait_for(self, pattern: str) -> str:
        """Return the first match of *pattern* in what the server says from now on."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            while self._heard < len(self.said):
                self._heard += 1
                if found := re.search(pattern, self.said[self._heard - 1]):
                    return found[0]
            time.sleep(0.01)
        raise AssertionError(f"{pattern!r} was not said: {self.said}")

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Return the answer to a request for *path*, sent as it stands."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=headers)
            found = connection.getresponse()
            names = {name.lower(): value for name, value in found.getheaders()}
            return Reply(status=found.status, headers=names, body=found.read())
        finally:
            connection.close()

    def page(self, path: str) -> bytes:
        """Return the page at *path* as it was built, without what the server adds."""
        reply = self.get(path)
        assert reply.status == 200, (path, reply.status)
        return SCRIPT.sub(b"", reply.body)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until *is_so*."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.02)

    @contextmanager
    def events(self, path: str) -> Iterator[Iterator[dict[str, Any]]]:
        """Give what a page at *path* is told, one scene after the other."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        connection.request("GET", f"/_serve/events?path={path}")
        reply = connection.getresponse()
        assert reply.headers["content-type"].startswith("text/event-stream")

        def scenes() -> Iterator[dict[str, Any]]:
            while line := reply.readline():
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

        try:
            yield scenes()
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send *data* as it is and return the start of what comes back, if anything does."""
        with socket.create_connection((self.host, self.port), PATIENCE) as one:
            one.settimeout(2)
            try:
                one.sendall(data)
                one.shutdown(socket.SHUT_WR)
                return one.recv(1 << 16)
            except OSError:
                return b""

    def memory(self) -> int:
        """Return the bytes that the process holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End the server as an editor does, and return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def launch(
    site: Path, *args: str, language: str = "en", command: Sequence[str] = ("serve",), **env: str
) -> "subprocess.Popen[str]":
    """Start `site-builder serve`, or another *command*, for *site*; errors come with the rest."""
    kept = env | {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [
            *(sys.executable, "-X", "faulthandler", "-m", "site_builder"),
            *(*command, "--site", str(site), *args),
        ],
        env={**kept, "PYTHONUTF8": "1", "SITE_BUILDER_LANG": language, "PYTHONUNBUFFERED": "1"},
        cwd=site,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )


def end_of(process: "subprocess.Popen[str]") -> str:
    """Return all that *process* says until its end; where each thread stands, if it has none."""
    try:
        return process.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        raise AssertionError(f"it does not end: {process.communicate()[0]}") from None


@contextmanager
def start(
    site: Path, *args: str, language: str = "en", command: Sequence[str] = ("serve",), **env: str
) -> Iterator[Served]:
    """Serve *site* on a free port, and end the server afterwards."""
    args = args or ("--port", "0")
    process = launch(site, *args, language=language, command=command, **env)
    try:
        yield Served(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
