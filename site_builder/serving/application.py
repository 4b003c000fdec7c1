"""The ASGI application: who may ask, what is answered, and who is told when the site changes."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from site_builder.serving.answers import OURS, answer, shape, styles, type_of, with_script
from site_builder.serving.guard import is_expected
from site_builder.serving.overlay import CLIENT, overlay
from site_builder.serving.stage import Scene, Stage
from site_builder.serving.words import counts

# A browser that went without a word is noticed when something is sent to it.
_PULSE = 20.0
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # Drafts are nobody else's: no page of another origin may show or read them.
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
)


def application(stage: Stage, site: Path, host: str, language: str) -> ASGIApp:
    """Return the application that shows *stage* to those who ask a server at *host*."""
    routes = [
        Route(f"{OURS}/events", partial(_events, stage, language)),
        Route(f"{OURS}/problems", partial(_problems, stage, site, language)),
        *(Route(f"{OURS}/{name}", partial(_client, name)) for name in _CLIENT),
        Route("/{path:path}", partial(_page, stage, site, language)),
    ]
    return _guarded(Starlette(routes=routes), host)


_CLIENT = ("reload.js", "overlay.js", "overlay.css")


def _guarded(app: ASGIApp, host: str) -> ASGIApp:
    """Return *app* for those who came by a name of this machine, with headers for every answer."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_expected(hosts[0].decode("latin-1"), host):
            text = "421: this server answers to the name it was started under.\n"
            await PlainTextResponse(text, status_code=421)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await app(scope, receive, send_with_headers)

    return guarded


async def _page(stage: Stage, site: Path, language: str, request: Request) -> Response:
    """Answer with a file of the last good site, or say why there is none yet."""
    scene, path = stage.scene, request.scope["path"]
    if scene.site is None:
        page = await asyncio.to_thread(overlay, scene, site, language)
        page = with_script(page, {"path": path, "number": scene.number})
        return Response(page, status_code=503, media_type="text/html")
    found = await asyncio.to_thread(answer, scene.site, path)  # it may read a picture
    if found.location:
        return Response(status_code=found.status, headers={"location": found.location})
    return Response(found.body, status_code=found.status, headers={"content-type": found.type})


async def _client(name: str, _: Request) -> Response:
    data = await asyncio.to_thread((CLIENT / name).read_bytes)
    return Response(data, headers={"content-type": type_of(name)})


async def _problems(stage: Stage, site: Path, language: str, _: Request) -> Response:
    page = await asyncio.to_thread(overlay, stage.scene, site, language)
    policy = {"content-security-policy": "default-src 'self'; img-src data:"}
    return Response(page, media_type="text/html", headers=policy)


async def _events(stage: Stage, language: str, request: Request) -> Response:
    """Tell a page that is open what is on show, now and whenever it changes."""
    path = request.query_params.get("path", "/")
    return StreamingResponse(_scenes(stage, path, language), media_type="text/event-stream")


async def _scenes(stage: Stage, path: str, language: str) -> AsyncIterator[str]:
    number = -1
    while True:
        try:
            scene = await asyncio.wait_for(stage.after(number), _PULSE)
        except TimeoutError:
            yield ":\n\n"
            continue
        if scene is None:
            return
        number = scene.number
        data = await asyncio.to_thread(_told, scene, path, language)
        yield f"data: {json.dumps(data)}\n\n"


def _told(scene: Scene, path: str, language: str) -> dict[str, object]:
    errors = sum(p.is_error for p in scene.problems)
    return {
        "number": scene.number,
        "failed": scene.failed,
        "label": counts(errors, len(scene.problems) - errors, language),
        "shape": shape(scene.site, path) if scene.site is not None else "",
        "styles": styles(scene.site) if scene.site is not None else {},
    }
