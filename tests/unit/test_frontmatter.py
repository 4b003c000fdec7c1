"""Bytes → front matter and body: every fault with its line, and no trap of YAML's own."""

import itertools
from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.frontmatter import plain_matter, read_matter
from site_builder.schema import Plain
from site_builder.textfile import decode, position
from site_builder.yaml_matter import read_yaml, split
from tests.markdown_texts import corpus

PATH = "content/articles/x.md"


def faults(text: str) -> list[str]:
    """Return what is wrong with the front matter of *text*: `line:column code`."""
    _, problems = read_matter(text, PATH)
    return [
        f"{p.place.line}:{p.place.column} {p.code.removeprefix('front-matter.')}" for p in problems
    ]


def fields(*lines: str) -> dict[str, object]:
    matter, problems = read_matter("\n".join(["---", *lines, "---", "Texte."]), PATH)
    assert matter is not None, problems
    return dict(matter.fields)


# Bytes


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "é"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\rb\r", "a\nb\n"),
        (b"a\r\n\rb\n", "a\n\nb\n"),
        ("a\tb\u00a0c\u202fd".encode(), "a\tb\u00a0c\u202fd"),
        ("🚀".encode(), "🚀"),
    ],
)
def test_text_is_read_whatever_its_mark_and_ends_of_line(data: bytes, text: str) -> None:
    assert decode(data, PATH) == (text, ())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "0:0 file.empty"),
        (b"\xef\xbb\xbf", "0:0 file.empty"),
        (b" \r\n\t\n", "0:0 file.empty"),
        ("é".encode("utf-16"), "0:0 file.utf-16"),
        (b"\xfe\xff\x00a", "0:0 file.utf-16"),
        (b"a\nb\xe9", "2:2 file.encoding"),
        ("éé\n".encode() + "éé".encode() + b"\xff", "2:3 file.encoding"),
        (b"a\r\nb\xe9", "2:2 file.encoding"),
        (b"a\rb\xe9", "2:2 file.encoding"),
        (b"\xef\xbb\xbfa\xe9", "1:2 file.encoding"),
        (b"\xed\xa0\x80", "1:1 file.encoding"),
        (b"\xc0\xaf", "1:1 file.encoding"),
        (b"a\n\x00", "2:1 file.control-character"),
        ("a\n\u0085".encode(), "2:1 file.control-character"),
        ("a\ufffe".encode(), "1:2 file.control-character"),
    ],
)
def test_bytes_that_are_no_text_are_told_where_they_stand(data: bytes, expected: str) -> None:
    text, problems = decode(data, PATH)
    assert text == ""
    assert [f"{p.place.line}:{p.place.column} {p.code}" for p in problems] == [expected]


def test_a_file_of_control_characters_does_not_flood_the_terminal() -> None:
    _, problems = decode(b"\x01" * 1000, PATH)
    assert 1 <= len(problems) <= 20


def test_a_line_separator_is_no_invisible_line() -> None:
    """U+2028 comes with a paste from InDesign; YAML would break the line there, editors do not."""
    text, problems = decode("---\ntitle: Meta\u2028ouvre\ndate: hier\n---\n".encode(), PATH)
    if not problems:
        matter, problems = read_matter(text, PATH)
        assert matter is not None, problems
        assert matter.at("date") == (3, 7)
    assert all(p.place.line == 2 for p in problems)


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [("", 0, (1, 1)), ("ab", 1, (1, 2)), ("a\nb", 2, (2, 1)), ("a\n", 2, (2, 1))],
)
def test_positions_count_from_one(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert position(text, offset) == expected


# Where the front matter is


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Texte.", "1:0 missing"),
        (" ---\ntitle: a\n---\n", "1:0 missing"),
        ("\n---\ntitle: a\n---\n", "1:0 missing"),
        ("--\ntitle: a\n--\n", "1:0 missing"),
        ("+++\ntitle = 'a'\n+++\n", "1:0 missing"),
        ("---", "1:0 unclosed"),
        ("---\n", "1:0 unclosed"),
        ("---\ntitle: a\n", "1:0 unclosed"),
        ("---\ntitle: a\n ---\nTexte.\n", "1:0 unclosed"),
        ("---\ntitle: a\n--\nTexte.\n", "1:0 unclosed"),
    ],
)
def test_a_front_matter_that_does_not_open_or_close(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_a_rule_in_the_text_does_not_close_a_front_matter_that_is_never_closed() -> None:
    """`title` and `date`, then text, then `---` as a rule: the fault is above the text."""
    (found,) = faults("---\ntitle: a\ndate: 2023-07-18\n\nUn texte, deux mots.\n\n---\n\nFin.\n")
    assert found in {"1:0 unclosed", "5:1 misplaced"}


@pytest.mark.parametrize("closing", ["---", "--- ", "----"])
def test_body_and_its_line(closing: str) -> None:
    matter, _ = read_matter(f"---\ntitle: a\n{closing}\n\n\nTexte.\n---\nFin.\n", PATH)
    assert matter is not None
    lines = f"---\ntitle: a\n{closing}\n\n\nTexte.\n---\nFin.\n".split("\n")
    first = matter.body.split("\n")[0]
    assert lines[matter.body_line - 1] == first
    assert matter.body.endswith("---\nFin.\n") or matter.body.endswith("---\nFin.")


def test_blank_lines_above_the_keys_do_not_shift_the_lines() -> None:
    matter, _ = read_matter("---\n\n\ntitle: a\n---\nTexte.", PATH)
    assert matter is not None
    assert matter.at("title") == (4, 8)


def test_a_comment_is_no_value() -> None:
    matter, _ = read_matter("---\n# rien\n---\nTexte.", PATH)
    assert matter is not None
    assert matter.fields == {}


# Values stay what was typed


@pytest.mark.parametrize(
    "typed",
    [
        "non", "no", "No", "oui", "yes", "on", "off", "y", "true", "1.10", "12:30:45", "1_000",
        "0x1F", "0o17", "1e3", ".inf", "2023-07-18", "=", "<<", "012",
    ],
)  # fmt: skip
def test_a_value_without_quotes_is_the_text_that_was_typed(typed: str) -> None:
    found = fields(f"title: {typed}", f"tags: [{typed}]")
    assert found == {"title": typed, "tags": [typed]}
    assert isinstance(found["title"], Plain)


@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL"])
def test_an_absent_value_is_none(typed: str) -> None:
    assert fields(f"title: {typed}") == {"title": None}


@pytest.mark.parametrize("typed", ["'non'", '"non"', "!!str non", "|\n  non", ">-\n  non"])
def test_a_quoted_value_is_no_plain_text(typed: str) -> None:
    found = fields(f"title: {typed}")["title"]
    assert str(found).strip() == "non"
    assert not isinstance(found, Plain) or typed.startswith("!!")


def test_nothing_is_run_or_made_of_a_tag() -> None:
    assert fields('title: !!python/object/apply:os.system ["true"]') == {"title": ["true"]}
    assert fields("title: !!python/name:os.system x") == {"title": "x"}
    assert fields("title: !inconnu x") == {"title": "x"}


def test_a_merge_key_is_a_key_like_another() -> None:
    assert fields("<<: {a: b}") == {"<<": {"a": "b"}}


# Faults of YAML


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["title: a", "\tdate: b"], "3:1 tab"),
        (["image:", "\tsrc: a"], "3:1 tab"),
        (["image:", "  \tsrc: a"], "3:3 tab"),
        (["tags:", "\t- a"], "3:1 tab"),
        (["title:\t@a"], "2:8 needs-quotes"),
        (['title: "a'], "2:8 unclosed-quote"),
        (['title: "a', "date: b"], "2:8 unclosed-quote"),
        (["title: 'l'été"], "2:11 yaml"),
        (["title: 'a", "date: 'b'"], "*"),
        (['title: "C:\\Users"'], "2:11 *"),
        (["title: Google : la riposte"], "2:15 colon"),
        (["title: Google: la riposte"], "2:14 colon"),
        (["summary: Deux mots : trois : quatre"], "2:20 colon"),
        (["title: a", " date: b"], "3:2 misplaced"),
        (["title: a", "summary", "date: b"], "3:1 misplaced"),
        (["title:a", "date: b"], "[23]:1 misplaced"),
        (["title: @meta"], "2:8 needs-quotes"),
        (["title: `a`"], "2:8 needs-quotes"),
        (["title: %a"], "2:8 needs-quotes"),
        (["title: *Meta* répond"], "2:8 needs-quotes"),
        (["title: - a"], "2:8 needs-quotes"),
        (["tags: [@a]"], "2:8 needs-quotes"),
        (["title: > 30 % de plus"], "2:* needs-quotes"),
        (['title: "Google" répond'], "2:17 yaml"),
        (["title: [Exclusif] Meta"], "2:19 yaml"),
        (["tags: [a, b"], "*"),
        (["tags: [a, , b]"], "2:* yaml"),
        (["tags: {a"], "*"),
        (["title: a", "title: b"], "3:1 duplicate-key"),
        (["title: a", '"title": b'], "3:2 duplicate-key"),
        (["image:", "  src: a", "  src: b"], "4:3 duplicate-key"),
        (["? [a]", ": b"], "2:3 key"),
        (["? {a: b}", ": c"], "2:3 key"),
        (["- a"], "2:1 not-a-mapping"),
        (["texte"], "2:1 not-a-mapping"),
        (["'texte'"], "2:* not-a-mapping"),
        (["a: &x [*x]"], "2:* anchor"),
        (["a: &x {b: *x}"], "2:* anchor"),
        (["&x a: *x", "b: *rien"], "*"),
        (["a: b", "...", "c: d"], "*"),
        (["%YAML 3.0"], "*"),
        (["a: !<> b"], "*"),
        (["a: [" + "[" * 50 + "]" * 50 + "]"], "2:* *"),
    ],
)
def test_a_fault_of_yaml_is_told_where_it_is(lines: list[str], expected: str) -> None:
    (found,) = faults("\n".join(["---", *lines, "---", "Texte."]))
    assert fnmatchcase(found, expected), found
    line = int(found.partition(":")[0])
    assert 2 <= line <= len(lines) + 2


def test_anchors_that_multiply_are_stopped() -> None:
    laughs = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    (found,) = faults("\n".join(["---", *laughs, "---"]))
    assert found.endswith(" anchor")


def test_an_anchor_used_twice_is_welcome() -> None:
    assert fields("a: &x [b]", "c: *x") == {"a": ["b"], "c": ["b"]}


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 20_000,
        "a: " + "{a: " * 5_000,
        "a:\n" + "- " * 20_000 + "x",
        "\n".join(" " * n + "a:" for n in range(1_500)),
        "? " * 5_000 + "x",
    ],
)
def test_nesting_without_end_is_a_problem_not_a_crash(text: str) -> None:
    assert len(faults(f"---\n{text}\n---\nTexte.")) == 1


def test_duplicate_keys_are_all_told_and_name_the_first() -> None:
    _, problems = read_matter("---\na: 1\nb: 2\na: 3\nb: 4\n---\n", PATH)
    told = [(p.place.line, dict(p.params)) for p in problems]
    assert told == [(4, {"key": "a", "first": "2"}), (5, {"key": "b", "first": "3"})]


def test_the_example_of_an_unquoted_colon_is_what_to_write() -> None:
    _, problems = read_matter('---\ntitle: Google : « "non" »\n---\n', PATH)
    example = dict(problems[0].params)["example"]
    again, problems = read_matter(f"---\n{example}\n---\n", PATH)
    assert again is not None, (example, problems)
    assert again.fields == {"title": 'Google : « "non" »'}


def test_marks_say_where_each_value_stands() -> None:
    matter, _ = read_matter('---\ntags: [a, "b"]\nimage:\n  src: c\n---\n', PATH)
    assert matter is not None
    assert matter.marks == (
        ("tags", 2, 7),
        ("tags.0", 2, 8),
        ("tags.1", 2, 12),
        ("image", 4, 3),
        ("image.src", 4, 8),
    )


# Without YAML

VALUES = (
    *("Mot", "Un titre", "2023-01-02T07:00", "1.10", "no", "é", "« Titre »", "5 %", "a, b"),
    *("a [b]", "a:b", "http://x.fr/a#b", "tag:x.fr,2023:y", "a#b", "a - b"),
    *("l'IA", 'a "b"', "a  b", "_a"),
    *('"x"', '"a: b"', '""', "'x'", "''", "'a, \"b\"'", "[a, b]", "[a,b]", "[]", '["a, b", c]'),
    *("\n- a\n- b", "\n  - a\n  - b", "\n- \"a: b\"\n- 'c'", "\n  -  a b", "x" * 300, "nul"),
)
ODD_VALUES = (
    *("", "~", "null", "Null", "[null]", "a: b", "a :b", "a :", "a:", "a # b", "a\t#b", "#", "\tb"),
    *('"a\\n"', '"a" b', '"a', "'a''b'", "'a", "[ a ]", "[a, ]", "[a: b]", "[a, [b]]", "[a] b"),
    *("{a: b}", "|\n  a", ">\n  a", "&a b", "*a", "!x", "%a", "@a", "`a", "?", "? a", "-", "- a"),
    *("a\n  b", '"a\n  b"', "[a,\n  b]", "\n- a: b", "\n- a\n  b", "\n - a\n- b", "\n- - a"),
    *("\n  a: b", "\n- a\n\n- b", "a\n# b", "a\n\nb: c", "a ", "\ufeffa", "a\ufeff", "\u00a0"),
    *("a\x85b", "a\u2028b", "[a #b]", "[a#b]", "\n- a #b", "\n- null", "---", "...", "a\n---b"),
    *("\x01", "[a", "[a?b]", "\n-a", "😀 a", "a 😀", "[a]]", "a\u00a0", "=", "<", "$a", "/a"),
)
KEYS = ("title", "a", "A-b", "x_1", "yes", "é", "1", "", "null", "? a", "<<", "- a", "k" * 80, " a")

entries = st.tuples(
    st.sampled_from(KEYS),
    st.sampled_from((": ", ": ", ":", ":  ", " : ")),
    st.sampled_from(VALUES + ODD_VALUES) | st.text(max_size=5),
    st.sampled_from(("\n", "\n", "\n", "\n\n", " \n")),
)
matters = st.tuples(
    st.sampled_from(("---\n", "---\n", "----\n", "--- \n", "---\n\n")),
    st.lists(entries.map("".join), max_size=4).map("".join),
    st.sampled_from(("---\nTexte", "---\n\n  Texte", "--- \n", "---", "----\n", "--\n", "...")),
).map("".join)


def same_as_yaml(text: str) -> bool:
    """Return whether *text* is read without YAML; then it must be read as YAML does."""
    plain = plain_matter(text)
    if plain is None:
        return False
    parts = split(text)
    assert parts is not None
    found, problems = read_yaml(parts[0], PATH)
    assert found is not None, problems
    assert (plain.yaml, plain.body) == parts
    assert plain.marks == found.marks
    assert shape(plain.fields) == shape(found.fields)
    return True


def shape(fields: Mapping[str, object]) -> list[object]:
    """Return the keys and values of *fields* in their order, with their types."""
    return [
        (key, value, [type(v) for v in value] if isinstance(value, list) else type(value))
        for key, value in fields.items()
    ]


def entry(key: str, value: str) -> str:
    return f"{key}:{value}\n" if value.startswith("\n") else f"{key}: {value}\n"


@pytest.mark.parametrize("value", VALUES)
def test_plain_values_are_read_without_yaml_as_yaml_reads_them(value: str) -> None:
    assert same_as_yaml(f"---\n{entry('a', value)}---\nTexte.\n")
    assert same_as_yaml(f"---\nb: c\n{entry('a', value)}d: [e]\n---\n\nTexte.\n")


def test_any_two_values_are_read_as_yaml_reads_them() -> None:
    for one, other in itertools.product(VALUES + ODD_VALUES, repeat=2):
        same_as_yaml(f"---\n{entry('a', one)}{entry('b', other)}---\nTexte")


def test_every_front_matter_of_the_sample_and_the_tests_is_read_as_yaml_reads_it() -> None:
    texts = [text for text in corpus() if text.startswith("---\n")]
    assert sum(map(same_as_yaml, texts)) > len(texts) // 2


@given(text=matters)
def test_any_front_matter_is_read_as_yaml_reads_it(text: str) -> None:
    same_as_yaml(text)


def test_more_values_than_front_matter_needs_are_refused_in_a_plain_list_too() -> None:
    assert faults(f"---\na: [{', '.join(['b'] * 2000)}]\n---\n") == ["2:3002 anchor"]
