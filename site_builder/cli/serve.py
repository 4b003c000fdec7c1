"""`site-builder serve`."""

import datetime as dt
import gc
import os
import sys
import threading
import webbrowser
from collections.abc import Iterable
from pathlib import Path

import click

from site_builder.cli.site import SITE, fail, find_site, no_site, say
from site_builder.ending import INTERRUPTED, Ended
from site_builder.inputs import read_site_config
from site_builder.pool import processors
from site_builder.preview import LETTERS, Preview, Workshop, open_workshop, preview
from site_builder.problems import Problem, problem
from site_builder.progress import ProgressBar
from site_builder.report import language_of
from site_builder.serving import (
    LOOPBACK,
    Rebuilt,
    Scene,
    failed_text,
    is_loopback,
    letter_text,
    open_port,
    open_text,
    port_text,
    rebuilt_text,
    serve,
    url_of,
    welcome_text,
)
from site_builder.urls import urls_of

_EXAMPLES = """\b
Examples:
  site-builder serve
  site-builder serve --port 8080"""
PORT = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; the next free one if it is in use, any free one for 0.",
)


@click.command(name="serve", epilog=_EXAMPLES)
@SITE
@PORT
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="Address to listen on. Any other than the default lets other machines read your drafts.",
)
def command(*, site: Path | None, port: int, host: str) -> None:
    """Show the site in a browser while you write: drafts, future articles, and what is wrong."""
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        fail(no_site(site), language)
        return
    show(found, port, host, language)


def show(site: Path, port: int, host: str, language: str, letter: int | None = None) -> None:
    """Show *site*, and edition *letter* as an e-mail, until a signal ends it."""
    try:
        listening = open_port(host, port)
    except OSError as error:
        reason = error.strerror or str(error)
        fail((problem("serve.no-port", f"{host}:{port}", reason=reason),), language)
        return
    if port and listening.getsockname()[1] != port:
        click.echo(port_text(port, language), err=True)
    if not is_loopback(host):
        click.echo(open_text(host, language), err=True)
    workshop = open_workshop(site.resolve(), letter)
    status = INTERRUPTED
    try:
        scene = _first_scene(workshop, language)
        config, _, _ = read_site_config(site)
        prefix = urls_of(config).prefix if config is not None else ""
        _say_problems(scene.problems, language)
        status = 0  # from here on, Ctrl-C is how it is meant to end
        gc.set_threshold(700, 10, 10)  # as Python has it: a server lives long
        serve(
            listening,
            host,
            workshop,
            scene,
            now=_now,
            tell=lambda rebuilt: _say(rebuilt, language),
            ready=lambda: _welcome(url_of(listening, prefix), letter, language),
            language=language,
        )
    except KeyboardInterrupt:
        sys.exit(status)
    except Ended as ended:
        sys.exit(status if ended.code == INTERRUPTED else ended.code)
    finally:
        workshop.close()


def _welcome(url: str, letter: int | None, language: str) -> None:
    click.echo(welcome_text(url, language))
    if letter is not None:
        address = f"{url}{LETTERS}/{letter}.html"
        click.echo(letter_text(address, language))
        # A browser of the terminal would keep the server waiting.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _first_scene(workshop: Workshop, language: str) -> Scene:
    with ProgressBar(language) as bar:
        built = preview(workshop, _now(), processors(), None, bar.update)
    workshop.tidy()
    good = built if isinstance(built, Preview) else None
    return Scene(number=1, site=good, failed=good is None, problems=built.problems)


def _say(rebuilt: Rebuilt, language: str) -> None:
    _say_problems(rebuilt.problems, language)
    if rebuilt.failed:
        text = failed_text(rebuilt.changed, rebuilt.seconds, shown=rebuilt.shown, language=language)
    else:
        text = rebuilt_text(rebuilt.changed, rebuilt.made, rebuilt.seconds, language)
    click.echo(text)


def _say_problems(problems: Iterable[Problem], language: str) -> None:
    if problems:
        say(problems, language)
