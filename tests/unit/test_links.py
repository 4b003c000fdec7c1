"""Links: what they may mean, where they lead, and what is wrong when they lead nowhere."""

import pytest
from msgspec.structs import replace

from site_builder.links import Destinations, resolve
from site_builder.markup import Ref
from site_builder.problems import told
from site_builder.settings import Folders
from site_builder.urls import Urls

SOURCE = "content/articles/2023/x.md"
OWN = "articles/x/index.html"
PATHS = {
    "content/articles/2023/x.md": OWN,
    "content/articles/2023/llama-2.md": "articles/llama-2/index.html",
    "content/articles/gpt/index.md": "articles/gpt/index.html",
    "content/articles/gpt/a b.png": "articles/gpt/a b.png",
    "content/articles/2023/été.png": "articles/2023/été.png",
    "content/companies/meta.md": "entreprises/meta/index.html",
    "content/pages/s.md": "s/index.html",
}
LISTS = {"index.html", "archives/index.html", "feed.xml"}


def destinations(prefix: str = "") -> Destinations:
    return Destinations(
        urls=Urls(root="https://puce.example", prefix=prefix, folders=Folders()),
        paths=frozenset({*PATHS.values(), *LISTS}),
        sources=PATHS,
        ids={
            OWN: frozenset({"ici"}),
            "articles/llama-2/index.html": frozenset({"le-prix", "été"}),
        },
        unpublished={
            "content/articles/2023/secret.md": "draft",
            "articles/secret/index.html": "draft",
            "content/articles/2023/demain.md": "future",
            "articles/demain/index.html": "future",
        },
        broken=frozenset({"content/articles/2023/casse.md", "articles/casse/index.html"}),
    )


@pytest.mark.parametrize(
    ("ids", "english", "french"),
    [
        (
            {"prix", "été", "fn:1"},
            "correct what follows `#`; this page has #prix, #été",
            "corrigez ce qui suit `#`\u202f; cette page a #prix, #été",
        ),
        (
            {f"s{n}" for n in range(9)},
            "correct what follows `#`; this page has #s0, #s1, #s2, #s3, #s4, #s5, …",
            "corrigez ce qui suit `#`\u202f; cette page a #s0, #s1, #s2, #s3, #s4, #s5, …",
        ),
        (
            {"fn:1"},
            "this page has no headings: link to the page itself, without `#`",
            "cette page n’a pas d’intertitre\u00a0: liez la page elle-même, sans `#`",
        ),
    ],
)
def test_an_anchor_that_is_not_there_is_told_with_those_that_are(
    ids: set[str], english: str, french: str
) -> None:
    known = replace(destinations(), ids={OWN: frozenset(ids)})
    ref = Ref(kind="link", target="#suite", line=6, column=5)
    _, found = resolve(ref, SOURCE, OWN, known)
    assert found is not None
    assert told(found, "en").hint == english
    assert told(found, "fr").hint == french


def follow(target: str, *, image: bool = False, prefix: str = "") -> tuple[str, str]:
    """Return the address and the code of the problem (`""`: none) of *target*, typed in SOURCE."""
    ref = Ref(kind="image" if image else "link", target=target, line=6, column=5)
    href, found = resolve(ref, SOURCE, OWN, destinations(prefix))
    if found is None:
        return href, ""
    assert (found.place.path, found.place.line, found.place.column) == (SOURCE, 6, 5)
    return href, found.code


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("llama-2.md", "/articles/llama-2/"),
        ("llama-2", "/articles/llama-2/"),
        ("./llama-2.md", "/articles/llama-2/"),
        ("../2023/llama-2.md", "/articles/llama-2/"),
        ("../gpt/index.md", "/articles/gpt/"),
        ("../gpt", "/articles/gpt/"),
        ("../gpt/", "/articles/gpt/"),
        ("../../companies/meta.md", "/entreprises/meta/"),
        ("/articles/llama-2/", "/articles/llama-2/"),
        ("/articles/llama-2", "/articles/llama-2/"),
        ("/articles/llama-2/index.html", "/articles/llama-2/"),
        ("/", "/"),
        ("/feed.xml", "/feed.xml"),
        ("/archives/", "/archives/"),
        ("llama-2.md?a=1&b", "/articles/llama-2/?a=1&b"),
        ("llama-2.md#le-prix", "/articles/llama-2/#le-prix"),
        ("llama-2.md?a#le-prix", "/articles/llama-2/?a#le-prix"),
        ("llama-2.md#%C3%A9t%C3%A9", "/articles/llama-2/#%C3%A9t%C3%A9"),
        ("llama-2.md#été", "/articles/llama-2/#%C3%A9t%C3%A9"),
        ("llama-2.md#", "/articles/llama-2/"),
        ("../gpt/a%20b.png", "/articles/gpt/a%20b.png"),
        ("../gpt/a b.png", "/articles/gpt/a%20b.png"),
        ("été.png", "/articles/2023/%C3%A9t%C3%A9.png"),
        ("#ici", "#ici"),
        ("#", "#"),
    ],
)
def test_a_link_leads_to_its_page(target: str, href: str) -> None:
    assert follow(target) == (href, "")


@pytest.mark.parametrize(
    "target", ["/lettre/articles/llama-2/", "/articles/llama-2/", "llama-2.md"]
)
def test_a_site_below_a_path_has_it_in_every_address(target: str) -> None:
    assert follow(target, prefix="/lettre") == ("/lettre/articles/llama-2/", "")


@pytest.mark.parametrize("target", ["/lettres/", "/lettres", "/lettre-2/articles/llama-2/"])
def test_what_only_begins_like_the_path_of_the_site_is_elsewhere(target: str) -> None:
    """`/lettre` taken from `/lettres/` would leave `s/`, which is a page."""
    assert follow(target, prefix="/lettre")[1] == "link.nowhere"


@pytest.mark.parametrize(
    "target",
    [
        "rien.md",
        "/rien/",
        "/articles/rien/",
        "../../../../../etc/passwd",
        "/../../etc/passwd",
        "/articles/llama-2/rien",
        "/articles//llama-2/",
        "%00",
        "%FF.md",
        "%2e%2e/%2e%2e/rien.md",
        "?a=1",
        "",
        "www.example.org",
        "https//example.org",
        "index.md",
        "content/articles/2023/llama-2.md",
    ],
)
def test_a_link_that_leads_nowhere(target: str) -> None:
    expected = "" if target == "?a=1" else "link.nowhere"
    assert follow(target)[1] == expected


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("#rien", "link.no-anchor"),
        ("#Ici", "link.no-anchor"),
        ("llama-2.md#rien", "link.no-anchor"),
        ("/articles/llama-2/#rien", "link.no-anchor"),
        ("/archives/#rien", ""),
        ("secret.md", "link.unpublished"),
        ("secret", "link.unpublished"),
        ("secret.md#a", "link.unpublished"),
        ("/articles/secret/", "link.unpublished"),
        ("/articles/secret", "link.unpublished"),
        ("demain.md", "link.unpublished"),
        ("casse.md", ""),
        ("casse", ""),
        ("casse.md#rien", ""),
        ("/articles/casse/", ""),
        ("Llama-2.md", "link.case"),
        ("/Articles/Llama-2/", "link.case"),
    ],
)
def test_what_is_wrong_with_a_link(target: str, code: str) -> None:
    assert follow(target)[1] == code


@pytest.mark.parametrize(
    "target",
    [
        "https://cdn.example/a.png",
        "http://cdn.example/a.png",
        "HTTPS://cdn.example/a.png",
        "//cdn.example/a.png",
        "https:cdn.example/a.png",
        " https://cdn.example/a.png",
        "\\\\cdn.example\\a.png",
        "/\\cdn.example/a.png",
        "ftp://cdn.example/a.png",
    ],
)
def test_an_image_on_another_host_is_refused_however_it_is_written(target: str) -> None:
    """A browser would fetch all of these."""
    assert follow(target, image=True)[1] in {"image.remote", "image.nowhere"}


@pytest.mark.parametrize(
    "target", ["HTTPS://cdn.example/a.png", "//cdn.example/a.png", "http://cdn.example/a.png"]
)
def test_an_image_on_another_host_is_told_as_such(target: str) -> None:
    assert follow(target, image=True)[1] == "image.remote"


def test_an_image_that_does_not_exist() -> None:
    assert follow("rien.png", image=True)[1] == "image.nowhere"
    assert follow("../gpt/a%20b.png", image=True) == ("/articles/gpt/a%20b.png", "")


def test_a_text_is_no_image() -> None:
    assert follow("llama-2.md", image=True)[1] == "image.nowhere"


@pytest.mark.parametrize(
    ("target", "suggestion"),
    [
        ("lama-2.md", "llama-2.md"),
        ("llama2.md", "llama-2.md"),
        ("llama-2.markdown", "llama-2.md"),
        ("metta.md", "../../companies/meta.md"),
        ("/articles/lama-2/", "/articles/llama-2/"),
        ("/archive/", "/archives/"),
        ("#icii", "#ici"),
        ("llama-2.md#prix", "#le-prix"),
        ("zzz.md", ""),
    ],
)
def test_the_suggestion_is_what_to_write(target: str, suggestion: str) -> None:
    ref = Ref(kind="link", target=target, line=6, column=5)
    _, found = resolve(ref, SOURCE, OWN, destinations())
    assert found is not None
    assert dict(found.params)["suggestion"] == suggestion
    if suggestion and not suggestion.startswith("#"):
        assert follow(suggestion)[1] == ""


def test_the_reason_is_told_in_both_languages() -> None:
    ref = Ref(kind="link", target="secret.md", line=6, column=5)
    _, found = resolve(ref, SOURCE, OWN, destinations())
    assert found is not None
    assert dict(found.params) == {"target": "secret.md", "why": "draft", "why_fr": "brouillon"}
