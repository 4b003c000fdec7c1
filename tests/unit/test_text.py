"""Words as French readers and machines need them: slugs, order, counts, excerpts, plurals."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.text import collation_key, excerpt, fold, plural, slugify, words

# Pairs `name = slug`, separated by slashes.
SLUGS = """
Apple = apple / Microsoft = microsoft / Alphabet = alphabet / Google = google / Meta = meta
Amazon = amazon / Netflix = netflix / Nvidia = nvidia / NVIDIA = nvidia / Intel = intel
AMD = amd / IBM = ibm / SAP = sap / Tesla = tesla / SpaceX = spacex / OpenAI = openai
Mistral AI = mistral-ai / Hugging Face = hugging-face / Stability AI = stability-ai
DeepMind = deepmind / LinkedIn = linkedin / GitHub = github / GitLab = gitlab
WhatsApp = whatsapp / TikTok = tiktok / ByteDance = bytedance / YouTube = youtube
eBay = ebay / iRobot = irobot / OVHcloud = ovhcloud / Iliad = iliad / Free = free
Orange = orange / SFR = sfr / Bouygues Telecom = bouygues-telecom / Altice = altice
Atos = atos / Capgemini = capgemini / Dassault Systèmes = dassault-systemes
Thalès = thales / Worldline = worldline / Criteo = criteo / Deezer = deezer
BlaBlaCar = blablacar / Doctolib = doctolib / Back Market = back-market / Ledger = ledger
Qonto = qonto / Alan = alan / Shift Technology = shift-technology / Sorare = sorare
Yahoo! = yahoo / Yahoo ! = yahoo / Yum! Brands = yum-brands / Jeopardy! = jeopardy
Canal+ = canal-plus / Disney+ = disney-plus / Apple TV+ = apple-tv-plus / Google+ = google-plus
C = c / C++ = c-plus-plus / C# = c-sharp / F# = f-sharp / .NET = net / Node.js = node-js
ASP.NET Core = asp-net-core / Objective-C = objective-c / Notepad++ = notepad-plus-plus
AT&T = at-et-t / R&D = r-et-d / H&M = h-et-m / S&P 500 = s-et-p-500 / P&G = p-et-g
Johnson & Johnson = johnson-et-johnson / Marks & Spencer = marks-et-spencer
Ernst & Young = ernst-et-young / Barnes & Noble = barnes-et-noble / B&B = b-et-b
L’Oréal = l-oreal / L'Oréal = l-oreal / L’Équipe = l-equipe / L'Express = l-express
L’Octet = l-octet / McDonald’s = mcdonald-s / Levi’s = levi-s / Sotheby's = sotheby-s
Lloyd’s of London = lloyd-s-of-london / d’Alembert = d-alembert / Carrefour = carrefour
Booking.com = booking-com / Amazon.com = amazon-com / Salesforce.com = salesforce-com
Veepee = veepee / vente-privée.com = vente-privee-com / Leboncoin = leboncoin / Fnac = fnac
X Corp. = x-corp / Apple Inc. = apple-inc / Alphabet, Inc. = alphabet-inc / X = x
Block, Inc. = block-inc / Rakuten (France) = rakuten-france / Twitter (X) = twitter-x
3M = 3m / 4D = 4d / 20 Minutes = 20-minutes / 23andMe = 23andme / 01net = 01net
1Password = 1password / 37signals = 37signals / 7-Eleven = 7-eleven / Boeing 747 = boeing-747
Web3 = web3 / GPT-4 = gpt-4 / GPT-3.5 = gpt-3-5 / Llama 2 = llama-2 / Wi-Fi 6E = wi-fi-6e
« Œuvre » = oeuvre / Œuvre = oeuvre / œuvre = oeuvre / Œdipe = oedipe / Sacré-Cœur = sacre-coeur
cœur = coeur / sœur = soeur / nœud = noeud / bœuf = boeuf / œil = oeil / vœux = voeux
L’Œuvre d’été = l-oeuvre-d-ete / main-d’œuvre = main-d-oeuvre / hors-d’œuvre = hors-d-oeuvre
Æon = aeon / Lætitia = laetitia / curriculum vitæ = curriculum-vitae / ex æquo = ex-aequo
Çà et là… = ca-et-la / Ça alors ! = ca-alors / français = francais / FRANÇAIS = francais
leçon = lecon / reçu = recu / garçon = garcon / soupçon = soupcon / Besançon = besancon
été = ete / ÉTÉ = ete / élève = eleve / être = etre / forêt = foret / hôpital = hopital
île = ile / maïs = mais / Noël = noel / Emmaüs = emmaus / naïf = naif / aiguë = aigue
ambiguïté = ambiguite / capharnaüm = capharnaum / où = ou / déjà = deja / à = a
goût = gout / août = aout / dîner = diner / Nestlé = nestle / Hermès = hermes / Crédit = credit
Société Générale = societe-generale / Crédit Agricole = credit-agricole / Citroën = citroen
Électricité de France = electricite-de-france / Île-de-France = ile-de-france
aujourd’hui = aujourd-hui / aujourd'hui = aujourd-hui / presqu’île = presqu-ile
quelqu’un = quelqu-un / porte-monnaie = porte-monnaie / rendez-vous = rendez-vous
arc-en-ciel = arc-en-ciel / va-t-il = va-t-il / c’est-à-dire = c-est-a-dire
intelligence artificielle = intelligence-artificielle / Où va l’IA ? = ou-va-l-ia
Vie privée = vie-privee / Régulation : le bilan = regulation-le-bilan / à la une = a-la-une
Semi-conducteurs = semi-conducteurs / Cybersécurité = cybersecurite / Énergie = energie
Ørsted = orsted / Novo Nordisk A#S = novo-nordisk-a-sharp-s / Møller = moller
Škoda = skoda / Łódź = lodz / Straße = strasse / Müller = muller / Ålesund = alesund
El Niño = el-nino / São Paulo = sao-paulo / Dvořák = dvorak / İstanbul = istanbul
Tom & Jerry + Co = tom-et-jerry-plus-co / « L’été » — fin = l-ete-fin / a_b = a-b
  deux  espaces   = deux-espaces / --- tiret --- = tiret / 100 % = 100 / n° 5 = n-5
18\u00a0juillet = 18-juillet / 1\u202f000 = 1-000 / e\u0301te\u0301 = ete
Uber Eats = uber-eats / Airbnb = airbnb / Spotify = spotify / Sony = sony / Samsung = samsung
Cisco = cisco / Oracle = oracle / Palantir = palantir / Snowflake = snowflake
"""
SLUG_PAIRS = [
    (name[1:-1] if name.startswith(" ") else name[:-1], slug.strip())
    for pair in SLUGS.strip("\n").replace("\n", " / ").split("/")
    for name, _, slug in [pair.rpartition("=")]
]


def test_the_table_is_as_long_as_it_says() -> None:
    assert len({name for name, _ in SLUG_PAIRS}) >= 200


@pytest.mark.parametrize(("name", "slug"), SLUG_PAIRS)
def test_slugs_of_names_and_french_words(name: str, slug: str) -> None:
    assert slugify(name) == slug
    assert slugify(slug) == slug
    assert slugify(unicodedata.normalize("NFD", name)) == slug
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)


@pytest.mark.parametrize("text", ["", " ", "!", "…", "« »", "---", "漢字", "🙂", "’"])
def test_what_leaves_nothing_of_a_slug(text: str) -> None:
    assert slugify(text) == ""


FRENCH_ORDER = """
01net, 1Password, 20 Minutes, 23andMe, 3M, Accor, Adobe, Ægis, Aérospatiale, Airbnb, Airbus,
Air France, Air Liquide, Alcatel, Amazon, Atos, AT&T, Booking.com, Bouygues, Cap Digital,
Capgemini, Criteo, Critéo, Deezer, eBay, EDF, Élan, Elastic, Électricité de France,
Emmaüs Connect, Île-de-France Mobilités, Iliad, La Poste, La Redoute, Le Monde, L’Express,
LinkedIn, L’Oréal, Meta, Nestlé, OCTO, Œuvre nationale, Office Dépôt, OpenAI, Orange, OVHcloud,
Qwant, Renault, SNCF, Société Générale, Thalès, X, Yahoo!, Zoé
""".replace("\n", " ").strip().split(", ")  # fmt: skip


def backwards(names: list[str]) -> list[str]:
    """Return *names* from the last: the order they come in must not show."""
    return names[::-1]


def test_names_in_french_order() -> None:
    assert len(FRENCH_ORDER) >= 40
    assert sorted(sorted(FRENCH_ORDER), key=collation_key) == FRENCH_ORDER
    assert sorted(backwards(FRENCH_ORDER), key=collation_key) == FRENCH_ORDER


@pytest.mark.parametrize(
    "ordered",
    [
        "eau Éclair école edf",
        "odeur œil oeillet œuf oeuvrer offre",
        "Adler Ægis aérien aérosol",
        "9 a",
        "03 3M 4D Abc",
        "cote coté côte côté",
        "péché pèche pêche pêché",
        "elan Elan élan Élan",
        "oeuf œuf",
        "l’an lancer L’Octet lot",
        "porte porteavion porte-monnaie portes",
        "vice vice-roi viceversa",
        "maïs maison",
        "cote c-ôte",
    ],
)
def test_letters_then_accents_then_case(ordered: str) -> None:
    expected = ordered.split(" ")
    assert sorted(backwards(expected), key=collation_key) == expected


def test_articles_are_kept_and_spaces_ignored() -> None:
    expected = ["La Poste", "La République", "La Une", "Le Monde", "Les Échos", "Le Temps"]
    assert sorted(backwards(expected), key=collation_key) == expected


def test_composed_and_decomposed_letters_have_one_place() -> None:
    for name in FRENCH_ORDER:
        decomposed = collation_key(unicodedata.normalize("NFD", name))
        assert decomposed[:2] == collation_key(name)[:2]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "article"), (1, "article"), (2, "articles"), (3, "articles"), (1000, "articles")],
)
def test_plural_begins_at_two(count: int, expected: str) -> None:
    assert plural(count, "article") == expected


@pytest.mark.parametrize(("count", "expected"), [(0, "journal"), (1, "journal"), (2, "journaux")])
def test_a_plural_of_its_own(count: int, expected: str) -> None:
    assert plural(count, "journal", "journaux") == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t", 0),
        ("— … « » ! ? ; :", 0),
        ("un", 1),
        ("deux mots", 2),
        ("aujourd’hui", 1),
        ("aujourd'hui", 1),
        ("Aujourd’hui, rien.", 2),
        ("l’IA", 2),
        ("l'IA", 2),
        ("L’IA", 2),
        ("d’après l’Insee", 4),
        ("qu’il n’a", 4),
        ("Qu’on s’en tienne", 5),
        ("jusqu’à", 2),
        ("lorsqu’elle", 2),
        ("QU’ON PUISQU’IL", 4),
        ("quelqu’un", 1),
        ("presqu’île", 1),
        ("prud’homme", 1),
        ("O’Reilly", 1),
        ("18 h 30", 1),
        ("18\u00a0h\u00a030", 1),
        ("18 h", 1),
        ("18h30", 1),
        ("à 18 h 30 précises", 3),
        ("de 9 h à 18 h 30", 4),
        ("porte-monnaie", 1),
        ("c’est-à-dire", 2),
        ("va-t-il", 1),
        ("arc-en-ciel", 1),
        ("GPT-4", 1),
        ("en 2023", 2),
        ("44 milliards de dollars", 4),
        ("« Oui ! » dit-il ; puis…", 3),
        ("Mot, mot. Mot : mot", 4),
        ("cœur œuvre été ÎLE", 4),
        ("e\u0301te\u0301", 1),
        ("3,5 milliards", 2),
    ],
)
def test_words_as_a_french_reader_counts_them(text: str, count: int) -> None:
    assert words(text) == count


_PIECES = st.sampled_from(
    [*"’'h,.-é_½5 ٣ſ…«\n\xa0\u200b\x85", "l’IA", "qu'", "aujourd’hui", "18 h 30", "118\xa0h", "3,5"]
)


@given(st.lists(_PIECES | st.characters()).map("".join))
def test_words_are_counted_as_if_every_one_were_looked_into(text: str) -> None:
    flat = re.sub(r"\b(\d{1,2})[ \xa0\u202f]h(?:[ \xa0\u202f](\d{2}))?\b", r"\1h\2", _nfc(text))
    elision = r"(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)"
    assert words(text) == len(re.findall(rf"{elision}|\d+(?:[.,]\d+)+|\w+(?:['’-]\w+)*", flat))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_words_are_counted_the_same_once_set() -> None:
    typeset = "l’IA coûte 3\u00a0€ à 18\u00a0h\u00a030\u202f!"
    assert words("l'IA coûte 3 € à 18 h 30 !") == words(typeset) == 6


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("", 10, ""),
        ("Court.", 10, "Court."),
        ("Dix signes", 10, "Dix signes"),
        ("  a  b\n c ", 10, "a b c"),
        ("Un deux trois quatre", 10, "Un deux…"),
        ("Un deux trois quatre", 14, "Un deux trois…"),
        ("Un deux trois quatre", 13, "Un deux…"),
        ("Un deux, trois quatre", 10, "Un deux…"),
        ("Un deux. Trois quatre", 10, "Un deux…"),
        ("Un deux ! Trois quatre", 12, "Un deux…"),
        ("Un deux ; trois quatre", 12, "Un deux…"),
        ("Un deux : trois quatre", 12, "Un deux…"),
        ("Un deux – trois quatre", 12, "Un deux…"),
        ("Un deux — trois quatre", 12, "Un deux…"),
        ("Un deux « trois » quatre", 12, "Un deux…"),
        ("Un deux (trois) quatre", 10, "Un deux…"),
        ("Un deux… trois quatre", 10, "Un deux…"),
        ("« Deux » trois quatre", 10, "« Deux »…"),
        ("Aujourd’hui porte-monnaie", 20, "Aujourd’hui…"),
    ],
)
def test_excerpts(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected


LONG = (
    "La presse négociait, elle plaide. Mercredi 27 décembre, le « New York Times » a saisi —"
    " enfin ! — le tribunal (fédéral) de Manhattan ; l’affaire ira loin… Jusqu’où ? Nul ne sait."
)


@pytest.mark.parametrize("length", range(12, len(LONG) + 5))
def test_an_excerpt_is_whole_words_of_its_text(length: int) -> None:
    cut = excerpt(LONG, length)
    if length >= len(LONG):
        assert cut == LONG
        return
    kept = cut.removesuffix("…")
    assert cut == f"{kept}…"
    assert len(cut) <= length
    assert LONG.startswith(kept)
    assert not (kept[-1].isalnum() and LONG[len(kept)].isalnum())
    assert re.search(r"[\s,;:.!?…(«–—]$", kept) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Été", "ete"),
        ("L’Œuvre  d’ÉTÉ", "l'oeuvre d'ete"),
        ("l'œuvre d'été", "l'oeuvre d'ete"),
        (" a\u00a0b\u202fc\n d ", "a b c d"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Lætitia", "laetitia"),
        ("e\u0301te\u0301", "ete"),
        ("Yahoo!", "yahoo!"),
        ("C++ & C#", "c++ & c#"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert fold(expected) == expected
