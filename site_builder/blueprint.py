"""The plan of the last build, for one in which nothing changed but what pages borrow.

A plan reads all of an article but the texts that pages borrow of it (`items.loans`), which it hands
on. So where nothing else of a site has changed, the plan is what it was with other texts in it, and
the pages to look at again are those that have these. Whatever is in doubt is planned anew.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from site_builder.borrowed import Sealed, Writer, fill_in, mark_of, put_together
from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs
from site_builder.items import Article, left, loans
from site_builder.keys import PARTS, Keyed, Part
from site_builder.memory import BLUEPRINT, FOLDER, Damaged, Memory, replace_file
from site_builder.outcome import Options, Progress
from site_builder.pages import Kept, Page, Plan, Portion
from site_builder.parsing import name_all, names_of, parse_all, reading_key, recall
from site_builder.problems import Problem
from site_builder.record import checked, read_regular, with_checksum
from site_builder.sources import CONTENT, Seen, Source
from site_builder.values import Value, written
from site_builder.views import Card, FeedItem, SiteView, View

_MAGIC = b"site-builder plan 1\n"


class _Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A page as it is remembered."""

    path: str
    kind: str
    recipe: str
    template: str
    origin: str
    key: str
    digest: str
    view: bytes
    parts: tuple[tuple[str, ...], ...]


class _Blueprint(msgspec.Struct, array_like=True, frozen=True):
    """A plan as it is remembered, and all that it was made of: the digest of what was `asked` of
    which code, and those of the `sources`. It held from one hour to the other.
    """

    asked: str
    since: dt.datetime
    until: dt.datetime | None
    sources: dict[str, str]
    rows: tuple[_Row, ...]
    parts: dict[str, bytes]
    recipes: dict[str, str | None]
    portions: tuple[bytes, ...]
    site: bytes
    read: frozenset[str]
    problems: bytes
    coming: tuple[tuple[str, str], ...]


_BLUEPRINT = msgspec.msgpack.Decoder(_Blueprint)
_VIEW = msgspec.json.Decoder(View)
_PART = msgspec.json.Decoder(Card | FeedItem)
_PORTION = msgspec.json.Decoder(Portion)
_SITE = msgspec.json.Decoder(SiteView)
_PROBLEMS = msgspec.json.Decoder(tuple[Problem, ...])


class Outline(Value, frozen=True, kw_only=True):
    """A site before any of its pages is made: its plan, and every problem so far. `keyed` are pages
    that are as they were; `until` and `coming` are those of `Built`. `whole` gives a page whose
    view is `Kept` with the view itself.
    """

    plan: Plan
    problems: tuple[Problem, ...]
    until: dt.datetime | None
    coming: tuple[tuple[str, dt.datetime], ...]
    keyed: Keyed | None = None
    whole: Callable[[Page], Page] = lambda page: page
    portions: tuple[bytes, ...] | None = None  # as they are remembered, where they are


def save_outline(folder: Path, outline: Outline, inputs: Inputs, text: str, keyed: Keyed) -> None:
    """Remember *outline* in *folder*, whose pages are *keyed*; *text* is that of site.toml.

    What cannot be written only makes the next build slower.
    """
    plan = outline.plan
    rows = tuple([_row(page, keyed) for page in plan.pages])
    if not all(row.view.startswith(b'{"') for row in rows):  # half a character: not JSON
        return
    living = {digest for row in rows for field in row.parts for digest in field}
    blueprint = _Blueprint(
        asked=_asked(inputs, text),
        since=inputs.edge.now,
        until=outline.until,
        sources={source.path: source.digest for source in inputs.sources.texts},
        rows=rows,
        parts={digest: keyed.parts[digest] for digest in living},
        recipes=dict(keyed.recipes),
        portions=_portions(outline),
        site=written(plan.site),
        read=plan.read,
        problems=written(outline.problems),
        coming=tuple((path, day.isoformat()) for path, day in outline.coming),
    )
    with contextlib.suppress(OSError):
        payload = msgspec.msgpack.encode(blueprint)
        replace_file(folder / BLUEPRINT, with_checksum(_MAGIC, payload))


def _row(page: Page, keyed: Keyed) -> _Row:
    kept = keyed.views[page.path]
    return _Row(
        page.path,
        page.kind,
        page.recipe,
        page.template,
        page.origin,
        keyed.keys[page.path],
        kept.digest,
        kept.json,
        kept.parts,
    )


def _portions(outline: Outline) -> tuple[bytes, ...]:
    if outline.portions is not None:
        return outline.portions
    writer = Writer()
    return tuple([writer.apart(portion).json for portion in outline.plan.portions])


def _asked(inputs: Inputs, text: str) -> str:
    """Return the digest of all that a plan depends on besides its sources and the hour."""
    edge, theme = inputs.edge, inputs.theme
    assets = [(a.name, str(a.origin), a.digest, a.integrity) for a in theme.assets]
    tools = inputs.toolchain, inputs.image_tools
    edges = edge.drafts, edge.future, edge.asked
    found = inputs.sources.media, inputs.sources.problems, theme.problems
    return fingerprint((text, tools, edges, assets, found))


def recall_outline(
    inputs: Inputs,
    text: str,
    options: Options,
    memory: Memory,
    progress: Progress,
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
    problems = _PROBLEMS.decode(found.problems)
    told = frozenset(problem.place.path for problem in problems)
    edited = _edited(found, told, inputs, options, memory, progress)
    if edited is None:
        return None
    progress("plan", 0, 0)
    texts = _Texts(found.sources, edited, inputs, memory)
    parts, moved = _parts(found.parts, edited.changed, texts)
    marks = tuple(map(mark_of, edited.changed))
    pages: list[Page] = []
    same: list[Page] = []
    for row in found.rows:
        kept = Kept(row.digest, row.view, row.parts)
        page = Page(
            path=row.path,
            kind=row.kind,
            recipe=row.recipe,
            template=row.template,
            origin=row.origin,
            view=kept,
        )
        if any(mark in row.view for mark in marks) or any(
            not moved.keys().isdisjoint(field) for field in row.parts
        ):
            shown = tuple(tuple(moved.get(d, d) for d in field) for field in row.parts)
            digest = put_together(row.view, texts).digest(shown)
            page = replace(page, view=Kept(digest, row.view, shown))
        else:
            same.append(page)
        pages.append(page)
    plan = Plan(
        site=_SITE.decode(found.site),
        pages=tuple(pages),
        portions=tuple(_PORTION.decode(fill_in(marked, texts)) for marked in found.portions),
        problems=(),
        read=found.read,
    )
    keyed = Keyed(
        pages=tuple(same),
        recipes=found.recipes,
        keys={row.path: row.key for row in found.rows},
        views={page.path: page.view for page in same if isinstance(page.view, Kept)},
        parts=parts,
    )
    return Outline(
        plan=plan,
        problems=problems,
        until=found.until,
        coming=tuple((path, dt.datetime.fromisoformat(day)) for path, day in found.coming),
        keyed=keyed,
        whole=_Restorer(parts, texts),
        portions=found.portions,
    )


def _read(path: Path) -> _Blueprint | None:
    try:
        payload = checked(_MAGIC, read_regular(str(path)))
        return _BLUEPRINT.decode(payload) if payload is not None else None
    except (OSError, msgspec.DecodeError):
        return None


class _Edited(Value, frozen=True, kw_only=True):
    """The articles that were edited: all that they lend by now, and the names of what `changed`."""

    lent: Mapping[str, str]
    changed: tuple[str, ...]


def _edited(
    found: _Blueprint,
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
    edited = tuple([one for one in sources if found.sources[one.path] != one.digest])
    common = reading_key(inputs)
    before = [recall(one.path, found.sources[one.path], common, memory) for one in edited]
    old = [one.item for one in before if one is not None and isinstance(one.item, Article)]
    if len(old) < len(edited) or told & {one.path for one in edited}:
        return None
    progress("parse", 0, 0)
    new: list[Article] = []
    for parsed in parse_all(_only(edited, inputs), options, memory, progress):
        if not isinstance(parsed.item, Article) or parsed.problems:
            return None
        new.append(parsed.item)
    progress("names", 0, 0)
    recorded = tuple([one for one in sources if one.path.startswith(f"{CONTENT}/companies/")])
    companies = [one.item for one in parse_all(_only(recorded, inputs), options, memory, progress)]
    named = name_all((*companies, *old), inputs, memory)
    naming = name_all((*companies, *new), inputs, memory)
    lent: dict[str, str] = {}
    changed: list[str] = []
    for was, article in zip(old, new, strict=True):
        names, names_now = named.get(was.source, ()), naming.get(was.source, ())
        if left(was, names) != left(article, names_now):
            return None
        if was.title != article.title and was.source in found.read:
            return None
        loaned, lent_now = loans(was, names), loans(article, names_now)
        lent |= lent_now
        changed += [name for name, text in lent_now.items() if loaned[name] != text]
    return _Edited(lent=lent, changed=tuple(changed))


def _only(texts: tuple[Source | Seen, ...], inputs: Inputs) -> Inputs:
    return replace(inputs, sources=replace(inputs.sources, texts=texts))


class _Texts:
    """What articles lend, by name: those that were `edited`, the others as they are remembered."""

    def __init__(
        self, sources: Mapping[str, str], edited: _Edited, inputs: Inputs, memory: Memory
    ) -> None:
        self._lent = dict(edited.lent)
        self._sources = sources
        self._common = reading_key(inputs)
        self._memory = memory

    def __call__(self, name: str) -> str:
        """Return the text of that *name*. Raises Damaged where it is not to be had."""
        if name not in self._lent:
            source = name.partition(" ")[2]
            digest = self._sources.get(source, "")
            parsed = recall(source, digest, self._common, self._memory)
            if parsed is None or not isinstance(parsed.item, Article):
                raise Damaged(name)
            self._lent |= loans(parsed.item, names_of(source, self._memory))
        if name not in self._lent:
            raise Damaged(name)
        return self._lent[name]


def _parts(
    parts: Mapping[str, bytes], changed: Iterable[str], texts: Callable[[str], str]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return *parts* by their digests of now, and these by those of before where they differ."""
    marks = tuple(map(mark_of, changed))
    moved = {
        digest: put_together(part, texts).digest()
        for digest, part in parts.items()
        if any(mark in part for mark in marks)
    }
    return {moved.get(digest, digest): part for digest, part in parts.items()}, moved


class _Restorer:
    """Gives pages with views that are `Kept` the views themselves."""

    def __init__(self, parts: Mapping[str, bytes], texts: Callable[[str], str]) -> None:
        self._parts = parts
        self._texts = texts
        self._restored: dict[str, Part] = {}

    def __call__(self, page: Page) -> Page:
        """Return *page* with its view. Raises Damaged where that is not to be had."""
        if not isinstance(page.view, Kept):
            return page
        view = _VIEW.decode(fill_in(page.view.json, self._texts))
        fields = PARTS.get(type(view), ())
        found = (tuple(map(self._part, digests)) for digests in page.view.parts)
        return replace(page, view=replace(view, **dict(zip(fields, found, strict=True))))

    def _part(self, digest: str) -> Part:
        part = self._restored.get(digest)
        if part is None:
            value = _PART.decode(fill_in(self._parts[digest], self._texts))
            part = value if isinstance(value, Card) else Sealed(value, digest)
            self._restored[digest] = part
        return part
