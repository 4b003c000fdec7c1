"""Forms: what each kind of field takes, what it refuses, and the JSON Schema of the same forms."""

import datetime as dt

import pytest

from site_builder.forms import FORMS, ArticleForm, CompanyForm
from site_builder.kinds import FLAG, LINE, MOMENT, SITE_PATH, SLUG, WEB_URL, choice, pattern, whole
from site_builder.schema import (
    Form,
    Kind,
    Plain,
    closest,
    entries_of,
    entry,
    json_schema,
    many,
    nested,
    one_or_many,
    pairs,
    read_form,
    shown,
)
from site_builder.settings import Config


def read(kind: Kind, value: object) -> object:
    """Return *value* as *kind* reads it, or the code of its fault."""

    class Asked(Form, frozen=True, kw_only=True):
        field: object = entry(kind, "A field.")

    form, faults = read_form(Asked, {"field": value})
    if form is None:
        (fault,) = faults
        assert fault.path[0] == "field"
        return fault.code
    return form.field


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Un titre", "Un titre"),
        (Plain("1.10"), "1.10"),
        ("  deux\n mots ", "deux mots"),
        ("deux\u00a0mots\u202f!", "deux\u00a0mots\u202f!"),
        ("", "empty-required"),
        ("  \n", "empty-required"),
        (None, "empty-required"),
        ("a" * 1000, "a" * 1000),
        ("a" * 1001, "too-long"),
        (["a"], "bad-text"),
        ({"a": "b"}, "bad-text"),
        (3, "bad-text"),
        (True, "bad-text"),
    ],
)
def test_a_line(value: object, expected: object) -> None:
    assert read(LINE, value) == expected


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"])
def test_a_line_holds_no_sign_that_a_page_cannot(sign: str) -> None:
    """Escapes of YAML and TOML bring in what no file may hold as it is."""
    assert read(LINE, f"a{sign}b") not in (f"a{sign}b",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-07-18", dt.date(2023, 7, 18)),
        (" 2023-7-8 ", dt.date(2023, 7, 8)),
        ("2024-02-29", dt.date(2024, 2, 29)),
        ("2023-07-18T07:30", dt.datetime(2023, 7, 18, 7, 30)),
        ("2023-07-18 7:30:15", dt.datetime(2023, 7, 18, 7, 30, 15)),
        ("2023-07-18T07:30Z", dt.datetime(2023, 7, 18, 7, 30, tzinfo=dt.UTC)),
        (
            "2023-07-18T07:30+0200",
            dt.datetime(2023, 7, 18, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        ),
        (dt.date(2023, 7, 18), dt.date(2023, 7, 18)),
        ("2023-02-30", "no-such-day"),
        ("2023-2-29 7:30", "no-such-day"),
        *(
            (wrong, "bad-date")
            for wrong in (
                "31 février 2023",
                "2023-13-01",
                "2023-00-10",
                "2023-07-18T25:61",
                "2023-07-18T24:00",
                "2023-07-18T07:30:60",
                "2023-07-18T07:30+25:00",
                "2023-07-18T",
                "2023-07-18T07",
                "20223-01-01",
                "0223-01-01",
                "0000-01-01",
                "9999-12-31",
                "18/07/2023",
                "18-07-2023",
                "20230718",
                "2023-07",
                "2023",
                "12:30:45",
                "hier",
                "٢٠٢٣-٠٧-١٨",
                3,
                True,
                ["2023-07-18"],
            )
        ),
        (None, "empty-required"),
    ],
)
def test_a_moment(value: object, expected: object) -> None:
    assert read(MOMENT, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (False, False),
        (Plain("true"), True),
        (Plain("No"), False),
        (Plain("OFF"), False),
        (Plain("non"), "bad-flag"),
        (Plain("oui"), "bad-flag"),
        (Plain("1"), "bad-flag"),
        ("true", "bad-flag"),
        (1, "bad-flag"),
        (0, "bad-flag"),
        ([], "bad-flag"),
    ],
)
def test_a_flag(value: object, expected: object) -> None:
    found = read(FLAG, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1),
        (10, 10),
        (Plain("7"), 7),
        (Plain("007"), 7),
        ("7", "bad-number"),
        (0, "bad-number"),
        (11, "bad-number"),
        (Plain("-1"), "bad-number"),
        (Plain("1.0"), "bad-number"),
        (Plain("1_0"), "bad-number"),
        (Plain("1e1"), "bad-number"),
        (Plain("٧"), "bad-number"),
        pytest.param(Plain("9" * 5000), "bad-number", id="typed"),
        pytest.param(10**5000, "bad-number", id="5000 digits"),
        (2.0, "bad-number"),
        (float("nan"), "bad-number"),
        (True, "bad-number"),
        (None, "empty-required"),
    ],
)
def test_a_whole_number(value: object, expected: object) -> None:
    assert read(whole(1, 10), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("llama-2", "llama-2"),
        (Plain("2023"), "2023"),
        ("a" * 120, "a" * 120),
        *(
            (wrong, "bad-slug")
            for wrong in (
                "a" * 121,
                "a" * 300,
                "..",
                "../etc",
                "a/b",
                "a\\b",
                "a\0b",
                "a b",
                "Llama",
                "été",
                "-a",
                "a-",
                "a--b",
                "a_b",
                "a.html",
                "%2e%2e",
                "…",
                "ａ",
                "a?b",
                "#",
            )
        ),
        ("", "empty-required"),
    ],
)
def test_a_slug(value: object, expected: object) -> None:
    assert read(SLUG, value) == expected


def test_a_slug_that_is_refused_comes_with_one_that_is_not() -> None:
    class Asked(Form, frozen=True, kw_only=True):
        slug: str = entry(SLUG, "A slug.")

    for wrong in ("Été à Paris", "a" * 119 + " b" * 20, "…", "../.."):
        _, (fault,) = read_form(Asked, {"slug": wrong})
        example = fault.params["example"]
        assert read(SLUG, example) == example


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/a?b=c#d", True),
        ("HTTPS://Example.org/", True),
        ("https://exämple.fr/é", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("example.org", False),
        ("ftp://example.org", False),
        ("https://", False),
        ("https:///a", False),
        ("https://a b", False),
        ('https://a/"onclick=x', False),
        ("https://a/<b>", False),
        ("https://user:secret@example.org", False),
        ("https://a\\b", False),
    ],
)
def test_a_web_address(value: str, accepted: bool) -> None:
    assert read(WEB_URL, value) == (value if accepted else "bad-url")


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("/", True),
        ("/a", True),
        ("/a/", True),
        ("/2019/été.html", True),
        ("a", False),
        ("//example.org/", False),
        ("https://example.org/a", False),
        ("/../a", False),
        ("/a/..", False),
        ("/a/./b", False),
        ("/a//b", False),
        ("/a?b", False),
        ("/a#b", False),
        ("/a b", False),
        ("/a\\b", False),
        ("/a\0b", False),
        ("/%2e%2e/a", False),
        ("/%2E./a", False),
        ("/a%2fb", False),
        ("/a%00", False),
    ],
)
def test_a_path_of_the_site(value: str, accepted: bool) -> None:
    found = read(SITE_PATH, value)
    assert (found == value) if accepted else (found != value)


def test_a_choice_suggests_the_nearest() -> None:
    assert read(choice("safe", "trusted"), "safe") == "safe"

    class Asked(Form, frozen=True, kw_only=True):
        raw: str = entry(choice("safe", "trusted"), "A choice.")

    _, (fault,) = read_form(Asked, {"raw": "trustd"})
    assert (fault.code, fault.params["suggestion"]) == ("bad-choice", "trusted")
    assert fault.params["known"] == "safe, trusted"
    for wrong in ("SAFE", "", 1, ["safe"], True):
        assert read(choice("safe"), wrong) == "bad-choice"


def test_a_pattern_takes_the_whole_text() -> None:
    kind = pattern("Q[1-9]+", what="a", what_fr="un", example="Q1")
    assert read(kind, "Q12") == "Q12"
    for wrong in ("Q", "xQ1", "Q1x", "Q1\nQ2", "q1"):
        assert read(kind, wrong) == "bad-pattern"


def test_every_faulty_item_of_a_list_is_told() -> None:
    class Asked(Form, frozen=True, kw_only=True):
        tags: tuple[str, ...] = entry(many(LINE), "Some.")

    _, faults = read_form(Asked, {"tags": ["a", None, [], "", {"b": 1}]})
    assert [(f.code, f.path) for f in faults] == [
        ("empty", ("tags", 1)),
        ("bad-text", ("tags", 2)),
        ("empty", ("tags", 3)),
        ("bad-text", ("tags", 4)),
    ]
    assert read(many(LINE), "a") == "bad-list"
    assert read(many(LINE), {"a": 1}) == "bad-list"
    assert read(many(LINE), []) == ()


def test_one_text_is_a_list_of_one() -> None:
    assert read(one_or_many(LINE), "Ana") == ("Ana",)
    assert read(one_or_many(LINE), ["Ana", "Zoé"]) == ("Ana", "Zoé")
    assert read(one_or_many(LINE), 3) == "bad-list"


def test_pairs() -> None:
    links = pairs(LINE, WEB_URL)
    assert read(links, {"Blog": "https://a.example"}) == (("Blog", "https://a.example"),)
    assert read(links, {2024: "https://a.example"}) == (("2024", "https://a.example"),)
    assert read(links, {"Blog": "x"}) == "bad-url"
    assert read(links, {"\0": "https://a.example"}) == "control-character"
    assert read(links, ["x"]) == "bad-mapping"


class _Inner(Form, frozen=True, kw_only=True):
    name: str = entry(LINE, "Name.")
    born: int | None = entry(whole(1800, 2100), "Year.", default=None)


def test_unknown_keys_are_told_at_every_level_with_a_suggestion() -> None:
    class Asked(Form, frozen=True, kw_only=True):
        one: _Inner = entry(nested(_Inner), "One.")
        some: tuple[_Inner, ...] = entry(many(nested(_Inner)), "Some.")

    form, faults = read_form(
        Asked, {"one": {"nmae": "a"}, "some": [{"name": "a", "Born": 1}], "onne": 1}
    )
    assert form is None
    told = [(f.code, f.path, f.params.get("suggestion")) for f in faults]
    assert sorted(told, key=str) == sorted(
        [
            ("unknown-key", ("onne",), "one"),
            ("unknown-key", ("one", "nmae"), "name"),
            ("required", ("one", "name"), None),
            ("unknown-key", ("some", 0, "Born"), "born"),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("compagnies", "companies"),
        ("companys", "companies"),
        ("Titre", "title"),
        ("resume", ""),
        ("auteurs", "authors"),
        ("author", "authors"),
        ("tag", "tags"),
        ("brouillon", ""),
        ("old-urls", "old_urls"),
        ("TITLE", "title"),
    ],
)
def test_the_suggestions_that_editors_need(typed: str, meant: str) -> None:
    known = tuple(entries_of(ArticleForm))
    assert closest(typed, known) == meant


def test_the_first_fault_hides_no_other() -> None:
    _, faults = read_form(
        CompanyForm, {"name": [], "aliases": "x", "founded": "hier", "wikidata": "380", "nom": 1}
    )
    assert sorted(f.code for f in faults) == sorted(
        ["unknown-key", "bad-text", "bad-list", "bad-number", "bad-pattern"]
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 79 + "…"),
        ("a\n b", "a b"),
        (None, "null"),
        ([1], "[…]"),
        ({"a": 1}, "{…}"),
        (True, "True"),
    ],
)
def test_a_value_is_shown_short(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_a_value_that_is_shown_cannot_drive_a_terminal() -> None:
    assert "\x1b" not in shown("\x1b[31mrouge")
    assert shown(10**5000)


# JSON Schema


@pytest.mark.parametrize("form", [*FORMS.values(), Config])
def test_a_schema_names_the_same_keys_as_the_form(form: type) -> None:
    schema = json_schema(form, "x")
    fields = list(entries_of(form))
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == fields
    assert schema["additionalProperties"] is False
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all(found["description"] for found in properties.values())
    _, faults = read_form(form, {})
    assert schema.get("required", []) == [fault.path[0] for fault in faults]
