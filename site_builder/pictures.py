"""Pictures of `content/`: the files that are made of each, and how a page names them."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from msgspec import field

from site_builder.fingerprint import fingerprint
from site_builder.images import CARD_HEIGHT, CARD_WIDTH, ImageFacts, ImageFault, Shape
from site_builder.markup import Ref
from site_builder.pages import Page
from site_builder.problems import Problem, problem
from site_builder.settings import Images
from site_builder.text import slugify
from site_builder.urls import Urls
from site_builder.values import Value
from site_builder.views import FileCopy, ImageCopy, ImageFiles, ImageSource

# Feeds show pictures in a narrow column, and mail programs in a narrower one.
FEED_WIDTH = 800
# Formats of mail: Gmail shows no SVG, Outlook neither that nor WebP or AVIF.
IN_MAIL = (".gif", ".jpeg", ".jpg", ".png")
# A width this close to the widest is not worth a file.
_CLOSE = 0.9
# Smaller than this, a picture is an icon, and one file is the lightest.
_SMALL = 160
_NAME_LENGTH = 60
# The scales of encoders differ: at these distances from JPEG a picture looks about the same.
_LESS = {"jpeg": 0, "webp": 2, "avif": 20}
_SUFFIXES = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif"}


class Developed(Value, frozen=True, kw_only=True):
    """A picture and its files by format, narrowest first; the first format is the fallback.

    A picture that is published as it is has one format with one file.
    """

    page: Page
    facts: ImageFacts
    formats: tuple[tuple[str, tuple[tuple[Page, int, int], ...]], ...]

    def copies(self) -> Iterator[Page]:
        """Yield the files besides the one at the address of the picture itself."""
        for _, files in self.formats:
            yield from (page for page, _, _ in files if page is not self.page)


class Album(Value, frozen=True, kw_only=True):
    """The pictures of the site by the address that texts give them, and those that are faulty."""

    urls: Urls
    sizes: str
    pictures: Mapping[str, Developed] = field(default_factory=dict)
    faults: Mapping[str, tuple[str, ImageFault]] = field(default_factory=dict)

    def files(self, href: str, loading: str) -> ImageFiles | None:
        """Return the files of the picture at *href*; None for what is no picture of ours."""
        found = self.pictures.get(href)
        if found is None:
            return None
        (_, fallback), *better = found.formats
        widest, width, height = fallback[-1]
        many = len(fallback) > 1 or bool(better)
        return ImageFiles(
            url=self.urls.href(widest.path),
            width=width,
            height=height,
            srcset=self._srcset(fallback) if len(fallback) > 1 else "",
            sizes=self.sizes if many else "",
            sources=tuple(
                ImageSource(type=f"image/{kind}", srcset=self._srcset(files))
                for kind, files in better
            ),
            loading=loading,
        )

    def plain(self, href: str, width: int) -> ImageFiles | None:
        """Return the one file of the picture at *href*, in a format that all programs show, about
        *width* pixels wide, for readers outside the site.
        """
        found = self.pictures.get(href)
        if found is None:
            return None
        _, fallback = found.formats[0]
        wanted = _wide_enough([across for _, across, _ in fallback], width)
        file = next(one for one in fallback if one[1] == wanted)
        return ImageFiles(
            url=self.urls.url(file[0].path),
            width=file[1],
            height=file[2],
            srcset="",
            sizes="",
            sources=(),
            loading="",
        )

    def feed_bytes(self, href: str) -> int | None:
        """Return how long the copy of the picture at *href* is that feeds show, if there is one."""
        found = self.pictures.get(href)
        return found.facts.feed_bytes or None if found else None

    def is_whole(self, href: str) -> bool:
        """Return whether the file at *href* is published as it is."""
        found = self.pictures.get(href)
        return found is None or isinstance(found.page.view, FileCopy)

    def _srcset(self, files: tuple[tuple[Page, int, int], ...]) -> str:
        return ", ".join(f"{self.urls.href(page.path)} {width}w" for page, width, _ in files)

    def problem(self, ref: Ref, href: str, source: str) -> Problem | None:
        """Return what is wrong with the picture at *href* that *ref* of *source* shows."""
        found = self.faults.get(href)
        if found is None or ref.kind != "image":
            return None
        path, fault = found
        return problem(fault.code, source, ref.line, ref.column, file=path, **dict(fault.params))

    def untold(self, told: set[str]) -> Iterator[Problem]:
        """Yield the faulty pictures that no text shows: they would be published all the same.

        *told* are the files that problems name already.
        """
        for path, fault in self.faults.values():
            if path not in told:
                yield problem(fault.code, path, file=path, **dict(fault.params))

    def crop(self, href: str) -> ImageCopy | None:
        """Return the picture at *href* as social networks show it.

        None for one that is too small, or that is not made of pixels that stand still.
        """
        found = self.pictures.get(href)
        if found is None or found.facts.kind in ("svg", "gif") or found.facts.moving:
            return None
        facts = found.facts
        scale = min(facts.width / CARD_WIDTH, facts.height / CARD_HEIGHT, 1)
        if scale < 0.5:
            return None
        size = {"width": round(CARD_WIDTH * scale), "height": round(CARD_HEIGHT * scale)}
        shape = Shape(kind="jpeg", quality=80, **size)
        digest = _source(found.page).digest
        return ImageCopy(origin=found.page.origin, digest=digest, shape=shape)


def develop(
    copied: Mapping[str, Page],
    looked: Mapping[str, ImageFacts | ImageFault],
    images: Images,
    urls: Urls,
) -> Album:
    """Return the pictures among the files *copied* (by source), given what each of them shows."""
    pictures: dict[str, Developed] = {}
    faults: dict[str, tuple[str, ImageFault]] = {}
    for source, page in copied.items():
        found = looked.get(source)
        href = urls.href(page.path)
        if isinstance(found, ImageFault):
            faults[href] = (source, found)
        elif found is not None:
            pictures[href] = _developed(page, found, images, urls)
    return Album(urls=urls, sizes=images.sizes, pictures=pictures, faults=faults)


def feed_shape(facts: ImageFacts, images: Images) -> Shape | None:
    """Return the shape of the copy that feeds show; None for what is published as it is."""
    if _is_left_alone(facts):
        return None
    return _shape(facts, images, _fallback(facts), _wide_enough(_widths(facts, images), FEED_WIDTH))


def _is_left_alone(facts: ImageFacts) -> bool:
    return facts.kind in ("svg", "gif") or facts.moving


def _fallback(facts: ImageFacts) -> str:
    """Return the format that all programs show."""
    if facts.kind in ("jpeg", "png"):
        return facts.kind
    return "png" if facts.alpha else "jpeg"


def _shape(facts: ImageFacts, images: Images, kind: str, width: int) -> Shape:
    lossless = kind == "png" or (kind == "webp" and facts.flat)
    return Shape(
        kind=kind,
        width=width,
        height=max(1, round(facts.height * width / facts.width)),
        quality=0 if lossless else max(1, images.quality - _LESS[kind]),
    )


def _developed(page: Page, facts: ImageFacts, images: Images, urls: Urls) -> Developed:
    if _is_left_alone(facts):
        only = ((facts.kind, ((page, facts.width, facts.height),)),)
        return Developed(page=page, facts=facts, formats=only)
    widths = _widths(facts, images)
    view = _source(page)
    name = slugify(posixpath.splitext(posixpath.basename(page.origin))[0])[:_NAME_LENGTH]

    own = _shape(facts, images, facts.kind, widths[-1])
    if not (facts.bare and own.width == facts.width):
        page = _copy(page.origin, view.digest, own, page.path)

    def files(kind: str) -> tuple[tuple[Page, int, int], ...]:
        made = []
        for width in widths:
            one = _shape(facts, images, kind, width)
            if kind == facts.kind and width == widths[-1]:
                made.append((page, one.width, one.height))
                continue
            digest = fingerprint((view.digest, one))
            path = urls.image(name or "image", width, digest, _SUFFIXES[kind])
            made.append((_copy(page.origin, view.digest, one, path), one.width, one.height))
        return tuple(made)

    fallback = _fallback(facts)
    # A drawing suffers from AVIF; WebP keeps every pixel of it and is lighter than PNG.
    better = [kind for kind in images.formats if not (facts.flat and kind == "avif")]
    if widths[-1] < _SMALL and fallback == facts.kind:
        better = []
    kinds = dict.fromkeys((fallback, *better))
    return Developed(page=page, facts=facts, formats=tuple((kind, files(kind)) for kind in kinds))


def _widths(facts: ImageFacts, images: Images) -> tuple[int, ...]:
    """Return the widths to make, never above that of the picture.

    A drawing has one: made smaller it gets the colours of a photograph, and weighs more.
    """
    widest = min(facts.width, max(images.widths, default=facts.width))
    if facts.flat:
        return (widest,)
    return (*sorted({w for w in images.widths if w < widest * _CLOSE}), widest)


def _wide_enough(widths: Sequence[int], wanted: int) -> int:
    """Return the first of *widths*, narrowest first, that is not below *wanted*, else the last."""
    return next((width for width in widths if width >= wanted), widths[-1])


def _source(page: Page) -> FileCopy | ImageCopy:
    assert isinstance(page.view, FileCopy | ImageCopy)
    return page.view


def _copy(origin: str, digest: str, shape: Shape, path: str) -> Page:
    view = ImageCopy(origin=origin, digest=digest, shape=shape)
    return Page(path=path, kind="image", recipe="image", view=view, origin=origin)
