"""The sample drafts of `seeds/`: each comes in another shape, each becomes a finished article."""

import re
from pathlib import Path

import markdown
import pytest

from site_builder.drafts import Draft, Kind, decode_draft, read_draft
from tests.unit.test_drafts import EXTENSIONS, rendered_text, words, words_to_keep

SEEDS = Path(__file__).parents[2] / "seeds"
NAMES = {
    name: company
    for company, names in {
        "Alphabet": "Alphabet",
        "Apple": "Apple",
        "Binance": "Binance",
        "FTX": "FTX",
        "Google": "Google|Stadia|YouTube",
        "Microsoft": "Microsoft",
        "OpenAI": "OpenAI|ChatGPT|GPTBot",
        "Silicon Valley Bank": "Silicon Valley Bank|SVB",
        "Sony": "Sony",
        "X": "Twitter",
    }.items()
    for name in names.split("|")
}
SHAPES = {
    "chargeur-universel": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 5,
        Kind.NUMBERED_LIST: 1,
        Kind.LINK: 3,
        Kind.DROPPED: 2,
        Kind.MENTIONED_ONCE: 1,
    },
    "chatgpt-courriel": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 3,
        Kind.HEADING: 1,
        Kind.LIST: 2,
        Kind.LINK: 2,
        Kind.DROPPED: 8,
        Kind.IN_PASSING: 1,
    },
    "chute-de-ftx": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 4,
        Kind.HEADING: 1,
        Kind.LIST: 1,
        Kind.DROPPED: 3,
    },
    "clearview-cnil": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 3,
        Kind.HEADING: 1,
        Kind.LIST: 2,
        Kind.QUOTATION: 1,
        Kind.DROPPED: 2,
        Kind.NO_COMPANY: 1,
    },
    "gptbot": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 4,
        Kind.HEADING: 1,
        Kind.NUMBERED_LIST: 1,
        Kind.LINK: 1,
        Kind.DIALOGUE: 1,
        Kind.MARKUP: 1,
    },
    "rachat-de-twitter": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 3,
        Kind.HEADING: 1,
        Kind.LIST: 3,
        Kind.DROPPED: 1,
    },
    "silicon-valley-bank": {
        Kind.TITLE: 1,
        Kind.LEAD: 1,
        Kind.SECTION: 3,
        Kind.HEADING: 1,
        Kind.LIST: 3,
    },
    "stadia-ferme": {Kind.TITLE: 1, Kind.LEAD: 1, Kind.HEADING: 2},
}
COMPANIES = {
    "chargeur-universel": ("Apple",),
    "chatgpt-courriel": ("OpenAI",),
    "chute-de-ftx": ("FTX", "Binance"),
    "clearview-cnil": (),
    "gptbot": ("OpenAI",),
    "rachat-de-twitter": ("X",),
    "silicon-valley-bank": ("Silicon Valley Bank",),
    "stadia-ferme": ("Google", "Sony", "Microsoft"),
}


def seed_text(name: str) -> str:
    return decode_draft((SEEDS / f"{name}.txt").read_bytes())


def seed_draft(name: str) -> Draft:
    return read_draft(seed_text(name), NAMES)


def signs(text: str) -> str:
    """The characters of a text in order, without spaces, dashes, bullets and marks of numbers."""
    numbered = re.sub(r"^[ \t]*(\d)[.)]?(?=\s)", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"[\s•–*-]", "", numbered).replace("’", "'")


def test_every_seed_is_described_here() -> None:
    assert sorted(path.stem for path in SEEDS.glob("*.txt")) == sorted(SHAPES) == sorted(COMPANIES)


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_recognised_in_a_seed(name: str) -> None:
    draft = seed_draft(name)
    counts = dict.fromkeys(SHAPES[name], 0)
    for finding in draft.findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    assert counts == SHAPES[name]
    assert draft.companies == COMPANIES[name]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("extensions", EXTENSIONS)
def test_no_word_of_a_seed_is_lost(name: str, extensions: list[str]) -> None:
    draft = seed_draft(name)
    kept = words(draft.title) + words(rendered_text(draft.body, extensions))
    assert kept == words_to_keep(seed_text(name), draft.findings)


@pytest.mark.parametrize("name", SHAPES)
def test_no_sign_of_a_seed_is_lost_but_what_was_dropped(name: str) -> None:
    text = seed_text(name)
    draft = read_draft(text, NAMES)
    for finding in draft.findings:
        if finding.kind is Kind.DROPPED:
            text = text.replace(finding.text, "", 1)
    assert signs(f"{draft.title}\n{rendered_text(draft.body, EXTENSIONS[-1])}") == signs(text)


@pytest.mark.parametrize("name", SHAPES)
def test_a_seed_needs_no_correction(name: str) -> None:
    draft = seed_draft(name)
    assert 40 <= len(draft.title) <= 110
    assert 80 <= len(draft.summary) <= 240
    assert draft.summary.endswith((".", "…"))
    assert not re.search("[\u00a0\u202f\u00ad\u200b\ufeff\t]|\\w'\\w| $", draft.body, re.MULTILINE)
    assert "\n\n\n" not in draft.body
    html = markdown.markdown(draft.body, extensions=EXTENSIONS[-1])
    assert "<code>" not in html
    assert "<em>" not in html


@pytest.mark.parametrize("name", SHAPES)
def test_a_seed_has_the_length_of_a_draft(name: str) -> None:
    assert 200 <= len(seed_text(name).split()) <= 500


def test_the_seeds_keep_the_encodings_they_are_for() -> None:
    data = {path.stem: path.read_bytes() for path in SEEDS.glob("*.txt")}
    assert data["chargeur-universel"].startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data["silicon-valley-bank"]
    with pytest.raises(UnicodeDecodeError):
        data["silicon-valley-bank"].decode()
    assert "\u202f".encode() in data["rachat-de-twitter"]
    assert b"\n-- \n" in data["chatgpt-courriel"]
    assert b"\n\n" not in data["stadia-ferme"]
