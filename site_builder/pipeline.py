"""The one module that knows the order of a build."""

import functools
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from functools import partial
from pathlib import Path

from msgspec.json import Decoder

from site_builder import memory as memories
from site_builder.assets import planned_assets
from site_builder.catalogue import Catalogue, assemble
from site_builder.config_problems import config_problems
from site_builder.content import Parsed, ParseSettings, parse, unread
from site_builder.exchange import hold
from site_builder.fingerprint import fingerprint
from site_builder.image_cache import FOLDER as IMAGES
from site_builder.image_cache import ImageCache
from site_builder.images import ImageFacts, ImageFault
from site_builder.imaging import look_at_all, make_all
from site_builder.inputs import Inputs, is_stock, parse_settings, read_inputs, read_site_config
from site_builder.items import Article, Company, Mention
from site_builder.items import Item as ContentItem
from site_builder.layout import TEMPLATES
from site_builder.links import menu_problems
from site_builder.manifest import Altered, Folder, read_folder, unseen
from site_builder.memory import Damaged, Memory
from site_builder.outcome import Built, Options, Progress, Refused, Tally
from site_builder.pages import Page, Plan
from site_builder.plan import plan
from site_builder.pool import ordered_map
from site_builder.problems import Place, Problem, has_errors, in_order, problem
from site_builder.publish import Item, Published, Refusal, find_refusal, publish
from site_builder.readings import open_readings
from site_builder.recipes import Kitchen, make
from site_builder.refusals import explain_refusal
from site_builder.registry import names_in_text
from site_builder.searching import Recall, add_indexes, remembered_index
from site_builder.settings import Config
from site_builder.sources import CONTENT, Source, fetch, read_sources
from site_builder.templates import (
    FORMS,
    Compiled,
    Needed,
    closures,
    compiled,
    left_to_jinja,
    syntax_problems,
    templates_needed,
)
from site_builder.theme import RenderFailed
from site_builder.time_limit import OutOfTime, time_limit
from site_builder.typesetter import typesetter_of
from site_builder.values import Value
from site_builder.views import CardFile, FileCopy, ImageCopy, SiteView, View

# For one text to be read, and for one page to be made: a hundred times what the longest needs.
MOST_SECONDS = 20
# What the mentions of an article are remembered under, before its source.
_NAMED = "names in "
# What is known of templates without a fault is remembered under this.
_SOUND = "templates"
# What a template was compiled to, after the form and before its name.
_CODE = " code of "
_PARSED = Decoder(Parsed)
_MENTIONS: Decoder[tuple[Mention, ...]] = Decoder(tuple[Mention, ...])
_NEEDED: Decoder[Needed] = Decoder(dict[str, tuple[str, ...]])


def build(
    options: Options,
    progress: Progress,
    waiting: Callable[[], None],
    note: Callable[[Built], None] = lambda _: None,
) -> Built | Refused:
    """Build the site and publish it, or say everything that forbids it.

    *waiting* is called once if another build of the same output must end first; *note* is told of
    what was published before any other can. Raises OutputError when the disk says no.
    """
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
    with hold(options.output, waiting):
        if options.clean:
            memories.forget(site / memories.FOLDER)
        progress("read", 0, 0)
        trusting = not (options.clean or options.verify)
        readings = open_readings(site / memories.FOLDER / memories.READINGS, believed=trusting)
        inputs = read_inputs(config, options, readings)
        readings.save()
        before = read_folder(options.output)
        if options.verify:
            before = unseen(before)
        keys = {} if options.clean else _keys_in(before)
        published: Published | Refusal | None = None
        while published is None:
            made = make_remembering(inputs, text, options, Before(keys=keys.get), cache, progress)
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
                )
            except RenderFailed as failed:
                return Refused(problems=in_order([*made.problems, failed.problem]))
            except Altered as found:  # somebody changed pages that nothing else called to make
                keys = {path: key for path, key in keys.items() if path not in found.paths}
        if isinstance(published, Refusal):
            return Refused(problems=(explain_refusal(published, options.output),))
        built = Built(
            output=options.output,
            tallies=tally(made.pages, made.items),
            made=tuple(item.path for item in made.items if item.content is not None),
            published=published,
            problems=made.problems,
            until=made.catalogue.next_due,
            lasting=all(map(is_stock, config.markdown.extensions)),
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
    it is not, and what this process has `made` last, if it has. `index` finds the index of a
    portion of what is searched in the memory.
    """

    keys: Callable[[str], str | None] = _nothing
    made: "Made | None" = None
    index: Recall = Memory.recall


def _keys_in(live: Folder) -> dict[str, str]:
    """Return the key that each file is published under, as noted: `publish` looks at the files."""
    return {path: entry.key for path, entry in live.entries.items()}


class Made(Value, frozen=True, kw_only=True):
    """A site ready to be published, unless `problems` holds an error. `items` without content are
    those that `Before` knows; the rest is for the next build of this process.
    """

    parsed: tuple[Parsed, ...]
    catalogue: Catalogue
    site: SiteView
    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    compiled: Compiled
    ingredients: Mapping[str, str]
    recipes: Mapping[str, str | None]
    keys: Mapping[str, str]
    portions: tuple[str, ...]


def make_remembering(
    inputs: Inputs,
    text: str,
    options: Options,
    before: Before,
    cache: ImageCache,
    progress: Progress,
) -> Made:
    """Return what `make_site` does, with the help of what the site remembers of earlier builds."""
    folder = options.site / memories.FOLDER
    try:
        with closing(memories.open_memory(folder)) as memory:
            made = make_site(inputs, text, options, memory, before, cache, progress)
            memory.save(remembered(inputs, made))
            return made
    except Damaged:
        memories.forget(folder)
        with closing(memories.open_memory(None)) as memory:  # nobody else writes in this one
            return make_site(inputs, text, options, memory, before, cache, progress)


def make_site(
    inputs: Inputs,
    text: str,
    options: Options,
    memory: Memory,
    before: Before,
    cache: ImageCache,
    progress: Progress,
) -> Made:
    """Return every file of the site and every problem; nothing is written but *memory*.

    *text* is that of site.toml, to point at.
    """
    parsed, catalogue = read_all(inputs, options, memory, progress)
    progress("look", 0, 0)
    looked = look_at_all(inputs, memory, options.site, options.jobs)
    progress("plan", 0, 0)
    planned = plan_all(catalogue, inputs, looked)
    progress("search", 0, 0)
    planned, indexed, lacking = add_indexes(planned, inputs, memory, options.jobs, before.index)
    progress("templates", 0, 0)
    templates = compiled(inputs.theme, before.made.compiled if before.made else None)
    paths = {page.path for page in planned.pages}
    problems = [
        *inputs.sources.problems,
        *inputs.theme.problems,
        *(p for one in parsed for p in one.problems),
        *catalogue.problems,
        *planned.problems,
        *lacking,
        *menu_problems(inputs.config, paths, text),
        *config_problems(inputs.config, paths, text),
    ]
    _remember_compiled(templates, inputs, memory)
    needed, faulty = _try_templates(templates, inputs, planned.pages, memory)
    problems += faulty
    ingredients = ingredients_of(planned, inputs, needed)
    recipes = recipe_keys(planned.pages, ingredients)
    progress("keys", 0, 0)
    keys = page_keys(planned.pages, recipes, before.made)
    progress("render", 0, 0)
    items: tuple[Item, ...] = ()
    if not faulty:
        kitchen = Kitchen(
            templates=templates,
            theme=inputs.theme,
            site=planned.site,
            text=memory.text,
            file=lambda origin: (options.site / origin).read_bytes(),
            indexed=indexed,
            kept=cache.made,
        )
        # Even when something is wrong already: an editor is told of the templates' faults as well.
        items, found = render_all(planned.pages, keys, before.keys, kitchen, options, progress)
        problems += _not_told_yet(found, problems)
    return Made(
        parsed=parsed,
        catalogue=catalogue,
        site=planned.site,
        pages=planned.pages,
        items=items,
        problems=in_order(problems),
        compiled=templates,
        ingredients=ingredients,
        recipes=recipes,
        keys=keys,
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


def read_all(
    inputs: Inputs, options: Options, memory: Memory, progress: Progress
) -> tuple[tuple[Parsed, ...], Catalogue]:
    """Return what every source says, and the catalogue of it all."""
    progress("parse", 0, 0)
    parsed = parse_all(inputs, options, memory, progress)
    progress("names", 0, 0)
    items = [p.item for p in parsed]
    return parsed, assemble(items, name_all(items, inputs, memory), inputs.edge)


def content_problems(site: Path) -> list[Problem]:
    """Return what is wrong with the texts alone, for a site whose configuration cannot be read."""
    sources = read_sources(site)
    settings = parse_settings(Config(title="–", base_url="https://example.org", description="–"))
    return [*sources.problems, *(p for s in sources.read for p in parse(s, settings).problems)]


def parse_all(
    inputs: Inputs, options: Options, memory: Memory, progress: Progress
) -> tuple[Parsed, ...]:
    """Return what every source says, from *memory* where nothing it depends on has changed.

    The texts of the bodies stay in *memory*.
    """
    settings = parse_settings(inputs.config)
    common = fingerprint((inputs.toolchain, settings))
    texts = inputs.sources.texts
    known = {t.path: memory.recall(t.path, f"{common}{t.digest}", _PARSED) for t in texts}
    new: list[Source] = []
    for text in texts:
        if known[text.path] is None:
            source = fetch(options.site, text)
            if isinstance(source, Problem):  # gone since the folder was looked through
                known[text.path] = unread(text.path, source)
            else:
                new.append(source)
    results = ordered_map(functools.partial(_parse_in_time, settings=settings), new, options.jobs)
    for done, (source, (parsed, seconds)) in enumerate(zip(new, results, strict=True), 1):
        options.took(source.path, seconds)
        bare = known[source.path] = Parsed(item=parsed.item, html="", problems=parsed.problems)
        if not any(p.code == "markup.too-slow" for p in parsed.problems):  # it may pass another day
            memory.keep(source.path, f"{common}{source.digest}", bare, parsed.html)
        progress("parse", done, len(new))
    return tuple(filter(None, known.values()))


def _parse_in_time(source: Source, settings: ParseSettings) -> tuple[Parsed, float]:
    """Return what *source* says, and the seconds that it took to read."""
    began = time.perf_counter()
    try:
        with time_limit(MOST_SECONDS):
            parsed = parse(source, settings)
    except OutOfTime:
        parsed = unread(source.path, problem("markup.too-slow", source.path, seconds=MOST_SECONDS))
    return parsed, time.perf_counter() - began


def remembered(inputs: Inputs, made: Made) -> Iterator[str]:
    """Yield the names under which the results of these sources, and their indexes, are kept."""
    yield _SOUND
    yield from (f"{form}{_CODE}{name}" for form in FORMS for name in inputs.theme.sources)
    yield from (remembered_index(name) for name in made.portions)
    for source in inputs.sources.texts:
        yield source.path
        yield f"{_NAMED}{source.path}"
    yield from (file.path for file in inputs.sources.media)


def name_all(
    items: Sequence[ContentItem], inputs: Inputs, memory: Memory
) -> dict[str, tuple[Mention, ...]]:
    """Return the companies that each article names, by source; from *memory* where neither the
    article nor the names of companies have changed.
    """
    if not inputs.config.companies.mentions:
        return {}
    names = names_in_text(item for item in items if isinstance(item, Company))
    common = fingerprint((inputs.toolchain, names))
    named: dict[str, tuple[Mention, ...]] = {}
    new: list[Article] = []
    for article in items:
        if isinstance(article, Article):
            found = memory.recall(*_naming(article, common), _MENTIONS)
            if found is None:
                new.append(article)
            else:
                named[article.source] = found
    if new:
        from site_builder.mentions import mentions  # with all of typography
        from site_builder.recognition import Recogniser

        recogniser = Recogniser(names)
        for article in new:
            found = mentions(article.title, memory.text(article.body.digest), recogniser)
            memory.keep(*_naming(article, common), found, "")
            named[article.source] = found
    return named


def _naming(article: Article, common: str) -> tuple[str, str]:
    """Return under which name and key the companies that *article* names are remembered."""
    return f"{_NAMED}{article.source}", f"{common}{article.body.digest}{article.title}"


def plan_all(
    catalogue: Catalogue, inputs: Inputs, looked: Mapping[str, ImageFacts | ImageFault]
) -> Plan:
    """Return the pages of the site, with fingerprinted assets; *looked* is what pictures show."""
    assets = planned_assets(inputs.theme.assets, inputs.config)
    typeset = functools.cache(typesetter_of(inputs.config).text)
    return plan(catalogue, inputs.config, inputs.sources.media, assets, typeset, looked)


# What the keys of many pages have in common, by these names; a template is named as such.
TOOLS, IMAGE_TOOLS, SITE = "toolchain", "image tools", "site"


def ingredients_of(planned: Plan, inputs: Inputs, needed: Needed) -> dict[str, str]:
    """Return the digests of all that pages share: tools, site view, and templates with all they
    need, by name. Those of the fields of the site view and of each file of the theme are no part
    of keys: they say which one changed.
    """
    site = planned.site
    fields = {f"{SITE}.{name}": fingerprint(getattr(site, name)) for name in site.__struct_fields__}
    files = {
        f"{TEMPLATES}/{name}": fingerprint(text) for name, text in inputs.theme.sources.items()
    }
    shared = {
        TOOLS: inputs.toolchain,
        IMAGE_TOOLS: inputs.image_tools,
        SITE: fingerprint(site),
    }
    return {**fields, **files, **shared, **closures(inputs.theme, needed)}


def recipe_keys(pages: Iterable[Page], ingredients: Mapping[str, str]) -> dict[str, str | None]:
    """Return the digest of all that a page is made of besides its view: tools, site, templates.

    Of a file that is copied nothing else counts; of a picture, what makes pictures.
    """
    common = fingerprint((ingredients.get(TOOLS), ingredients.get(SITE)))
    pictures = ingredients.get(IMAGE_TOOLS)
    own = {"copy": "", "index": "", "image": pictures, "card": pictures}
    kinds = {(page.recipe, page.template) for page in pages}
    return {
        f"{recipe} {template}": own[recipe]
        if recipe in own
        else fingerprint((common, ingredients.get(template), recipe))
        for recipe, template in kinds
    }


def page_keys(
    pages: Iterable[Page], recipes: Mapping[str, str | None], before: Made | None
) -> dict[str, str]:
    """Return the key of every page: the digest of all it is made of.

    A page that is equal to that of *before*, made in the same way, has its key: to compare views is
    five times faster than to digest them.
    """
    known = {page.path: page for page in before.pages} if before else {}
    keys: dict[str, str] = {}
    for page in pages:
        kind = f"{page.recipe} {page.template}"
        if before and before.recipes.get(kind) == recipes[kind] and known.get(page.path) == page:
            keys[page.path] = before.keys[page.path]
        else:
            keys[page.path] = page_key(page, recipes)
    return keys


def page_key(page: Page, recipes: Mapping[str, str | None]) -> str:
    """Return the digest of all that *page* is made of, *recipes* among it."""
    return fingerprint((recipes[f"{page.recipe} {page.template}"], _made_of(page.view)))


def _made_of(view: View) -> object:
    """Return what of *view* tells in the file: a picture is the same wherever its source lies."""
    match view:
        case ImageCopy(digest=digest, shape=shape):
            return digest, shape
        case _:
            return view


class _Rendered(Value, frozen=True, kw_only=True):
    """A file that was made, or why it was not, and the seconds that it took."""

    content: bytes | None
    problems: tuple[Problem, ...]
    seconds: float


def render_all(
    pages: tuple[Page, ...],
    keys: Mapping[str, str],
    published: Callable[[str], str | None],
    kitchen: Kitchen,
    options: Options,
    progress: Progress,
) -> tuple[tuple[Item, ...], list[Problem]]:
    """Return every file of the site, with bytes only for those not *published* under their key."""
    items: list[Item] = []
    # A fault of a template is that of many pages: it is told once.
    problems: dict[tuple[str, Place, str], Problem] = {}
    stale = {page.path for page in pages if published(page.path) != keys[page.path]}
    with closing(_render_templates(pages, stale, kitchen, options.jobs)) as rendered:
        for done, page in enumerate(pages, 1):
            key = keys[page.path]
            if page.path not in stale:
                items.append(Item(path=page.path, key=key, content=None))
                continue
            if isinstance(page.view, FileCopy):  # read when it is written: pictures can be many
                items.append(Item(path=page.path, key=key, content=partial(make, page, kitchen)))
                continue
            if isinstance(page.view, ImageCopy | CardFile):
                content = partial(kitchen.kept, key, partial(make, page, kitchen))
                items.append(Item(path=page.path, key=key, content=content))
                continue
            result = next(rendered) if page.template else _render(page, kitchen=kitchen)
            options.took(page.path, result.seconds)
            if result.content is not None:
                items.append(Item(path=page.path, key=key, content=result.content))
            for one in result.problems:
                address = dict(one.params).get("address", "")
                problems.setdefault((one.code, one.place, address), one)
            if any(one.code == "template.too-slow" for one in result.problems):
                break  # others would wait as long for nothing
            progress("render", done, len(pages))
    return tuple(items), list(problems.values())


# Below this, processes cost more than they save: a page takes a millisecond.
_FEWEST_RENDERED = 200
# By then a process has a copy of much that it has looked at: it makes way for a new one.
_MOST_RENDERED = 2_000


def _render_templates(
    pages: Iterable[Page], stale: Collection[str], kitchen: Kitchen, jobs: int
) -> Generator[_Rendered, None, None]:
    """Yield what comes of those of *pages* that are *stale* and filled templates, in order."""
    new = [page for page in pages if page.template and page.path in stale]
    if jobs > 1 and len(new) >= _FEWEST_RENDERED:
        for name in sorted({page.template for page in new}):
            with suppress(Exception):  # told where the page is made
                kitchen.templates.prepare(name)  # here once, and not in each process
    work = partial(_render, kitchen=kitchen)
    for start in range(0, len(new), _MOST_RENDERED):
        portion = new[start : start + _MOST_RENDERED]
        yield from ordered_map(work, portion, jobs, fewest=_FEWEST_RENDERED)


def _render(page: Page, *, kitchen: Kitchen) -> _Rendered:
    began = time.perf_counter()
    content: bytes | None = None
    problems: tuple[Problem, ...] = ()
    try:
        with time_limit(MOST_SECONDS) if page.template else nullcontext():
            content = make(page, kitchen)
    except RenderFailed as failed:
        problems = failed.problems
    return _Rendered(content=content, problems=problems, seconds=time.perf_counter() - began)


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
