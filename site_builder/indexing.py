"""What is searched, portion by portion → the files of its index, as text that is remembered."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from site_builder.fingerprint import digest_bytes
from site_builder.markup import plain_text
from site_builder.pagefind import Record
from site_builder.pages import Entry, Page, Portion
from site_builder.text import hidden_words
from site_builder.urls import Urls
from site_builder.values import Value
from site_builder.views import IndexFile

# Which results are of a year, or about a company: ours, read by search.js.
FACETS = "facettes.json"


class Bundle(Value, frozen=True, kw_only=True):
    """The files of an index, each with its digest, in the order of the lines of their text."""

    files: tuple[tuple[str, str], ...]


def record_of(entry: Entry, text: Callable[[str], str]) -> Record:
    """Return *entry* with its words. *text* gives the HTML of a body by its digest.

    `noms` holds what a reader may type and Pagefind does not find in the text: other names of its
    companies, « oeuvre » for « œuvre », « entreprise » where it says « l’entreprise ». Accents, and
    endings as French has them, are its own business.
    """
    content = plain_text(text(entry.body)) if entry.body is not None else ""
    hidden = hidden_words(f"{entry.title} {content or entry.summary}")
    return Record(
        url=entry.url,
        content=content or entry.summary or entry.title,
        meta={
            "title": entry.title,
            "apropos": entry.about,
            "noms": " ".join(dict.fromkeys((*entry.names, *hidden))),
        },
    )


def facets(portion: Portion, ids: Mapping[str, str]) -> bytes:
    """Return the year and the companies of each result of *portion*, by its id."""
    found = {ids[e.url]: list(e.facets) for e in portion.entries if e.url in ids and e.facets}
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def packed(files: Mapping[str, bytes]) -> tuple[Bundle, str]:
    """Return *files* as a bundle, and their bytes as text, a line each."""
    names = tuple((path, digest_bytes(files[path])) for path in sorted(files))
    lines = "\n".join(base64.b64encode(files[path]).decode() for path, _ in names)
    return Bundle(files=names), lines


def unpacked(line: str) -> bytes:
    """Return the bytes of a file from its line."""
    return base64.b64decode(line)


def index_pages(bundles: Sequence[tuple[str, Bundle]], urls: Urls) -> Iterator[Page]:
    """Yield the files of the indexes, given with the names of their portions."""
    for name, bundle in bundles:
        for path, digest in bundle.files:
            view = IndexFile(digest=digest)
            yield Page(path=urls.search_file(name, path), kind="search", recipe="index", view=view)
