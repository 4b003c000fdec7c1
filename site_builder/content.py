"""`Source` → `Parsed`: the one step a build remembers. Each file alone, nothing of the others."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder
from msgspec.structs import replace

from site_builder.bounds import crowding_problem, size_problem
from site_builder.fingerprint import digest_bytes
from site_builder.forms import (
    FORMS,
    ArticleForm,
    AuthorForm,
    CompanyForm,
    EditionForm,
    ImageForm,
    PageForm,
)
from site_builder.items import (
    Article,
    Author,
    Body,
    Broken,
    Company,
    Edition,
    Image,
    Item,
    StaticPage,
)
from site_builder.kinds import SLUG_LENGTH, is_up, line_of, moment_of
from site_builder.markup import (
    Heading,
    MarkupSettings,
    Ref,
    Rendered,
    render_markdown,
    without_code,
)
from site_builder.problems import Problem, problem
from site_builder.schema import read_form
from site_builder.sources import Source
from site_builder.text import excerpt, slugify, words
from site_builder.textfile import decode
from site_builder.typesetter import AS_TYPED, Typesetter
from site_builder.values import Value, written
from site_builder.zones import zone

if TYPE_CHECKING:
    from site_builder.frontmatter import Matter

_DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}[-_ ]?")
# Reading on a screen, in French: Brysbaert, « How many words do we read per minute? », 2019.
_WORDS_A_MINUTE = 230


class ParseSettings(Value, frozen=True, kw_only=True):
    """All that parsing a file depends on besides the file."""

    markup: MarkupSettings
    time_zone: str
    typesetter: Typesetter


class Parsed(Value, frozen=True, kw_only=True):
    """What one file says: its item, its text as HTML (see `markup`), and what is wrong."""

    item: Item
    html: str
    problems: tuple[Problem, ...]

    def __reduce__(self) -> Any:
        """Pickle it as JSON: a third of the time, and each article comes from another process."""
        data = written(self)
        # Half of a character, which YAML can spell, is no JSON.
        return (_read_again, (data,)) if data.startswith(b'{"') else super().__reduce__()


_PARSED = Decoder(Parsed)


def _read_again(data: bytes) -> Parsed:
    return _PARSED.decode(data)


def parse(source: Source, settings: ParseSettings) -> Parsed:
    """Return what *source* says. Pure: same source, same settings, same value."""
    from site_builder.frontmatter import read_matter  # which a warm build does not need

    folder = _folder(source.path)
    if folder not in FORMS:
        folders = ", ".join(f"`content/{name}/`" for name in FORMS)
        return unread(source.path, problem("file.stray", source.path, folders=folders))
    if fault := size_problem(len(source.data), source.path):
        return unread(source.path, fault)
    text, problems = decode(source.data, source.path)
    if problems:
        return unread(source.path, *problems)
    matter, problems = read_matter(text, source.path)
    if matter is None:
        return unread(source.path, *problems)
    form: object | None
    form, faults = read_form(FORMS[folder], matter.fields)
    problems = tuple(
        problem(
            f"front-matter.{fault.code}",
            source.path,
            *matter.locate(fault),
            key=".".join(str(part) for part in fault.path),
            **fault.params,
        )
        for fault in faults
    )
    if crowd := crowding_problem(without_code(matter.body), source.path, matter.body_line):
        known = _broken(source.path, matter)
        return Parsed(item=known, html="", problems=(*problems, crowd))
    rendered = render_markdown(
        matter.body, settings.markup, path=source.path, first_line=matter.body_line
    )
    problems += rendered.problems
    if form is None or any(p.is_error for p in problems):
        known = _known(_broken(source.path, matter), matter, rendered, settings.time_zone)
        return Parsed(item=known, html="", problems=problems)
    as_typed = isinstance(form, ArticleForm) and not form.typography
    typesetter = AS_TYPED if as_typed else settings.typesetter
    html = typesetter.html(rendered.html)
    whole = _Text(source.path, matter, rendered, html, typesetter, settings.time_zone)
    item, more = _item(form, whole)
    return Parsed(item=item, html=html, problems=problems + more)


def unread(path: str, *found: Problem) -> Parsed:
    """Return what is known of the source at *path* when what was *found* keeps it unread."""
    item = Broken(source=path, folder=_folder(path), slug=file_slug(path))
    return Parsed(item=item, html="", problems=found)


def _broken(path: str, matter: "Matter") -> Broken:
    """Return what the front matter of the source at *path* says, as far as it can be read."""
    slug, name = matter.fields.get("slug"), matter.fields.get("name")
    named = slugify(name) if isinstance(name, str) else ""
    companies = matter.fields.get("companies")
    names = companies if isinstance(companies, list) else []
    return Broken(
        source=path,
        folder=_folder(path),
        slug=str(slug) if isinstance(slug, str) else named or file_slug(path),
        companies=tuple(str(c) if isinstance(c, str) else "" for c in names),
    )


def _known(broken: Broken, matter: "Matter", rendered: Rendered, time_zone: str) -> Broken:
    """Return *broken* with all that its two parts tell besides their errors."""
    date = matter.fields.get("date")
    day = moment_of(date) if isinstance(date, str) else None
    return replace(
        broken,
        date=_moment(day, time_zone) if day else None,
        draft=is_up(matter.fields.get("draft")),
        refs=(*_pictures(matter), *rendered.refs),
        ids=rendered.ids,
        marks=matter.marks,
    )


def _pictures(matter: "Matter") -> Iterator[Ref]:
    """Yield the pictures that a front matter names: of an article, of a company."""
    image = matter.fields.get("image")
    named = (
        (("image", "src"), image.get("src") if isinstance(image, Mapping) else None),
        (("logo",), matter.fields.get("logo")),
    )
    for path, value in named:
        if target := line_of(value):
            line, column = matter.at(*path)
            yield Ref(kind="image", target=target, line=line, column=column)


def file_slug(path: str) -> str:
    """Return the slug a file name gives: no date in front, `index.md` named by its folder."""
    pure = PurePosixPath(path)
    name = pure.parent.name if pure.name == "index.md" else pure.stem
    return slugify(_DATE_PREFIX.sub("", name, count=1) or name)


def file_day(path: str) -> dt.date | None:
    """Return the day in front of the name of a file, or of the folder of an `index.md`."""
    pure = PurePosixPath(path)
    found = _DATE_PREFIX.match(pure.parent.name if pure.name == "index.md" else pure.name)
    try:
        return dt.date.fromisoformat(found[0][:10]) if found else None
    except ValueError:
        return None


def _folder(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


class _Text(Value, frozen=True):
    """A file that could be read. Words are counted and cut before typography joins them."""

    path: str
    matter: "Matter"
    rendered: Rendered
    html: str
    typesetter: Typesetter
    time_zone: str

    def body(self) -> Body:
        return Body(
            digest=digest_bytes(self.html.encode()),
            refs=self.rendered.refs,
            ids=self.rendered.ids,
            outline=tuple(
                Heading(level=heading.level, id=heading.id, text=self.set(heading.text))
                for heading in self.rendered.outline
            ),
            words=words(self.rendered.plain),
        )

    def set(self, text: str) -> str:
        return self.typesetter.text(text)

    def broken(self, slug: str) -> Broken:
        known = _known(_broken(self.path, self.matter), self.matter, self.rendered, self.time_zone)
        return replace(known, slug=slug)

    def summary(self, given: str | None = None) -> str:
        """Return what was *given*, or the beginning of the text, in its typography."""
        return self.set(given or excerpt(self.rendered.lead))

    def moment(self, value: dt.date) -> dt.datetime:
        return _moment(value, self.time_zone)


def _moment(value: dt.date, time_zone: str) -> dt.datetime:
    """Return *value* in the zone of the site, which it is in unless the editor wrote one."""
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    here = zone(time_zone)
    value = value.replace(tzinfo=here) if value.tzinfo is None else value.astimezone(here)
    # The offset of that moment, not the rules of the zone: a plain value, the same everywhere;
    # in whole minutes, because dates of machines know no seconds there (Paris before 1911).
    seconds = (value.utcoffset() or dt.timedelta(0)).total_seconds()
    return value.replace(tzinfo=dt.timezone(dt.timedelta(minutes=round(seconds / 60))))


def _item(form: Any, text: _Text) -> tuple[Item, tuple[Problem, ...]]:
    match form:
        case ArticleForm():
            return _article(form, text)
        case CompanyForm():
            return _company(form, text)
        case PageForm():
            return _page(form, text)
        case AuthorForm():
            return _author(form, text)
        case EditionForm():
            return _edition(form, text), ()
        case _:
            raise TypeError(type(form).__name__)


def _article(form: ArticleForm, text: _Text) -> tuple[Item, tuple[Problem, ...]]:
    slug, problems = _slug(form.slug, file_slug(text.path), text)
    date = text.moment(form.date)
    updated = text.moment(form.updated) if form.updated else None
    if updated is not None and updated < date and not _same_bare_day(form):
        at = text.matter.at("updated")
        problems += (problem("article.updated-before-date", text.path, *at),)
    if problems:
        return text.broken(slug), problems
    summary = text.summary(form.summary)
    if not summary:
        problems = (problem("article.summary-missing", text.path, 1),)
    body = text.body()
    article = Article(
        source=text.path,
        slug=slug,
        title=text.set(form.title),
        date=date,
        updated=updated,
        summary=summary,
        companies=form.companies,
        tags=form.tags,
        authors=form.authors,
        draft=form.draft,
        image=_image(form.image, text),
        edition=form.edition,
        old_urls=form.old_urls,
        id=form.id,
        link_mentions=form.link_mentions,
        body=body,
        minutes=max(1, round(body.words / _WORDS_A_MINUTE)),
        marks=text.matter.marks,
    )
    return article, problems


def _same_bare_day(form: ArticleForm) -> bool:
    """Return whether `updated` is a day without a time, the day of `date`: not before it."""
    updated = form.updated
    day = form.date.date() if isinstance(form.date, dt.datetime) else form.date
    return not isinstance(updated, dt.datetime) and updated == day


def _image(form: ImageForm | None, text: _Text) -> Image | None:
    if form is None:
        return None
    return Image(
        src=form.src,
        alt=text.set(form.alt),
        caption=text.set(form.caption) if form.caption else None,
        credit=text.set(form.credit) if form.credit else None,
    )


def _company(form: CompanyForm, text: _Text) -> tuple[Item, tuple[Problem, ...]]:
    slug, problems = _slug(form.slug, slugify(form.name), text)
    if problems:
        return text.broken(slug), problems
    company = Company(
        source=text.path,
        slug=slug,
        name=form.name,
        article=form.article,
        aliases=form.aliases,
        website=form.website,
        wikidata=form.wikidata,
        parent=form.parent,
        products=form.products,
        old_slugs=form.old_slugs,
        founded=form.founded,
        country=form.country,
        ticker=form.ticker,
        logo=form.logo,
        ambiguous=form.ambiguous,
        summary=text.summary(),
        body=text.body(),
        marks=text.matter.marks,
    )
    return company, ()


def _page(form: PageForm, text: _Text) -> tuple[Item, tuple[Problem, ...]]:
    slug, problems = _slug(form.slug, file_slug(text.path), text)
    if problems:
        return text.broken(slug), problems
    page = StaticPage(
        source=text.path,
        slug=slug,
        title=text.set(form.title),
        summary=text.summary(form.summary),
        menu=form.menu,
        body=text.body(),
        marks=text.matter.marks,
    )
    return page, ()


def _author(form: AuthorForm, text: _Text) -> tuple[Item, tuple[Problem, ...]]:
    slug, problems = _slug(form.slug, slugify(form.name), text)
    if problems:
        return text.broken(slug), problems
    author = Author(
        source=text.path,
        slug=slug,
        name=form.name,
        role=form.role,
        links=form.links,
        summary=text.summary(),
        body=text.body(),
        marks=text.matter.marks,
    )
    return author, ()


def _edition(form: EditionForm, text: _Text) -> Edition:
    return Edition(
        source=text.path,
        number=form.number,
        title=text.set(form.title),
        date=text.moment(form.date),
        summary=text.summary(),
        articles=form.articles,
        body=text.body(),
        marks=text.matter.marks,
    )


def _slug(given: str | None, default: str, text: _Text) -> tuple[str, tuple[Problem, ...]]:
    slug = given or default
    if not slug:
        name = PurePosixPath(text.path).name
        return "", (problem("article.no-slug", text.path, 1, name=name),)
    if len(slug) > SLUG_LENGTH:
        found = problem("article.long-slug", text.path, 1, count=len(slug), most=SLUG_LENGTH)
        return slug, (found,)
    return slug, ()
