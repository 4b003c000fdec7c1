"""The indexes of the search page: made where something changed, remembered everywhere else."""

import functools
from collections.abc import Callable, Iterator, Sequence

from msgspec.json import Decoder
from msgspec.structs import replace

from site_builder.fingerprint import fingerprint
from site_builder.indexing import FACETS, Bundle, facets, index_pages, packed, record_of, unpacked
from site_builder.inputs import Inputs
from site_builder.layout import FILE_NAME
from site_builder.memory import Memory
from site_builder.pagefind import ENGINE, PagefindFailed, index
from site_builder.pages import Plan, Portion
from site_builder.pool import ordered_map
from site_builder.problems import Problem, problem
from site_builder.urls import urls_of

_BUNDLE = Decoder(Bundle)
# (memory, name, key, kind) → what is remembered
Recall = Callable[[Memory, str, str, Decoder[Bundle]], Bundle | None]


def remembered_index(portion: str) -> str:
    """Return the name under which the index of *portion* is remembered."""
    return f"index of {portion}"


def add_indexes(
    planned: Plan, inputs: Inputs, memory: Memory, jobs: int, recall: Recall = Memory.recall
) -> tuple[Plan, Callable[[str], bytes], tuple[Problem, ...]]:
    """Return *planned* with the files of its search indexes, from *memory* where *recall* finds
    them: by default, where nothing that is searched has changed; what gives the bytes of each of
    them by its digest; and what went wrong.
    """
    keys = {p.name: fingerprint((inputs.toolchain, p)) for p in planned.portions}
    new = [
        p
        for p in planned.portions
        if recall(memory, remembered_index(p.name), keys[p.name], _BUNDLE) is None
    ]
    try:
        for portion, (bundle, lines) in zip(new, _indexed(new, memory, jobs), strict=True):
            memory.keep(remembered_index(portion.name), keys[portion.name], bundle, lines)
    except PagefindFailed as failed:
        return planned, _no_index, (problem("search.failed", FILE_NAME, reason=str(failed)),)
    bundles: list[tuple[str, Bundle]] = []
    places: dict[str, tuple[str, int]] = {}
    for portion in planned.portions:
        name = remembered_index(portion.name)
        kept = recall(memory, name, keys[portion.name], _BUNDLE)
        assert kept is not None
        bundles.append((portion.name, kept))
        for number, (_, digest) in enumerate(kept.files):
            places[digest] = (memory.facts[name].text, number)

    @functools.lru_cache(maxsize=1)  # the files of an index are asked for one after the other
    def lines_of(text: str) -> list[str]:
        return memory.text(text).split("\n")

    def indexed(digest: str) -> bytes:
        text, number = places[digest]
        return unpacked(lines_of(text)[number])

    files = index_pages(bundles, urls_of(inputs.config))
    pages = sorted([*planned.pages, *files], key=lambda page: page.path)
    return replace(planned, pages=tuple(pages)), indexed, ()


def _no_index(digest: str) -> bytes:
    raise KeyError(digest)


def _indexed(
    portions: Sequence[Portion], memory: Memory, jobs: int
) -> Iterator[tuple[Bundle, str]]:
    """Yield the index of each of *portions*, *jobs* at a time: Pagefind works, we wait."""

    def work(portion: Portion) -> tuple[Bundle, str]:
        found = index([record_of(entry, memory.text) for entry in portion.entries])
        engine = ENGINE if portion.name else ()
        files = {path: data for path, data in found.files.items() if path not in engine}
        return packed({**files, FACETS: facets(portion, found.ids)})

    yield from ordered_map(work, portions, jobs, fewest=2, batch=1)
