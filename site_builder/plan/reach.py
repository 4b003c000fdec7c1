"""What can be reached on the site: every path a link may lead to, and files copied as they are."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from unicodedata import normalize
from urllib.parse import unquote

from site_builder.catalogue import Catalogue, Group
from site_builder.compose import feed_forms, page_count
from site_builder.items import Article, Broken, Company, Edition, Image, StaticPage
from site_builder.links import Destinations
from site_builder.pages import Page, PlannedAsset
from site_builder.plan.together import former_pairs, shown_pairs
from site_builder.settings import Config
from site_builder.sources import CONTENT, Media
from site_builder.text import slugify
from site_builder.urls import Urls, output_path
from site_builder.views import FileCopy

_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


def copies(media: Iterable[Media], catalogue: Catalogue, urls: Urls) -> Iterator[tuple[str, Page]]:
    """Yield the files of `content/` that are published as they are, by source.

    What lies in an article's folder is published beside the article, and not at all before it; nor
    is what only unpublished articles show.
    """
    homes = {
        posixpath.dirname(a.source): posixpath.dirname(urls.article(a.slug))
        for a in catalogue.articles
        if a.source.endswith("/index.md")
    }
    hidden = {
        posixpath.dirname(source)
        for source in (*catalogue.unpublished, *(b.source for b in catalogue.broken))
        if source.endswith("/index.md")
    }
    records = catalogue.registry.records.values()
    shown_later = {path for a in catalogue.waiting for path in _shown(a)}
    shown: list[Article | StaticPage | Company | Edition] = [
        *catalogue.articles,
        *catalogue.pages,
        *records,
        *(issue.edition for issue in catalogue.issues),
    ]
    for item in shown:
        shown_later.difference_update(_shown(item))
    for file in media:
        above = [file.path[:end] for end, c in enumerate(file.path) if c == "/"]
        if hidden.intersection(above) or file.path in shown_later:
            continue
        home = next((folder for folder in reversed(above) if folder in homes), None)
        if home is None:
            path = file.path.removeprefix(f"{CONTENT}/")
        else:
            path = homes[home] + file.path.removeprefix(home)
        path = normalize("NFC", path)  # macOS names files in NFD, addresses are typed in NFC
        view = FileCopy(origin=file.path, digest=file.digest)
        yield file.path, Page(path=path, kind="file", recipe="copy", view=view, origin=file.path)


def _shown(item: Article | StaticPage | Company | Edition) -> Iterator[str]:
    """Yield the files of `content/` that *item* may show or link to, as far as their names tell."""
    targets = [ref.target for ref in item.body.refs]
    match item:
        case Article(image=Image(src=src)):
            targets.append(src)
        case Company(logo=str(logo)):
            targets.append(logo)
    for target in targets:
        bare = unquote(target.partition("#")[0].partition("?")[0])
        folder = CONTENT if bare.startswith("/") else posixpath.dirname(item.source)
        yield posixpath.normpath(f"{folder}/{bare}")


def asset_page(asset: PlannedAsset) -> Page:
    """Return the published copy of an asset of the theme."""
    recipe = "copy" if isinstance(asset.view, FileCopy) else "style"
    return Page(path=asset.path, kind="file", recipe=recipe, view=asset.view)


def destinations(
    catalogue: Catalogue,
    config: Config,
    urls: Urls,
    copied: Mapping[str, Page],
    assets: Iterable[PlannedAsset],
) -> Destinations:
    """Return all that links of the site may lead to."""
    texts = {a.source: (urls.article(a.slug), a.body) for a in catalogue.articles}
    texts |= {p.source: (urls.static_page(p.slug), p.body) for p in catalogue.pages}
    records = catalogue.registry.records.values()
    texts |= {c.source: (urls.company(c.slug), c.body) for c in records}
    authors = catalogue.author_records.values()
    texts |= {a.source: (urls.author(a.slug), a.body) for a in authors}
    texts |= {
        i.edition.source: (urls.edition(i.edition.number), i.edition.body) for i in catalogue.issues
    }
    sources = {source: path for source, (path, _) in texts.items()}
    sources |= {source: page.path for source, page in copied.items()}
    paths = {*sources.values(), *(asset.path for asset in assets)}
    paths.update(_list_paths(catalogue, config, urls))
    paths.update(old for old, _, _ in old_paths(catalogue, config.navigation.per_page, urls))
    paths.update(old for old, _, _ in former_pairs(catalogue, config, urls))
    unpublished = dict(catalogue.unpublished)
    for article in catalogue.waiting:
        unpublished[urls.article(article.slug)] = unpublished[article.source]
    return Destinations(
        urls=urls,
        paths=frozenset(paths),
        sources={normalize("NFC", source): path for source, path in sources.items()},
        ids={path: frozenset(body.ids) for path, body in texts.values()},
        unpublished=unpublished,
        broken=frozenset(_broken_paths(catalogue, urls)),
        allowed=config.privacy.allow,
    )


def old_paths(catalogue: Catalogue, per_page: int, urls: Urls) -> Iterator[tuple[str, str, str]]:
    """Yield former paths of pages, the paths that replace them, and the sources that say so:
    `old_urls`, aliases and former slugs of companies, page by page of their lists.
    """
    for article in catalogue.articles:
        for old in dict.fromkeys(map(output_path, map(unquote, article.old_urls))):
            yield old, urls.article(article.slug), article.source
    counts = {g.slug: len(g.articles) + len(g.mentioning) for g in catalogue.companies}
    for slug, former in catalogue.registry.former_slugs().items():
        source = catalogue.registry.records[slug].source
        for old in former:
            for number in range(1, page_count(counts.get(slug, 0), per_page) + 1):
                yield urls.company(old, number), urls.company(slug, number), source


def broken_path(item: Broken, urls: Urls) -> str:
    """Return the path that the page of *item* will have, as far as its file tells, or `""`."""
    path_of = {
        "articles": urls.article,
        "companies": urls.company,
        "authors": urls.author,
        "pages": urls.static_page,
    }
    if item.folder == "editions":
        return urls.edition(int(item.slug) if _NUMBER.fullmatch(item.slug) else 0)
    return path_of[item.folder](item.slug) if item.folder in path_of else ""


def _broken_paths(catalogue: Catalogue, urls: Urls) -> Iterator[str]:
    for item in catalogue.broken:
        yield item.source
        if path := broken_path(item, urls):
            yield path
        yield from (urls.company(slugify(name)) for name in item.companies if name)


def _list_paths(catalogue: Catalogue, config: Config, urls: Urls) -> Iterator[str]:
    """Yield the paths of all pages that are not made of one text."""
    yield from (urls.companies(), urls.tags(), urls.authors(), urls.archives())
    yield from (urls.sitemap(), urls.news_sitemap(), urls.robots(), urls.not_found())
    yield from (urls.tdm(), urls.manifest())
    if config.publisher is not None and config.publisher.legal is not None:
        yield from (urls.legal_notice(), urls.privacy())
    families: tuple[tuple[Iterable[Group], Callable[[str, int], str]], ...] = (
        (catalogue.companies, urls.company),
        (catalogue.tags, urls.tag),
        (catalogue.authors, urls.author),
    )
    per_page = config.navigation.per_page
    for number in range(page_count(len(catalogue.articles), per_page)):
        yield urls.home(number + 1)
    for groups, path_of in families:
        for group in groups:
            listed = len(group.articles) + len(group.mentioning)
            for number in range(page_count(listed, per_page)):
                yield path_of(group.slug, number + 1)
    for pair in shown_pairs(catalogue, config):
        for number in range(page_count(len(catalogue.pairs[pair]), per_page)):
            yield urls.pair(pair, number + 1)
    if config.companies.map and catalogue.pairs:
        yield urls.company_map()
    for article in catalogue.articles:
        yield urls.year(article.date.year)
        yield urls.month(article.date.year, article.date.month)
    if catalogue.issues:
        pages = page_count(len(catalogue.issues), per_page)
        yield from (urls.editions(number + 1) for number in range(pages))
    if config.search.enabled:
        yield urls.search()
    if config.feeds.enabled:
        yield from _feed_paths(catalogue, config, urls)


def _feed_paths(catalogue: Catalogue, config: Config, urls: Urls) -> Iterator[str]:
    """Yield the paths of every feed, and of what lists them."""
    yield from (urls.feeds(), urls.feed_list())
    if catalogue.issues:
        yield urls.editions_feed()
    yield from (urls.tag_feed(group.slug) for group in catalogue.tags)
    yield from (urls.author_feed(group.slug) for group in catalogue.authors)
    former = chain.from_iterable(catalogue.registry.former_slugs().values())
    followed = (*former, *(group.slug for group in catalogue.companies))
    for form in feed_forms(config):
        yield urls.feed(form)
        yield from (urls.company_feed(slug, form) for slug in followed)
