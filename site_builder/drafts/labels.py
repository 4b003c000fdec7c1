"""Lead-ins of a newsletter: « L’actualité : », « Le détail : », « À noter : »."""

import re

from site_builder.text import fold
from site_builder.values import Value

# No punctuation inside, so nothing in it needs escaping in Markdown.
_LABEL = re.compile(r"([^\W\d_][^\W_]*(?:[’' -][^\W_]+){0,5}) ?([:?])(?: (\S.*))?")
_LONGEST_LABEL = 40
_WORD_ENDS = re.compile("[’' -]")

# Folded: no accents, no capitals, straight apostrophes.
_HOUSE_LABELS = frozenset(
    label.strip()
    for label in """
        l'actualite, l'actu, l'info, l'information, les faits, le fait, l'essentiel, en bref, bref,
        en resume, le resume, en clair, en pratique, concretement, le detail, les details,
        dans le detail, a noter, a savoir, bon a savoir, a retenir, a suivre, notre avis, l'avis,
        ce qu'il faut retenir, ce qu'il faut savoir, ce que l'on sait, ce qu'on sait,
        ce que ca change, ce que cela change, ce qui change, le contexte, contexte, pour rappel,
        rappel, le rappel, les chiffres, le chiffre, en chiffres, chiffres cles, les chiffres cles,
        l'enjeu, les enjeux, l'analyse, le constat, le bilan, le verdict, la reaction,
        les reactions, la consequence, les consequences, consequence, la citation, le verbatim,
        verbatim, le zoom, zoom, le decryptage, decryptage, pourquoi c'est important,
        pourquoi cela compte, pourquoi ca compte, la suite, et maintenant, prochaine etape,
        prochaines etapes, la prochaine etape, les prochaines etapes, pour aller plus loin,
        aller plus loin
    """.split(",")
)
_HOUSE_QUESTIONS = frozenset(
    {"et maintenant", "et apres", "et ensuite", "et la suite", "quelle suite"}
)
# A label has no finite verb and no subject: « Le constat est simple : » begins a sentence.
_SENTENCE_WORDS = frozenset(
    """
    est sont était étaient sera seront serait a ont avait avaient aura aurait fait font dit disent
    va vont peut peuvent pouvait faut doit doivent devrait reste restent semble veut veulent tient
    vient viennent explique affirme annonce ajoute indique poursuit précise assure résume écrit
    estime répond demande prend met voit voici voilà agit je j il elle on ils elles nous vous
    """.split()
)


class Labelled(Value, frozen=True, kw_only=True):
    """A paragraph cut after its label: `sign` is « : » or « ? », `rest` may be ""."""

    label: str
    sign: str
    rest: str


def split_label(text: str) -> Labelled | None:
    """Return *text* cut after a label of the usual form, None when it does not begin with one.

    At most six words and 40 characters, a capital first, no verb, then a colon with or without a
    space before it; a question mark ends only the labels that newsrooms use so.
    """
    match = _LABEL.fullmatch(text)
    if match is None or len(match[1]) > _LONGEST_LABEL or not match[1][0].isupper():
        return None
    found = Labelled(label=match[1], sign=match[2], rest=match[3] or "")
    if is_house_label(found):
        return found
    if found.sign == "?" or _is_sentence(found.label):
        return None
    return found


def is_house_label(found: Labelled) -> bool:
    """True for the labels that newsletters use, which need no other label beside them."""
    folded = fold(found.label)
    if found.sign == "?":
        return folded in _HOUSE_QUESTIONS and found.rest[:1].isupper()
    return folded in _HOUSE_LABELS


def _is_sentence(label: str) -> bool:
    words = _WORD_ENDS.split(label.lower())
    # « A noter », typed without its accent, is not the verb « a ».
    return not _SENTENCE_WORDS.isdisjoint(words[1:] if words[0] == "a" else words)
