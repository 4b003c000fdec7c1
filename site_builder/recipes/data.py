"""Small files of JSON that machines ask for: the web manifest, the reservation of rights."""

import json

from site_builder.views import Reservation, WebManifest


def write_data(view: WebManifest | Reservation) -> bytes:
    """Return *view* as the JSON that its specification asks for."""
    data = _manifest(view) if isinstance(view, WebManifest) else _reservation(view)
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _manifest(view: WebManifest) -> dict[str, object]:
    """https://www.w3.org/TR/appmanifest/"""
    return {
        "name": view.name,
        "short_name": view.name,
        "description": view.description,
        "lang": view.language,
        "dir": "ltr",
        "start_url": view.start,
        "scope": view.start,
        "display": "minimal-ui",
        "background_color": view.paper,
        "theme_color": view.paper,
        "icons": [{"src": i.url, "sizes": i.sizes, "type": i.type} for i in view.icons],
    }


def _reservation(view: Reservation) -> list[dict[str, object]]:
    """https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/"""
    said: dict[str, object] = {
        "location": view.location,
        "tdm-reservation": int(view.mining.reserved),
    }
    if view.mining.policy is not None:
        said["tdm-policy"] = view.mining.policy
    return [said]
