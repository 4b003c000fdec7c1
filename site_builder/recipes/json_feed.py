"""JSON Feed 1.1 with full content: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Iterable

from site_builder.recipes.parts import Parts
from site_builder.recipes.plain import printable
from site_builder.views import Enclosure, Feed, FeedItem, Link


def json_feed(feed: Feed, items: Iterable[FeedItem]) -> Parts:
    """Return *feed* as JSON Feed with these *items*, whose bodies are HTML for readers elsewhere:
    same feed, same bytes.
    """
    head = _write(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.description,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "language": feed.language,
            "authors": [_person(feed.author)],
            "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
        }
    )
    return Parts(
        head=head.removesuffix(b"}") + b',"items":[\n',
        items=tuple(map(_item, items)),
        between=b",\n",
        tail=b"\n]}\n",
    )


def _item(item: FeedItem) -> bytes:
    image = item.image
    return _write(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary or None,
            "content_html": str(item.body),
            "image": image.url if image else None,
            "date_published": item.date,
            "date_modified": item.updated if item.updated != item.date else None,
            "authors": [_person(who) for who in item.authors],
            "tags": list(item.categories),
            "attachments": [_attachment(image)] if image else None,
        }
    )


def _attachment(image: Enclosure) -> dict[str, object]:
    size = {"size_in_bytes": image.size} if image.size is not None else {}
    return {"url": image.url, "mime_type": image.type, **size}


def _person(who: Link) -> dict[str, object]:
    return {"name": who.label, "url": who.url}


def _write(members: dict[str, object]) -> bytes:
    """Return *members* as a JSON object, without those that are None or hold nothing."""
    told = {name: value for name, value in members.items() if value not in (None, [])}
    return json.dumps(_printable(told), ensure_ascii=False, separators=(",", ":")).encode()


def _printable(value: object) -> object:
    """Return *value* with its texts as every form of a feed has them."""
    match value:
        case str():
            return printable(value)
        case list():
            return [_printable(one) for one in value]
        case dict():
            return {name: _printable(one) for name, one in value.items()}
        case _:
            return value
