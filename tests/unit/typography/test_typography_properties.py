"""What holds for every text: only signs and spaces change, once, and never the markup."""

import re
from html import unescape
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.typography import typeset, typeset_html

# Signs that the rules look at, side by side: where one rule meets another, idempotence is at stake.
_SIGNS: Final = (
    *('"', "'", " ", "  ", "\u00a0", "\u202f", "\u2009", "\n", "\n\n", "\t", "«", "»", "“", "”"),
    *("‹", "›", "‘", "’", "-", "--", "---", "–", "—", ".", "...", "…", "!", "?", ";", ":", ","),
    *("(", ")", "[", "]", "{", "}", "/", "\\", "|", "=", "+", "*", "#", "@", "_", "~", "^", "$"),
    *("%", "€", "°", "§", "`", "\u2060", "\u200b", "\u00ad", "\u0301", "🥳", "❤️", "²", "¿"),
)
_WORDS: Final = (
    *("a", "mot", "Le", "L", "d", "é", "A", "etc", "etc.", "5", "24", "750", "000", "4", "1er"),
    *("mai", "h", "45", "k€", "M€", "Md", "km", "p.", "M.", "Dr", "n°", "XVe", "siècle", "Yahoo!"),
    *("https://x.fr/a", "@moi", "#tag", "::", "->", "{{", "}}", ":)", ";)", "<3", "xD", "www.x.fr"),
    *("x.fr/y", "R&D", "&amp;", "n", "av.", "J.-C.", "C:", "--flag", "f()", "n'", "\ufffc"),
)
_TAGS: Final = (
    *(
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<p>",
        "</p>",
        "<br>",
        "<br>\n",
        "<li>",
        "</li>",
        "<!-- a ! -->",
    ),
    *(
        "<code>",
        "</code>",
        '<span lang="en">',
        "</span>",
        '<i lang="fr">',
        '<a href="x ?">',
        "</a>",
    ),
    *('<sup id="fnref:1">', "</sup>", '<div class="no-typo">', "</div>", "<video>", "</video>"),
    *("<script>a !</script>", "<pre>", "</pre>", "<img src='a !'>", "<td>", "</td>"),
)
_ENTITIES: Final = (
    *("&nbsp;", "&#39;", "&quot;", "&laquo;", "&raquo;", "&amp;", "&lt;", "&eacute;", "&hellip;"),
    *("&#8239;", "&inconnu;", "&ndash;"),
)

_texts = st.one_of(
    st.lists(st.sampled_from(_SIGNS + _WORDS), max_size=14).map("".join),
    st.lists(st.sampled_from(_SIGNS[:40]), max_size=10).map("".join),
    st.text(max_size=20),
)
_fragments = st.lists(st.sampled_from(_TAGS + _ENTITIES + _SIGNS + _WORDS), max_size=14).map(
    "".join
)
_presets = st.sampled_from(("france", "suisse", "quebec"))
_switch = st.booleans()
_overrides = st.fixed_dictionaries(
    {},
    optional={
        "fine": st.sampled_from(("nbsp", "nnbsp", "none")),
        "colon": st.sampled_from(("nbsp", "nnbsp")),
        "guillemets": st.sampled_from(("nbsp", "nnbsp")),
        "existing": st.sampled_from(("normalize", "respect")),
        "ordinals": st.sampled_from(("plain", "sup")),
        "insert_missing": _switch,
        "quotes": _switch,
        "dashes": _switch,
        "ellipsis": _switch,
        "etc": _switch,
    },
)
_SPACES: Final = re.compile("[ \t\n\r\u00a0\u202f\u2007-\u200a]")
_thorough = settings(derandomize=True, max_examples=400, deadline=None)


def _skeleton(text: str) -> str:
    """Return ``text`` without its spaces, each sign that a rule may exchange in one form."""
    text = re.sub("['’‘\"“”«»‹›]", "'", _SPACES.sub("", text))
    return re.sub("[-–—]+", "-", re.sub("[.…]+", ".", text))


@_thorough
@given(_texts, _presets, _overrides)
@example(";\u2009-»", "suisse", {"existing": "respect"})
@example("5:›", "suisse", {})
def test_a_second_pass_changes_nothing(
    text: str, preset: str, overrides: dict[str, object]
) -> None:
    once = typeset(text, preset, **overrides)
    assert typeset(once, preset, **overrides) == once


@_thorough
@given(_fragments, _presets, _overrides)
def test_a_second_pass_over_html_changes_nothing(
    html: str, preset: str, overrides: dict[str, object]
) -> None:
    once = typeset_html(html, preset, **overrides)
    assert typeset_html(once, preset, **overrides) == once


@_thorough
@given(_texts, _presets, _overrides)
def test_only_spaces_and_signs_change(text: str, preset: str, overrides: dict[str, object]) -> None:
    assert _skeleton(typeset(text, preset, **overrides)) == _skeleton(text)


@_thorough
@given(_fragments, _presets)
def test_only_the_text_of_html_changes(html: str, preset: str) -> None:
    done = typeset_html(html, preset)
    tags = re.compile(r"<(?:[/a-z][^>]*|!--.*?--)>")
    assert tags.findall(done) == tags.findall(html)
    assert _skeleton(unescape(tags.sub("", done))) == _skeleton(unescape(tags.sub("", html)))


@_thorough
@given(_fragments)
def test_what_is_escaped_stays_escaped(html: str) -> None:
    done = typeset_html(html)
    for entity in ("&amp;", "&lt;", "&eacute;"):
        assert done.count(entity) == html.count(entity)


@_thorough
@given(_texts, _presets, _overrides)
def test_plain_text_and_html_agree(text: str, preset: str, overrides: dict[str, object]) -> None:
    text = re.sub(r"[<>&]|\n\s*\n", "", text)
    overrides.pop("ordinals", None)
    assert typeset_html(text, preset, **overrides) == typeset(text, preset, **overrides)


@_thorough
@given(_texts, _presets)
def test_inline_tags_are_transparent(text: str, preset: str) -> None:
    text = re.sub(r"[<>&]|\n\s*\n", "", text)
    tagged = "".join(f"<b>{char}</b>" for char in text)
    assert re.sub("</?b>", "", typeset_html(tagged, preset)) == typeset(text, preset)


@_thorough
@given(_fragments)
def test_opaque_elements_stay_as_they_are(html: str) -> None:
    inside = re.sub("</?(?:pre|script)[^>]*>", "", html)
    assert typeset_html(f"<pre>{inside}</pre>") == f"<pre>{inside}</pre>"


# Rules that looked back or forth without a limit would never end here.
_LONG: Final = (
    *(
        " ",
        '"',
        ' "',
        '"a ',
        "'",
        " '",
        "«",
        "»",
        "« ",
        "!",
        "! ",
        "-",
        " - ",
        "– ",
        ".",
        "...",
        "5",
    ),
    *(
        "5 ",
        "1 234 ",
        "1,",
        "a/",
        "://",
        "(",
        ")",
        "@",
        "`",
        "{{",
        "&",
        "&amp;",
        "<",
        "<a ",
        '<a b="',
    ),
    *(
        "<!--",
        "<b>",
        "<code>",
        '<i lang="en">',
        '<img alt="',
        "</i>",
        "Le ",
        "a. ",
        ":)",
        "\n",
        "\n\n",
    ),
)


@pytest.mark.parametrize("piece", _LONG)
def test_long_texts_end(piece: str) -> None:
    text = f"a{piece * 20_000}!"
    for setter in (typeset, typeset_html):
        once = setter(text)
        assert setter(once) == once


def test_a_megabyte_ends() -> None:
    text = 'L\'été, "oui" : 12 000 € - <b>non</b> - etc... (voir <i>p. 4</i>) !\n'
    text *= 1_000_000 // len(text)
    assert typeset_html(text).count("\u202f!") == text.count(" !")
