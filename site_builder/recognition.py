"""Which companies a text names: one pass over its words, whatever the number of companies.

A name is found by its first word in a table, then compared whole, the longest first: « Amazon Web
Services » is not Amazon. Accents and case count, so that « métadonnées » is nobody and « orange » a
fruit. What is left of a name and right of it decides the rest (see `_begins` and `_ends`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from site_builder.values import Value

# What ends a block in a text made for recognition: no name goes across it.
BREAK = "\0"
_WORD = re.compile(r"\w+")
# « www.… », « /opt/… », « github.com/… »: « Booking.com/Expedia » are two companies.
_ADDRESS_START = re.compile(r"[(«“]?(?:www\.|~?/|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/)")
# Characters of addresses looked at around a name, at the most: enough for any that is read.
_ADDRESS = 300


class Found(Value, frozen=True):
    """A name found in a text, from `start` to `end`, and the slug of the company it means."""

    start: int
    end: int
    slug: str


class _Spelling(Value, frozen=True):
    text: str
    slug: str
    lead: int  # characters before its first word: 1 for « .NET »
    after: tuple[str, ...] = ("",)  # what must stand before it, one of these


# « le Bon Coin » is « du Bon Coin » and « au Bon Coin » in a sentence.
_CONTRACTED = {"Le ": ("du ", "au "), "Les ": ("des ", "aux ")}


class Recogniser:
    """Finds the names of companies in texts. *names* are pairs of a spelling and a slug; of two
    that are spelled alike, the first counts.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        spellings: dict[str, _Spelling] = {}
        for name, slug in names:
            # Both ways to write an accent: a text is searched as it stands, never rewritten.
            for form in ("NFC", "NFD"):
                text = flattened(unicodedata.normalize(form, name))
                word = _WORD.search(text)
                if word is not None:
                    spellings.setdefault(text, _Spelling(text, slug, word.start()))
                for article, contracted in _CONTRACTED.items():
                    rest = text.removeprefix(article)
                    if rest != text and _WORD.match(rest):
                        spellings.setdefault(rest, _Spelling(rest, slug, 0, contracted))
        by_word: dict[str, list[_Spelling]] = defaultdict(list)
        for spelling in sorted(spellings.values(), key=lambda s: (-len(s.text), s.text)):
            first = _WORD.search(spelling.text)
            assert first is not None
            by_word[first[0]].append(spelling)
        self._by_word = {word: tuple(found) for word, found in by_word.items()}
        initials = "".join(sorted({re.escape(word[0]) for word in by_word}))
        # Only words that begin as some name does are looked at.
        self._candidates = re.compile(rf"[{initials}]\w*" if initials else r"(?!)")

    def find(self, text: str) -> Iterator[Found]:
        """Yield every name in *text*, in order, none inside another. *text* is `flattened`."""
        free = 0
        by_word = self._by_word
        has_addresses = any(sign in text for sign in "/@") or "www." in text
        for word in self._candidates.finditer(text):
            spellings = by_word.get(word[0])
            if spellings is None or word.start() < free:
                continue
            for spelling in spellings:
                start = word.start() - spelling.lead
                end = start + len(spelling.text)
                if (
                    start >= free
                    and text.startswith(spelling.text, start)
                    and text.endswith(spelling.after, 0, start)
                    and _begins(text, start)
                    and _ends(text, end)
                    and not (has_addresses and _in_address(text, start, end, spelling.text))
                ):
                    free = end
                    yield Found(start, end, spelling.slug)
                    break


def flattened(text: str) -> str:
    """Return *text*, of the same length, with one kind of space, of apostrophe and of hyphen."""
    for sign in "¹²³":  # the call of a note, typed by hand, ends a word
        text = text.replace(sign, "*")
    return (
        text.replace("\n", " ")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("'", "’")
        .replace("\u2011", "-")
    )


def _is_word(character: str) -> bool:
    """Return whether *character* belongs to a word: letter, digit, accent on its own."""
    return character.isalnum() or unicodedata.combining(character) != 0


def _begins(text: str, start: int) -> bool:
    """Return whether a name may begin at *start*.

    « d’Apple », « l’ex-Twitter », « Google-Alphabet » and « Microsoft/OpenAI » yes; « MacBook »,
    « @Google », « #Apple », « www.Google », « /opt/Google » no.
    """
    if start == 0 or text[start - 1] in " ’":
        return True
    before = text[start - 1]
    if _is_word(before) or before in "@#_\\&=~":
        return False
    if before == ".":
        return start > 1 and not _is_word(text[start - 2])
    if before == "/":
        return start > 1 and text[start - 2] not in " /" + BREAK
    if before == "-":
        return start == 1 or text[start - 2] != "-"
    return True


def _ends(text: str, end: int) -> bool:
    """Return whether a name may end before *end*.

    « Google, », « Apple’s », « Google-Alphabet » yes; « Amazonie », « Meta-analyse »,
    « Apple-like », « Amazon.fr », « Google() » no.
    """
    if end == len(text) or text[end] in " ,":
        return True
    after, next_one = text[end], text[end + 1 : end + 2]
    if _is_word(after) or after in "_@\\=":
        return False
    if after == ".":
        return not _is_word(next_one or " ")
    if after == "-":
        return not next_one.islower()
    return not (after == "(" and next_one == ")")


def _in_address(text: str, start: int, end: int, name: str) -> bool:
    """Return whether what stands around the name, without a space, is an address."""
    low, high = max(0, start - _ADDRESS), end + _ADDRESS
    first = max(text.rfind(" ", low, start), text.rfind(BREAK, low, start), low - 1) + 1
    lasts = (text.find(" ", end, high), text.find(BREAK, end, high), min(high, len(text)))
    around = text[first : min(last for last in lasts if last >= 0)]
    if "@" in around and "@" not in name:
        return True
    return "://" in around or _ADDRESS_START.match(around) is not None
