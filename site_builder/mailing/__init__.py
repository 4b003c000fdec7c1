"""An edition → a letter: HTML that mail programs show, plain text that reads well, the message.

Pure: same view, same theme, same bytes.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection

from msgspec.structs import replace

from site_builder.mailing.bodies import body_for_mail, shown_size
from site_builder.mailing.message import Envelope, message, trial_message
from site_builder.mailing.plain import plain_text
from site_builder.recipes import absolute, for_screens, html_of, keep_letter_private
from site_builder.services import Service
from site_builder.templates import Compiled, render
from site_builder.theme import Theme
from site_builder.values import Value
from site_builder.views import EmailArticle, EmailPage, Prose

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


class Press(Value, frozen=True, kw_only=True):
    """What a letter is made with: templates, the words of bodies by digest, the tags of the
    service, the most bytes its HTML may have, and the hosts that it may ask for something besides
    the site's own.
    """

    templates: Compiled
    theme: Theme
    text: Callable[[str], str]
    service: Service
    most: int
    allowed: tuple[str, ...]


class Letter(Value, frozen=True, kw_only=True):
    """A letter in both ways of reading it. `cut` are the titles of articles that were summed up
    for want of room.
    """

    html: str
    text: str
    cut: tuple[str, ...]


def write_letter(page: EmailPage, press: Press) -> Letter:
    """Return *page* as HTML and as text; as many of the last articles are summed up as it takes
    for the HTML to be small enough. Raises RenderFailed for a faulty template, and for one that
    asks another host for something.
    """
    dressed = _dressed(page, press)
    whole = [number for number, article in enumerate(dressed.articles) if article.body is not None]
    html = _html(dressed, press)
    titles: tuple[str, ...] = ()
    if len(html.encode()) > press.most:

        def is_too_long(kept: int) -> bool:
            return len(_html(_summed_up(dressed, whole[kept:]), press).encode()) > press.most

        # How many can stay whole: the first numbers fit, and from one on none does.
        kept = bisect_left(range(1, len(whole)), True, key=is_too_long)
        cut = whole[kept:]
        titles = tuple(dressed.articles[number].title for number in cut)
        dressed = _summed_up(dressed, cut)
        html = _html(dressed, press)
    keep_letter_private(html, _HTML, page.address, press.theme, press.allowed)
    text = plain_text(_rendered(_TEXT, dressed, press))
    return Letter(html=html, text=text, cut=titles)


def _dressed(page: EmailPage, press: Press) -> EmailPage:
    """Return *page* with texts for mail where it held `Prose`."""

    def body(found: Prose | str | None, url: str, level: int, title: str) -> str | None:
        if not isinstance(found, Prose):
            return found
        html = absolute(for_screens(html_of(found, press.text), title), url)
        return body_for_mail(html, url, level, press.service)

    def article(found: EmailArticle) -> EmailArticle:
        image = found.image
        if image is not None:
            width, height = shown_size((image.width, image.height))
            image = replace(image, width=width, height=height)
        return replace(found, image=image, body=body(found.body, found.url, 1, found.title))

    return replace(
        page,
        editorial=body(page.editorial, page.address, 0, ""),
        articles=tuple(map(article, page.articles)),
    )


def _summed_up(page: EmailPage, numbers: Collection[int]) -> EmailPage:
    articles = (
        replace(article, body=None, image=None) if number in numbers else article
        for number, article in enumerate(page.articles)
    )
    return replace(page, articles=tuple(articles))


def _html(page: EmailPage, press: Press) -> str:
    from css_inline import CSSInliner  # only a letter needs it

    inliner = CSSInliner(
        inline_style_tags=False,  # what stays there cannot be inlined: dark colours, small screens
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=_rendered(_SHEET, page, press),
        minify_css=True,
    )
    return inliner.inline(_rendered(_HTML, page, press)).rstrip("\n") + "\n"


def _rendered(template: str, page: EmailPage, press: Press) -> str:
    return render(press.templates, template, template, {"page": page}).decode()
