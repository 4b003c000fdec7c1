"""A web host on this machine, and what it was asked for."""

import functools
import gzip
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
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".css": "text/css",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".xml": "application/xml",
    "": "application/octet-stream",
}

_PACKED = {".css", ".html", ".js", ".json", ".svg", ".webmanifest", ".xml"}


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, prefix: str, failures: list[str], directory: str) -> None:
        self._prefix = prefix
        self._failures = failures
        self.extensions_map = _TYPES
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]  # passed on

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self._prefix)
        return super().translate_path(path[len(self._prefix) - 1 :] if inside else "/not/here")

    def do_GET(self) -> None:  # the name that http.server calls
        """Answer as a good host does: texts packed, fingerprinted files kept for a year."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        packs = "gzip" in self.headers.get("Accept-Encoding", "")
        if path.suffix not in _PACKED or not packs or not path.is_file():
            super().do_GET()
            return
        data = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", f"{_TYPES[path.suffix]}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        forever = "/assets/" in self.path
        self.send_header("Cache-Control", "max-age=31536000, immutable" if forever else "no-cache")
        super().end_headers()

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
