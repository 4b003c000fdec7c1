"""The server itself: a port, uvicorn on it, and what ends with it."""

import asyncio
import datetime as dt
import errno
import socket
from collections.abc import Callable

import uvicorn

from site_builder.preview import Workshop
from site_builder.serving.application import application
from site_builder.serving.rebuilds import Rebuilds, Rebuilt
from site_builder.serving.stage import Scene, Stage
from site_builder.serving.watch import watch

# How many ports are tried, and what a request may weigh before its end is in sight.
_PORTS = 50
_LARGEST_HEAD = 16 * 1024
_MOST_CONNECTIONS = 512


def open_port(host: str, port: int) -> socket.socket:
    """Return a socket on *port* of *host*, or on the first one above it that is free.

    Raises OSError where there is none, or no such host.
    """
    last = min(port + _PORTS, 65535) if port else 0
    for number in range(port, last + 1):
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, number, type=socket.SOCK_STREAM
        )[0]
        found = socket.socket(family, kind, protocol)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(address)
            found.listen(128)
        except OSError as error:
            found.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES) or number == last:
                raise
        else:
            return found
    raise OSError(errno.EADDRINUSE, "no free port")


def url_of(port: socket.socket, prefix: str) -> str:
    """Return where to look at the site whose path is *prefix*."""
    host, number = port.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{number}{prefix}/"


def serve(
    port: socket.socket,
    host: str,
    workshop: Workshop,
    scene: Scene,
    *,
    now: Callable[[], dt.datetime],
    tell: Callable[[Rebuilt], None],
    ready: Callable[[], None],
    language: str,
) -> None:
    """Show *scene* on *port*, and what comes after it, until a signal ends it.

    *tell* hears of every build; *ready* is called when changes are seen from now on. Raises
    KeyboardInterrupt on Ctrl-C.
    """
    asyncio.run(
        _serve(port, host, workshop, scene, now=now, tell=tell, ready=ready, language=language)
    )


async def _serve(
    port: socket.socket,
    host: str,
    workshop: Workshop,
    scene: Scene,
    *,
    now: Callable[[], dt.datetime],
    tell: Callable[[Rebuilt], None],
    ready: Callable[[], None],
    language: str,
) -> None:
    stage = Stage(scene)
    rebuilds = Rebuilds(stage, workshop, now)
    config = uvicorn.Config(
        application(stage, workshop.site, host, language),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        timeout_graceful_shutdown=2,
    )
    ending = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watch(workshop.site, rebuilds.note, ending))
        tasks.create_task(rebuilds.run(tell))
        try:
            await _Server(config, stage, ready).serve(sockets=[port])
        finally:  # inside the group, which waits for both
            ending.set()
            rebuilds.stop()
            watching.cancel()


class _Server(uvicorn.Server):
    """A server that says when it is there, and sends waiting pages home when it ends."""

    def __init__(self, config: uvicorn.Config, stage: Stage, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._stage = stage
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stage.close()
        await super().shutdown(sockets)
