"""The one place that knows the shape of a URL and of an output path.

A *path* is where a file lies in the output (`articles/llama-2/index.html`), a *href* what a page
of the site writes in a link (`/lettre/articles/llama-2/`, with the path of `base_url`), a *url*
is absolute.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from site_builder.settings import Config, Folders

INDEX = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Names the pages of one site. `root` is `https://host`, `prefix` the path of `base_url`."""

    root: str
    prefix: str
    folders: Folders

    def href(self, path: str) -> str:
        """Return the link to the output file *path*, from any page of the site.

        `*` and `:` are spelled out: in `_redirects` they would stand for whatever is asked for.
        """
        return self.prefix + quote(route(path), safe="/~!$&'()+,;=@")

    def url(self, path: str) -> str:
        """Return the absolute address of the output file *path*."""
        return self.root + self.href(path)

    def article(self, slug: str) -> str:
        return f"{self.folders.articles}/{slug}/{INDEX}"

    def company(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.companies}/{slug}/", page)

    def companies(self) -> str:
        return f"{self.folders.companies}/{INDEX}"

    def company_feed(self, slug: str) -> str:
        return f"{self.folders.companies}/{slug}/feed.xml"

    def tag(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.tags}/{slug}/", page)

    def tags(self) -> str:
        return f"{self.folders.tags}/{INDEX}"

    def author(self, slug: str, page: int = 1) -> str:
        return paginated(f"{self.folders.authors}/{slug}/", page)

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

    def editions(self) -> str:
        return f"{self.folders.editions}/{INDEX}"

    def editions_feed(self) -> str:
        return f"{self.folders.editions}/feed.xml"

    def static_page(self, slug: str) -> str:
        return f"{slug}/{INDEX}"

    def feed(self) -> str:
        return "feed.xml"

    def sitemap(self) -> str:
        return "sitemap.xml"

    def robots(self) -> str:
        return "robots.txt"

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


def route(path: str) -> str:
    """Return what a browser asks for to get the output file *path*: `/a/` for `a/index.html`."""
    return "/" + (path[: -len(INDEX)] if path == INDEX or path.endswith("/" + INDEX) else path)


def output_path(route_path: str) -> str:
    """Return the output file that answers *route_path*: `a/index.html` for `/a/` or `/a`."""
    path = route_path.lstrip("/")
    if not path or path.endswith("/"):
        return path + INDEX
    return path if "." in path.rsplit("/", 1)[-1] else f"{path}/{INDEX}"
