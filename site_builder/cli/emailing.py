"""`site-builder email`."""

import datetime as dt
import os
import re
from pathlib import Path

import click

from site_builder.cli.serve import PORT, show
from site_builder.cli.site import SITE, fail, find_site, no_site, say, shown_path
from site_builder.emailing import Mail, write_mail
from site_builder.layout import OUTPUT
from site_builder.outcome import Options
from site_builder.pool import processors
from site_builder.problems import problem
from site_builder.progress import ProgressBar
from site_builder.report import language_of
from site_builder.sending import Server, send, server_of
from site_builder.serving import LOOPBACK
from site_builder.settings import MAILBOX

FOLDER = "email"


_EXAMPLES = """\b
Examples:
  site-builder email 142
  site-builder email 142 --preview
  site-builder email 142 --send-test camille@example.org"""


@click.command(name="email", epilog=_EXAMPLES)
@SITE
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write. Default: email/ in the site.",
)
@click.option("--drafts", is_flag=True, help="Articles that are drafts are sent too.")
@click.option("--preview", is_flag=True, help="Show the letter in a browser while you write it.")
@PORT
@click.option("--send-test", metavar="ADDRESS", help="Send it to one person, to judge it.")
@click.argument("number", type=click.IntRange(min=1))
def command(
    *,
    site: Path | None,
    output: Path | None,
    drafts: bool,
    preview: bool,
    port: int,
    send_test: str | None,
    number: int,
) -> None:
    """Write edition NUMBER as an e-mail: .html, .txt and .eml.

    The mail server of --send-test is that of SITE_BUILDER_SMTP_HOST, _PORT, _USER, _PASSWORD and
    _SECURITY (starttls, tls or none) in the environment.
    """
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        fail(no_site(site), language)
        return
    if send_test is not None and not re.fullmatch(MAILBOX, send_test):
        fail((problem("email.address", "--send-test", address=send_test),), language)
    server = server_of(os.environ) if send_test is not None else None
    if server is not None and not isinstance(server, Server):
        fail((server,), language)
    if preview and output is None and send_test is None:
        show(found, port, LOOPBACK, language, letter=number)
        return
    options = Options(
        site=found,
        output=found / OUTPUT,
        now=dt.datetime.now(dt.UTC),
        drafts=drafts,
        jobs=processors(),
    )
    with ProgressBar(language) as bar:
        mail = write_mail(options, number, bar.update)
    if not isinstance(mail, Mail):
        fail(mail.problems, language)
        return
    if mail.problems:
        say(mail.problems, language)
    if output is not None or send_test is None:
        _write(mail, output or found / FOLDER, language)
    if send_test is not None and isinstance(server, Server):
        _try(mail, send_test, server, language)
    if preview:
        show(found, port, LOOPBACK, language, letter=number)


def _write(mail: Mail, folder: Path, language: str) -> None:
    for name, data in mail.files().items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        except OSError as error:
            reason = error.strerror or error
            fail((problem("file.unwritable", str(folder / name), reason=reason),), language)
        click.echo(shown_path((folder / name).absolute()))


def _try(mail: Mail, to: str, server: Server, language: str) -> None:
    fault = send(mail.trial(to), mail.envelope.sender, to, server)
    if fault is not None:
        fail((fault,), language)
    told = f"Essai envoyé à {to}." if language == "fr" else f"Test sent to {to}."
    click.echo(told)
