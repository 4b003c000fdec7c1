"""The site in a browser while it is written: built, shown, watched, and told when it changes."""

from site_builder.serving.guard import LOOPBACK, is_loopback
from site_builder.serving.rebuilds import Rebuilt
from site_builder.serving.server import open_port, serve, url_of
from site_builder.serving.stage import Scene
from site_builder.serving.words import (
    failed_text,
    letter_text,
    open_text,
    port_text,
    rebuilt_text,
    welcome_text,
)

__all__ = [
    "LOOPBACK",
    "Rebuilt",
    "Scene",
    "failed_text",
    "is_loopback",
    "letter_text",
    "open_port",
    "open_text",
    "port_text",
    "rebuilt_text",
    "serve",
    "url_of",
    "welcome_text",
]
