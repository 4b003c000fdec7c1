"""« Mentions légales » and « Confidentialité », from what `[publisher.legal]` says."""

from collections.abc import Iterator

from site_builder import compose
from site_builder.compose import Desk
from site_builder.pages import Page
from site_builder.settings import Legal
from site_builder.views import Head, Hosting, LegalPage

_PAGES = (
    ("mentions-legales", "Mentions légales", "legal.html", "Qui publie {title}, et qui l’héberge."),
    (
        "confidentialite",
        "Confidentialité",
        "privacy.html",
        "Ce que {title} sait de ses lecteurs\u00a0: rien.",
    ),
)


def legal_pages(desk: Desk) -> Iterator[Page]:
    """Yield the pages that the law wants, where they are asked for and nobody wrote them: a page
    of `content/pages/` with the same address takes their place.
    """
    publisher = desk.config.publisher
    if publisher is None or publisher.legal is None:
        return
    written = {page.slug for page in desk.catalogue.pages}
    for slug, title, template, description in _PAGES:
        if slug in written:
            continue
        path = desk.urls.static_page(slug)
        about = desk.typeset(description.format(title=desk.config.title))
        view = _view(compose.head(title, about, path, desk), title, publisher.legal, desk)
        yield Page(path=path, kind="page", recipe="html", template=template, view=view)


def legal_paths(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield title and path of the legal pages that the site has, generated or written."""
    publisher = desk.config.publisher
    asked = publisher is not None and publisher.legal is not None
    written = {page.slug: page.title for page in desk.catalogue.pages}
    for slug, title, _, _ in _PAGES:
        if asked or slug in written:
            yield written.get(slug, title), desk.urls.static_page(slug)


def _view(head: Head, title: str, legal: Legal, desk: Desk) -> LegalPage:
    def typeset(text: str | None) -> str | None:
        return desk.typeset(text) if text else None

    return LegalPage(
        head=head,
        crumbs=(compose.home_link(desk),),
        title=title,
        director=typeset(legal.director),
        form=typeset(legal.form),
        address=typeset(legal.address),
        registration=typeset(legal.registration),
        vat=typeset(legal.vat),
        phone=typeset(legal.phone),
        host=Hosting(
            name=typeset(legal.host.name),
            address=typeset(legal.host.address),
            phone=typeset(legal.host.phone),
        ),
        log_days=legal.log_days,
    )
