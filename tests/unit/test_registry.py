"""The registry: a company by any of its names, and records that contradict each other."""

import pytest

from site_builder.content import ParseSettings, parse
from site_builder.fingerprint import digest_bytes
from site_builder.items import Company
from site_builder.markup import MarkupSettings
from site_builder.problems import Problem
from site_builder.registry import Registry, by_slips, register, slip_of
from site_builder.sources import Source
from site_builder.typesetter import AS_TYPED

SETTINGS = ParseSettings(
    markup=MarkupSettings(extensions=(), trusted=False, root="https://puce.example"),
    typesetter=AS_TYPED,
    time_zone="Europe/Paris",
)


def record(file: str, *lines: str) -> Company:
    data = "\n".join(["---", *lines, "---", ""]).encode()
    path = f"content/companies/{file}.md"
    parsed = parse(Source(path=path, data=data, digest=digest_bytes(data)), SETTINGS)
    assert isinstance(parsed.item, Company), parsed.problems
    return parsed.item


def told(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(
        f"{p.place.path.split('/')[-1]}:{p.place.line}:{p.place.column} {p.code}" for p in problems
    )


def registry(*records: Company) -> Registry:
    found, problems = register(list(records))
    assert problems == ()
    return found


META = record("meta", "name: Meta", "aliases: [Facebook, Meta Platforms]", "old_slugs: [fb]")
OREAL = record("oreal", "name: L’Oréal", "slug: loreal")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Meta", "meta"),
        ("META", "meta"),
        ("méta", "meta"),
        ("facebook", "meta"),
        ("Meta  Platforms", "meta"),
        ("meta-platforms", "meta"),
        ("L'Oréal", "loreal"),
        ("l’oreal", "loreal"),
        ("loreal", "loreal"),
        ("Nvidia", "nvidia"),
        ("AT&T", "at-et-t"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_company_by_any_of_its_names(name: str, slug: str) -> None:
    assert registry(META, OREAL).slug(name) == slug


@pytest.mark.parametrize(
    ("name", "near"),
    [("Metta", "Meta"), ("Facebok", "Meta"), ("L’Oréale", "L’Oréal"), ("Nvidia", ""), ("M", "")],
)
def test_a_slip_of_the_finger(name: str, near: str) -> None:
    assert registry(META, OREAL).close_to(name) == near


@pytest.mark.parametrize(
    ("slug", "near"),
    [
        ("gitlb", "gitlab"),  # a letter less
        ("gitlabb", "gitlab"),  # a letter more
        ("deepmnid", "deepmind"),  # two swapped
        ("deepmjnd", "deepmind"),  # one in the place of another
        ("deepmind", ""),  # itself
        ("gtlb", ""),  # two letters less
        ("studio-13", ""),  # another figure is another name
        ("ovg", ""),  # in a short name one letter is much
        ("", ""),
    ],
)
def test_a_slip_of_the_finger_among_names_without_a_record(slug: str, near: str) -> None:
    assert slip_of(slug, by_slips(("deepmind", "gitlab", "studio-12", "ovh"))) == near


def test_an_alias_that_two_companies_claim_is_told_with_the_other() -> None:
    other = record("fb", "name: FB Inc", "aliases: [Autre, FACEBOOK]")
    _, problems = register([META, other])
    assert told(problems) == ["meta.md:3:11 company.name-claimed"]
    assert dict(problems[0].params) == {
        "name": "Facebook",
        "other": "content/companies/fb.md",
    }


def test_an_alias_that_is_the_name_of_another_is_the_fault_of_the_alias() -> None:
    facebook = record("a-facebook", "name: Facebook")
    found, problems = register([META, facebook])
    assert told(problems) == ["meta.md:3:11 company.name-claimed"]
    assert found.slug("Facebook") == "facebook"


@pytest.mark.parametrize(
    "lines",
    [
        ("name: Meta",),
        ("name: MÉTA",),
        ("name: Autre", "slug: meta"),
        ("name: Autre", "aliases: [meta]"),
        ("name: Autre", "old_slugs: [meta]"),
        ("name: Autre", "old_slugs: [fb]"),
    ],
)
def test_a_name_or_slug_taken_twice(lines: tuple[str, ...]) -> None:
    _, problems = register([META, record("z", *lines)])
    assert [p.code for p in problems] == ["company.name-claimed"]
    assert problems[0].place.path == "content/companies/z.md"


def test_a_company_may_repeat_its_own_names() -> None:
    registry(record("x", "name: X", "aliases: [x, X, Twitter]", "slug: x", "old_slugs: [twitter]"))


def test_the_order_of_the_records_changes_nothing() -> None:
    other = record("fb", "name: FB Inc", "aliases: [FACEBOOK]")
    assert register([META, other, OREAL]) == register([OREAL, other, META])


# Parents


def test_parents_and_children() -> None:
    whatsapp = record("whatsapp", "name: WhatsApp", "parent: facebook")
    found = registry(META, whatsapp)
    assert found.children("meta") == (whatsapp,)
    assert found.children("whatsapp") == ()


@pytest.mark.parametrize(
    ("parents", "faulty"),
    [
        ({"a": "a"}, ["a"]),
        ({"a": "b", "b": "a"}, ["a", "b"]),
        ({"a": "b", "b": "c", "c": "a"}, ["a", "b", "c"]),
        ({"a": "b", "b": "a", "c": "a", "d": "c"}, ["a", "b"]),
        ({"a": "b", "b": "c", "c": ""}, []),
    ],
)
def test_a_circle_of_parents(parents: dict[str, str], faulty: list[str]) -> None:
    records = [
        record(name, f"name: Soc {name}", *([f"parent: SOC {parent}"] if parent else []))
        for name, parent in parents.items()
    ]
    _, problems = register(records)
    assert told(problems) == [f"{name}.md:3:9 company.parent-cycle" for name in faulty]
    if faulty:
        first, *_, last = dict(problems[0].params)["cycle"].split(" → ")
        assert first == last


def test_a_circle_by_way_of_an_alias() -> None:
    _, problems = register([record("x", "name: X", "aliases: [Twitter]", "parent: Twitter")])
    assert told(problems) == ["x.md:4:9 company.parent-cycle"]


def test_a_long_line_of_parents_is_no_circle() -> None:
    records = [record("s0", "name: Soc 0")]
    records += [record(f"s{n}", f"name: Soc {n}", f"parent: Soc {n - 1}") for n in range(1, 60)]
    registry(*records)


@pytest.mark.parametrize(("parent", "suggestion"), [("Metta", "Meta"), ("Zzz", "")])
def test_a_parent_without_a_record(parent: str, suggestion: str) -> None:
    _, problems = register([META, record("i", "name: Instagram", f"parent: {parent}")])
    (found,) = problems
    assert told(problems) == ["i.md:3:9 company.unknown-parent"]
    assert dict(found.params)["suggestion"] == suggestion


def test_a_parent_of_which_nothing_is_left_is_not_told_to_be_written_as_a_nameless_file() -> None:
    _, problems = register([record("i", "name: Instagram", "parent: '…'")])
    (found,) = problems
    assert dict(found.params)["slug"] != "" or found.code == "name.no-slug"
