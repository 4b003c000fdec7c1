"""Nothing is made that would ask another host for what site.toml does not declare."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from site_builder.layout import TEMPLATES
from site_builder.pages import Page
from site_builder.privacy import requests_elsewhere, styles_elsewhere
from site_builder.problems import Problem, problem
from site_builder.theme import RenderFailed, Theme, asset_shown
from site_builder.urls import route
from site_builder.views import SiteView, StyleSheet

Where = tuple[str, int, int]


def keep_page_private(
    html: bytes, page: Page, site: SiteView, theme: Theme, file: Callable[[str], bytes]
) -> None:
    """Raise RenderFailed when *page*, made as *html*, asks elsewhere for what is not declared; it
    says where each address is written: in the source of the page, else in a template.
    """
    found = requests_elsewhere(html, _address(page, site), site.allowed)
    if not found:
        return
    texts = _texts(theme)
    if page.origin:
        with suppress(OSError):  # gone since it was read: the page can still be named
            texts = {page.origin: file(page.origin).decode("utf-8-sig", "replace"), **texts}
    unknown: Where = (page.origin or f"{TEMPLATES}/{page.template}", 0, 0)
    shown = route(page.path)
    raise RenderFailed(*(_request(one, shown, _found(one, texts, unknown)) for one in found))


def keep_letter_private(
    html: str, template: str, address: str, theme: Theme, allowed: Iterable[str]
) -> None:
    """Raise RenderFailed when a letter, made as *html* by *template*, does so: a picture that is
    asked for elsewhere tells who reads, and when. *address* is that of its page.
    """
    if found := requests_elsewhere(html.encode(), address, allowed):
        texts, unknown = _texts(theme), (f"{TEMPLATES}/{template}", 0, 0)
        raise RenderFailed(*(_request(one, template, _found(one, texts, unknown)) for one in found))


def keep_style_private(css: str, source: str, page: Page, site: SiteView) -> None:
    """Raise RenderFailed when the style sheet *page*, made as *css*, does so; *source* is what the
    theme holds of it.
    """
    assert isinstance(page.view, StyleSheet)
    if found := styles_elsewhere(css, _address(page, site), site.allowed):
        path = asset_shown(page.view.origin)
        raise RenderFailed(
            *(
                _request(one, route(page.path), _place(one, path, source) or (path, 0, 0))
                for one in found
            )
        )


def _address(page: Page, site: SiteView) -> str:
    return site.url + route(page.path)[1:]


def _texts(theme: Theme) -> dict[str, str]:
    return {f"{TEMPLATES}/{name}": text for name, text in theme.sources.items()}


def _found(address: str, texts: Mapping[str, str], unknown: Where) -> Where:
    return next((at for p, text in texts.items() if (at := _place(address, p, text))), unknown)


def _request(address: str, page: str, where: Where) -> Problem:
    parts = urlsplit(address)
    host = f"{parts.scheme or 'https'}://{parts.netloc}"
    return problem("privacy.request", *where, page=page, address=address, host=host)


def _place(address: str, path: str, text: str) -> Where | None:
    at = text.find(address)
    if at < 0:
        return None
    return path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
