"""Pictures that earlier builds made, by the digest of all they are made of.

In `.site-builder/images/`; it may vanish or be damaged at any time. A file that is not what was
written counts as absent, and is made again.
"""

import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.fingerprint import digest_bytes

FOLDER = "images"


@dataclass(slots=True)
class ImageCache:
    """Made pictures, below *folder*; None: in this process only. A disk that says no is let go."""

    folder: Path | None
    held: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        """Return what was kept under *key*, or None."""
        if key in self.held or self.folder is None:
            return self.held.get(key)
        try:
            data = self._file(key).read_bytes()
        except OSError:
            return None
        head, _, content = data.partition(b"\n")
        return content if head == digest_bytes(content).encode() else None

    def keep(self, key: str, content: bytes) -> None:
        """Remember *content* under *key*."""
        if self.folder is not None:
            file = self._file(key)
            draft = file.with_suffix(".new")
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(digest_bytes(content).encode() + b"\n" + content)
                draft.replace(file)
            except OSError:
                self.folder = None  # this process remembers alone from here on
            else:
                return
        self.held[key] = content

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under *key*, which *make* makes if need be."""
        content = self.get(key)
        if content is None:
            content = make()
            self.keep(key, content)
        return content

    def prune(self, keys: Collection[str]) -> None:
        """Forget all but *keys*."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            for file in sorted(self.folder.glob("??/*")):
                if file.name not in keys:
                    file.unlink()

    def _file(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / key
