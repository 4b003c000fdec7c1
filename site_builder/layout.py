"""Names of what lies in the folder of a site, and where the theme that comes with us lies."""

from pathlib import Path

FILE_NAME = "site.toml"
TEMPLATES = "templates"
OUTPUT = "public"


def packaged_theme() -> Path:
    """Return the folder of the theme that comes with site-builder, installed or in a checkout."""
    inside = Path(__file__).parent / TEMPLATES
    return inside if inside.is_dir() else Path(__file__).parent.parent / TEMPLATES
