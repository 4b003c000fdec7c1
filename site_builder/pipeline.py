"""The one module that knows the order of a build."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from msgspec.json import Decoder
from msgspec.structs import replace

from site_builder import memory as memories
from site_builder.ahead import PutAhead, put_nowhere, room_ahead
from site_builder.assets import planned_assets
from site_builder.blueprint import VIEWS, Outline, blueprint_of, recall_outline, save_blueprint
from site_builder.catalogue import Catalogue
from site_builder.config_problems import config_problems
from site_builder.content import Parsed
from site_builder.exchange import hold
from site_builder.fingerprint import fingerprint
from site_builder.image_cache import FOLDER as IMAGES
from site_builder.image_cache import ImageCache
from site_builder.images import ImageFacts, ImageFault
from site_builder.imaging import look_at_all, make_all
from site_builder.inputs import Inputs, is_stock, read_inputs, read_site_config
from site_builder.keys import Keyed, ingredients_of, page_keys, recipe_keys
from site_builder.layout import TEMPLATES
from site_builder.links import menu_problems
from site_builder.looks import Looks
from site_builder.manifest import (
    Altered,
    Folder,
    has_published_since,
    place_of,
    read_folder,
    unseen,
)
from site_builder.memory import Damaged, Memory
from site_builder.outcome import Built, Options, Progress, Refused, Tally
from site_builder.pages import Page, Plan
from site_builder.parsing import NAMED, content_problems, read_all
from site_builder.pool import meanwhile
from site_builder.problems import Problem, has_errors, in_order
from site_builder.publish import Item, Published, Refusal, find_refusal, publish
from site_builder.readings import open_readings
from site_builder.recipes import Kitchen
from site_builder.refusals import explain_refusal
from site_builder.rendering import MADE_WHEN_WRITTEN, render_all
from site_builder.searching import Recall, add_indexes, remembered_index
from site_builder.sources import CONTENT
from site_builder.templates import (
    FORMS,
    Compiled,
    Needed,
    Ready,
    compile_usual,
    compiled,
    left_to_jinja,
    syntax_problems,
    templates_needed,
)
from site_builder.theme import RenderFailed
from site_builder.time_limit import MOST_SECONDS, time_limit
from site_builder.tree import Glance, glance
from site_builder.typesetter import typesetter_of
from site_builder.values import Value
from site_builder.views import SiteView

# What is known of templates without a fault is remembered under this.
_SOUND = "templates"
# What a template was compiled to, after the form and before its name.
_CODE = " code of "
# Below that a look at all published files costs less than the process that it would be left to.
_FEWEST_GLANCED_AT = 3_000
_NEEDED: Decoder[Needed] = Decoder(dict[str, tuple[str, ...]])


def build(
    options: Options,
    progress: Progress,
    waiting: Callable[[], None],
    note: Callable[[Built], None] = lambda _: None,
    looks: Looks | None = None,
) -> Built | Refused:
    """Build the site and publish it, or say everything that forbids it.

    *waiting* is called once if another build of the same output must end first; *note* is told of
    what was published before any other can. *looks* are those of `content/` a moment ago, if
    somebody has looked: it is not walked again. Raises OutputError when the disk says no.
    """

    def wait() -> None:
        nonlocal looks
        looks = None  # the build that is waited for may publish what was written since
        waiting()

    progress("settings", 0, 0)
    config, text, problems = read_site_config(options.site)
    if config is None:
        return Refused(problems=in_order([*problems, *content_problems(options.site)]))
    site = options.site
    sources, guarded = sources_of(site), guarded_by(site)
    refusal = find_refusal(options.output, protected=guarded, sources=sources)
    if refusal is not None:
        return Refused(problems=(explain_refusal(refusal, options.output),))
    cache = ImageCache(site / memories.FOLDER / IMAGES)
    with hold(options.output, wait), ExitStack() as room:
        if looks is not None and has_published_since(options.output, looks.at_ns):
            looks = None  # another build may have published what was written since
        if options.clean:
            memories.forget(site / memories.FOLDER)
        ready: Callable[[], Ready] = Ready
        if options.jobs > 1 and memories.is_blank(site / memories.FOLDER):
            ready = room.enter_context(meanwhile(functools.partial(compile_usual, site)))
        progress("read", 0, 0)
        trusting = not (options.clean or options.verify)
        readings = open_readings(site / memories.FOLDER / memories.READINGS, believed=trusting)
        before = read_folder(options.output)
        if options.verify:
            before = unseen(before)
        keys = {} if options.clean else _keys_in(before)
        published: Published | Refusal | None = None
        put_ahead = room.enter_context(room_ahead(before))
        glanced: Callable[[], Glance] | None = None
        if options.jobs > 1 and not options.verify and len(before.entries) >= _FEWEST_GLANCED_AT:
            glanced = room.enter_context(
                meanwhile(functools.partial(glance, before, place_of(options.output).spare))
            )
        while published is None:
            # Not held here: much is let go of on the way.
            outline, made = make_remembering(
                read_inputs(config, options, readings, looks=looks),
                text,
                options,
                Before(keys=keys.get, ready=ready),
                cache,
                progress,
                put_ahead,
            )
            readings.save()
            if has_errors(made.problems, strict=options.strict):
                return Refused(problems=made.problems)
            progress("images", 0, 0)
            make_all(made.pages, made.items, cache, site, options.jobs, progress)
            progress("publish", 0, 0)
            try:
                published = publish(
                    before,
                    made.items,
                    protected=guarded,
                    sources=sources,
                    ingredients=made.ingredients,
                    glanced=glanced,
                )
            except RenderFailed as failed:
                return Refused(problems=in_order([*made.problems, failed.problem]))
            except Altered as found:  # somebody changed pages that nothing else called to make
                keys = {path: key for path, key in keys.items() if path not in found.paths}
                glanced = None
        if isinstance(published, Refusal):
            return Refused(problems=(explain_refusal(published, options.output),))
        built = Built(
            output=options.output,
            tallies=tally(made.pages, made.items),
            made=tuple(item.path for item in made.items if item.content is not None),
            published=published,
            problems=made.problems,
            until=outline.until,
            lasting=all(map(is_stock, config.markdown.extensions)),
            coming=outline.coming,
        )
        note(built)
    return built


def sources_of(site: Path) -> list[Path]:
    """Return the folders of *site* that an output must not lie in."""
    return [site / CONTENT, site / TEMPLATES, site / memories.FOLDER]


def guarded_by(site: Path) -> list[Path]:
    """Return the folders of *site* that an output must neither be nor hold."""
    return [site, *sources_of(site)]


def _nothing(_: str) -> None:
    """Return the key of any path where nothing is published."""


class Before(Value, frozen=True, kw_only=True):
    """What earlier builds left to this one: the key that each path is published under, None where
    it is not, and what this process has `made` last, if it has. `ready` gives templates that are
    compiled, `index` finds the index of a portion of what is searched in the memory.
    """

    keys: Callable[[str], str | None] = _nothing
    made: "Made | None" = None
    ready: Callable[[], Ready] = Ready
    index: Recall = Memory.recall


def _keys_in(live: Folder) -> dict[str, str]:
    """Return the key that each file is published under, as noted: `publish` looks at the files."""
    return {path: entry.key for path, entry in live.entries.items()}


class Made(Value, frozen=True, kw_only=True):
    """A site ready to be published, unless `problems` holds an error. `items` without content are
    those that `Before` knows; the rest is for the next build of this process.
    """

    sources: tuple[str, ...]
    site: SiteView
    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    compiled: Compiled
    ingredients: Mapping[str, str]
    keyed: Keyed
    portions: tuple[str, ...]


class Drawn(Value, frozen=True, kw_only=True):
    """A site that was planned: what each source says, the catalogue of it, and the outline."""

    parsed: tuple[Parsed, ...]
    catalogue: Catalogue
    outline: Outline


def make_remembering(
    inputs: Inputs,
    text: str,
    options: Options,
    before: Before,
    cache: ImageCache,
    progress: Progress,
    put_ahead: PutAhead,
) -> tuple[Outline, Made]:
    """Return what `make_site` does, with the help of what the site remembers of earlier builds."""
    folder = options.site / memories.FOLDER
    believed = not (options.clean or options.verify)
    try:
        with closing(memories.open_memory(folder)) as memory:
            outline = recall_outline(inputs, text, options, memory, progress) if believed else None
            if outline is None:
                outline = draw(inputs, options, memory, progress).outline
                # Of all that was read, a large site holds no more than its plan.
                inputs = replace(inputs, sources=inputs.sources.light())
                memory.let_go()
            prepared = prepare(outline, inputs, text, options, memory, before, progress)
            blueprint = blueprint_of(outline, prepared.keyed, inputs, text, memory)
            prepared = prepared.light()
            made = make_pages(prepared, inputs, options, memory, before, cache, progress, put_ahead)
            memory.save(remembered(inputs, made))
            if not has_errors(made.problems):
                save_blueprint(folder, blueprint)
            return outline, made
    except Damaged:
        memories.forget(folder)
        with closing(memories.open_memory(None)) as memory:  # nobody else writes in this one
            drawn, made = make_site(
                inputs, text, options, memory, before, cache, progress, put_ahead
            )
            return drawn.outline, made


def make_site(
    inputs: Inputs,
    text: str,
    options: Options,
    memory: Memory,
    before: Before,
    cache: ImageCache,
    progress: Progress,
    put_ahead: PutAhead = put_nowhere,
) -> tuple[Drawn, Made]:
    """Return every file of the site and every problem; nothing is written but *memory*, and what
    *put_ahead* does.

    *text* is that of site.toml, to point at.
    """
    drawn = draw(inputs, options, memory, progress)
    prepared = prepare(drawn.outline, inputs, text, options, memory, before, progress).light()
    return drawn, make_pages(prepared, inputs, options, memory, before, cache, progress, put_ahead)


def draw(inputs: Inputs, options: Options, memory: Memory, progress: Progress) -> Drawn:
    """Return the plan of the site, and what it is made of."""
    parsed, catalogue = read_all(inputs, options, memory, progress)
    progress("look", 0, 0)
    looked = look_at_all(inputs, memory, options.site, options.jobs)
    progress("plan", 0, 0)
    planned = plan_all(catalogue, inputs, looked)
    outline = Outline(
        plan=planned,
        problems=(
            *inputs.sources.problems,
            *inputs.theme.problems,
            *(p for one in parsed for p in one.problems),
            *catalogue.problems,
            *planned.problems,
        ),
        until=catalogue.next_due,
        coming=catalogue.coming(),
    )
    return Drawn(parsed=parsed, catalogue=catalogue, outline=outline)


class Prepared(Value, frozen=True, kw_only=True):
    """A site whose pages can be made: all of them with their keys, and what makes them. `whole` is
    that of an outline, `indexed` that of `Kitchen`. Where a template is `faulty`, none is made.
    """

    planned: Plan
    keyed: Keyed
    whole: Callable[[Page], Page]
    indexed: Callable[[str], bytes]
    templates: Compiled
    faulty: bool
    ingredients: Mapping[str, str]
    problems: tuple[Problem, ...]

    def light(self) -> "Prepared":
        """Return the same without views that are written down."""
        return replace(self, keyed=self.keyed.light())


def prepare(
    outline: Outline,
    inputs: Inputs,
    text: str,
    options: Options,
    memory: Memory,
    before: Before,
    progress: Progress,
) -> Prepared:
    """Return the pages that *outline* tells of with their keys, and every problem so far."""
    progress("search", 0, 0)
    planned, indexed, lacking = add_indexes(
        outline.plan, inputs, memory, options.jobs, before.index
    )
    progress("templates", 0, 0)
    templates = compiled(inputs.theme, before.made.compiled if before.made else None)
    paths = {page.path for page in planned.pages}
    problems = [
        *outline.problems,
        *lacking,
        *menu_problems(inputs.config, paths, text),
        *config_problems(inputs.config, paths, text),
    ]
    templates.learn(before.ready())
    _remember_compiled(templates, inputs, memory)
    needed, faulty = _try_templates(templates, inputs, planned.pages, memory)
    problems += faulty
    ingredients = ingredients_of(planned, inputs, needed)
    recipes = recipe_keys(planned.pages, ingredients)
    progress("keys", 0, 0)
    known = outline.keyed or (before.made.keyed if before.made else None)
    return Prepared(
        planned=planned,
        keyed=page_keys(planned.pages, recipes, known),
        whole=outline.whole,
        indexed=indexed,
        templates=templates,
        faulty=bool(faulty),
        ingredients=ingredients,
        problems=tuple(problems),
    )


def make_pages(
    prepared: Prepared,
    inputs: Inputs,
    options: Options,
    memory: Memory,
    before: Before,
    cache: ImageCache,
    progress: Progress,
    put_ahead: PutAhead,
) -> Made:
    """Return every file of the site that is *prepared*, and every problem."""
    planned, problems = prepared.planned, list(prepared.problems)
    # What is made after the memory is closed.
    pages = tuple(
        prepared.whole(page)
        if page.recipe in MADE_WHEN_WRITTEN
        and before.keys(page.path) != prepared.keyed.keys[page.path]
        else page
        for page in planned.pages
    )
    progress("render", 0, 0)
    items: tuple[Item, ...] = ()
    if not prepared.faulty:
        kitchen = Kitchen(
            templates=prepared.templates,
            theme=inputs.theme,
            site=planned.site,
            text=memory.text,
            file=lambda origin: (options.site / origin).read_bytes(),
            indexed=prepared.indexed,
            kept=cache.made,
            whole=prepared.whole,
        )
        # Even when something is wrong already: an editor is told of the templates' faults as well.
        keyed = replace(prepared.keyed, pages=pages)
        items, found = render_all(keyed, before.keys, kitchen, options, progress, put_ahead)
        problems += _not_told_yet(found, problems)
    return Made(
        sources=tuple(source.path for source in inputs.sources.texts),
        site=planned.site,
        pages=pages,
        items=items,
        problems=in_order(problems),
        compiled=prepared.templates,
        ingredients=prepared.ingredients,
        keyed=prepared.keyed,
        portions=tuple(portion.name for portion in planned.portions),
    )


def _remember_compiled(templates: Compiled, inputs: Inputs, memory: Memory) -> None:
    """Let *templates* compile only what no earlier build has compiled."""

    def key(name: str, digest: str) -> str:
        return f"{inputs.toolchain}{digest}{inputs.theme.origins[name]}"  # told of where it fails

    def recall(form: str, name: str, digest: str) -> str | None:
        fact = f"{form}{_CODE}{name}"
        return (
            memory.text(memory.facts[fact].text) if memory.knows(fact, key(name, digest)) else None
        )

    def keep(form: str, name: str, digest: str, code: str) -> None:
        memory.keep(f"{form}{_CODE}{name}", key(name, digest), (), code)

    templates.recall, templates.keep = recall, keep


def _try_templates(
    templates: Compiled, inputs: Inputs, pages: tuple[Page, ...], memory: Memory
) -> tuple[Needed, list[Problem]]:
    """Return what each template needs, and the faults of their syntax; from *memory* where neither
    the templates nor the code that compiles them have changed, and there was none.
    """
    used = tuple(sorted({page.template for page in pages}))
    key = fingerprint((inputs.toolchain, inputs.theme.sources, used))
    found = memory.recall(_SOUND, key, _NEEDED)
    if found is not None:
        return found, []
    needed = templates_needed(templates, pages)
    others = left_to_jinja(templates, needed)
    faulty: list[Problem] = []
    if others:
        with time_limit(MOST_SECONDS):
            faulty = syntax_problems(templates, others, pages)
    if not faulty:
        memory.keep(_SOUND, key, needed, "")
    return needed, faulty


def _not_told_yet(found: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """Return what rendering *found*, save requests of articles that *problems* tell of already."""
    told = {
        (p.place.path, p.params) for p in problems if p.code in ("image.remote", "embed.request")
    }
    images = {(path, value) for path, params in told for _, value in params}
    return [
        one
        for one in found
        if one.code != "privacy.request"
        or (one.place.path, dict(one.params)["address"]) not in images
    ]


def remembered(inputs: Inputs, made: Made) -> Iterator[str]:
    """Yield the names under which the results of these sources, and their indexes, are kept."""
    yield _SOUND
    yield VIEWS
    yield from (f"{form}{_CODE}{name}" for form in FORMS for name in inputs.theme.sources)
    yield from (remembered_index(name) for name in made.portions)
    for source in inputs.sources.texts:
        yield source.path
        yield f"{NAMED}{source.path}"
    yield from (file.path for file in inputs.sources.media)


def plan_all(
    catalogue: Catalogue, inputs: Inputs, looked: Mapping[str, ImageFacts | ImageFault]
) -> Plan:
    """Return the pages of the site, with fingerprinted assets; *looked* is what pictures show."""
    from site_builder.plan import plan  # which an edit of words alone does not need

    assets = planned_assets(inputs.theme.assets, inputs.config)
    typeset = functools.cache(typesetter_of(inputs.config).text)
    return plan(catalogue, inputs.config, inputs.sources.media, assets, typeset, looked)


def tally(pages: Iterable[Page], items: Iterable[Item]) -> tuple[Tally, ...]:
    """Return how many files of each kind there are, and how many were made for this build."""
    kinds = {page.path: page.kind for page in pages}
    totals: dict[str, int] = dict.fromkeys(
        (
            *("article", "company", "edition", "list", "page", "feed"),
            *("search", "redirect", "image", "file", "machine"),
        ),
        0,
    )
    made = dict(totals)
    for item in items:
        totals[kinds[item.path]] += 1
        made[kinds[item.path]] += item.content is not None
    return tuple(
        Tally(kind=kind, total=total, made=made[kind]) for kind, total in totals.items() if total
    )
