"""The one place that knows the shape of a URL and of an output path.

A *path* is where a file lies in the output (`articles/llama-2/index.html`), a *href* what a page
of the site writes in a link (`/lettre/articles/llama-2/`, with the path of `base_url`), a *url*
is absolute.
"""

import functools
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote, urlsplit

from site_builder.settings import Config, Folders
from site_builder.values import Value

INDEX = "index.html"

FeedForm = Literal["rss", "atom", "json"]
# The forms of a feed, and the file of each beside the page it follows.
FEED_FILES: Mapping[FeedForm, str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


class Urls(Value, frozen=True, kw_only=True):
    """Names the pages of one site. `root` is `https://host`, `prefix` the path of `base_url`."""

    root: str
    prefix: str
    folders: Folders

    @property
    def host(self) -> str:
        """The host alone, without a port."""
        return _host(self.root)

    def href(self, path: str) -> str:
        """Return the link to the output file *path*, from any page of the site.

        `*` and `:` are spelled out: in `_redirects` they would stand for whatever is asked for.
        """
        return self.prefix + _quoted_route(path)

    def url(self, path: str) -> str:
        """Return the absolute address of the output file *path*."""
        return self.root + self.href(path)

    def article(self, slug: str) -> str:
        return f"{self.folders.articles}/{slug}/{INDEX}"

    def company(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.companies}/{slug}/", page)

    def companies(self) -> str:
        return f"{self.folders.companies}/{INDEX}"

    def pair(self, slugs: tuple[str, str], page: int = 1) -> str:
        return paginated(f"{self.folders.companies}/{slugs[0]}/{slugs[1]}/", page)

    def company_map(self) -> str:
        return f"{self.folders.companies}/carte/{INDEX}"

    def company_feed(self, slug: str, form: FeedForm = "rss") -> str:
        return f"{self.folders.companies}/{slug}/{FEED_FILES[form]}"

    def tag(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.tags}/{slug}/", page)

    def tag_feed(self, slug: str) -> str:
        return f"{self.folders.tags}/{slug}/{FEED_FILES['rss']}"

    def tags(self) -> str:
        return f"{self.folders.tags}/{INDEX}"

    def author(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.authors}/{slug}/", page)

    def author_feed(self, slug: str) -> str:
        return f"{self.folders.authors}/{slug}/{FEED_FILES['rss']}"

    def authors(self) -> str:
        return f"{self.folders.authors}/{INDEX}"

    def archives(self) -> str:
        return f"{self.folders.archives}/{INDEX}"

    def year(self, year: int) -> str:
        return f"{self.folders.archives}/{year:04}/{INDEX}"

    def month(self, year: int, month: int) -> str:
        return f"{self.folders.archives}/{year:04}/{month:02}/{INDEX}"

    def edition(self, number: int) -> str:
        return f"{self.folders.editions}/{number}/{INDEX}"

    def editions(self, page: int = 1) -> str:
        return paginated(f"{self.folders.editions}/", page)

    def editions_feed(self) -> str:
        return f"{self.folders.editions}/feed.xml"

    def static_page(self, slug: str) -> str:
        return f"{slug}/{INDEX}"

    def search(self) -> str:
        return f"{self.folders.search}/{INDEX}"

    def search_folder(self, portion: str) -> str:
        """Return the folder of an index; the engine lies in that without a name."""
        return f"{self.folders.search}/pagefind/" + (f"{portion}/" if portion else "")

    def search_file(self, portion: str, name: str) -> str:
        return self.search_folder(portion) + name

    def image(self, name: str, width: int, digest: str, suffix: str) -> str:
        """Return the path of a copy of a picture; *digest* is that of all it is made of."""
        return f"assets/images/{name}-{width}.{digest[:10]}.{suffix}"

    def social_image(self, slug: str, digest: str, suffix: str) -> str:
        """Return the path of what social networks show of an article: new content, new address."""
        return f"assets/social/{slug}.{digest[:10]}.{suffix}"

    def feed(self, form: FeedForm = "rss") -> str:
        return FEED_FILES[form]

    def feeds(self) -> str:
        return f"{self.folders.feeds}/{INDEX}"

    def feed_list(self) -> str:
        return "feeds.opml"

    def sitemap(self) -> str:
        return "sitemap.xml"

    def robots(self) -> str:
        return "robots.txt"

    def news_sitemap(self) -> str:
        return "sitemap-news.xml"

    def tdm(self) -> str:
        return ".well-known/tdmrep.json"

    def manifest(self) -> str:
        return "manifest.webmanifest"

    def legal_notice(self) -> str:
        return self.static_page("mentions-legales")

    def privacy(self) -> str:
        return self.static_page("confidentialite")

    def not_found(self) -> str:
        return "404.html"

    def home(self, page: int = 1) -> str:
        return paginated("", page)


def urls_of(config: Config) -> Urls:
    """Return the URLs of the site that *config* describes."""
    parts = urlsplit(config.base_url)
    return Urls(
        root=f"{parts.scheme.lower()}://{parts.netloc.lower()}",
        prefix=parts.path.rstrip("/"),
        folders=config.urls,
    )


def paginated(folder: str, page: int) -> str:
    """Return the path of page *page* of the list in *folder* (`""` or `a/b/`)."""
    return f"{folder}{INDEX}" if page == 1 else f"{folder}page/{page}/{INDEX}"


@functools.cache
def _host(root: str) -> str:
    return urlsplit(root).hostname or ""


@functools.lru_cache(maxsize=1 << 16)  # every card, crumb and list leads to the same few pages
def _quoted_route(path: str) -> str:
    return quote(route(path), safe="/~!$&'()+,;=@")


def route(path: str) -> str:
    """Return what a browser asks for to get the output file *path*: `/a/` for `a/index.html`."""
    return "/" + (path[: -len(INDEX)] if path == INDEX or path.endswith("/" + INDEX) else path)


def output_path(route_path: str) -> str:
    """Return the output file that answers *route_path*: `a/index.html` for `/a/` or `/a`."""
    path = route_path.lstrip("/")
    if not path or path.endswith("/"):
        return path + INDEX
    return path if "." in path.rsplit("/", 1)[-1] else f"{path}/{INDEX}"
