"""Publish three versions of a site in turn until killed: `publish_for_ever.py OUTPUT`."""

import hashlib
import sys
from pathlib import Path

from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import read_folder
from site_builder.publish import Item, Published, publish

COUNT = 300


def sealed(text: str) -> bytes:
    """Return a page that proves by itself that it is whole: it ends with its own digest."""
    body = (text * 200).encode()
    return body + hashlib.blake2b(body).hexdigest().encode()


def is_sealed(page: bytes) -> bool:
    """Tell whether *page* came whole out of `sealed`."""
    return hashlib.blake2b(page[:-128]).hexdigest().encode() == page[-128:]


def pages(version: str, count: int = COUNT) -> dict[str, bytes]:
    """Return a site: of three pages one is in all versions, one changes, one is only in this."""
    site = {}
    for number in range(0, count, 3):
        site[f"articles/{number}/index.html"] = sealed(f"article {number} ")
        site[f"articles/{number}/feed.xml"] = sealed(f"feed {number} {version} ")
        site[f"only/{version}/{number}.html"] = sealed(f"page {number} {version} ")
    return site


def published(output: Path, version: str, count: int = COUNT) -> Published:
    """Publish *version* to *output*."""
    items = [
        Item(path=path, key=digest_bytes(data), content=data)
        for path, data in pages(version, count).items()
    ]
    with hold(output, lambda: None):
        result = publish(read_folder(output), items, protected=(), sources=())
    assert isinstance(result, Published)
    return result


if __name__ == "__main__":
    while True:
        for name in "ABC":
            published(Path(sys.argv[1]), name)
            print(name, flush=True)  # noqa: T201  # tells the test that it gets on
