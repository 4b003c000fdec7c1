"""The server stays up, tells the truth and keeps its size, whatever is typed and asked."""

import random
import socket
import time
from pathlib import Path
from urllib.parse import quote

from site_builder.urls import route
from tests.site import SITE_TOML, article, build, contents, make_site
from tests.tools.served import Served, start

EDITS = 1_000
REQUESTS = 1_000
ARTICLES = 30
MEGABYTE = 1 << 20


def name_of(number: int) -> str:
    return f"content/articles/2023-01-{number % 28 + 1:02}-numero-{number}.md"


def edit(site: Path, chance: random.Random, step: int) -> None:
    """Change one thing in *site*; what was broken before is mended more often than not."""
    text = article(f"Texte {step}. {'Un mot. ' * chance.randrange(400)}\n", title=f"N {step % 40}")
    victim, path = site / name_of(0), site / name_of(chance.randrange(1, ARTICLES))
    if chance.random() < 0.6:
        make_site(site, {name_of(0): text, "site.toml": SITE_TOML, "templates/_note.html": "."})
    match chance.randrange(14):
        case 0:
            victim.write_text(text.replace("date: 2023", "date: 2o23"), encoding="utf-8")
        case 1:
            victim.write_bytes(chance.randbytes(200))
        case 2:
            (site / "site.toml").write_text("title = \n", encoding="utf-8")
        case 3:
            make_site(site, {"templates/_note.html": "{% if %}"})
        case 4:
            path.unlink(missing_ok=True)
        case 5:
            draft = path.with_name(f".{path.name}.swp")
            draft.write_text(text, encoding="utf-8")
            draft.rename(path)
        case 6:
            rules = f"body {{ color: #{chance.randrange(0x1000000):06x} }}\n"
            make_site(site, {"templates/assets/style.css": rules})
        case 7:
            make_site(site, {"templates/_note.html": f"{step}"})
        case 8:
            settings = f"{SITE_TOML}\n[navigation]\nper_page = {step % 9 + 1}\n"
            (site / "site.toml").write_text(settings, encoding="utf-8")
        case _:
            path.write_text(text, encoding="utf-8")


def mend(site: Path) -> None:
    files = {name_of(n): article(f"Enfin {n}.\n", title=f"N {n}") for n in range(ARTICLES)}
    theme = {"templates/404.html": "{% include '_note.html' %}", "templates/_note.html": "."}
    make_site(site, {**files, **theme, "site.toml": SITE_TOML})


def test_a_thousand_edits(small_site: Path) -> None:
    chance = random.Random(1789)
    mend(small_site)
    sizes: list[int] = []
    with start(small_site) as server:
        for step in range(EDITS):
            edit(small_site, chance, step)
            time.sleep(chance.choice((0.0, 0.005, 0.01, 0.06)))
            if step % 100 == 99:
                assert server.get("/").status == 200
                assert server.get("/_serve/problems").status == 200
                sizes.append(server.memory())
        mend(small_site)
        server.wait_until(lambda: b"Enfin 29." in server.get("/articles/numero-29/").body)
        server.wait_until(lambda: "errors" not in server.get("/_serve/problems").text)
        server.wait_until(lambda: settled(server))
        result = build(small_site, "--drafts", "--future", "--clean")
        assert result.returncode == 0, result.stderr
        published = contents(small_site / "public")
        del published[".site-builder.json"]
        for path, data in published.items():
            assert server.page(quote(route(path))) == data, path
        assert server.process.poll() is None
        assert not any("Traceback" in line for line in server.said)
        # Whatever the pace of this machine, many a build was good, and many a one was not.
        assert sum(" made, " in line for line in server.said) > EDITS / 50
        assert sum("stays on show" in line for line in server.said) > EDITS / 50
    # The index of search makes and drops some megabytes an edit: the first half finds room for it.
    assert max(sizes[-3:]) - min(sizes[4:7]) < 12 * MEGABYTE, sizes


def settled(server: Served) -> bool:
    """Return whether no build came within a moment."""
    with server.events("/") as scenes:
        before = next(scenes)
    time.sleep(0.3)
    with server.events("/") as scenes:
        after = next(scenes)
    return before["number"] == after["number"] and not after["failed"]


def malformed(chance: random.Random) -> bytes:
    """Return a request that no browser would send."""
    host = b"Host: 127.0.0.1\r\n"
    junk = chance.randbytes(chance.randrange(1, 400))
    path = b"/" + bytes(chance.choice(b"abz./%\\?#;:@&=+0159\x00\xff ") for _ in range(30))
    return chance.choice(
        [
            junk,
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + host + b"\r\n",
            b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"A: b\r\n" * 5_000 + b"\r\n",
            b"GET / HTTP/9.9\r\n" + host + b"\r\n",
            b"GET / HTTP/1.1\r\n" + host + junk + b"\r\n\r\n",
            b"get / http/1.1\r\n" + host + b"\r\n",
            b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 999999999\r\n\r\nabc",
            b"POST / HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"GET / HTTP/1.1\r\n"
            + host
            + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\n" + host + b"\r\n",
            b"GET http://evil.example/ HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /_serve/events?path=" + path + b" HTTP/1.0\r\n" + host,
            b"GET /_serve/events?path=%ff%00&path=" + b"%41" * 2_000 + b" HTTP/1.1\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + junk,  # a browser that wants TLS
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\r\n" * 2_000,
            b"",
        ]
    )


def test_a_thousand_malformed_requests(small_site: Path) -> None:
    chance = random.Random(1848)
    with start(small_site) as server:
        page = server.page("/articles/llama/")
        sizes: list[int] = []
        statuses: set[bytes] = set()
        for step in range(REQUESTS):
            answer = server.send(malformed(chance))
            assert not answer or answer.startswith(b"HTTP/1.1 "), answer[:80]
            statuses.add(answer[9:12])
            assert b"Traceback" not in answer
            if step % 100 == 99:
                assert server.page("/articles/llama/") == page
                sizes.append(server.memory())
        # Those who say nothing, and go on saying nothing, keep nobody waiting.
        silent = [socket.create_connection((server.host, server.port)) for _ in range(50)]
        assert server.page("/articles/llama/") == page
        for one in silent:
            one.close()
        assert b"500" not in statuses
        assert statuses <= {b"", b"200", b"301", b"400", b"404", b"405", b"421", b"431", b"503"}
        assert server.process.poll() is None
        assert server.stop() == 0
    assert sizes[-1] - sizes[1] < 6 * MEGABYTE, sizes
