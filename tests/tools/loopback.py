"""A web host on this machine, and what it was asked for."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A folder on the web: `url` ends with a slash; `failures` are answers of 400 and above."""

    url: str
    failures: list[str] = field(default_factory=list)


# The types of the machine's own tables differ from one to the next.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    "": "application/octet-stream",
}


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, prefix: str, failures: list[str], directory: str) -> None:
        self._prefix = prefix
        self._failures = failures
        self.extensions_map = _TYPES
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]  # passed on

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self._prefix)
        return super().translate_path(path[len(self._prefix) - 1 :] if inside else "/not/here")

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if int(code) >= 400:
            self._failures.append(f"{int(code)} {self.path}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # so named above
        """Stay silent."""


@contextmanager
def serve(folder: Path, prefix: str = "/") -> Iterator[Host]:
    """Serve *folder* below *prefix* (`/` or `/lettre/`) on a free port of the loopback."""
    failures: list[str] = []
    handler = functools.partial(_Handler, prefix=prefix, failures=failures, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Host(url=f"http://127.0.0.1:{server.server_port}{prefix}", failures=failures)
        finally:
            server.shutdown()
            thread.join()
