"""The letter every generator builds: articles of about 560 words of French, no two alike.

Deterministic: article n is the same on every machine, in a letter of any size.
"""

import datetime as dt
import random
from dataclasses import dataclass

# Invented: 60 names of two parts.
_FIRST = "Astra Boréal Cobalt Delta Éclat Ferro Galion Hélios Indigo Jade Kairos Lumen".split()
_LAST = "Calcul Réseaux Mobile Santé Robotique".split()
COMPANIES = tuple(f"{first} {last}" for first in _FIRST for last in _LAST)

_OPENINGS = (
    "Ce matin, {a} a confirmé que {what} serait {done} avant {month}",
    "Selon nos informations, {a} prépare avec {b} {what}, attendu pour {month}",
    "Depuis {city}, la direction de {a} défend {what} devant ses clients",
    "À {city}, {a} a détaillé {what} devant une salle comble",
    "Le conseil de {a} a voté {what} par {n} voix contre {m}",
    "Personne chez {a} n’imaginait que {what} coûterait {n} millions d’euros",
    "Il aura fallu {n} mois à {a} pour présenter {what}",
    "La concurrence de {b} a poussé {a} à revoir {what}",
)
_SEQUELS = (
    "et les équipes de {city} parlent d’un calendrier tenable",
    "mais {n} % des utilisateurs interrogés demandent encore des preuves",
    "tandis que {b} assure travailler à la même chose depuis {n} mois",
    "alors que le marché recule de {n} % depuis {month}",
    "sans que le prix, fixé à {n} euros par mois, ait bougé",
    "ce qui représente {n} emplois à {city} et {m} de plus à l’étranger",
    "car les données resteront en Europe, sur {n} serveurs loués à {city}",
    "avec une réserve : le code ne sera ouvert qu’en {month}",
)
_WHAT = (
    "un modèle de langue entraîné en français", "la refonte de son moteur de recherche",
    "une puce gravée en {n} nanomètres", "le rachat d’un éditeur de logiciels",
    "la facturation de son interface de programmation", "un assistant destiné aux hôpitaux",
    "le déménagement de ses centres de données", "une messagerie chiffrée de bout en bout",
    "son plan de sobriété énergétique", "la fin de son offre gratuite",
)  # fmt: skip
_CITIES = "Lyon Nantes Toulouse Lille Rennes Grenoble Bordeaux Montréal Genève Bruxelles".split()
_MONTHS = "janvier février mars avril mai juin juillet septembre octobre novembre".split()
_DONE = "livré testé abandonné financé audité".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article, before any generator's front matter."""

    number: int
    title: str
    date: dt.datetime
    companies: tuple[str, ...]
    body: str

    @property
    def slug(self) -> str:
        return f"essai-{self.number}"


def article(number: int) -> Article:
    """Return article *number* of the letter."""
    chance = random.Random(1837 + number)
    named = tuple(chance.sample(COMPANIES, 2))
    blocks: list[str] = []
    for part in range(3):
        if part:
            blocks.append(f"## {_capital(_fill(chance.choice(_WHAT), chance, named))}")
        blocks += [_paragraph(chance, named) for _ in range(2)]
    points = [f"- {_capital(_fill(chance.choice(_WHAT), chance, named))}." for _ in range(3)]
    blocks.insert(3, "\n".join(points))
    blocks.append(
        f"L’article {number} s’appuie sur [un document public](https://exemple.fr/{number})."
    )
    return Article(
        number=number,
        title=f"{named[0]} : {_fill(chance.choice(_WHAT), chance, named)}, épisode {number}",
        date=dt.datetime(2013, 1, 2, 7, 0) + dt.timedelta(minutes=50 * number),
        companies=named,
        body="\n\n".join(blocks) + "\n",
    )


def _paragraph(chance: random.Random, named: tuple[str, ...]) -> str:
    sentences = []
    for place in range(3):
        pattern = f"{chance.choice(_OPENINGS)}, {chance.choice(_SEQUELS)}."
        sentence = _fill(pattern, chance, named)
        if place == 1:
            words = sentence.split(" ")
            words[3] = f"**{words[3]}**"
            sentence = " ".join(words)
        sentences.append(sentence)
    return " ".join(sentences)


def _fill(pattern: str, chance: random.Random, named: tuple[str, ...]) -> str:
    def fill(text: str) -> str:
        return text.format(
            a=named[0],
            b=named[1],
            n=chance.randint(2, 97),
            m=chance.randint(2, 97),
            city=chance.choice(_CITIES),
            month=chance.choice(_MONTHS),
            done=chance.choice(_DONE),
            what=chance.choice(_WHAT),
        )

    return fill(fill(pattern))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
