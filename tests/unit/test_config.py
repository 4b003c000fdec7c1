"""`site.toml`: three lines are enough, and every fault is told with its line."""

import time
from fnmatch import fnmatchcase

import pytest

from site_builder.config import read_config
from site_builder.positions import locate
from site_builder.settings import Config

MINIMAL = """\
title = "La Puce"
base_url = "https://puce.example"
description = "Une lettre."
"""


def faults(data: bytes | str) -> list[str]:
    """Return what is wrong with *data*: `line:column code`, in the order of the file."""
    config, problems = read_config(data.encode() if isinstance(data, str) else data)
    assert (config is None) == bool(problems)
    ordered = sorted(problems, key=lambda p: (p.place.line, p.place.column, p.params))
    return [f"{p.place.line}:{p.place.column} {p.code.removeprefix('config.')}" for p in ordered]


def assert_faults(data: bytes | str, *expected: str) -> None:
    found = faults(data)
    assert len(found) == len(expected), found
    assert all(map(fnmatchcase, found, expected)), found


def config_of(text: str) -> Config:
    config, problems = read_config(text.encode())
    assert config is not None, problems
    return config


def test_three_lines_are_enough() -> None:
    config = config_of(MINIMAL)
    assert (config.title, config.language, config.time_zone) == ("La Puce", "fr-FR", "Europe/Paris")
    assert config.zone.key == "Europe/Paris"


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + MINIMAL.encode(), MINIMAL.replace("\n", "\r\n").encode()],
    ids=["byte order mark", "CRLF"],
)
def test_other_editors_files_are_read(data: bytes) -> None:
    assert read_config(data) == read_config(MINIMAL.encode())


@pytest.mark.parametrize(
    "section", ["search", "theme", "images", "companies", "rights", "email", "edition"]
)
def test_a_table_that_means_nothing_yet_is_told(section: str) -> None:
    """A setting that is silently ignored is worse than one that is refused."""
    assert_faults(f"{MINIMAL}[{section}]\nx = 1\n", "[45]:* unknown-key")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", ["0:0 required"] * 3),
        (b"title = 'x'\ndescription = '\xe9'\n", ["2:* file.encoding"]),
        (MINIMAL.encode("utf-16"), ["* file.utf-16"]),
        (f"{MINIMAL}author = Marie\n", ["4:10 toml"]),
        (f"{MINIMAL}[feeds\n", ["4:7 toml"]),
        (f"{MINIMAL}title = 'x'\n", ["4:* toml"]),
        (f"{MINIMAL}[feeds]\n[feeds]\n", ["5:* toml"]),
        (f'{MINIMAL}language = "fr\n', ["4:* toml"]),
        (f'{MINIMAL}language = """fr\n', ["[45]:* toml"]),
        (MINIMAL.replace('"La Puce"', "« La Puce »"), ["1:9 toml"]),
        (MINIMAL.replace("\n", "\r"), ["1:* toml"]),
        (f"{MINIMAL}a = \0\n", ["4:* toml"]),
        (f"{MINIMAL}a = 2023-02-30\n", ["4:* toml"]),
        (f"{MINIMAL}a = {'[' * 5000}\n", ["* toml"]),
        (f"{MINIMAL}{'a.' * 5000}b = 1\n", ["*"]),
    ],
)
def test_what_is_no_toml(data: bytes | str, expected: list[str]) -> None:
    assert_faults(data, *expected)


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000, "-1", "0", "1.5", "inf", "true"])
def test_a_number_that_is_none(number: str) -> None:
    assert_faults(f"{MINIMAL}[feeds]\nitems = {number}\n", "[05]:* *")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('titel = "x"', ["4:1 unknown-key"]),
        ("[feds]", ["4:* unknown-key"]),
        ("[feeds]\nitem = 3", ["5:1 unknown-key"]),
        ("feeds = {item = 3}", ["4:* unknown-key"]),
        ("feeds.item = 3", ["4:* unknown-key"]),
        ('[[navigation.menu]]\nlabel = "a"\nurl = "/"\nurll = "/"', ["7:1 unknown-key"]),
        ('[[navigation.menu]]\nlabel = "a"', ["4:* required"]),
        ('[author]\nnom = "x"', ["4:* required", "5:1 unknown-key"]),
        ('"titel" = "x"', ["4:1 unknown-key"]),
        ("[typography]\nquote = true", ["5:1 unknown-key"]),
    ],
)
def test_unknown_and_missing_keys_at_every_level(text: str, expected: list[str]) -> None:
    assert_faults(f"{MINIMAL}{text}\n", *expected)


def test_the_second_item_of_a_list_of_tables_is_the_one_that_is_told() -> None:
    good = '[[navigation.menu]]\nlabel = "a"\nurl = "/"\n'
    assert_faults(f"{MINIMAL}{good}{good.replace('/', 'x')}", "9:* bad-path")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('title = ""', "1:* empty-required"),
        ("title = 3", "1:* bad-text"),
        ("title = 2023-07-18", "1:* bad-text"),
        ("title = ['a']", "1:* bad-text"),
        (f'title = "{"a" * 1001}"', "1:* too-long"),
        ('title = "a\\u0000b"', "1:* *"),
        ('title = "a\\u001b[31mb"', "1:* *"),
    ],
)
def test_a_title_that_cannot_be(text: str, expected: str) -> None:
    assert_faults(MINIMAL.replace('title = "La Puce"', text), expected)


@pytest.mark.parametrize(
    "url",
    [
        "https://puce.example",
        "https://puce.example/",
        "http://localhost:8000",
        "https://puce.example/lettre/2023",
        "https://xn--exmple-cua.fr",
        "https://a-b.c-d.example",
    ],
)
def test_a_base_url(url: str) -> None:
    assert config_of(MINIMAL.replace("https://puce.example", url)).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "ftp://puce.example",
        "file:///srv/www",
        "javascript:alert(1)",
        "puce.example",
        "//puce.example",
        "/lettre/",
        "https://",
        "https:///lettre",
        "https://?a",
        "https://puce.example/?a=1",
        "https://puce.example/#a",
        "https://puce.example/a b",
        "https://puce .example",
        "https://marie:secret@puce.example",
        "https://puce.example//a",
        "https://puce.example/../a",
        "https://puce.example/./",
        "https://puce.example:99999",
        "https://puce.example:0",
        "https://-puce.example",
        "https://puce..example",
        "https://[::1",
        "https://puce.example/<b>",
        "https://" + "a" * 900 + "!",
        "https://" + "a-" * 450 + "!",
        "https://" + "a." * 450 + "!",
    ],
)
def test_a_base_url_that_is_none(url: str) -> None:
    assert_faults(MINIMAL.replace("https://puce.example", url), "2:13 bad-pattern")


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Montreal", "Europe/Zurich", "UTC"])
def test_a_time_zone(zone: str) -> None:
    assert config_of(f'{MINIMAL}time_zone = "{zone}"\n').zone.key == zone


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Pari",
        "Paris",
        "europe/paris",
        "Europe",
        "/etc/passwd",
        "../passwd",
        "Europe/../../x",
        "+02:00",
        "localtime",
        "a\\u0000b",
        "x" * 300,
        "Europe/" + "x" * 300,
        ".",
    ],
)
def test_a_time_zone_that_is_none(zone: str) -> None:
    assert_faults(f'{MINIMAL}time_zone = "{zone}"\n', "4:* *")


def test_two_url_families_in_one_folder() -> None:
    text = f'{MINIMAL}[urls]\narticles = "a"\ncompanies = "a"\ntags = "a"\n'
    assert_faults(text, "6:14 same-folder", "7:9 same-folder")


def test_a_folder_that_is_the_default_of_another() -> None:
    assert_faults(f'{MINIMAL}[urls]\narticles = "themes"\n', "5:13 same-folder")


@pytest.mark.parametrize("folder", ["assets", "page"])
def test_a_folder_of_ours_is_no_family(folder: str) -> None:
    """/assets/ and /page/2/ are taken: an article named `2` would stand on the second page."""
    assert_faults(f'{MINIMAL}[urls]\narticles = "{folder}"\n', "5:* *")


def test_every_fault_is_told_at_once() -> None:
    text = 'title = 3\nbase_url = "x"\n[feeds]\nitems = "x"\nenabled = "non"\n'
    assert_faults(
        text,
        "0:0 required",
        "1:* bad-text",
        "2:* bad-pattern",
        "4:* bad-number",
        "5:* bad-flag",
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("title",), (1, 10)),
        (("feeds",), (3, 1)),
        (("feeds", "items"), (4, 9)),
        (("feeds", "rien"), (3, 1)),
        (("author", "name"), (6, 9)),
        (("rien",), (0, 0)),
    ],
)
def test_where_a_value_stands(path: tuple[str, ...], expected: tuple[int, int]) -> None:
    text = 'title = "a"\n\n[feeds]\nitems = 3\n[author]\nname = "x"\n'
    assert locate(text, path) == expected


def test_what_looks_like_a_key_inside_a_text_is_none() -> None:
    text = 'description = """\ntitle = 3\n"""\ntitle = 3\nbase_url = "https://puce.example"\n'
    assert_faults(text, "4:* bad-text")


def test_fifty_thousand_unknown_keys_are_told_in_seconds() -> None:
    lines = "".join(f"k{number} = 1\n" for number in range(50_000))
    began = time.process_time()
    found = faults(MINIMAL + lines)
    assert time.process_time() - began < 30  # half an hour where each looked for its own line
    assert len(found) == 50_000
    assert found[-1] == "50003:1 unknown-key"
