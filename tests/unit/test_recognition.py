"""Names of companies in plain text: what is one, what only looks like it, and at what cost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.recognition import BREAK, Recogniser, flattened

NAMES = [
    ("Apple", "apple"),
    ("Amazon", "amazon"),
    ("Amazon Web Services", "aws"),
    ("AWS", "aws"),
    ("AT&T", "att"),
    ("Booking.com", "booking"),
    ("C++ Lab", "cpp"),
    ("Google", "google"),
    ("Meta", "meta"),
    ("Microsoft", "microsoft"),
    ("L’Oréal", "loreal"),
    ("OpenAI", "openai"),
    ("Société Générale", "socgen"),
    ("Twitter", "x"),
    ("Yahoo!", "yahoo"),
    ("xAI", "xai"),
    (".NET Foundation", "net"),
    ("3M", "3m"),
]
RECOGNISER = Recogniser(NAMES)


def found(text: str) -> list[str]:
    return [one.slug for one in RECOGNISER.find(flattened(text))]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("L’action d’Apple recule", ["apple"]),
        ("l'ex-Twitter", ["x"]),
        ("Google-Microsoft, l’alliance", ["google", "microsoft"]),
        ("un accord Microsoft/OpenAI", ["microsoft", "openai"]),
        ("Amazon Web Services grandit", ["aws"]),
        ("Amazon\u00a0Web\u202fServices", ["aws"]),
        ("Amazon Web\nServices", ["aws"]),
        ("Amazon, Web Services", ["amazon"]),
        ("chez L'Oréal et Société Générale", ["loreal", "socgen"]),
        ("AT&T, Yahoo! et Booking.com.", ["att", "yahoo", "booking"]),
        ("Apple’s, (Apple) « Apple » “Apple” Apple…", ["apple"] * 5),
        ("la .NET Foundation, 3M et C++ Lab", ["net", "3m", "cpp"]),
        ("xAI", ["xai"]),
        ("Apple. Google", ["apple", "google"]),
        ("Apple : Google ; Meta ?", ["apple", "google", "meta"]),
        ("G7-Meta", ["meta"]),
    ],
)
def test_a_name_is_found(text: str, slugs: list[str]) -> None:
    assert found(text) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "métadonnées, Metaphore, MacApple, Applets",
        "apple, APPLE, AMAZON, meta",
        "Amazonie",
        "une Meta-analyse, un produit Apple-like",
        "amazon.fr et Amazon.fr, www.Google.fr",
        "contact@Google.com, écrire à Apple@example.org",
        "@Google #Apple",
        "https://www.example.org/Google/Apple?q=Meta",
        "Apple() Google_maps \\Apple",
        f"Amazon Web{BREAK}Services"[:0],
        "Societe Generale",
        "--Apple",
    ],
)
def test_what_looks_like_a_name_is_none(text: str) -> None:
    assert found(text) == []


def test_no_name_goes_across_a_block() -> None:
    assert found(f"Société{BREAK}Générale") == []


def test_accents_may_be_written_in_both_ways() -> None:
    assert found(unicodedata.normalize("NFD", "la Société Générale")) == ["socgen"]
    assert found(unicodedata.normalize("NFD", "Metà")) == []


def test_the_first_of_two_that_are_spelled_alike_counts() -> None:
    both = Recogniser([("Slack", "a"), ("Slack", "b")])
    assert [one.slug for one in both.find("Slack")] == ["a"]


def test_nobody_is_found_without_names() -> None:
    assert list(Recogniser([]).find("Apple")) == []
    assert list(Recogniser([("+", "plus"), ("", "rien")]).find("+ Apple")) == []


@given(st.lists(st.sampled_from([*(n for n, _ in NAMES), " ", "’", "-", ".", "a", BREAK, "@"])))
def test_what_is_found_is_spelled_so_and_never_overlaps(pieces: list[str]) -> None:
    text = flattened("".join(pieces))
    spellings = {(flattened(name), slug) for name, slug in NAMES}
    end = 0
    for one in RECOGNISER.find(text):
        assert one.start >= end
        end = one.end
        assert (text[one.start : one.end], one.slug) in spellings


def test_the_number_of_companies_costs_nothing_a_reader_would_notice() -> None:
    """One look in a table a word: the words looked at do not grow with the companies."""
    many = Recogniser([*NAMES, *((f"Zyx{n} Corp", f"z{n}") for n in range(5000))])
    text = flattened("L’action d’Apple recule face à Google. " * 50)
    assert [o.slug for o in many.find(text)] == ["apple", "google"] * 50
    assert len(many._candidates.findall(text)) <= 3 * 50 + 50


def test_a_text_of_one_endless_word_ends() -> None:
    assert found("Apple/" * 40_000)[:1] == ["apple"]
    assert found("@" + "x" * 300_000 + " Apple") == ["apple"]
