"""A real Chromium without a screen, spoken to in its DevTools protocol over a pipe.

The pipe needs no library, no driver of the same version and no port: one JSON message after the
other, each ended by a zero byte (https://chromedevtools.github.io/devtools-protocol/).
"""

import json
import os
import select
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Without these Chromium speaks to its maker at every start.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name is looked up: a page that asks another host fails here as on an aeroplane.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
)
_PIPE = "--remote-debugging-pipe"
_PATIENCE = 60.0  # seconds for an answer; a healthy one takes milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What opening a page did: every address asked for, and everything the console complains of."""

    requests: tuple[str, ...]
    complaints: tuple[str, ...]


class Chromium:
    """One tab of a running Chromium; `start` makes it."""

    def __init__(self, down: int, up: int) -> None:
        self._down = down
        self._up = up
        self._buffer = b""
        self._last = 0
        self._session = ""
        self._events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.setLifecycleEventsEnabled", enabled=True)

    def open(self, url: str, arrive: str | None = None) -> Visit:
        """Open *url* and return what happened until all of it was loaded.

        When the page leads to another by itself, *arrive* is the address of that other.
        """
        self._events.clear()
        wanted = (arrive or url).partition("#")[0]
        navigation = self._call("Page.navigate", url=url)
        assert not navigation.get("errorText"), f"{url}: {navigation['errorText']}"
        documents: dict[str, str] = {}
        requests: list[str] = []
        complaints: list[str] = []
        loaded = False
        while not loaded:
            event = self._events.pop(0) if self._events else self._receive()
            params = event.get("params", {})
            match event.get("method"):
                case "Page.frameNavigated":
                    documents[params["frame"]["loaderId"]] = params["frame"]["url"]
                case "Page.lifecycleEvent" if params["name"] == "load":
                    loaded = documents.get(params["loaderId"]) == wanted
                # The icon of the page before may be asked for late.
                case "Network.requestWillBeSent" if (
                    requests or params["loaderId"] == navigation["loaderId"]
                ):
                    if not params["request"]["url"].startswith("data:"):  # asked of nobody
                        requests.append(params["request"]["url"])
                case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                    complaints.append(params["entry"]["text"])
                case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
                    complaints.append(str([a.get("value") for a in params["args"]]))
                case "Runtime.exceptionThrown":
                    complaints.append(params["exceptionDetails"]["text"])
        return Visit(requests=tuple(requests), complaints=tuple(complaints))

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript *expression* in the page that is open, or what it
        promises.
        """
        answer = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        """Give the page a window of *width* × *height* CSS pixels."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def allow_scripts(self, allowed: bool) -> None:
        """Let the pages opened next run JavaScript, or not."""
        self._call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def prefer(self, scheme: str = "light", motion: str = "no-preference") -> None:
        """Show the pages opened next as a system set to this colour scheme and motion would."""
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self._call("Emulation.setEmulatedMedia", media="", features=features)

    def slow_down(self, latency: float, bytes_a_second: float) -> None:
        """Load the pages opened next over such a network, from an empty cache; 0 and -1: at once,
        as fast as it goes.
        """
        self._call("Network.setCacheDisabled", cacheDisabled=latency > 0)
        self._call(
            "Network.emulateNetworkConditions",
            offline=False,
            latency=latency,
            downloadThroughput=bytes_a_second,
            uploadThroughput=bytes_a_second,
        )

    def forget(self) -> None:
        """Forget all that was loaded: of a picture, browsers show the size that they have."""
        self._call("Network.clearBrowserCache")
        for disabled in (True, False):  # what is in memory goes with the first
            self._call("Network.setCacheDisabled", cacheDisabled=disabled)

    def type(self, text: str) -> None:
        """Put *text* where the focus is, as a keyboard does."""
        self._call("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        """Press and release *key*, like `Tab` whose virtual key code is 9."""
        for kind in ("rawKeyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)

    def close(self) -> None:
        """Ask Chromium to end."""
        self._session = ""
        self._call("Browser.close")

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        self._last += 1
        message: dict[str, object] = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._down, data) :]
        while (answer := self._receive()).get("id") != self._last:
            self._events.append(answer)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        result: dict[str, Any] = answer["result"]
        return result

    def _receive(self) -> dict[str, Any]:
        deadline = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            readable, _, _ = select.select([self._up], [], [], deadline - time.monotonic())
            assert readable, f"Chromium said nothing for {_PATIENCE:.0f} s"
            data = os.read(self._up, 1 << 16)
            assert data, "Chromium ended by itself"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def start(program: str, folder: Path) -> Iterator[Chromium]:
    """Start Chromium with a new profile in *folder*, and end it afterwards."""
    down, up = folder / "down", folder / "up"
    os.mkfifo(down)
    os.mkfifo(up)
    command = shlex.join([program, *FLAGS, _PIPE, f"--user-data-dir={folder / 'profile'}"])
    # Chromium reads its orders from descriptor 3 and answers on 4.
    pipes = f"3<{shlex.quote(str(down))} 4>{shlex.quote(str(up))}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command} {pipes}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    ends = [os.open(down, os.O_WRONLY), os.open(up, os.O_RDONLY)]
    try:
        browser = Chromium(*ends)
        yield browser
        browser.close()
        process.wait(_PATIENCE)
    finally:
        for end in ends:
            os.close(end)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
