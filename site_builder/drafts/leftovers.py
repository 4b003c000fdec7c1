"""What a draft drags along that is no part of the article: buttons, mail headers, signatures."""

import re

from msgspec.structs import replace

from site_builder.drafts.findings import Finding, Kind
from site_builder.drafts.lines import Line
from site_builder.text import fold
from site_builder.values import Value

_MONTH = "(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_WEEKDAY = "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_DAY = rf"(?:{_WEEKDAY} )?(?:\d{{1,2}}(?:er)? {_MONTH} \d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
_MOMENT = rf"{_DAY}(?:,? (?:a )?\d{{1,2}} ?[h:] ?\d{{0,2}})?"
# All matched against a folded line without the signs around it: « [Lire la suite…] », « Plus → ».
_BUTTON = re.compile(
    r"(?:en )?(?:voir|savoir|lire|afficher) (?:plus|la suite)(?: sur .{1,60})?"
    r"|plus|la suite|lire l'article(?: complet)?|retour en haut|publicite"
    r"|partager(?: (?:cet article|cette page|l'article|la page))?(?: (?:sur|par|via)\b.{0,40})?"
    r"|tweeter|imprimer|copier le lien|envoyer par (?:e-?mail|courriel)"
    r"|commenter|(?:\d+ )?commentaires?|s'abonner|je m'abonne|s'inscrire|se connecter"
    r"|(?:a )?(?:lire|relire) (?:aussi|egalement)\b.{0,200}"
    r"|(?:a )?(?:voir|ecouter) (?:aussi|egalement)(?: ?:.{0,200})?"
)
_STAMP = re.compile(
    rf"(?:publie|poste|mis en ligne|mis a jour|modifie|derniere mise a jour)(?: le)? {_MOMENT}"
    rf"(?:[ ,.•·|–-]*(?:mis a jour|modifie) le {_MOMENT})?(?: par .{{1,40}})?"
    r"|(?:temps de )?lecture ?: ?\d{1,2} ?min(?:utes?)?"
)
_DATE = re.compile(rf"(?:le )?{_MOMENT}")
_BYLINE = re.compile(r"Par [^\W\d_][\w’'-]+(?: (?:[^\W\d_a-z][\w’'.-]*|et|de|du|le|la)){1,6}")
_HEADER = re.compile(
    r"(?:De|À|A|Cc|Date|Envoyé|Objet|Sujet|Pour|From|To|Sent|Subject) ?: ?\S.*", re.IGNORECASE
)
_SENDER = re.compile(r"(?:De|From) ?:", re.IGNORECASE)
_SIGNATURE_DELIMITER = "--"  # RFC 3676, section 4.3; its final space rarely survives
_LONGEST_SIGNATURE = 10
_DECORATION = " .…:→>›»|[]()-–—<«"
_FULL_STOP = re.compile(
    r"(?<!\.)\.$"
)  # « La suite demain. » is a sentence, « La suite... » a button
# Glued to the last sentence by a copy from the web: « … dans le mauvais sens.Plus ».
_GLUED = re.compile(
    r"(?<=[.!?…»”\"]) ?"
    r"((?:Plus|Voir plus|En savoir plus|Lire plus|Lire la suite|Partager)[ .…›»→]*)$"
)


class Kept(Value, frozen=True, kw_only=True):
    """The lines that are the article, and what was dropped to get there."""

    lines: tuple[Line, ...]
    dropped: tuple[Finding, ...]


def drop_leftovers(lines: tuple[Line, ...]) -> Kept:
    """Return *lines* without mail headers, signature and the buttons of a web page at the end.

    What is dropped becomes a blank line, so that numbers still say where a line stands.
    """
    unwanted = _headers(lines) | _signature(lines)
    unwanted |= _buttons(tuple(line for line in lines if line.number not in unwanted))
    kept = [replace(line, text="") if line.number in unwanted else line for line in lines]
    dropped = [_dropped(line, line.text) for line in lines if line.number in unwanted and line.text]
    written = [n for n, line in enumerate(kept) if line.text]
    if len(written) > 1 and (match := _GLUED.search(kept[written[-1]].text)):
        last = kept[written[-1]]
        dropped.append(_dropped(last, match[1]))
        kept[written[-1]] = replace(last, text=last.text[: match.start()])
    return Kept(lines=tuple(kept), dropped=tuple(dropped))


def is_stamp(text: str) -> bool:
    """True for what a page shows under its title: « Publié le … », a date, « Par Inès Caradec »."""
    folded = fold(text).strip(_DECORATION)
    return bool(_STAMP.fullmatch(folded) or _DATE.fullmatch(folded) or _BYLINE.fullmatch(text))


def _headers(lines: tuple[Line, ...]) -> frozenset[int]:
    """The lines of the mail's own header, which stands first and says at least from whom."""
    found: list[Line] = []
    for line in lines:
        if not line.text and not found:
            continue
        if not _HEADER.fullmatch(line.text):
            break
        found.append(line)
    if len(found) < 2 or not any(_SENDER.match(line.text) for line in found):
        return frozenset()
    return frozenset(line.number for line in found)


def _signature(lines: tuple[Line, ...]) -> frozenset[int]:
    for line in reversed(lines):
        if line.text == _SIGNATURE_DELIMITER:
            below = [other.number for other in lines if other.number >= line.number and other.text]
            return frozenset(below) if len(below) <= _LONGEST_SIGNATURE else frozenset()
    return frozenset()


def _buttons(lines: tuple[Line, ...]) -> frozenset[int]:
    found: set[int] = set()
    texts = [line for line in lines if line.text]
    for line in reversed(texts[1:]):  # the title is never a button
        folded = fold(line.text).strip(_DECORATION)
        if _FULL_STOP.search(line.text):
            break
        if not _BUTTON.fullmatch(folded) and not _STAMP.fullmatch(folded):
            break
        found.add(line.number)
    return frozenset(found)


def _dropped(line: Line, text: str) -> Finding:
    return Finding(kind=Kind.DROPPED, line=line.number, text=text)
