"""Where the files of `templates/assets/` are published, and under what names."""

import posixpath
from collections.abc import Iterable

from site_builder.fingerprint import fingerprint
from site_builder.look import rules_of
from site_builder.pages import PlannedAsset
from site_builder.settings import Config
from site_builder.theme import Asset
from site_builder.views import FileCopy, StyleSheet

# Asked for at the root of a host by whoever looks for an icon and does not read the page.
_AT_ROOT = frozenset({"favicon.ico"})
_STYLE = "style.css"


def planned_assets(assets: Iterable[Asset], config: Config) -> tuple[PlannedAsset, ...]:
    """Return where each of *assets* is published, and what of: style sheets come after the others,
    whose addresses they hold.
    """
    plain: list[PlannedAsset] = []
    sheets: list[Asset] = []
    for asset in assets:
        if asset.name.endswith(".css"):
            sheets.append(asset)
            continue
        view = FileCopy(origin=str(asset.origin), digest=asset.digest)
        at_root = asset.name in _AT_ROOT
        path = asset.name if at_root else _fingerprinted(asset.name, asset.digest)
        plain.append(PlannedAsset(name=asset.name, path=path, view=view, integrity=asset.integrity))
    for asset in sheets:
        folder = posixpath.dirname(asset.name)
        sheet = StyleSheet(
            origin=str(asset.origin),
            digest=asset.digest,
            rules=rules_of(config.theme) if asset.name == _STYLE else "",
            addresses=tuple(
                (
                    posixpath.relpath(one.name, folder or "."),
                    posixpath.relpath(one.path, posixpath.join("assets", folder)),
                )
                for one in plain
                if one.name not in _AT_ROOT
            ),
        )
        path = _fingerprinted(asset.name, fingerprint((asset.digest, sheet.rules, sheet.addresses)))
        plain.append(PlannedAsset(name=asset.name, path=path, view=sheet))
    return tuple(sorted(plain, key=lambda asset: asset.name))


def _fingerprinted(name: str, digest: str) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"assets/{stem}.{digest[:10]}{suffix}"
