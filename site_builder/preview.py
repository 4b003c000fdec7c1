"""A site made to be looked at while it is written: in this process, nothing of it on disk."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from site_builder import memory as memories
from site_builder.emailing import mail_of
from site_builder.fingerprint import digest_bytes
from site_builder.image_cache import FOLDER as IMAGES
from site_builder.image_cache import ImageCache
from site_builder.imaging import fetch, look_at_all
from site_builder.inputs import Inputs, read_inputs, read_site_config
from site_builder.memory import Damaged, Memory
from site_builder.outcome import Options, Progress, Refused
from site_builder.pages import Page
from site_builder.parsing import content_problems
from site_builder.pipeline import Before, Drawn, Made, make_site, remembered
from site_builder.problems import Problem, has_errors, in_order, problem
from site_builder.publish import Item
from site_builder.readings import Readings, open_readings
from site_builder.searching import Recall
from site_builder.theme import ASSETS, RenderFailed
from site_builder.urls import Urls, urls_of
from site_builder.values import Value
from site_builder.views import CardFile, FileCopy, ImageCopy

# The folder of a letter on show; no slug begins with an underscore.
LETTERS = "_email"


class Shown(Value, frozen=True, kw_only=True):
    """A file of a preview: the `key` it was made under, and its bytes, or how to fetch them.

    Pictures of articles can be many and large: they are read when they are asked for.
    """

    key: str
    content: bytes | Callable[[], bytes | None]

    def fetch(self) -> bytes | None:
        """Return the bytes; None when the file on disk is no longer what it was, which the next
        build will tell.
        """
        return self.content if isinstance(self.content, bytes) else self.content()


class Preview(Value, frozen=True, kw_only=True):
    """A whole site, by output path, drafts and future articles included.

    `assets` gives the address of each file of the theme by name, `made` is the number of files that
    were not in the preview before, `problems` are warnings.
    """

    files: Mapping[str, Shown]
    assets: Mapping[str, str]
    urls: Urls
    made: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Workshop:
    """What a process that builds a site again and again keeps at hand, for speed alone.

    `letter` is the number of the edition that is to be seen as an e-mail too; `index` finds what is
    shown as the index of a portion of what is searched: `Memory.last` is faster. `tidy` it when
    there is time, `close` it at the end.
    """

    site: Path
    memory: Memory
    cache: ImageCache
    readings: Readings
    made: Made | None = None
    letter: int | None = None
    index: Recall = Memory.recall
    tools: dict[tuple[str, ...], str] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def tidy(self) -> None:
        """Write what was found out to disk, for builds to come, and let go of what is out of date.

        Where nothing can be written, the memory of this process goes on.
        """
        self.memory.save(self.names)
        self.readings.save()
        if self.memory.folder is not None:
            self.memory.close()
            self.memory = memories.open_memory(self.memory.folder)

    def close(self) -> None:
        """Write what was found out to disk and let go of the files."""
        self.memory.save(self.names)
        self.readings.save()
        self.memory.close()


def open_workshop(site: Path, letter: int | None = None) -> Workshop:
    """Return a workshop for *site*, and for edition *letter* of it, that knows what earlier builds
    have found out.
    """
    folder = site / memories.FOLDER
    return Workshop(
        site=site,
        memory=memories.open_memory(folder),
        cache=ImageCache(folder / IMAGES),
        readings=open_readings(folder / memories.READINGS),
        letter=letter,
    )


def preview(
    workshop: Workshop, now: dt.datetime, jobs: int, before: Preview | None, progress: Progress
) -> Preview | Refused:
    """Return the site as `build --drafts --future` would publish it, or what forbids that.

    Only what differs from *before* is made. *progress* may raise to stop: nothing comes of it.
    """
    site = workshop.site
    options = Options(site=site, output=site, now=now, drafts=True, future=True, jobs=jobs)
    config, text, problems = read_site_config(site)
    if config is None:
        return Refused(problems=in_order([*problems, *content_problems(site)]))
    extensions = config.markdown.extensions
    inputs = read_inputs(config, options, workshop.readings, workshop.tools.get(extensions))
    workshop.tools[extensions] = inputs.toolchain
    files = before.files if before is not None else {}
    drawn, made = _make(inputs, text, options, workshop, files, progress)
    workshop.names = tuple(remembered(inputs, made))
    if has_errors(made.problems):
        return Refused(problems=made.problems)
    pages = {page.path: page for page in made.pages}
    try:
        shown = {i.path: _shown(i, pages[i.path], files, workshop) for i in made.items}
    except RenderFailed as failed:  # a file of the theme changed, or went, since it was read
        return Refused(problems=in_order([*made.problems, failed.problem]))
    except OSError as error:
        reason = error.strerror or str(error)
        gone = problem("file.unreadable", str(error.filename), reason=reason)
        return Refused(problems=in_order([*made.problems, gone]))
    workshop.made = made
    warnings = made.problems
    if workshop.letter is not None:
        looked = look_at_all(inputs, workshop.memory, site, jobs)
        mail = mail_of(drawn.catalogue, workshop.letter, inputs, looked, workshop.memory.text)
        if isinstance(mail, Refused):
            return Refused(problems=in_order([*made.problems, *mail.problems]))
        warnings = in_order([*made.problems, *mail.problems])
        shown |= {
            f"{LETTERS}/{name}": Shown(key=digest_bytes(data), content=data)
            for name, data in mail.at_home().items()
        }
    return Preview(
        files=shown,
        assets=made.site.assets,
        urls=urls_of(config),
        made=sum(item.content is not None for item in made.items),
        problems=warnings,
    )


def _make(
    inputs: Inputs,
    text: str,
    options: Options,
    workshop: Workshop,
    files: Mapping[str, Shown],
    progress: Progress,
) -> tuple[Drawn, Made]:
    keys = {path: shown.key for path, shown in files.items()}
    before = Before(keys=keys.get, made=workshop.made, index=workshop.index)
    try:
        return make_site(inputs, text, options, workshop.memory, before, workshop.cache, progress)
    except Damaged:  # another process has cleaned up meanwhile
        workshop.memory.close()
        workshop.memory = memories.open_memory(None)
        return make_site(inputs, text, options, workshop.memory, before, workshop.cache, progress)


def _shown(item: Item, page: Page, before: Mapping[str, Shown], workshop: Workshop) -> Shown:
    if item.content is None:
        return before[item.path]
    site = workshop.site
    if isinstance(page.view, ImageCopy | CardFile):  # made when somebody looks at it
        return Shown(key=item.key, content=partial(fetch, page, item.key, workshop.cache, site))
    if isinstance(page.view, FileCopy) and not page.path.startswith(f"{ASSETS}/"):
        # Not the recipe itself: it would keep alive all that this build has read.
        return Shown(
            key=item.key, content=partial(_copy, site / page.view.origin, page.view.digest)
        )
    # Assets are few, and pages go on asking for those they were made with.
    content = item.content if isinstance(item.content, bytes) else item.content()
    return Shown(key=item.key, content=content)


def _copy(path: Path, digest: str) -> bytes | None:
    """Return the file at *path* if it is the one that was planned, whatever lies there by now."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if digest_bytes(data) == digest else None
