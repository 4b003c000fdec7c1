"""An edition → a letter: HTML that mail programs show, plain text that reads well, the message.

Pure: same view, same theme, same bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from jinja2 import Environment

from site_builder.mailing.bodies import body_for_mail, shown_size
from site_builder.mailing.message import Envelope, message, trial_message
from site_builder.mailing.plain import plain_text
from site_builder.recipes import absolute, html_of
from site_builder.services import Service
from site_builder.templates import Theme, render
from site_builder.views import EmailArticle, EmailPage, Html, Prose

__all__ = [
    "Envelope",
    "Letter",
    "Press",
    "message",
    "plain_text",
    "trial_message",
    "write_letter",
]

_HTML = "email/edition.html"
_TEXT = "email/text.html"
_SHEET = "email/style.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a letter is made with: templates, the words of bodies by digest, the tags of the
    service, and the most bytes its HTML may have.
    """

    env: Environment
    theme: Theme
    text: Callable[[str], str]
    service: Service
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in both ways of reading it. `cut` are the titles of articles that were summed up
    for want of room.
    """

    html: str
    text: str
    cut: tuple[str, ...]


def write_letter(page: EmailPage, press: Press) -> Letter:
    """Return *page* as HTML and as text; the last articles are summed up until the HTML is small
    enough. Raises RenderFailed for a faulty template.
    """
    dressed = _dressed(page, press)
    whole = [number for number, article in enumerate(dressed.articles) if article.body is not None]
    cut: list[str] = []
    html = _html(dressed, press)
    while len(html.encode()) > press.most and whole:
        last = whole.pop()
        cut.insert(0, dressed.articles[last].title)
        dressed = _summed_up(dressed, last)
        html = _html(dressed, press)
    text = plain_text(_rendered(_TEXT, dressed, press))
    return Letter(html=html, text=text, cut=tuple(cut))


def _dressed(page: EmailPage, press: Press) -> EmailPage:
    """Return *page* with texts for mail where it held `Prose`."""

    def body(found: Prose | Html | None, url: str, level: int) -> Html | None:
        if not isinstance(found, Prose):
            return found
        html = absolute(html_of(found, press.text), url)
        return body_for_mail(html, url, level, press.service)

    def article(found: EmailArticle) -> EmailArticle:
        image = found.image
        if image is not None:
            width, height = shown_size((image.width, image.height))
            image = replace(image, width=width, height=height)
        return replace(found, image=image, body=body(found.body, found.url, 1))

    return replace(
        page,
        editorial=body(page.editorial, page.address, 0),
        articles=tuple(map(article, page.articles)),
    )


def _summed_up(page: EmailPage, number: int) -> EmailPage:
    articles = list(page.articles)
    articles[number] = replace(articles[number], body=None, image=None)
    return replace(page, articles=tuple(articles))


def _html(page: EmailPage, press: Press) -> str:
    from css_inline import CSSInliner  # only a letter needs it

    inliner = CSSInliner(
        inline_style_tags=False,  # what stays there cannot be inlined: dark colours, small screens
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=press.theme.sources.get(_SHEET, ""),
        minify_css=True,
    )
    return inliner.inline(_rendered(_HTML, page, press)).rstrip("\n") + "\n"


def _rendered(template: str, page: EmailPage, press: Press) -> str:
    return render(press.env, press.theme, template, template, {"page": page}).decode()
