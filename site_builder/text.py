"""Words as French readers and machines need them: slugs, folding, order, excerpts, plurals."""

import functools
import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_ASCII = str.maketrans(
    {
        "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o",
        "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l",
        "ı": "i", "ħ": "h", "Ħ": "h", "ŋ": "n", "Ŋ": "n",
    }
)  # fmt: skip
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_SIGNS = str.maketrans({"&": " et ", "+": " plus ", "#": " sharp ", "€": " euro "})
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'"})
_SPACES = re.compile(r"\s+")
# A word as French counts it: « aujourd’hui » and « porte-monnaie » are one, « l’IA » is two.
_ELISION = r"(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]"
_WORD = re.compile(rf"{_ELISION}(?=\w)|\d+(?:[.,]\d+)+|\w+(?:['’-]\w+)*")
# A word after an elision, or one with œ or æ.
_HIDDEN = re.compile(r"(?<=\w['’])\w+|\w*[œŒæÆ]\w*")
_AROUND = ".,;:!?…«»()“”"
# Pieces of text kept at hand, some hundred bytes each: memory must not grow with the site.
_MOST_COUNTED = 1 << 15
# No letter or digit before the first digit; a pattern that begins with it is searched for faster.
_HOUR = re.compile(r"(\d(?<!\w\d)\d?)[ \u00a0\u202f]h(?:[ \u00a0\u202f](\d{2}))?\b")
_SPACED_H = re.compile(r" h\b")
# Acute, grave, circumflex, diaeresis, cedilla: in the order of their weights in the default table.
_ACCENTS = "\u0301\u0300\u0302\u0308\u0327"
_LIGATURE_ORDER = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})


@functools.lru_cache(maxsize=1 << 14)  # the same names on every article
def slugify(text: str) -> str:
    """Return *text* as a stable piece of URL: `[a-z0-9-]`, or `""` when nothing is left.

    œ→oe, æ→ae, accents dropped, apostrophes and every other sign → hyphen, & → et, + → plus,
    # → sharp: « L’Œuvre d’été » → `l-oeuvre-d-ete`, « C++ » → `c-plus-plus`.
    """
    ascii_text = _without_accents(text.translate(_ASCII).translate(_SIGNS)).lower()
    return _NOT_SLUG.sub("-", ascii_text).strip("-")


def fold(text: str) -> str:
    """Return *text* without accents, case, curly apostrophes or runs of spaces, for comparison."""
    folded = _without_accents(text.translate(_ASCII).translate(_APOSTROPHES)).casefold()
    return _SPACES.sub(" ", folded).strip()


def hidden_words(text: str) -> list[str]:
    """Return the words of *text* that its letters hide from a plain search, once each, in order:
    « oeuvre » in « d’œuvre », « entreprise » in « l’entreprise ».
    """
    return list(dict.fromkeys(word.translate(_LIGATURES) for word in _HIDDEN.findall(text)))


@functools.lru_cache(maxsize=1 << 14)  # names of companies are sorted on the page of each
def collation_key(text: str) -> tuple[str, str, str]:
    """Return the key that sorts *text* in French alphabetical order.

    Letters first (É with E, œ as oe, hyphens, apostrophes and spaces ignored, digits before
    letters), accents next (péché, pèche, pêche), then lower case before upper and punctuation:
    the multilevel order of Unicode Technical Standard 10, « shifted » treatment of punctuation.
    """
    lowered = text.casefold().translate(_LIGATURE_ORDER)
    letters = "".join(c for c in _without_accents(lowered) if c.isalnum())
    marks = unicodedata.normalize("NFD", lowered)
    # A letter counts less than any accent, so that « coté » precedes « côte ».
    accents = "".join(
        " " if c.isalnum() else chr(0x41 + _ACCENTS.find(c))
        for c in marks
        if c.isalnum() or unicodedata.combining(c)
    )
    return letters, accents, text.swapcase()


def words(text: str) -> int:
    """Return how many words a French reader counts: « l’IA » is 2, « aujourd’hui » and
    « 18 h 30 » are 1.
    """
    text = unicodedata.normalize("NFC", text)
    if "\u00a0" in text or "\u202f" in text or _SPACED_H.search(text):
        text = _HOUR.sub(r"\1h\2", text)
    return sum(map(_COUNTS.__getitem__, text.split()))


class _Counts(dict[str, int]):
    """How many words a piece of text without spaces is. Most pieces of a language come again and
    again, and are looked into once.
    """

    def __missing__(self, piece: str) -> int:
        if len(self) >= _MOST_COUNTED:
            self.clear()
        # Letters and digits alone are one word, whatever is around them.
        alone = piece.strip(_AROUND).isalnum()
        count = self[piece] = 1 if alone else len(_WORD.findall(piece))
        return count


_COUNTS = _Counts()


def excerpt(text: str, length: int = 200) -> str:
    """Return the beginning of *text*, cut at a word near *length* characters, with « … » if cut."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    cut = flat.rfind(" ", 0, length)
    return flat[: cut if cut > 0 else length - 1].rstrip(" ,;:–—-(«!?.…") + "…"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return *one* or *many* (default: *one* + s) as French counts: plural starts at 2."""
    return one if abs(count) < 2 else many or f"{one}s"


# Contractions of « de » with the article that a name takes in a sentence.
_OF_ARTICLE = {"le": "du ", "la": "de la ", "l’": "de l’", "l'": "de l’", "les": "des "}
# A sound that elides « de »: a vowel, or y before a consonant (« d’Yves », « de Yahoo »).
# h is left alone: the names of companies that begin with one are mostly foreign (« de Huawei »).
_ELIDES = re.compile(r"[aeiou]|y[^aeiouy]")


def of(name: str, article: str | None = None) -> str:
    """Return « de » before *name*: « d’Apple », « de Meta », « de l’Insee » with *article* « l’ ».

    *article* is one of le, la, l’, les: what the name takes in a sentence, if anything.
    """
    if article is not None:
        return f"{_OF_ARTICLE[article]}{name}"
    return f"d’{name}" if _ELIDES.match(fold(name)) else f"de {name}"


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
