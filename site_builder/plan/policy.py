"""What browsers may do with a page, and what hosts say of every file."""

from urllib.parse import urlsplit

from site_builder.pages import Page
from site_builder.settings import Config
from site_builder.urls import Urls
from site_builder.views import Headers

# Compiled code is allowed where Pagefind runs, and there only: header and page both have to agree.
COMPILED = "'wasm-unsafe-eval'"
_YEAR = "public, max-age=31536000, immutable"


def page_policy(config: Config, *, compiled: bool = False) -> str:
    """Return the Content-Security-Policy of a page: its own host, and what site.toml allows.

    *compiled* allows WebAssembly.
    """
    allowed = tuple(dict.fromkeys(map(_origin, config.privacy.allow)))
    script = ("'self'", *((COMPILED,) if compiled else ()), *allowed)
    own = " ".join(("'self'", *allowed))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(script)}",
            f"style-src {own}",
            f"img-src {own} data:",
            f"font-src {own}",
            f"media-src {own}",
            f"connect-src {own}",
            f"frame-src {own}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def headers(config: Config, urls: Urls) -> Page:
    """Return `_headers`, for the hosts that read it."""
    policy = page_policy(config, compiled=config.search.enabled)
    everywhere = (
        ("Content-Security-Policy", f"{policy}; frame-ancestors 'none'"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "browsing-topics=(), camera=(), geolocation=(), microphone=()"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
    )
    secure = (("Strict-Transport-Security", "max-age=31536000"),)
    rules = (
        (f"{urls.prefix}/*", everywhere + (secure if urls.root.startswith("https:") else ())),
        (f"{urls.prefix}/assets/*", (("Cache-Control", _YEAR),)),
    )
    return Page(path="_headers", kind="machine", recipe="headers", view=Headers(rules=rules))
