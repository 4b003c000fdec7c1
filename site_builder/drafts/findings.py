"""What the importer tells an editor: recognised, dropped, to check."""

from enum import Enum

from site_builder.values import Value

_EXCERPT = 60


class Kind(Enum):
    """What a finding is about; the value is a stable code, `check.*` when an editor must look."""

    TITLE = "title"
    LEAD = "lead"
    SECTION = "section"
    HEADING = "heading"
    LIST = "list"
    NUMBERED_LIST = "numbered-list"
    QUOTATION = "quotation"
    LINK = "link"
    DROPPED = "dropped"
    EMPTY = "check.empty"
    NO_TITLE = "check.no-title"
    LONG_TITLE = "check.long-title"
    NO_LEAD = "check.no-lead"
    NO_COMPANY = "check.no-company"
    MENTIONED_ONCE = "check.mentioned-once"
    IN_PASSING = "check.in-passing"
    DIALOGUE = "check.dialogue"
    OPEN_QUOTATION = "check.open-quotation"
    BAD_CHARACTERS = "check.bad-characters"
    MARKUP = "check.markup"
    UNFINISHED = "check.unfinished"
    TABLE = "check.table"
    ENDING = "check.ending"

    @property
    def is_check(self) -> bool:
        """True when an editor must look: nothing is wrong for certain, nothing was changed."""
        return self.value.startswith("check.")


_PHRASES: dict[Kind, tuple[str, str]] = {
    Kind.TITLE: ("titre", "title"),
    Kind.LEAD: ("chapô", "lead"),
    Kind.SECTION: ("rubrique", "labelled section"),
    Kind.HEADING: ("intertitre", "heading"),
    Kind.LIST: ("liste", "list"),
    Kind.NUMBERED_LIST: ("liste numérotée", "numbered list"),
    Kind.QUOTATION: ("citation", "quotation"),
    Kind.LINK: ("lien", "link"),
    Kind.DROPPED: ("retiré", "dropped"),
    Kind.EMPTY: ("le texte est vide", "the text is empty"),
    Kind.NO_TITLE: (
        "pas de titre reconnu : celui-ci est tiré de la première phrase",
        "no title found: this one is taken from the first sentence",
    ),
    Kind.LONG_TITLE: ("titre très long", "very long title"),
    Kind.NO_LEAD: ("pas de chapô reconnu", "no lead found"),
    Kind.NO_COMPANY: ("aucune entreprise reconnue", "no company recognised"),
    Kind.IN_PASSING: (
        "citée en passant, laissée hors de `companies`",
        "named in passing, left out of `companies`",
    ),
    Kind.MENTIONED_ONCE: ("entreprise citée une seule fois", "company mentioned only once"),
    Kind.DIALOGUE: (
        "paragraphe ouvert par un tiret, laissé tel quel : dialogue ou liste ?",
        "paragraph that opens with a dash, left as it is: dialogue or list?",
    ),
    Kind.OPEN_QUOTATION: ("guillemets ouverts sans être fermés", "quotation never closed"),
    Kind.BAD_CHARACTERS: ("caractères abîmés", "damaged characters"),
    Kind.MARKUP: ("reste de code HTML, gardé comme texte", "left-over HTML, kept as text"),
    Kind.UNFINISHED: ("passage à compléter", "passage to complete"),
    Kind.TABLE: ("tableau ? les colonnes sont perdues", "a table? its columns are lost"),
    Kind.ENDING: (
        "la fin n’est pas une phrase : signature, ou texte coupé ?",
        "the end is not a sentence: a signature, or a text cut short?",
    ),
}


class Finding(Value, frozen=True, kw_only=True):
    """One thing recognised, dropped or to check.

    `line` counts from 1 in the decoded draft, 0 when the finding is about the whole of it. `text`
    is a short excerpt, except for `Kind.DROPPED`, where it is all that was dropped.
    """

    kind: Kind
    line: int
    text: str


def describe(kind: Kind, language: str) -> str:
    """Return what *kind* means, for an editor: in French when *language* is "fr", else English."""
    french, english = _PHRASES[kind]
    return french if language == "fr" else english


def excerpted(kind: Kind, line: int, text: str) -> Finding:
    """Return a finding whose text fits on one line of a terminal."""
    short = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
    return Finding(kind=kind, line=line, text=short)
