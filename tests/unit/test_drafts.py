"""The importer of plain-text drafts: what it recognises, and that it loses no word."""

import re
import unicodedata
from html.parser import HTMLParser

import markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.drafts import (
    Draft,
    DraftEncodingError,
    Finding,
    Kind,
    article_source,
    decode_draft,
    describe,
    read_draft,
)
from site_builder.drafts.inline import paragraph_markdown
from site_builder.drafts.proposals import split_sentences, summarise

NAMES = {
    "Meta": "Meta",
    "Facebook": "Meta",
    "Google": "Google",
    "Bard": "Google",
    "Twitter": "X",
    "Apple": "Apple",
    "Microsoft": "Microsoft",
    "Microsoft Research": "Microsoft Research",
    "L'Oréal": "L’Oréal",
    "Yahoo!": "Yahoo",
}
# What the site uses, and the least and the most that Python-Markdown offers by itself.
STOCK = ["abbr", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "sane_lists"]
EXTENSIONS: tuple[list[str], ...] = ([], ["extra"], [*STOCK, "tables", "toc"])
LEAD = "La direction l’a confirmé mardi, au terme de plusieurs semaines de rumeurs."


# Comparing words


class _Text(HTMLParser):
    """The text of rendered Markdown, with the numbers that a browser writes before items."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ol", "ul"}:
            self.lists.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            number = self.lists[-1]
            self.parts.append("\n" if number is None else f"\n{number} ")
            self.lists[-1] = None if number is None else number + 1
        elif tag in {"p", "h1", "h2", "h3", "blockquote", "hr", "br"}:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"}:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def rendered_text(body: str, extensions: list[str]) -> str:
    reader = _Text()
    reader.feed(markdown.markdown(body, extensions=extensions))
    reader.close()
    return "".join(reader.parts)


def words(text: str) -> list[str]:
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) != "Cf"
    )
    return re.findall(r"[^\W_]+", visible)


def words_to_keep(text: str, findings: tuple[Finding, ...]) -> list[str]:
    """The words of a draft, less those that findings say were dropped."""
    lines = [words(line) for line in decode_draft(text.encode()).split("\n")]
    for finding in findings:
        if finding.kind is not Kind.DROPPED:
            continue
        line, dropped = lines[finding.line - 1], words(finding.text)
        if not dropped:
            continue
        if line[-len(dropped) :] == dropped:
            lines[finding.line - 1] = line[: -len(dropped)]
        else:
            assert line[: len(dropped)] == dropped
            lines[finding.line - 1] = line[len(dropped) :]
    return [word for line in lines for word in line]


def assert_nothing_lost(text: str, extensions: list[str]) -> Draft:
    draft = read_draft(text, NAMES)
    found = words(rendered_text(draft.body, extensions))
    if any(finding.kind is Kind.TITLE for finding in draft.findings):
        found = words(draft.title) + found
    assert found == words_to_keep(text, draft.findings)
    return draft


def body_of(*paragraphs: str) -> str:
    """The body of a draft with a title, a lead and these paragraphs, without the lead."""
    text = "\n\n".join(["Un titre", LEAD, *paragraphs, LEAD])
    body = assert_nothing_lost(text, EXTENSIONS[-1]).body
    return body.removeprefix(f"{LEAD}\n\n").removesuffix(f"\n{LEAD}\n")


def found(text: str, kind: Kind) -> list[str]:
    return [finding.text for finding in read_draft(text, NAMES).findings if finding.kind is kind]


# Title and lead


def test_title_lead_and_their_lines_are_found() -> None:
    draft = read_draft(f"\n\nMeta s'installe à Paris \n\n{LEAD}\n\nLa suite demain.\n", NAMES)
    assert draft.title == "Meta s’installe à Paris"
    assert draft.body == f"{LEAD}\n\nLa suite demain.\n"
    assert [(f.kind, f.line) for f in draft.findings if not f.kind.is_check] == [
        (Kind.TITLE, 3),
        (Kind.LEAD, 5),
    ]


def test_labels_that_announce_title_and_lead_are_taken_off() -> None:
    draft = assert_nothing_lost(f"Titre : Meta\n\nCHAPÔ : {LEAD}\n\nFin.", [])
    assert draft.title == "Meta"
    assert draft.body.startswith(LEAD)


@pytest.mark.parametrize(
    "first",
    ["• Une liste pour commencer", "Bonjour,", f"{LEAD} {LEAD} {LEAD}"],
)
def test_a_text_without_title_keeps_all_its_words_and_says_so(first: str) -> None:
    draft = assert_nothing_lost(f"{first}\n\n{LEAD}\n\n{LEAD}", [])
    assert draft.title
    assert any(finding.kind is Kind.NO_TITLE for finding in draft.findings)


@pytest.mark.parametrize(
    "stamp", ["Publié le 18 juillet 2023 à 7h30", "Mardi 18 juillet 2023", "Par Inès Le Caradec"]
)
def test_what_a_page_shows_under_its_title_is_no_lead(stamp: str) -> None:
    text = f"Un titre\n{stamp}\n\n{LEAD}\n\nLa suite."
    assert found(text, Kind.DROPPED) == [stamp]
    assert found(text, Kind.LEAD)[0].startswith("La direction")


def test_a_title_is_never_a_button() -> None:
    assert read_draft("Plus", NAMES).title == "Plus"


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", "***\n---"])
def test_an_empty_draft_is_an_empty_article(text: str) -> None:
    draft = read_draft(text, NAMES)
    assert (draft.title, draft.body, draft.summary, draft.companies) == ("", "", "", ())
    assert [finding.kind for finding in draft.findings] == [Kind.EMPTY]


# Sections, headings, quotations


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("L'actualité : Meta grandit.", "**L’actualité :** Meta grandit."),
        ("L’actualité\u00a0: Meta grandit.", "**L’actualité :** Meta grandit."),
        ("L'actualité: Meta grandit.", "**L’actualité :** Meta grandit."),
        ("A noter : c'est tout.", "**A noter :** c’est tout."),
        ("Le contexte :", "**Le contexte :**"),
        ("Et maintenant ? Tout reste à faire.", "**Et maintenant ?** Tout reste à faire."),
        ("Et maintenant ? tout reste à faire.", "Et maintenant ? tout reste à faire."),
        ("Le problème : il n'y en a pas.", "Le problème : il n’y en a pas."),
        ("Le constat est simple : rien.", "Le constat est simple : rien."),
        ("C'est officiel : Meta grandit.", "C’est officiel : Meta grandit."),
        ("Rendez-vous à 12:30 : tout est dit.", "Rendez-vous à 12:30 : tout est dit."),
    ],
)
def test_labels_become_bold_lead_ins(typed: str, expected: str) -> None:
    assert body_of(typed) == f"{expected}\n"


def test_an_unusual_label_counts_in_company_only() -> None:
    body = body_of("Le calendrier : en mai.", "A l'horizon : juin.", "Appel à la prudence : là.")
    assert body == (
        "**Le calendrier :** en mai.\n\n**A l’horizon :** juin.\n\n**Appel à la prudence :** là.\n"
    )


@pytest.mark.parametrize("typed", ["Coup dur pour Google", "Et ensuite ?", "## 3. L'avenir de C#"])
def test_a_short_line_alone_is_a_heading(typed: str) -> None:
    text = typed.removeprefix("## ").replace("'", "’").replace("#", "\\#")
    assert body_of(typed, "Suite.") == f"## {text}\n\nSuite.\n"


@pytest.mark.parametrize(
    "typed",
    [
        "Une phrase courte.",
        "« Possible »",
        "en minuscules",
        "https://octet.example/",
        "Une ligne si longue qu’on ne la prendrait pour un intertitre dans aucun journal du monde",
    ],
)
def test_other_short_lines_are_no_headings(typed: str) -> None:
    assert not body_of(typed).startswith("##")


def test_a_signature_is_no_heading() -> None:
    text = f"Un titre\n\n{LEAD}\n\nFin.\n\nBonne lecture\n\nInès Caradec\n"
    assert assert_nothing_lost(text, []).body.endswith("Fin.\n\nBonne lecture\n\nInès Caradec\n")
    assert found(text, Kind.ENDING) == ["Inès Caradec"]


QUOTED = "« Un texte de loi, assez long pour que l'on y voie bien plus qu'un mot « cité » au vol. »"


def test_a_paragraph_that_is_a_quotation_is_set_apart_with_its_marks() -> None:
    assert body_of(QUOTED) == f"> {QUOTED.replace(chr(39), chr(0x2019))}\n"
    assert body_of(f'"{QUOTED[2:40]} et voilà tout."').startswith('> "Un texte')


def test_a_quotation_in_several_paragraphs_is_one() -> None:
    body = body_of("« Un texte de loi, assez long,", "« et qui reprend au paragraphe suivant. »")
    expected = "> « Un texte de loi, assez long,\n>\n> « et qui reprend au paragraphe suivant. »\n"
    assert body == expected


@pytest.mark.parametrize(
    "typed",
    [
        f"{QUOTED}, explique le ministre.",
        f"{QUOTED} Puis {QUOTED}",
        "« Trop court. »",
        f"{QUOTED[:-1]}",
    ],
)
def test_a_quotation_within_a_paragraph_stays_there(typed: str) -> None:
    assert not body_of(typed).startswith(">")


# Lists


@pytest.mark.parametrize("bullet", ["•", "–", "-", "*", "◦", "▪", "·", "\uf0b7"])
@pytest.mark.parametrize("indent", ["", "  ", "\t", "\u00a0\u00a0"])
@pytest.mark.parametrize("space", [" ", "\t", "\u00a0"])
def test_bullets_become_lists(bullet: str, indent: str, space: str) -> None:
    lines = [f"{indent}{bullet}{space}{text}" for text in ("un ;", "deux ;", "trois.")]
    assert body_of("\n".join(lines)) == "- un ;\n- deux ;\n- trois.\n"
    assert body_of("\n\n".join(lines)) == "- un ;\n- deux ;\n- trois.\n"


def test_dash_lists_become_lists_but_dialogue_does_not() -> None:
    assert body_of("— un ;\n— deux.") == "- un ;\n- deux.\n"
    assert body_of("— Et alors ?", "— Rien.") == "— Et alors ?\n\n— Rien.\n"
    assert found(f"Titre\n\n{LEAD}\n\n— Et alors ?\n\n{LEAD}", Kind.DIALOGUE) == ["— Et alors ?"]


@pytest.mark.parametrize("form", ["{}.", "{})", "{}°", "({})", "{}/"])
def test_numbers_become_numbered_lists(form: str) -> None:
    typed = "\n".join(f"{form.format(n)} point {n}" for n in range(1, 12))
    expected = "".join(f"{n}. point {n}\n" for n in range(1, 12))
    assert body_of(typed) == expected


def test_levels_follow_indentation_or_the_sign() -> None:
    nested = "- un\n    - a\n        - i\n    - b\n- deux\n"
    assert body_of("• un\n   ◦ a\n      ▪ i\n   ◦ b\n• deux") == nested
    assert body_of("• un\n◦ a\n▪ i\n◦ b\n• deux") == nested
    assert body_of("- un\n\t- a\n\t\t- i\n\t- b\n– deux") == nested
    assert body_of("1) un\n• a\n• b\n2) deux") == "1. un\n    - a\n    - b\n2. deux\n"
    assert body_of("• un\n1. a\n2. b\n• deux") == "- un\n    1. a\n    2. b\n- deux\n"


def test_bullets_and_numbers_never_run_into_one_list() -> None:
    assert body_of("• un\n  • a\n1° deux") == "- un\n    - a\n\n1° deux\n"


def test_items_with_bars_are_no_table() -> None:
    assert body_of("• a|b\n• |\n• c") == "- a&#124;b\n- &#124;\n- c\n"


@pytest.mark.parametrize(
    "typed",
    ["1986. Une année de gloire.", "3. Un point sans les autres.", "1. Un point tout seul."],
)
def test_a_number_that_counts_nothing_is_text(typed: str) -> None:
    number, _, rest = typed.partition(".")
    assert body_of(typed) == f"{number}\\.{rest}\n"


def test_a_rule_parts_and_is_no_list() -> None:
    assert body_of("Un.", "* * *", "Deux.") == "Un.\n\n***\n\nDeux.\n"


# Lines


WRAPPED = """\
Le groupe de Menlo Park a détaillé mardi les contours de la nouvelle
organisation. Les équipes de recherche seront réunies sous une seule
direction, qui rendra compte au fondateur en personne – et à lui seul
– avant la fin de l'année. Rien ne changera pour les utilisateurs,
assure-t-on.

- un premier point qui tient sur deux lignes, comme le font souvent
  les messages électroniques ;
- un second.

Le calendrier reste flou : les précédentes réorganisations avaient, c'est-à-
dire depuis 2018, toutes pris du retard."""


def test_a_mail_cut_at_72_columns_is_made_whole() -> None:
    body = assert_nothing_lost(f"Un titre\n\n{LEAD}\n\n{WRAPPED}\n", []).body
    paragraphs = body.split("\n\n")
    assert len(paragraphs) == 4
    assert "en personne – et à lui seul – avant" in paragraphs[1]
    assert paragraphs[2].count("\n") == 1
    assert "comme le font souvent les messages" in paragraphs[2]
    assert "c’est-à-dire depuis" in paragraphs[3]


def test_a_line_a_paragraph_stays_so_without_blank_lines() -> None:
    text = f"Un titre\n{LEAD}\nUn intertitre\n{LEAD} {LEAD}\n• un\n• deux\n{LEAD}\nFin."
    body = assert_nothing_lost(text, []).body
    assert body == (
        f"{LEAD}\n\n## Un intertitre\n\n{LEAD} {LEAD}\n\n- un\n- deux\n\n{LEAD}\n\nFin.\n"
    )


def test_a_label_begins_a_paragraph_in_a_mail_without_blank_lines() -> None:
    paragraphs = WRAPPED.split("\n\n")
    text = f"Un titre\n{paragraphs[0]}\nL'actualité : {LEAD[:40]}\n{LEAD[40:]}\n{paragraphs[2]}"
    body = assert_nothing_lost(text, []).body
    assert "\n\n**L’actualité :** La direction" in body
    assert body.count("\n\n") == 2


def test_a_sentence_cut_in_two_lines_is_whole_whatever_the_draft() -> None:
    assert body_of("Une phrase qui se poursuit\nà la ligne.") == (
        "Une phrase qui se poursuit à la ligne.\n"
    )


# Inline


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Voir https://octet.example/a_b(c).", "Voir <https://octet.example/a_b(c)>."),
        ("(https://octet.example/?a=1&b=2)", "(<https://octet.example/?a=1&b=2>)"),
        ("Voir <https://octet.example/>, ici", "Voir <https://octet.example/>, ici"),
        ("Sur www.octet.example !", "Sur [www.octet.example](https://www.octet.example) !"),
        ("À courrier@octet.example.", "À <courrier@octet.example>."),
        ("((https://octet.example/a(b)))", "((<https://octet.example/a(b)>))"),
        ("ici !www.a.fr", "ici \\![www.a.fr](https://www.a.fr)"),
        ("un Jean\u2011Paul", "un Jean-Paul"),
        ("C'est « l'IA » d'aujourd'hui", "C’est « l’IA » d’aujourd’hui"),
        ("l'\"open source\" d'«ici»", 'l’"open source" d’«ici»'),
        ("un 'mot' de 5'", "un 'mot' de 5'"),
        ("1\u202f000\u00a0€ co\u00adopé\u200bré", "1 000 € coopéré"),
        ("e\u0301te\u0301", "été"),
        ("a * b_c [d] `e` <f> \\g", "a \\* b\\_c \\[d\\] \\`e\\` &lt;f> \\\\g"),
        ("# pas un titre.", "\\# pas un titre."),
        ("+ pas une liste.", "\\+ pas une liste."),
        ("> pas une citation.", "\\> pas une citation."),
        ("Le gabarit {{ page }} et {x}", "Le gabarit {{ page }} et \\{x}"),
        ("AT&T, R&D et &amp;", "AT&T, R&D et &amp;amp;"),
        ("a | b", "a | b"),
    ],
)
def test_words_as_typed(typed: str, expected: str) -> None:
    assert body_of(f"Voici : {typed}" if typed[0].isupper() else typed).endswith(f"{expected}\n")


SIGNS = "ab'’« »“\"*_#`~<>[](){}|\\!?&;:=+-–—.,/@1 9w"
addresses = st.sampled_from(
    ["https://a.fr/b_c", "www.a.fr", "x@a.fr", "&amp;", "{{ x }}", "![x](y)"]
)
typed_text = st.lists(st.text(SIGNS, max_size=8) | addresses, max_size=8).map("".join)


@settings(max_examples=400, deadline=None)
@given(typed_text, st.sampled_from(EXTENSIONS))
def test_any_paragraph_renders_as_it_was_typed(typed: str, extensions: list[str]) -> None:
    text = " ".join(typed.split())
    rendered = " ".join(rendered_text(paragraph_markdown(text), extensions).split())
    assert rendered == re.sub(r"<(https?://\w[^\s<>«»\"\\`\[\]{}|*]*)>", r"\1", text)


# What is dropped


@pytest.mark.parametrize(
    "leftover",
    [
        "Plus",
        "Lire la suite…",
        "[Lire la suite]",
        "En savoir plus »",
        "Lire aussi : dix ans de réseaux sociaux",
        "À lire aussi",
        "Partager",
        "Partager sur Facebook",
        "Publié le 18 juillet 2023",
        "Mis à jour le 18/07/2023 à 07:30",
        "S’abonner",
        "12 commentaires",
    ],
)
def test_buttons_at_the_end_are_dropped(leftover: str) -> None:
    for text in (
        f"Titre\n\n{LEAD}\n\nFin.\n{leftover}",
        f"Titre\n\n{LEAD}\n\nFin.\n\n{leftover}\n",
    ):
        draft = assert_nothing_lost(text, [])
        assert draft.body.endswith("\n\nFin.\n")
        assert found(text, Kind.DROPPED) == [leftover]


@pytest.mark.parametrize("end", ["sens.Plus", "sens. Lire la suite", "sens. »Plus"])
def test_a_button_glued_to_the_last_sentence_is_dropped(end: str) -> None:
    draft = assert_nothing_lost(f"Titre\n\n{LEAD}\n\nDans le mauvais {end}", [])
    assert re.search(r"mauvais sens\.(?: »)?\n$", draft.body)


@pytest.mark.parametrize(
    "last",
    [
        "Il en faudrait plus",
        "Partager le pouvoir ne suffira pas.",
        "Publié le 18 juillet 2023, le rapport dit tout.",
        "Plus rien ne bouge.",
    ],
)
def test_a_last_sentence_is_kept(last: str) -> None:
    assert read_draft(f"Titre\n\n{LEAD}\n\n{last}", NAMES).body.endswith(f"\n{last}\n")


def test_the_frame_of_a_mail_is_dropped() -> None:
    text = (
        "De : Inès <ines@octet.example>\nObjet : papier\n\nUn titre\n\n"
        f"{LEAD}\n\nFin.\n\n-- \nInès\n06 00 00 00 00\n"
    )
    draft = assert_nothing_lost(text, [])
    assert (draft.title, draft.body) == ("Un titre", f"{LEAD}\n\nFin.\n")
    assert len(found(text, Kind.DROPPED)) == 5


# Summary and companies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LEAD} Fin.", f"{LEAD} Fin."),
        (f"{LEAD} {LEAD} {LEAD}", f"{LEAD} {LEAD}"),
        ("Court. " + "mot " * 100, "Court. " + "mot " * 47 + "mot…"),
        ("« " + "mot " * 100 + "»", "« " + "mot " * 48 + "mot… »"),
    ],
)
def test_summaries_are_whole_sentences_when_they_can_be(text: str, expected: str) -> None:
    assert summarise(text) == expected


def test_a_summary_comes_from_the_first_running_text() -> None:
    text = "Titre\n\nUn intertitre\n\nL'actualité : le groupe grandit *vite*.\n\nFin."
    assert read_draft(text, NAMES).summary == "Le groupe grandit *vite*."


def test_abbreviations_end_no_sentence() -> None:
    text = "M. Musk et J. R. Doe quittent X Inc. Hier. Une prise USB-C. Il dit : « Oui. » Fin."
    assert split_sentences(text) == (
        "M. Musk et J. R. Doe quittent X Inc. Hier.",
        "Une prise USB-C.",
        "Il dit : « Oui. »",
        "Fin.",
    )


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Google, Meta et Meta", ("Meta", "Google")),
        ("Google puis Meta", ("Google", "Meta")),
        ("l'ex-Twitter, d’Apple et (Bard)", ("X", "Apple", "Google")),
        ("métadonnées, Metaverse, meta, Applet, Googleplex, GafaMeta", ()),
        ("Microsoft Research et Microsoft\u00a0Research", ("Microsoft Research",)),
        ("Facebook et Meta, Google", ("Meta", "Google")),
        ("L’Oréal et Yahoo!, puis l'Oréal", ("L’Oréal", "Yahoo")),
        ("https://Meta.example et Google@Meta.example", ()),
    ],
)
def test_companies_are_found_as_whole_words(text: str, companies: tuple[str, ...]) -> None:
    assert read_draft(f"Titre\n\nVoici {text}.", NAMES).companies == companies


def test_the_title_counts_and_companies_named_once_are_to_check() -> None:
    text = f"Apple contre Meta\n\n{LEAD}\n\nMeta\u00a0gagne."
    assert read_draft(text, NAMES).companies == ("Meta", "Apple")
    assert found(text, Kind.MENTIONED_ONCE) == ["Apple"]
    assert read_draft(text, {}).companies == ()


def test_a_company_named_in_passing_is_not_what_the_article_is_about() -> None:
    text = f"Titre\n\n{LEAD}\n\nMeta, Meta, Meta et Meta devant Google et Apple. Apple recule."
    assert read_draft(text, NAMES).companies == ("Meta", "Apple")
    assert found(text, Kind.IN_PASSING) == ["Google"]
    named = text.replace("Titre", "Google et les autres")
    assert read_draft(named, NAMES).companies == ("Meta", "Google", "Apple")


# Checks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Titre " * 20 + f"\n\n{LEAD}\n\nFin.", Kind.LONG_TITLE),
        ("Titre\n\n• un\n• deux", Kind.NO_LEAD),
        (f"Titre\n\n{LEAD}\n\nIl dit « oui.", Kind.OPEN_QUOTATION),
        (f'Titre\n\n{LEAD}\n\nIl dit "oui.', Kind.OPEN_QUOTATION),
        (f"Titre\n\n{LEAD}\n\nLâ€™IA est lÃ\u00a0.", Kind.BAD_CHARACTERS),
        ("L’Ã©tÃ©\n\nFin.", Kind.BAD_CHARACTERS),
        (f"Titre\n\n{LEAD}\n\nUn&nbsp;mot <b>gras</b>.", Kind.MARKUP),
        (f"Titre\n\n{LEAD}\n\nLe chiffre XXX, à vérifier.", Kind.UNFINISHED),
        (f"Titre\n\n{LEAD}\n\nSociété\tVentes\nMeta\t12", Kind.TABLE),
        (f"Titre\n\n{LEAD}\n\nLe groupe a", Kind.ENDING),
        (f"Titre\n\n{LEAD}\n\nFin.", Kind.NO_COMPANY),
    ],
)
def test_what_an_editor_should_check(text: str, kind: Kind) -> None:
    assert kind in {finding.kind for finding in read_draft(text, NAMES).findings}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_recognises_no_company_is_told_where_to_look(language: str) -> None:
    assert "`site-builder companies --suggest`" in describe(Kind.NO_COMPANY, language)


def test_a_sound_draft_raises_no_check() -> None:
    text = f'Meta et Meta\n\n{LEAD}\n\nUn écran de 13", dit « elle ».\n\n{QUOTED}\n\n{LEAD}'
    assert not [finding for finding in read_draft(text, NAMES).findings if finding.kind.is_check]


@pytest.mark.parametrize("kind", Kind)
def test_every_finding_has_words_in_both_languages(kind: Kind) -> None:
    assert describe(kind, "fr")
    assert describe(kind, "en")


# Decoding


TEXT = "Été « 2023 » : l’œuvre à 10 €\nFin…"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\x0c").encode(),
        TEXT.replace("\n", "\x0b").encode(),
        TEXT.replace("\n", "\u2028").encode(),
        TEXT.replace("Fin", "\x07Fin\x1a").encode(),
        TEXT.encode().replace("à".encode(), b"\xe0"),
    ],
)
def test_drafts_are_decoded_whatever_wrote_them(data: bytes) -> None:
    assert decode_draft(data) == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02binary",
        TEXT.encode("utf-16-le"),
        b"\xff\xfeE",
        b"PK\x03\x04...",
        b"\xd0\xcf\x11\xe0...",
        b"{\\rtf1\\ansi}",
        b"%PDF-1.7",
        b"caf\x8f",
        b"\x01\x02\x03\x04 five",
    ],
)
def test_what_is_not_text_is_refused_with_a_reason_in_both_languages(data: bytes) -> None:
    with pytest.raises(DraftEncodingError) as caught:
        decode_draft(data)
    assert str(caught.value)
    assert caught.value.french


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode_draft(data)
    except DraftEncodingError:
        return
    assert not {"\r", "\x00", "\x0c"} & set(text)
    read_draft(text, NAMES)


# The file


def a_draft(title: str = "Un titre", summary: str = "", companies: tuple[str, ...] = ()) -> Draft:
    return Draft(title=title, body="Corps.\n", summary=summary, companies=companies, findings=())


def test_the_file_reads_well() -> None:
    draft = a_draft(
        "Google : la « riposte »", "L’été, enfin.", ("Meta", "Mistral AI", "3M", "A, B", "Why?")
    )
    assert article_source(draft, date="2023-07-19", id="tag:octet.example,2023-07-19:g") == (
        '---\ntitle: "Google : la « riposte »"\ndate: 2023-07-19\nsummary: L’été, enfin.\n'
        'companies: [Meta, Mistral AI, "3M", "A, B", "Why?"]\n'
        'id: "tag:octet.example,2023-07-19:g"\n---\n\nCorps.\n'
    )


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Un titre – simple, vraiment ?", None),
        ("Le mot #clé", '"Le mot #clé"'),
        ("non", '"non"'),
        ("1.10", '"1.10"'),
        ('Un "mot"', "'Un \"mot\"'"),
        ('L\'"IA"', '"L\'\\"IA\\""'),
        ("", '""'),
        ("Oui.", None),
        ("a\u2028b", '"a\\u2028b"'),
    ],
)
def test_titles_are_quoted_only_when_they_must_be(title: str, typed: str | None) -> None:
    source = article_source(a_draft(title), date="2023-07-19", id="x")
    assert source.split("\n")[1] == f"title: {title if typed is None else typed}"


hard_text = st.one_of(
    st.text(),
    st.text("ab:#-?!&*'\"[]{},|>%@`\\ \n\té’«»…0.1~=<"),
    st.sampled_from(["~", "null", "12:30:45", "2023-07-19", "0x10", "1e3", ".inf", "- a", "a: b"]),
)


@given(title=hard_text, summary=hard_text, companies=st.lists(hard_text, max_size=3))
def test_any_text_comes_back_from_the_front_matter(
    title: str, summary: str, companies: list[str]
) -> None:
    draft = a_draft(title, summary, tuple(companies))
    source = article_source(draft, date="2023-07-19T07:30", id=title)
    front_matter = source.split("\n---\n")[0].removeprefix("---\n")
    fields = yaml.safe_load(front_matter)
    assert fields["title"] == title
    assert fields["id"] == title
    assert fields["date"] == "2023-07-19T07:30"
    assert fields.get("summary", "") == summary
    assert fields.get("companies", []) == companies


# Any draft


WORDS = "le Meta Google annonce une IA d'été l’œuvre 1986 «mot» Plus non C# a_b *x* 12,5 A".split()
sentences = st.builds(
    lambda found, end: " ".join(found) + end,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=18),
    st.sampled_from([".", "", " ?", "…", " :", ",", ". »", ".Plus", "\u00a0!"]),
)
indents = st.sampled_from(["", "", " ", "  ", "    ", "\t", "\u00a0"])
markers = st.sampled_from(
    "|• |•|– |- |* |— |◦ |▪\t|· |1. |2. |3) |1° |(1) |10. |1986. |# |## |> |+ |=|: |~~~|!!! |"
    "\\|```|"
    "L'actualité : |Le détail: |À noter : |Le calendrier : |Et maintenant ? |Titre : |Chapô : |"
    '« |» |"|“|[x] |[^1]: |*[IA]: |<b>|&lt;|{{ x }} |{.y} || |https://a.fr/b_c) |www.a.fr/_x_ |'
    "x@a.fr |De : |Objet : |Publié le 3 mai 2023 |Par Inès Le Caradec |"[:-1].split("|")
)
odd_lines = st.sampled_from(
    ["", "", "", " ", "---", "* * *", "===", "--", "-", "•", "Plus", "Lire la suite…", "| a | b |",
     "|---|---|", "Coup dur pour Google", "Lire aussi : ici", "a\tb\tc", "    code", "»", "…"]
)  # fmt: skip
draft_lines = st.one_of(
    st.builds(lambda *parts: "".join(parts), indents, markers, markers, sentences), odd_lines
)
drafts = st.lists(draft_lines, max_size=14).map("\n".join)


@settings(max_examples=600, deadline=None)
@given(drafts, st.sampled_from(EXTENSIONS))
def test_no_word_of_any_draft_is_lost(text: str, extensions: list[str]) -> None:
    assert_nothing_lost(text, extensions)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.sampled_from(EXTENSIONS))
def test_no_word_of_any_characters_is_lost(text: str, extensions: list[str]) -> None:
    read_draft(text, NAMES)
    try:
        readable = decode_draft(text.encode())
    except DraftEncodingError:
        return
    assert_nothing_lost(readable, extensions)
