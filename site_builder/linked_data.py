"""What search engines read of a page, as JSON-LD: the view of a page → the types of schema.org.

A pure function of the page and the site, called by templates: what it says is what the page shows.
"""

import json
from collections.abc import Iterable
from functools import singledispatch

from msgspec.json import Encoder

from site_builder.values import plain
from site_builder.views import (
    ArchivesPage,
    ArticlePage,
    AuthorPage,
    CompaniesPage,
    CompanyPage,
    EditionPage,
    EditionsPage,
    HomePage,
    Html,
    IndexPage,
    Link,
    ListPage,
    MapPage,
    PairPage,
    SiteView,
    TextPage,
    View,
)

Node = dict[str, object]

# A `<` could end the script that holds the data; the line separators are for old parsers.
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_JSON = Encoder(enc_hook=plain)
_NOTHING: tuple[object, ...] = (None, "", [])


def linked_data(page: View, site: SiteView) -> Html:
    """Return the JSON-LD of *page*, to stand in a `<script type="application/ld+json">`."""
    nodes = [*_nodes(page, site), *_breadcrumb(page, site)]
    text = _written(
        {"@context": "https://schema.org", "@graph": list(map(_without_nothing, nodes))}
    )
    for char, escape in _ESCAPES.items():  # five looks, and nearly always nothing to write anew
        text = text.replace(char, escape)
    return Html(text)


@singledispatch
def _nodes(page: object, site: SiteView) -> list[Node]:  # noqa: ARG001  # what other pages say
    return []


@_nodes.register
def _(page: HomePage, site: SiteView) -> list[Node]:
    website: Node = {
        "@type": "WebSite",
        "@id": f"{site.url}#site",
        "url": site.url,
        "name": site.title,
        "description": site.description,
        "inLanguage": site.language,
        "publisher": _publisher(site),
    }
    first = page.pager.number == 1
    return [website] if first else [_collection(page.head.canonical, page.head.title, site)]


@_nodes.register
def _(page: ArticlePage, site: SiteView) -> list[Node]:
    article: Node = {
        "@type": "NewsArticle",
        "@id": f"{page.head.canonical}#article",
        "url": page.head.canonical,
        "mainEntityOfPage": page.head.canonical,
        "headline": page.title,
        "description": page.summary,
        "datePublished": page.date.iso,
        "dateModified": (page.updated or page.date).iso,
        "inLanguage": site.language,
        "isAccessibleForFree": True,
        "author": [_named("Person", author, site) for author in page.authors],
        "publisher": _publisher(site),
        "image": _absolute(page.image.url, site) if page.image else None,
        "keywords": [tag.label for tag in page.tags],
        "about": _organizations(page.companies, site),
        "mentions": _organizations(page.mentions, site),
        "isPartOf": {"@id": f"{site.url}#site"},
    }
    return [article]


@_nodes.register
def _(page: CompanyPage, site: SiteView) -> list[Node]:
    wikidata = f"https://www.wikidata.org/entity/{page.wikidata}" if page.wikidata else None
    company: Node = {
        "@type": "Corporation" if page.ticker else "Organization",
        "@id": f"{page.head.canonical}#entreprise",
        "name": page.name,
        "alternateName": list(page.aliases),
        "url": page.website,
        "sameAs": [address for address in (page.website, wikidata) if address],
        "foundingDate": str(page.founded) if page.founded else None,
        "tickerSymbol": "".join(page.ticker.split()) if page.ticker else None,
        "logo": _absolute(page.logo, site) if page.logo else None,
        "parentOrganization": _organization(page.parent, site) if page.parent else None,
        "subOrganization": _organizations(page.subsidiaries, site),
    }
    listed = _collection(page.head.canonical, page.head.title, site)
    return [{**listed, "about": company}] if page.pager.number == 1 else [listed]


@_nodes.register
def _(page: PairPage, site: SiteView) -> list[Node]:
    listed = _collection(page.head.canonical, page.head.title, site)
    return [{**listed, "about": _organizations(page.companies, site)}]


@_nodes.register(ListPage)
@_nodes.register(IndexPage)
@_nodes.register(ArchivesPage)
@_nodes.register(CompaniesPage)
@_nodes.register(MapPage)
@_nodes.register(EditionsPage)
def _(
    page: ListPage | IndexPage | ArchivesPage | CompaniesPage | MapPage | EditionsPage,
    site: SiteView,
) -> list[Node]:
    return [_collection(page.head.canonical, page.head.title, site)]


@_nodes.register
def _(page: EditionPage, site: SiteView) -> list[Node]:
    issue: Node = {
        "@type": "PublicationIssue",
        "@id": f"{page.head.canonical}#edition",
        "url": page.head.canonical,
        "name": page.title,
        "issueNumber": page.number,
        "description": page.head.description,
        "datePublished": page.date.iso,
        "inLanguage": site.language,
        "publisher": _publisher(site),
        "isPartOf": {"@type": "Periodical", "name": site.title, "url": site.url},
        "hasPart": [
            {
                "@type": "NewsArticle",
                "@id": f"{_absolute(article.url, site)}#article",
                "headline": article.title,
                "url": _absolute(article.url, site),
            }
            for article in page.articles
        ],
    }
    return [issue]


@_nodes.register
def _(page: AuthorPage, site: SiteView) -> list[Node]:
    person: Node = {
        "@type": "Person",
        "name": page.name,
        "url": page.head.canonical,
        "jobTitle": page.role,
        "sameAs": [link.url for link in page.links],
        "worksFor": _publisher(site),
    }
    profile: Node = {
        "@type": "ProfilePage",
        "url": page.head.canonical,
        "name": page.head.title,
        "mainEntity": person,
    }
    return [profile]


@_nodes.register
def _(page: TextPage, site: SiteView) -> list[Node]:
    return [{**_collection(page.head.canonical, page.head.title, site), "@type": "WebPage"}]


def _collection(url: str, name: str, site: SiteView) -> Node:
    return {
        "@type": "CollectionPage",
        "url": url,
        "name": name,
        "inLanguage": site.language,
        "isPartOf": {"@id": f"{site.url}#site"},
    }


def _breadcrumb(page: View, site: SiteView) -> list[Node]:
    """Return the trail of *page*: its crumbs, then itself."""
    crumbs: tuple[Link, ...] = getattr(page, "crumbs", ())
    head = getattr(page, "head", None)
    if not crumbs or head is None:
        return []
    steps = [(c.label, _absolute(c.url, site)) for c in crumbs] + [(head.title, head.canonical)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def _publisher(site: SiteView) -> Node:
    who = site.publisher
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{site.url}#redaction",
        "name": who.name if who else site.title,
        "url": (who.url if who else None) or site.url,
    }


def _organizations(found: Iterable[Link], site: SiteView) -> list[Node]:
    return [_organization(link, site) for link in found]


def _organization(link: Link, site: SiteView) -> Node:
    return {
        "@type": "Organization",
        "@id": f"{_absolute(link.url, site)}#entreprise",
        "name": link.label,
    }


def _named(kind: str, link: Link, site: SiteView) -> Node:
    return {"@type": kind, "name": link.label, "url": _absolute(link.url, site)}


def _absolute(href: str, site: SiteView) -> str:
    """Return the address of *href*, as pages write it, with its host."""
    return site.url.removesuffix(site.home) + href if href.startswith("/") else href


def _without_nothing(node: Node) -> Node:
    """Return *node* without the properties that say nothing, its own and those of what it holds."""
    return {
        name: value if type(value) is str else _said(value)
        for name, value in node.items()
        if value or value not in _NOTHING
    }


def _said(value: object) -> object:
    if isinstance(value, dict):
        return _without_nothing(value)
    if isinstance(value, list):
        return [_without_nothing(v) if isinstance(v, dict) else v for v in value]
    return value


def _written(node: Node) -> str:
    try:
        return _JSON.encode(node).decode()
    except UnicodeEncodeError:  # half of a character, which YAML can spell: told with the page
        return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
