"""Pictures of a build: each looked at once, and made on several processors before publishing."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.json import Decoder
from msgspec.structs import replace

from site_builder.fingerprint import digest_bytes, fingerprint
from site_builder.image_cache import ImageCache
from site_builder.images import (
    SUFFIXES,
    ImageFacts,
    ImageFault,
    Shape,
    SocialCard,
    derive,
    draw_card,
    look,
)
from site_builder.inputs import Inputs
from site_builder.memory import Memory
from site_builder.pages import Page
from site_builder.pictures import feed_shape
from site_builder.pool import ordered_map
from site_builder.publish import Item
from site_builder.settings import Images
from site_builder.sources import Media
from site_builder.views import CardFile, ImageCopy

# Pictures take a while each: starting processes pays early, and they are handed out one by one.
_FEWEST_LOOKS = 16
_FEWEST_MADE = 2
_LOOKED: Decoder[ImageFacts | ImageFault] = Decoder(ImageFacts | ImageFault)


def look_at_all(
    inputs: Inputs, memory: Memory, site: Path, jobs: int
) -> Mapping[str, ImageFacts | ImageFault]:
    """Return what every picture of `content/` shows, by source; from *memory* where the file is the
    one that was looked at before.
    """
    if not inputs.config.images.enabled:
        return {}
    images = inputs.config.images
    common = fingerprint((inputs.image_tools, images))
    pictures = [file for file in inputs.sources.media if suffix_of(file.path) in SUFFIXES]
    new = [f for f in pictures if memory.recall(f.path, f"{common}{f.digest}", _LOOKED) is None]
    work = partial(_look, site=site, images=images)
    found = ordered_map(work, new, jobs, fewest=_FEWEST_LOOKS, batch=1)
    looked: dict[str, ImageFacts | ImageFault] = {}
    for file, facts in zip(new, found, strict=True):
        if facts is None:  # another file by now: what it shows is not what was planned
            looked[file.path] = ImageFault(code="file.changed")
        else:
            memory.keep(file.path, f"{common}{file.digest}", facts, "")
    for file in pictures:
        known = memory.recall(file.path, f"{common}{file.digest}", _LOOKED)
        if known is not None:
            looked[file.path] = known
    return looked


def suffix_of(path: str) -> str:
    """Return the end of a file's name that says what it holds, in small letters: `.jpg`."""
    return posixpath.splitext(path)[1].lower()


def _look(file: Media, *, site: Path, images: Images) -> ImageFacts | ImageFault | None:
    try:
        data = (site / file.path).read_bytes()
    except OSError:
        return None
    if digest_bytes(data) != file.digest:
        return None
    found = look(data, suffix_of(file.path), images.max_pixels)
    if isinstance(found, ImageFault):
        return found
    shape = feed_shape(found, images)
    if shape is None:
        return found
    try:  # a feed says how long the file of a picture is, so it is made before it is wanted
        (copy,) = derive(data, (shape,))
    except OSError:
        return found
    return replace(found, feed_bytes=len(copy))


# What is to be made of one file in one size, for which it is opened and resized once: its path, its
# digest, the shapes. The largest size takes half the time of all: sizes are shared out.
_Job = tuple[str, str, tuple[Shape, ...]] | SocialCard


def make_all(
    pages: Iterable[Page],
    items: Iterable[Item],
    cache: ImageCache,
    site: Path,
    jobs: int,
    progress: Callable[[str, int, int], None],
) -> None:
    """Put into *cache* the pictures among *pages* whose *items* are to be written.

    What cannot be made is left for whoever asks for it, and for them to tell.
    """
    wanted = {item.path: item.key for item in items if item.content is not None}
    keys: dict[str, Page] = {}
    for page in pages:
        if page.path in wanted and isinstance(page.view, ImageCopy | CardFile):
            key = wanted[page.path]
            if key not in keys and cache.get(key) is None:
                keys[key] = page
    if not keys:
        return
    work, owners = _jobs(keys)
    done = 0
    made = ordered_map(partial(_make, site=site), work, jobs, fewest=_FEWEST_MADE, batch=1)
    for owned, contents in zip(owners, made, strict=True):
        for key, content in zip(owned, contents, strict=False):
            cache.keep(key, content)
        done += len(owned)
        progress("images", done, len(keys))
    cache.prune({item.key for item in items})


def fetch(page: Page, key: str, cache: ImageCache, site: Path) -> bytes | None:
    """Return the picture that *page* is, from *cache* or made now; None when the file it is made
    from is no longer what it was.
    """
    kept = cache.get(key)
    if kept is not None:
        return kept
    work, _ = _jobs({key: page})
    for content in _make(work[0], site=site):
        cache.keep(key, content)
        return content
    return None


def _jobs(keys: Mapping[str, Page]) -> tuple[Sequence[_Job], Sequence[tuple[str, ...]]]:
    """Return what to do, and the keys of what each job makes."""
    cards: dict[str, SocialCard] = {}
    copies: dict[tuple[str, str, int, int], list[tuple[str, Shape]]] = defaultdict(list)
    for key, page in keys.items():
        match page.view:
            case CardFile(card=card):
                cards[key] = card
            case ImageCopy(origin=origin, digest=digest, shape=shape):
                copies[origin, digest, shape.width, shape.height].append((key, shape))
    work: list[_Job] = [
        (origin, digest, tuple(shape for _, shape in made))
        for (origin, digest, *_), made in copies.items()
    ]
    owners = [tuple(key for key, _ in made) for made in copies.values()]
    return [*work, *cards.values()], [*owners, *((key,) for key in cards)]


def _make(job: _Job, *, site: Path) -> tuple[bytes, ...]:
    if isinstance(job, SocialCard):
        return (draw_card(job),)
    origin, digest, shapes = job
    try:
        data = (site / origin).read_bytes()
        return derive(data, shapes) if digest_bytes(data) == digest else ()
    except OSError:
        return ()
