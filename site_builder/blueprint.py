"""The plan of the last build, for one in which nothing changed but what pages borrow.

A plan reads all of an article but what pages borrow of it (`items.loans`), which it hands on. So
where nothing else of a site has changed, the plan is what it was with other texts in it, and the
pages to look at again are those that have these. Whatever is in doubt is planned anew.

Views lie in the memory, written down once for as long as the plan holds; the file here says where,
and all that may be asked of every page.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

import msgspec
from msgspec.structs import replace

from site_builder.borrowed import Apart, Lent, Sealed, Writer, fill_in, put_together
from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs
from site_builder.items import Article, left, loans
from site_builder.keys import PARTS, Keyed, Part
from site_builder.memory import BLUEPRINT, FOLDER, Damaged, Memory, replace_file
from site_builder.outcome import Options, Progress
from site_builder.pages import Kept, Page, Plan, Portion
from site_builder.parsing import (
    name_all,
    names_of,
    naming_key,
    parse_all,
    reading_key,
    recall,
)
from site_builder.problems import Problem
from site_builder.record import checked, read_regular, with_checksum
from site_builder.sources import CONTENT, Seen, Source
from site_builder.values import Value, written
from site_builder.views import Card, FeedItem, SiteView, View

# What the views of a plan are remembered under.
VIEWS = "views"
_MAGIC = b"site-builder plan 1\n"


class _Piece(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Something that is written down: where among the views, its checksum, and the numbers of the
    sources that it borrows of. `digest` is that of the whole, with all that it borrows.
    """

    digest: str
    start: int
    size: int
    checksum: int
    lenders: tuple[int, ...]


class _Row(msgspec.Struct, array_like=True, frozen=True):
    """A page: the number of its form, its key, its view, and the numbers of the parts of that."""

    path: str
    form: int
    origin: str
    key: str
    view: _Piece
    parts: tuple[tuple[int, ...], ...]


class Blueprint(msgspec.Struct, array_like=True, frozen=True):
    """A plan, and all that it was made of: what was `asked` of which code, and the digests of its
    `sources`. It holds from one hour `until` another. `views` is the digest of these, `forms` are
    kinds, recipes and templates.
    """

    asked: str
    since: dt.datetime
    until: dt.datetime | None
    sources: dict[str, str]
    views: str
    forms: tuple[tuple[str, str, str], ...]
    rows: tuple[_Row, ...]
    parts: tuple[_Piece, ...]
    portions: tuple[_Piece, ...]
    recipes: dict[str, str | None]
    site: bytes
    read: frozenset[str]
    problems: bytes
    coming: tuple[tuple[str, str], ...]


_BLUEPRINT = msgspec.msgpack.Decoder(Blueprint)
_VIEW = msgspec.json.Decoder(View)
_PART = msgspec.json.Decoder(Card | FeedItem)
_PORTION = msgspec.json.Decoder(Portion)
_SITE = msgspec.json.Decoder(SiteView)
_PROBLEMS = msgspec.json.Decoder(tuple[Problem, ...])


class Outline(Value, frozen=True, kw_only=True):
    """A site before any of its pages is made: its plan, and every problem so far. `until` and
    `coming` are those of `Built`. One that was recalled says which pages are as they were, `keyed`,
    and how a view that is `Kept` becomes `whole`.
    """

    plan: Plan
    problems: tuple[Problem, ...]
    until: dt.datetime | None
    coming: tuple[tuple[str, dt.datetime], ...]
    keyed: Keyed | None = None
    whole: Callable[[Page], Page] = lambda page: page
    recalled: Blueprint | None = None


# Remembering


def blueprint_of(
    outline: Outline, keyed: Keyed, inputs: Inputs, text: str, memory: Memory
) -> Blueprint | None:
    """Return what is to be remembered of *outline*, whose pages are *keyed*: their views go into
    *memory*. None where one cannot be written down. *text* is that of site.toml.
    """
    if outline.recalled is not None:
        keys = keyed.keys
        keyed_rows = [
            row if row.key == keys[row.path] else replace(row, key=keys[row.path])
            for row in outline.recalled.rows
        ]
        return replace(outline.recalled, rows=tuple(keyed_rows), recipes=dict(keyed.recipes))
    plan = outline.plan
    numbers = {source.path: number for number, source in enumerate(inputs.sources.texts)}
    lender = cache(lambda mark: numbers[_source_of(mark)])
    written_down: list[bytes] = []
    end = 0

    def piece(digest: str, apart: Apart | Kept) -> _Piece:
        nonlocal end
        start, found = end, apart.json
        written_down.append(found)
        end += len(found)
        return _Piece(digest, start, len(found), crc32(found), tuple(set(map(lender, apart.marks))))

    forms: dict[tuple[str, str, str], int] = {}
    places: dict[str, int] = {}
    rows: list[_Row] = []
    for page in plan.pages:
        kept = keyed.views[page.path]
        form = forms.setdefault((page.kind, page.recipe, page.template), len(forms))
        parts = tuple([tuple([places.setdefault(d, len(places)) for d in f]) for f in kept.parts])
        view = piece(kept.digest, kept)
        rows.append(_Row(page.path, form, page.origin, keyed.keys[page.path], view, parts))
    writer = Writer()
    aparts = (writer.apart(portion) for portion in plan.portions)
    portions = tuple([piece("", apart) for apart in aparts])
    pieces = tuple([piece(digest, keyed.parts[digest]) for digest in places])
    if not all(found.startswith(b'{"') for found in written_down):  # half a character: no JSON
        return None
    memory.keep_data(VIEWS, "", (), b"".join(written_down))
    return Blueprint(
        asked=_asked(inputs, text),
        since=inputs.edge.now,
        until=outline.until,
        sources={source.path: source.digest for source in inputs.sources.texts},
        views=memory.facts[VIEWS].text,
        forms=tuple(forms),
        rows=tuple(rows),
        parts=pieces,
        portions=portions,
        recipes=dict(keyed.recipes),
        site=written(plan.site),
        read=plan.read,
        problems=written(outline.problems),
        coming=tuple((path, day.isoformat()) for path, day in outline.coming),
    )


def save_blueprint(folder: Path, blueprint: Blueprint | None) -> None:
    """Write *blueprint* down in *folder*. What cannot be written only makes a build slower."""
    if blueprint is not None:
        with contextlib.suppress(OSError):
            payload = msgspec.msgpack.encode(blueprint)
            replace_file(folder / BLUEPRINT, with_checksum(_MAGIC, payload))


def _asked(inputs: Inputs, text: str) -> str:
    """Return the digest of all that a plan depends on besides its sources and the hour."""
    edge, theme = inputs.edge, inputs.theme
    assets = [(a.name, str(a.origin), a.digest, a.integrity) for a in theme.assets]
    tools = inputs.toolchain, inputs.image_tools
    edges = edge.drafts, edge.future, edge.asked
    found = inputs.sources.media, inputs.sources.problems, theme.problems
    return fingerprint((text, tools, edges, assets, found))


# Recalling


def recall_outline(
    inputs: Inputs, text: str, options: Options, memory: Memory, progress: Progress
) -> Outline | None:
    """Return the outline of the last build, with what pages borrow by now; None if it is another.

    Raises Damaged.
    """
    found = _read(options.site / FOLDER / BLUEPRINT)
    if found is None or found.asked != _asked(inputs, text):
        return None
    now = inputs.edge.now
    if now < found.since or (found.until is not None and now >= found.until):
        return None
    views = memory.facts.get(VIEWS)
    if views is None or views.text != found.views:
        return None
    problems = _PROBLEMS.decode(found.problems)
    told = frozenset(problem.place.path for problem in problems)
    edited = _edited(found, told, inputs, options, memory, progress)
    if edited is None:
        return None
    progress("plan", 0, 0)
    book = _Book(memory, _Loans(found.sources, edited, inputs, memory))
    now_found = _filled_in(found, edited.lenders, book)
    pages = tuple([_page(row, now_found) for row in now_found.rows])
    old = zip(found.rows, pages, strict=True)
    same = tuple([page for row, page in old if Kept(row.view.digest) == page.view])
    plan = Plan(
        site=_site(found.site),
        pages=pages,
        portions=tuple([_PORTION.decode(book.whole(piece)) for piece in found.portions]),
        problems=(),
        read=found.read,
    )
    keyed = Keyed(
        pages=same,
        recipes=found.recipes,
        keys={row.path: row.key for row in found.rows},
        views={row.path: Kept(row.view.digest) for row in found.rows},
        parts={},
    )
    sources = {source.path: source.digest for source in inputs.sources.texts}
    return Outline(
        plan=plan,
        problems=problems,
        until=found.until,
        coming=tuple((path, dt.datetime.fromisoformat(day)) for path, day in found.coming),
        keyed=keyed,
        whole=_Restorer(now_found, book),
        recalled=replace(now_found, sources=sources),
    )


def _read(path: Path) -> Blueprint | None:
    try:
        payload = checked(_MAGIC, read_regular(str(path)))
        return _BLUEPRINT.decode(payload) if payload is not None else None
    except (OSError, msgspec.DecodeError):
        return None


def _site(data: bytes) -> SiteView:
    """Return the site view as a plan gives it: what templates see is not to be changed."""
    site = _SITE.decode(data)
    assets, integrity = MappingProxyType(site.assets), MappingProxyType(site.integrity)
    return replace(site, assets=assets, integrity=integrity)


def _page(row: _Row, found: Blueprint) -> Page:
    kind, recipe, template = found.forms[row.form]
    return Page(
        path=row.path,
        kind=kind,
        recipe=recipe,
        template=template,
        origin=row.origin,
        view=Kept(row.view.digest),
    )


def _filled_in(found: Blueprint, edited: frozenset[int], book: "_Book") -> Blueprint:
    """Return *found* with the digests of today: those of what borrows of the sources *edited*."""
    parts = [
        piece if edited.isdisjoint(piece.lenders) else replace(piece, digest=book.digest(piece))
        for piece in found.parts
    ]
    moved = {n for n, (a, b) in enumerate(zip(found.parts, parts, strict=True)) if a is not b}
    rows = [
        row
        if edited.isdisjoint(row.view.lenders) and all(map(moved.isdisjoint, row.parts))
        else replace(row, view=replace(row.view, digest=book.digest(row.view, _shown(row, parts))))
        for row in found.rows
    ]
    return replace(found, rows=tuple(rows), parts=tuple(parts))


def _shown(row: _Row, parts: Sequence[_Piece]) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple([parts[number].digest for number in field]) for field in row.parts])


class _Edited(Value, frozen=True, kw_only=True):
    """The articles that were edited, by their numbers, and all that they lend by now; the
    `naming_key` of today.
    """

    lenders: frozenset[int]
    lent: Mapping[str, Lent]
    naming: str


def _edited(
    found: Blueprint,
    told: frozenset[str],
    inputs: Inputs,
    options: Options,
    memory: Memory,
    progress: Progress,
) -> _Edited | None:
    """Return what was edited, if that is nothing but what pages borrow; problems were *told* of
    some sources, with their lines.
    """
    sources = inputs.sources.texts
    if [source.path for source in sources] != list(found.sources):
        return None
    edited = {n: one for n, one in enumerate(sources) if found.sources[one.path] != one.digest}
    common = reading_key(inputs)
    before = [recall(o.path, found.sources[o.path], common, memory) for o in edited.values()]
    old = [one.item for one in before if one is not None and isinstance(one.item, Article)]
    if len(old) < len(edited) or told & {one.path for one in edited.values()}:
        return None
    progress("parse", 0, 0)
    new: list[Article] = []
    for parsed in parse_all(_only(edited.values(), inputs), options, memory, progress):
        if not isinstance(parsed.item, Article) or parsed.problems:
            return None
        new.append(parsed.item)
    progress("names", 0, 0)
    recorded = [one for one in sources if one.path.startswith(f"{CONTENT}/companies/")]
    companies = [one.item for one in parse_all(_only(recorded, inputs), options, memory, progress)]
    named = name_all((*companies, *old), inputs, memory)
    naming = name_all((*companies, *new), inputs, memory)
    lent: dict[str, Lent] = {}
    for was, article in zip(old, new, strict=True):
        names, names_now = named.get(was.source, ()), naming.get(was.source, ())
        if left(was, names) != left(article, names_now):
            return None
        if was.title != article.title and was.source in found.read:
            return None
        lent |= loans(article, names_now)
    return _Edited(lenders=frozenset(edited), lent=lent, naming=naming_key(companies, inputs))


def _only(texts: Iterable[Source | Seen], inputs: Inputs) -> Inputs:
    return replace(inputs, sources=replace(inputs.sources, texts=tuple(texts)))


def _source_of(mark: str) -> str:
    return mark.partition(" ")[2]


class _Loans:
    """What articles lend, by its mark: what was edited, the rest as it is remembered."""

    def __init__(
        self, sources: Mapping[str, str], edited: _Edited, inputs: Inputs, memory: Memory
    ) -> None:
        self._lent = dict(edited.lent)
        self._sources = sources
        self._common = reading_key(inputs)
        self._naming = edited.naming
        self._memory = memory

    def __call__(self, mark: str) -> Lent:
        """Return what has that *mark*. Raises Damaged where it is not to be had."""
        if mark not in self._lent:
            source = _source_of(mark)
            digest = self._sources.get(source, "")
            parsed = recall(source, digest, self._common, self._memory)
            if parsed is None or not isinstance(parsed.item, Article):
                raise Damaged(mark)
            # Another process may have looked for other names since: `serve`, whatever is typed.
            named = names_of(parsed.item, self._naming, self._memory)
            self._lent |= loans(parsed.item, named)
        if mark not in self._lent:
            raise Damaged(mark)
        return self._lent[mark]


class _Book:
    """The views that are written down, and what belongs in their gaps."""

    def __init__(self, memory: Memory, lent: _Loans) -> None:
        self._memory = memory
        self._lent = lent

    def digest(self, piece: _Piece, parts: tuple[tuple[str, ...], ...] | None = None) -> str:
        """Return the digest of *piece* as it is by now; of a view, with its *parts*."""
        apart = put_together(self._marked(piece), self._lent)
        return apart.digest() if parts is None else apart.digest(parts)

    def whole(self, piece: _Piece) -> bytes:
        """Return *piece* as JSON, with all that it borrows. Raises Damaged."""
        return fill_in(self._marked(piece), self._lent)

    def _marked(self, piece: _Piece) -> bytes:
        marked = self._memory.part(VIEWS, piece.start, piece.size)
        if crc32(marked) != piece.checksum:
            raise Damaged(VIEWS)
        return marked


class _Restorer:
    """Gives pages with views that are `Kept` the views themselves."""

    def __init__(self, found: Blueprint, book: _Book) -> None:
        self._rows = {row.path: row for row in found.rows}
        self._parts = found.parts
        self._book = book
        self._restored: dict[int, Part] = {}

    def __call__(self, page: Page) -> Page:
        """Return *page* with its view. Raises Damaged where that is not to be had."""
        if not isinstance(page.view, Kept):
            return page
        row = self._rows[page.path]
        view = _VIEW.decode(self._book.whole(row.view))
        fields = PARTS.get(type(view), ())
        found = (tuple(map(self._part, numbers)) for numbers in row.parts)
        return replace(page, view=replace(view, **dict(zip(fields, found, strict=True))))

    def _part(self, number: int) -> Part:
        part = self._restored.get(number)
        if part is None:
            piece = self._parts[number]
            value = _PART.decode(self._book.whole(piece))
            part = value if isinstance(value, Card) else Sealed(value, piece.digest)
            self._restored[number] = part
        return part
