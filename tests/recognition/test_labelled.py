"""The labelled sentences by which the recognition of companies in running text is judged.

`sentences.txt` holds one sentence a line, a tab, and the slugs of the companies it mentions, in the
order of first mention; nothing after the tab: nobody. The records are those of `companies/`.
What an attentive French reader would say decides, within these rules:

- names, aliases and products count as their records write them, accents and case included;
  apostrophes straight or curly, spaces and hyphens no-break or not, accents composed or not, are
  the same;
- the name of an `ambiguous` record never counts by itself; its aliases and products do;
- the longest name counts: « Amazon Web Services » is not also « Amazon »;
- « d’Apple », « l’ex-Twitter », « anti-Google », « Microsoft/OpenAI » and the plural of a product
  (« des iPhones ») count; before a hyphen and a small letter nothing does (« Apple-like »);
- addresses, domains, handles, hashtags, paths, file names and code are nobody, except a company
  whose own name is a domain (Booking.com);
- people, places and works that only share a name are nobody (« Nikola Tesla », « Apple Records »).

A few sentences need what the reader knows of the world (« Heath Ledger »): they are labelled for
that reader all the same, and no recogniser owes them all.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from site_builder.content import ParseSettings, parse
from site_builder.fingerprint import digest_bytes
from site_builder.items import Company
from site_builder.markup import MarkupSettings
from site_builder.recognition import Recogniser, flattened
from site_builder.registry import names_in_text, register
from site_builder.sources import Source
from site_builder.text import slugify
from site_builder.typesetter import AS_TYPED

_HERE = Path(__file__).parent
_SETTINGS = ParseSettings(
    markup=MarkupSettings(extensions=(), trusted=False, root="https://puce.example"),
    typesetter=AS_TYPED,
    time_zone="Europe/Paris",
)
_GROUP = re.compile(r"# (\d\d) \S.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A sentence, the companies it mentions by slug, and the group and line it stands in."""

    text: str
    companies: tuple[str, ...]
    group: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Misjudged:
    """A sentence in which something else was found than its label says, order included."""

    sentence: Labelled
    found: tuple[str, ...]

    def __str__(self) -> str:
        found = ", ".join(self.found) or "nobody"
        wanted = ", ".join(self.sentence.companies) or "nobody"
        return f"sentences.txt:{self.sentence.line}: {self.sentence.text}: {found}, not {wanted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well a recogniser did. What it counts are mentions: a company in a sentence, once."""

    true_positives: int
    false_positives: int
    false_negatives: int
    misjudged: tuple[Misjudged, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 when nothing was found."""
        found = self.true_positives + self.false_positives
        return self.true_positives / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of what there was that was found; 1 when there was nothing."""
        wanted = self.true_positives + self.false_negatives
        return self.true_positives / wanted if wanted else 1.0


def judge(found: Callable[[str], tuple[str, ...]]) -> Score:
    """Return how well *found* names the companies of the labelled sentences.

    *found* takes a sentence and returns the slugs of the companies it mentions, each once, in the
    order of first mention.
    """
    right = wrong = missed = 0
    misjudged = []
    for sentence in sentences():
        answer = found(sentence.text)
        wanted, given = set(sentence.companies), set(answer)
        right += len(wanted & given)
        wrong += len(given - wanted)
        missed += len(wanted - given)
        if answer != sentence.companies:
            misjudged.append(Misjudged(sentence=sentence, found=answer))
    return Score(
        true_positives=right,
        false_positives=wrong,
        false_negatives=missed,
        misjudged=tuple(misjudged),
    )


@cache
def records() -> tuple[Company, ...]:
    """Return the companies of the labelled set, read as those of a site are."""
    return tuple(_record(path) for path in sorted((_HERE / "companies").glob("*.md")))


@cache
def sentences() -> tuple[Labelled, ...]:
    """Return the labelled sentences in the order of the file."""
    found = []
    group = ""
    for number, line in enumerate(_lines(), 1):
        if line.startswith("#"):
            group = line
            continue
        text, tab, slugs = line.partition("\t")
        assert tab, f"sentences.txt:{number}: no tab"
        assert text == text.strip(), f"sentences.txt:{number}: stray spaces"
        companies = tuple(slugs.split(",")) if slugs else ()
        found.append(Labelled(text=text, companies=companies, group=group, line=number))
    return tuple(found)


def _lines() -> list[str]:
    # Not `splitlines`, for which other characters than the line break end a line.
    return (_HERE / "sentences.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _record(path: Path) -> Company:
    data = path.read_bytes()
    place = f"content/companies/{path.name}"
    parsed = parse(Source(path=place, data=data, digest=digest_bytes(data)), _SETTINGS)
    assert isinstance(parsed.item, Company), parsed.problems
    assert parsed.problems == ()
    return parsed.item


def test_the_records_stand_together() -> None:
    registry, problems = register(list(records()))
    assert problems == ()
    assert len(registry.records) >= 60
    # The file of a record is found by the slug that labels use.
    assert [f"{record.slug}.md" for record in records()] == [
        Path(record.source).name for record in records()
    ]


def test_no_two_records_claim_a_name_or_a_product() -> None:
    owners: dict[str, str] = {}
    for record in records():
        for name in (record.name, *record.aliases, *record.products):
            assert owners.setdefault(slugify(name), record.slug) == record.slug, name


def test_there_are_sentences_enough_of_each_kind() -> None:
    nobody = [s for s in sentences() if not s.companies]
    several = [s for s in sentences() if len(s.companies) > 1]
    assert len(sentences()) >= 300
    assert len(nobody) >= 100
    assert len(several) >= 40


def test_no_sentence_stands_twice() -> None:
    # Two that differ in their apostrophes or spaces alone are two: that is what they try.
    texts = [s.text for s in sentences()]
    assert sorted(texts) == sorted(set(texts))


def test_labels_are_companies_each_once() -> None:
    known = {record.slug for record in records()}
    for sentence in sentences():
        labels = sentence.companies
        assert set(labels) <= known, sentence
        assert len(labels) == len(set(labels)), sentence


def test_every_company_is_mentioned_somewhere() -> None:
    mentioned = {slug for sentence in sentences() for slug in sentence.companies}
    assert {record.slug for record in records()} == mentioned


def test_groups_are_numbered_in_order_and_none_is_empty() -> None:
    headings = [line for line in _lines() if line.startswith("#")]
    numbers = [found[1] for found in map(_GROUP.fullmatch, headings) if found]
    assert numbers == [f"{n:02}" for n in range(1, len(headings) + 1)]
    assert list(dict.fromkeys(sentence.group for sentence in sentences())) == headings


@pytest.mark.parametrize(
    ("sign", "least"),
    [
        ("’", 100),
        ("'", 10),
        ("«\u00a0", 20),
        ("\u00a0»", 20),
        ("\u202f", 3),
        ("\u2011", 2),
        ("“", 2),
        ('"', 1),
        ("(", 5),
        ("/", 10),
        ("–", 2),
        ("—", 2),
        ("…", 3),
        ("#", 5),
        ("@", 5),
        ("https://", 5),
        ("&", 5),
        ("+", 5),
    ],
)
def test_typography_is_varied(sign: str, least: int) -> None:
    assert sum(sign in sentence.text for sentence in sentences()) >= least


def test_some_sentences_spell_accents_as_combining_characters() -> None:
    texts = [sentence.text for sentence in sentences()]
    assert sum(text != unicodedata.normalize("NFC", text) for text in texts) >= 2


def test_a_reader_who_knows_the_labels_makes_no_mistake() -> None:
    labels = {sentence.text: sentence.companies for sentence in sentences()}
    score = judge(labels.__getitem__)
    assert (score.precision, score.recall, score.misjudged) == (1.0, 1.0, ())
    assert score.true_positives == sum(map(len, labels.values()))


def test_who_finds_nothing_misses_everything() -> None:
    score = judge(lambda _: ())
    assert (score.true_positives, score.false_positives) == (0, 0)
    assert (score.precision, score.recall) == (1.0, 0.0)
    assert len(score.misjudged) == sum(bool(s.companies) for s in sentences())


def test_what_is_found_and_not_there_costs_precision_and_the_order_counts() -> None:
    labels = {sentence.text: sentence.companies for sentence in sentences()}
    nobody = next(s for s in sentences() if not s.companies)
    several = next(s for s in sentences() if len(s.companies) > 1)
    answers = labels | {nobody.text: ("apple",), several.text: several.companies[::-1]}
    score = judge(answers.__getitem__)
    assert (score.false_positives, score.false_negatives) == (1, 0)
    assert score.precision < 1.0
    assert {m.sentence for m in score.misjudged} == {nobody, several}
    assert f"{nobody.text}: apple, not nobody" in "\n".join(map(str, score.misjudged))


def test_the_recogniser_of_the_house_is_right_and_misses_little(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its score stands beside the sentences, in `score.txt`: a change of it is a decision."""
    recogniser = Recogniser(names_in_text(records()))

    def found(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.slug for one in recogniser.find(flattened(text))))

    score = judge(found)
    told = (
        f"{len(sentences())} sentences, {len(records())} companies: "
        f"precision {score.precision:.3f}, recall {score.recall:.3f}\n\n"
        + "".join(f"{one}\n" for one in score.misjudged)
    )
    with capsys.disabled():
        print(f"\nrecognition: {told.splitlines()[0]}")  # noqa: T201  # a figure to be seen
    assert score.precision >= 0.98, told
    assert score.recall >= 0.98, told
    assert (_HERE / "score.txt").read_text(encoding="utf-8") == told
