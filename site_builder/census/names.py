"""Names that look like those of companies and belong to none: sequences of capitalised words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from site_builder.catalogue import Catalogue
from site_builder.mentions import running_words
from site_builder.recognition import BREAK, Recogniser
from site_builder.values import Value

# Capitalised words, and capitalised words joined by what joins them in a name: « Bank of America ».
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'.&+-]*[\w+]|[A-ZÀ-ÖØ-Þ](?=[A-Z0-9])\w*"
_NAME = re.compile(rf"(?<![\w’@#/.-])(?:{_WORD})(?: (?:of |& )?(?:{_WORD}|\d+))*")
_ELISION = re.compile(r"(?:[CDJLMNST]|Qu)’")
_SENTENCE_END = ".!?…:;«“–—•(" + BREAK
# What announces a company in a French sentence.
_CUE = re.compile(
    r"(?:entreprises?|sociétés?|start-up|jeune pousse|groupes?|éditeurs?|fabricants?|plateformes?"
    r"|constructeurs?|opérateurs?|filiales?|concurrente?s?|rivale?|géant|laboratoire|fondeurs?"
    r"|banques?|réseau social|chez|rachat de?)[ ’](?:\w{6,} |de |d’|l’)?$"
)
# What French newspapers write with a capital, day after day, and is no company.
_COMMON = frozenset(
    """Académie Afrique Allemagne Amérique Angleterre Asie Assemblée Autorité Belgique Berlin
    Bourse Brésil Bruxelles CNIL Californie Canada Chambre Chine Commission Congrès Conseil
    Constitution Corée Cour DMA DSA Dublin Elle Elles Espagne Europe FTC France Genève
    Gouvernement IA Il Ils Inde Internet Irlande Israël Italie Japon Justice La Le Les
    Londres Luxembourg Madrid Maison Ministère Moscou Noël PDG PME Paris Parlement Pays-Bas
    Pologne Portugal Président RGPD Rome Royaume-Uni Russie Seattle Silicon Suisse Sénat
    Séoul Taïwan Texas Tokyo Tribunal Trésor UE USA Ukraine Un Une Union Web Washington
    États États-Unis""".split()
)
_PLACES = frozenset(
    {"Corée du Sud", "Hong Kong", "Maison Blanche", "New York", "San Francisco", "Silicon Valley"}
    | {"Union européenne", "Wall Street", "Los Angeles", "San José"}
)
# Fewer occurrences, and a name is noise; more names, and nobody reads the list.
LEAST, MOST = 2, 40


class Unknown(Value, frozen=True, kw_only=True):
    """A name without a record: how many times, in how many articles, where; `likely` when the words
    before it announce a company.
    """

    name: str
    count: int
    likely: bool
    sources: tuple[str, ...]


def unknown_names(
    catalogue: Catalogue, texts: Mapping[str, str], known: Recogniser
) -> tuple[Unknown, ...]:
    """Return the names in *texts* that *known* does not know, the likeliest companies first.

    A program cannot tell a company from a person or a town: who reads the list does.
    """
    counts: Counter[str] = Counter()
    cues: Counter[str] = Counter()
    where: dict[str, dict[str, None]] = defaultdict(dict)
    openings: list[tuple[str, str]] = []
    people = {group.name for group in catalogue.authors}
    for source, html in texts.items():
        for name, opens, cued in _names(running_words(html), known):
            if name in people:
                continue
            if opens:
                openings.append((name, source))
                continue
            counts[name] += 1
            cues[name] += cued
            where[name][source] = None
    # A capital at the start of a sentence says nothing, unless the word has one elsewhere too.
    for name, source in openings:
        if name in counts:
            counts[name] += 1
            where[name][source] = None
    found = [name for name, count in counts.items() if count >= LEAST or cues[name]]
    found.sort(key=lambda n: (not cues[n], -len(where[n]), -counts[n], n))
    return tuple(
        Unknown(name=n, count=counts[n], likely=cues[n] > 0, sources=tuple(where[n]))
        for n in found[:MOST]
    )


def _names(words: str, known: Recogniser) -> Iterator[tuple[str, bool, bool]]:
    """Yield each unknown name: whether it opens a sentence, whether a company is announced."""
    taken = [(found.start, found.end) for found in known.find(words)]
    for found in _NAME.finditer(words):
        start, name = found.start(), found[0]
        if elision := _ELISION.match(name):
            start, name = start + elision.end(), name[elision.end() :]
        name = name.rstrip(".’'-&")
        ordinary = len(name) < 2 or not name[0].isupper() or name in _COMMON or name in _PLACES
        if ordinary or any(start < end and at < found.end() for at, end in taken):
            continue
        before = words[:start].rstrip(" »”)")
        yield name, not before or before[-1] in _SENTENCE_END, bool(_CUE.search(words[:start]))
