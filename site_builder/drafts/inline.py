"""Words as typed → words as Markdown: links, apostrophes, accidental syntax escaped.

The target is Python-Markdown with its `extra` and `sane_lists` extensions; the escapes hold in
CommonMark too.
"""

import re
from collections.abc import Iterator
from enum import Enum

from site_builder.values import Value

# Left out of an address: what never stands unencoded in one (RFC 3986) and Markdown would read
# before it sees the link (code, brackets, emphasis, escapes, attribute lists).
_ADDRESS = r"[^\s<>«»“”\"\\`\[\]{}|^*]"
_PIECE = re.compile(
    rf"<(?P<wrapped>https?://\w{_ADDRESS}*)>"
    rf"|(?P<url>(?<!\w)https?://\w{_ADDRESS}*)"
    rf"|(?P<www>(?<![\w./@-])www\.[\w-]+\.\w{_ADDRESS}*)"
    r"|(?P<mail>(?<![\w.+-])\w[\w.+-]*@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?…’'"
# An apostrophe stands after a letter, before a letter, a digit or an opening quotation mark.
_APOSTROPHE = r"(?<=[^\W\d_])['‘ʼ´](?=[^\W_]|[«“\"])"
_APOSTROPHE_OR_ADDRESS = re.compile(
    rf"(?P<apostrophe>{_APOSTROPHE})|{_PIECE.pattern}", _PIECE.flags
)
_SYNTAX = re.compile(r"[\\`*_\[\]<]|&(?=#|\w{1,32};)|\{+")
_ENTITY = re.compile(r"&(?=#|\w{1,32};)")
# What makes a block of a paragraph when it comes first: heading, quotation, list, number, fence,
# definition, admonition.
_BLOCK_START = re.compile(r"#|>|[-+](?=[\s-]|$)|:(?=\s)|~(?=~~)|!(?=!!)|(?<=\d)[.)](?=\s|$)")
_DELIMITER = re.compile(r"[()'’]")
_HASHES = re.compile(r"^#{1,6} (?=\S)")
_NUMBER_START = re.compile(r"\d*")


class PieceKind(Enum):
    """What a stretch of running text is."""

    WORDS = "words"
    URL = "url"
    WWW = "www"
    MAIL = "mail"


class Piece(Value, frozen=True, kw_only=True):
    """A stretch of running text: words, or one address without the punctuation behind it."""

    kind: PieceKind
    text: str


def without_hashes(text: str) -> str:
    """Return a title or heading without the « ## » that a Markdown habit put before it."""
    return _HASHES.sub("", text, count=1)


def split_addresses(text: str) -> tuple[Piece, ...]:
    """Return *text* as words and addresses; joined again they are *text*, less `<…>` around a URL.

    `https://…` with or without angle brackets, `www.…` and e-mail addresses. Punctuation that ends
    a sentence is not part of an address, nor is a closing bracket that the address does not open.
    """
    return tuple(piece for piece in _pieces(text) if piece.text)


def _pieces(text: str) -> Iterator[Piece]:
    position = 0
    for match in _PIECE.finditer(text):
        kind = PieceKind.URL if match.lastgroup == "wrapped" else PieceKind(match.lastgroup)
        address = match[match.lastgroup or 0]
        end = match.end()
        if match.lastgroup in {"url", "www"}:
            address = _without_trailing(address)
            end = match.start() + len(address)
        yield Piece(kind=PieceKind.WORDS, text=text[position : match.start()])
        yield Piece(kind=kind, text=address)
        position = end
    yield Piece(kind=PieceKind.WORDS, text=text[position:])


def _without_trailing(address: str) -> str:
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while address[end - 1] in _TRAILING or (address[end - 1] == ")" and unopened > 0):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def curl_apostrophes(text: str) -> str:
    """Return *text* with ’ for every apostrophe typed as ' inside a word; addresses untouched."""
    return _APOSTROPHE_OR_ADDRESS.sub(
        lambda match: "’" if match.lastgroup == "apostrophe" else match[0], text
    )


def to_markdown(text: str) -> str:
    """Return Markdown that renders as *text*, addresses as links, for the inside of a block."""
    parts: list[str] = []
    after_link = False
    for piece in split_addresses(text):
        if piece.kind is PieceKind.WORDS:
            words = _SYNTAX.sub(_escaped, piece.text)
            # Right behind a link even {{…}} would be taken for the link's attributes.
            parts.append(f"\\{words}" if after_link and words.startswith("{") else words)
        else:
            if parts and parts[-1].endswith("!"):  # ![…](…) would be an image
                parts[-1] = parts[-1][:-1] + "\\!"
            parts.append(_link(piece))
        after_link = piece.kind is not PieceKind.WORDS
    return "".join(parts)


def paragraph_markdown(text: str) -> str:
    """Return Markdown that renders as a paragraph of *text*, whatever it begins with."""
    markdown = to_markdown(text)
    digits = _NUMBER_START.match(markdown)
    start = digits.end() if digits else 0
    match = _BLOCK_START.match(markdown, start)
    if match is None or (start and match[0] not in ".)"):
        return markdown
    escape = {":": "&#58;", "~": "&#126;"}.get(match[0], f"\\{match[0]}")
    return markdown[:start] + escape + markdown[match.end() :]


def heading_markdown(text: str) -> str:
    """Return Markdown that renders as a heading of level 2."""
    # Signs # at the end of a heading line are decoration to Markdown: « C# » would become « C ».
    return "## " + to_markdown(text).replace("#", "\\#")


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    if sign == "<":
        return "&lt;"
    if sign == "&":
        return "&amp;"
    if sign.startswith("{"):
        return sign if len(sign) == 2 else "\\{" * len(sign)
    return f"\\{sign}"


def _link(piece: Piece) -> str:
    address = _ENTITY.sub("&amp;", piece.text)
    if piece.kind is PieceKind.WWW:
        target = f"https://{address}"
        # Brackets and apostrophes would end the address or begin its title.
        target = f"<{target}>" if _DELIMITER.search(target) else target
        return f"[{_SYNTAX.sub(_escaped, piece.text)}]({target})"
    return f"<{address}>"
