"""An edition of the site becomes a letter, ready to be sent."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cache
from urllib.parse import urlsplit

from msgspec.structs import replace

from site_builder import memory as memories
from site_builder.catalogue import Catalogue
from site_builder.compose import Desk
from site_builder.fingerprint import fingerprint
from site_builder.images import ImageFacts, ImageFault
from site_builder.imaging import look_at_all
from site_builder.inputs import Inputs, read_inputs, read_site_config
from site_builder.issues import Issue
from site_builder.layout import FILE_NAME
from site_builder.mailing import (
    Envelope,
    Letter,
    Press,
    message,
    trial_message,
    write_letter,
)
from site_builder.outcome import Options, Progress, Refused
from site_builder.parsing import read_all
from site_builder.pipeline import plan_all
from site_builder.plan import copies, desk_of, letter
from site_builder.problems import Problem, has_errors, in_order, problem
from site_builder.services import SERVICES
from site_builder.settings import MAILBOX, Config
from site_builder.templates import compiled
from site_builder.text import of
from site_builder.theme import RenderFailed
from site_builder.time_limit import MOST_SECONDS, OutOfTime, time_limit
from site_builder.typesetter import typesetter_of
from site_builder.urls import urls_of
from site_builder.values import Value
from site_builder.views import EmailPage

KILOBYTE = 1000


class Mail(Value, frozen=True, kw_only=True):
    """An edition as a letter, in both ways of reading it; `problems` are warnings.

    It is made of `sources`, and what it leads to on the site begins with `root`.
    """

    number: int
    root: str
    sources: frozenset[str]
    letter: Letter
    envelope: Envelope
    problems: tuple[Problem, ...]

    def files(self) -> dict[str, bytes]:
        """Return the files of the letter, by name."""
        return {
            f"{self.number}.html": self.letter.html.encode(),
            f"{self.number}.txt": self.letter.text.encode(),
            f"{self.number}.eml": message(self.envelope, self.letter.text, self.letter.html),
        }

    def at_home(self) -> dict[str, bytes]:
        """Return the same files, the HTML with the pages and pictures of the server it lies on:
        those of the site itself may not be published yet.
        """
        begins = re.compile(rf'(?<=\s)(src|href)="{re.escape(self.root)}(?=/)')
        html = begins.sub(r'\1="', self.letter.html)
        return {**self.files(), f"{self.number}.html": html.encode()}

    def trial(self, to: str) -> bytes:
        """Return the message that one person, *to*, gets to judge the letter by."""
        return trial_message(self.envelope, self.letter.text, self.letter.html, to)


def write_mail(options: Options, number: int, progress: Progress) -> Mail | Refused:
    """Return edition *number* as a letter, or all that forbids it.

    A letter is made before it is sent: editions and articles to come count as published.
    """
    config, _, problems = read_site_config(options.site)
    if config is None:
        return Refused(problems=in_order(problems))
    options = replace(options, future=True)
    with closing(memories.open_memory(None)) as memory:
        inputs = read_inputs(config, options)
        parsed, catalogue = read_all(inputs, options, memory, progress)
        looked = look_at_all(inputs, memory, options.site, options.jobs)
        planned = plan_all(catalogue, inputs, looked)
        problems = in_order(
            [
                *inputs.sources.problems,
                *inputs.theme.problems,
                *(p for one in parsed for p in one.problems),
                *catalogue.problems,
                *planned.problems,
            ]
        )
        if has_errors(problems):
            return Refused(problems=problems)
        mail = mail_of(catalogue, number, inputs, looked, memory.text)
    if isinstance(mail, Refused):
        return Refused(problems=in_order([*problems, *mail.problems]))
    told = [p for p in problems if p.place.path in mail.sources]
    return replace(mail, problems=in_order([*told, *mail.problems]))


def mail_of(
    catalogue: Catalogue,
    number: int,
    inputs: Inputs,
    looked: Mapping[str, ImageFacts | ImageFault],
    text: Callable[[str], str],
) -> Mail | Refused:
    """Return edition *number* of *catalogue* as a letter, or what forbids it. `text(digest)` gives
    the words of a body, *looked* says what the pictures show.
    """
    config = inputs.config
    sender = _sender(config)
    if not sender:
        return Refused(problems=(problem("email.no-sender", FILE_NAME),))
    issue = next((i for i in catalogue.issues if i.edition.number == number), None)
    if issue is None:
        known = ", ".join(str(i.edition.number) for i in reversed(catalogue.issues))
        where = f"content/editions/{number:03}.md"
        if not known:
            return Refused(problems=(problem("email.no-editions", where),))
        return Refused(problems=(problem("email.no-edition", where, number=number, known=known),))
    copied = dict(copies(inputs.sources.media, catalogue, urls_of(config)))
    desk = desk_of(catalogue, config, copied, (), cache(typesetter_of(config).text), looked)
    page = letter(issue, sender, desk)
    press = Press(
        templates=compiled(inputs.theme),
        theme=inputs.theme,
        text=text,
        service=SERVICES[config.email.service],
        most=config.email.max_size * KILOBYTE,
        allowed=config.privacy.allow,
    )
    try:
        with time_limit(MOST_SECONDS):
            written = write_letter(page, press)
    except RenderFailed as failed:
        return Refused(problems=in_order(failed.problems))
    except OutOfTime:  # between two templates, which say so themselves
        where = "templates/email/edition.html"
        return Refused(problems=(problem("template.too-slow", where, page=f"{number}.html"),))
    return Mail(
        number=number,
        root=desk.urls.root,
        sources=_sources(issue),
        letter=written,
        envelope=_envelope(issue, page, sender, desk),
        problems=in_order(_too_long(issue, written, config)),
    )


def _sender(config: Config) -> str:
    """Return the address that sends the letter, `""` when none is known."""
    people = (config.publisher, config.author)
    known = (config.email.from_address, *(who.email for who in people if who is not None))
    return next((a for a in known if a is not None and re.fullmatch(MAILBOX, a)), "")


def _sources(issue: Issue) -> frozenset[str]:
    return frozenset((issue.edition.source, *(article.source for article in issue.articles)))


def _envelope(issue: Issue, page: EmailPage, sender: str, desk: Desk) -> Envelope:
    config, edition = desk.config, issue.edition
    host = urlsplit(desk.urls.root).hostname or "localhost"
    site = fingerprint(config.base_url)[:8]
    title = desk.typeset(config.title)
    return Envelope(
        sender_name=config.email.from_name or title,
        sender=sender,
        reply_to=config.email.reply_to,
        readers=f"Abonnés {of(title)}",
        subject=page.title,
        date=edition.date,
        # The number alone: a letter that was corrected is the same letter.
        message_id=f"edition-{edition.number}.{site}@{host}",
        list_name=re.sub("[<>]", "", title),
        list_id=config.email.list_id or f"lettre.{host}",
        unsubscribe=page.unsubscribe,
        language=config.language,
    )


def _too_long(issue: Issue, written: Letter, config: Config) -> Iterator[Problem]:
    where, limit = issue.edition.source, config.email.max_size
    if written.cut:
        titles = ", ".join(f"«\u00a0{title}\u00a0»" for title in written.cut)
        yield problem("email.cut", where, limit=limit, titles=titles)
    size = len(written.html.encode())
    if size > limit * KILOBYTE:
        yield problem("email.too-big", where, size=-(-size // KILOBYTE), limit=limit)
