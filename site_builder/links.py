"""Where the links and pictures of a text lead, once every page of the site is known."""

import posixpath
from collections.abc import Collection, Mapping
from unicodedata import normalize
from urllib.parse import quote, unquote

from site_builder.layout import FILE_NAME
from site_builder.markup import REMOTE, Ref
from site_builder.positions import locate
from site_builder.privacy import is_declared
from site_builder.problems import Problem, problem
from site_builder.schema import closest, shown
from site_builder.settings import Config
from site_builder.urls import Urls, output_path, route
from site_builder.values import Value

# What cameras and studios write, and browsers do not show.
_SHOWN_NOWHERE = frozenset(".heic .heif .tif .tiff .psd .ai .eps .raw .cr2 .nef .dng".split())
# Anchors of a page that a hint names: a long text has dozens.
_ANCHORS = 6
_FRENCH_WHY = {"draft": "brouillon", "future": "à paraître"}


class Destinations(Value, frozen=True, kw_only=True):
    """All a link can lead to. Sources are paths below the site, paths lie in the output."""

    urls: Urls
    paths: frozenset[str]
    sources: Mapping[str, str]  # source, Markdown or other, in NFC → its path
    ids: Mapping[str, frozenset[str]]  # path of a page made of a text → its anchors
    unpublished: Mapping[str, str]  # source or path → "draft" or "future"
    broken: frozenset[str]  # sources and paths with an error of their own
    allowed: tuple[str, ...] = ()  # addresses elsewhere that pages may fetch from


def resolve(
    ref: Ref, source: str, own_path: str, known: Destinations
) -> tuple[str, Problem | None]:
    """Return the address that *ref*, typed in *source*, stands for, and what is wrong with it.

    *own_path* is the page of *source*. The address is that of a page of the site: absolute path
    with the prefix of the site, or `#anchor`.
    """
    if ref.kind == "image" and REMOTE.match(ref.target):
        if is_declared(ref.target, known.allowed):
            return ref.target, None
        from site_builder.embeds import embed_of, notation  # next to no build needs them here

        at = (source, ref.line, ref.column)
        if embed_of(ref.target):
            cure = notation(ref.target)
            return ref.target, problem("embed.request", *at, target=ref.target, cure=cure)
        return ref.target, problem("image.remote", *at, target=ref.target)
    address, _, anchor = ref.target.partition("#")
    bare, _, query = address.partition("?")
    anchor = unquote(anchor)
    image = ref.kind == "image"
    if not ref.target or (image and not bare):
        shown_target = shown(ref.target) or "()"
        return "", problem(
            f"{ref.kind}.nowhere", source, ref.line, ref.column, target=shown_target, suggestion=""
        )
    if not bare:
        return ref.target, _anchor_problem(ref, source, own_path, anchor, known)
    wanted = _candidates(normalize("NFC", unquote(bare)), source, own_path, known)
    path = next((p for p in wanted if p in known.paths and not (image and p in known.ids)), None)
    if path is None:
        return ref.target, _missing(ref, source, unquote(bare), wanted, known)
    if image and posixpath.splitext(path)[1].lower() in _SHOWN_NOWHERE:
        return ref.target, problem("image.format", source, ref.line, ref.column, target=shown(bare))
    href = known.urls.href(path) + (f"?{query}" if query else "")
    if anchor:
        href += "#" + quote(anchor, safe="!$&'()*+,;=:@/?-._~")
    return href, _anchor_problem(ref, source, path, anchor, known)


def menu_problems(config: Config, paths: Collection[str], text: str) -> list[Problem]:
    """Return the entries of the main menu that lead to none of *paths*; *text* is site.toml."""
    return [
        problem(
            "config.menu",
            FILE_NAME,
            *locate(text, ("navigation", "menu", number, "url")),
            target=item.url,
            suggestion=closest(item.url, tuple(route(path) for path in sorted(paths))),
        )
        for number, item in enumerate(config.navigation.menu or ())
        if output_path(unquote(item.url)) not in paths
    ]


def _candidates(bare: str, source: str, own_path: str, known: Destinations) -> list[str]:
    """Return the output paths that *bare* may mean, the likeliest first."""
    if bare.startswith("/"):
        prefix = known.urls.prefix
        under = prefix and (bare == prefix or bare.startswith(f"{prefix}/"))
        inside = (bare[len(prefix) :] or "/") if under else bare
        return [output_path(b) for b in dict.fromkeys((bare, inside))] + [bare.lstrip("/")]
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source), bare))
    named = [f"{beside}", f"{beside}.md", f"{beside}/index.md"]
    from_page = posixpath.normpath(posixpath.join("/", posixpath.dirname(own_path), bare))
    if bare.endswith("/"):
        from_page += "/"
    return [known.sources[n] for n in named if n in known.sources] + [output_path(from_page)]


def _anchor_problem(
    ref: Ref, source: str, path: str, anchor: str, known: Destinations
) -> Problem | None:
    """Return what is wrong with *anchor*: only pages made of a text have anchors we know."""
    if not anchor or path not in known.ids or anchor in known.ids[path]:
        return None
    near = closest(anchor, tuple(sorted(known.ids[path])))
    cure, cure_fr = _anchors_there(known.ids[path])
    return problem(
        "link.no-anchor",
        source,
        ref.line,
        ref.column,
        anchor=anchor,
        page=route(path),
        suggestion=f"#{near}" if near else "",
        cure=cure,
        cure_fr=cure_fr,
    )


def _anchors_there(ids: Collection[str]) -> tuple[str, str]:
    """Return what to write instead of an anchor that is not among *ids*, in English and French.

    Notes have anchors too (`fn:1`), and nobody links to them.
    """
    found = sorted(f"#{name}" for name in ids if ":" not in name)
    if not found:
        return (
            "this page has no headings: link to the page itself, without `#`",
            "cette page n’a pas d’intertitre\u00a0: liez la page elle-même, sans `#`",
        )
    several = ", ".join(found[:_ANCHORS]) + (", …" if len(found) > _ANCHORS else "")
    return (
        f"correct what follows `#`; this page has {several}",
        f"corrigez ce qui suit `#`\u202f; cette page a {several}",
    )


def _missing(
    ref: Ref, source: str, bare: str, wanted: list[str], known: Destinations
) -> Problem | None:
    at = (source, ref.line, ref.column)
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source), bare))
    names = [beside, f"{beside}.md", f"{beside}/index.md", *wanted]
    if any(name in known.broken for name in names):
        return None  # its own error is reported already
    why = next((known.unpublished[n] for n in names if n in known.unpublished), None)
    if why is not None:
        why_fr = _FRENCH_WHY[why]
        return problem("link.unpublished", *at, target=shown(bare), why=why, why_fr=why_fr)
    folded = {n.casefold(): n for n in (*sorted(known.sources), *sorted(known.paths))}
    actual = next((folded[n.casefold()] for n in names if n.casefold() in folded), None)
    if actual is not None and actual not in names:
        return problem("link.case", *at, target=shown(bare), actual=actual.removeprefix("content/"))
    near = _suggestion(bare, source, known)
    return problem(f"{ref.kind}.nowhere", *at, target=shown(ref.target), suggestion=near)


def _suggestion(bare: str, source: str, known: Destinations) -> str:
    if bare.startswith("/"):
        return closest(bare, tuple(route(p) for p in sorted(known.paths)))
    names = {posixpath.basename(s.removesuffix("/index.md")): s for s in sorted(known.sources)}
    near = closest(posixpath.basename(bare), tuple(names))
    folder = posixpath.dirname(source)
    return posixpath.relpath(names[near], folder) if near else ""
