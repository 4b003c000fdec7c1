"""Texts → the files of a search index, made by Pagefind; it knows no page.

Pagefind is spoken to as its own packages do: messages of JSON in base64, ended by commas, over the
pipes of `pagefind --service`. Its package for Python waits a tenth of a second for each answer.
"""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from site_builder.values import Value

# The files that search from a page needs once, and those of each index. Pagefind brings interfaces
# of its own besides, larger than a site.
ENGINE = ("pagefind.js", "pagefind-worker.js", "wasm.fr.pagefind")
_ENTRY = "pagefind-entry.json"
_PARTS = ("index/", "fragment/")
_META = ".pf_meta"
_FRAGMENT = ("fragment/", ".pf_fragment")
# Pagefind marks what it has packed, so that nobody unpacks it twice.
_MARK = b"pagefind_dcd"
# For one index: a hundred times what one of 300 articles takes.
_MOST_SECONDS = 40


class PagefindFailed(Exception):
    """Raised when there is no index to be had; says why."""


class Record(Value, frozen=True, kw_only=True):
    """What is found as one result: `meta` comes with it, and is searched too."""

    url: str
    content: str
    meta: Mapping[str, str]


class Index(Value, frozen=True, kw_only=True):
    """The files of an index by path, the engine among them, and the id of each result by URL."""

    files: Mapping[str, bytes]
    ids: Mapping[str, str]


def index(records: Sequence[Record]) -> Index:
    """Return the index of *records*: the same records, in the same order, give the same bytes.

    No filter of Pagefind is used: it writes them in another order each time. Raises PagefindFailed.
    """
    payloads: list[Mapping[str, object]] = [
        {"type": "NewIndex", "config": {"force_language": "fr"}},
        *(
            {
                "type": "AddRecord",
                "index_id": 0,
                "url": record.url,
                "content": record.content,
                "language": "fr",
                "meta": dict(record.meta),
            }
            for record in records
        ),
        {"type": "GetFiles", "index_id": 0},
    ]
    *_, last = _answers(payloads)
    found: list[dict[str, str]] = last["files"]
    files = {file["path"]: base64.b64decode(file["content"]) for file in found}
    kept = {path: files[path] for path in sorted(files) if _kept(path)}
    if not {_ENTRY, *ENGINE} <= kept.keys():
        raise PagefindFailed("files are missing from its index")
    return Index(files=kept, ids=_ids(kept))


def _kept(path: str) -> bool:
    return path in {_ENTRY, *ENGINE} or path.startswith(_PARTS) or path.endswith(_META)


def _ids(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the id of each result, as Pagefind gives it to a page, by URL."""
    before, after = _FRAGMENT
    found = {}
    for path, data in files.items():
        if path.startswith(before):
            fragment = json.loads(gzip.decompress(data).removeprefix(_MARK))
            found[fragment["url"]] = path.removeprefix(before).removesuffix(after)
    return found


def _program() -> Path:
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise PagefindFailed(str(error)) from error


def _answers(payloads: Sequence[Mapping[str, object]]) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind answers to each of *payloads*, in order."""
    import subprocess  # by builds with something to index alone
    import threading

    try:
        with subprocess.Popen(
            [_program(), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as service:
            assert service.stdin is not None
            assert service.stdout is not None
            # Where it gets no memory for another thread, it waits for that thread for ever.
            patience = threading.Timer(_MOST_SECONDS, service.kill)
            patience.daemon = True
            patience.start()
            try:
                # It reads on while nobody listens, and ends with its input: that stays open until
                # the last answer.
                service.stdin.writelines(map(_message, range(1, len(payloads) + 1), payloads))
                service.stdin.flush()
                for answer in _listen(service.stdout, len(payloads)):
                    if answer["type"] == "Error":
                        service.kill()
                        raise PagefindFailed(str(answer.get("message")))
                    yield answer
            finally:
                patience.cancel()
    except (OSError, ValueError, KeyError) as error:
        raise PagefindFailed(str(error)) from error


def _message(number: int, payload: Mapping[str, object]) -> bytes:
    text = json.dumps({"message_id": number, "payload": payload})
    return base64.b64encode(text.encode()) + b","


def _listen(pipe: IO[bytes], count: int) -> Iterator[dict[str, Any]]:
    """Yield the next *count* answers in *pipe*. Raises PagefindFailed when it ends before."""
    pieces: list[bytes] = []
    while count:
        data = pipe.read1(1 << 20)  # type: ignore[attr-defined]  # a buffered reader
        if not data:
            raise PagefindFailed("it ended before its work was done")
        *ended, rest = data.split(b",")
        for piece in ended:
            yield json.loads(base64.b64decode(b"".join((*pieces, piece))))["payload"]
            pieces.clear()
            count -= 1
        pieces.append(rest)
