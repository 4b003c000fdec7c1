"""What is shown of other sites: which addresses, how it is written, what comes of it."""

from pathlib import Path

import feedparser
import pytest
from lxml import html as lxml_html

from site_builder.embeds import embed_of, notation
from site_builder.markup import MarkupSettings, Rendered, render_markdown
from tests.site import SITE_TOML, SMALL, article, build_here, make_site, png

SAFE = MarkupSettings(extensions=(), trusted=False, root="https://puce.example")
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
VIDEO = "https://www.youtube.com/watch?v=a_b-c"


def rendered(text: str, settings: MarkupSettings = SAFE) -> Rendered:
    return render_markdown(text, settings, path="a.md")


@pytest.mark.parametrize(
    ("address", "kind", "site", "page"),
    [
        (VIDEO, "video", "YouTube", VIDEO),
        (f"{VIDEO}&t=90&si=Qui&feature=shared", "video", "YouTube", f"{VIDEO}&t=90"),
        ("https://youtu.be/abc?si=Qui", "video", "YouTube", "https://youtu.be/abc"),
        (
            "https://m.youtube.com/shorts/abc",
            "video",
            "YouTube",
            "https://m.youtube.com/shorts/abc",
        ),
        ("https://www.youtube-nocookie.com/embed/a_b-c?rel=0", "video", "YouTube", VIDEO),
        ("https://player.vimeo.com/video/12?h=1", "video", "Vimeo", "https://vimeo.com/12"),
        (
            "https://vimeo.com/channels/presse/12",
            "video",
            "Vimeo",
            "https://vimeo.com/channels/presse/12",
        ),
        (
            "https://geo.dailymotion.com/player.html?video=x8abc",
            "video",
            "Dailymotion",
            "https://www.dailymotion.com/video/x8abc",
        ),
        ("https://dai.ly/x8abc", "video", "Dailymotion", "https://dai.ly/x8abc"),
        (
            "https://www.arte.tv/fr/videos/110342-000-A/titre/",
            "video",
            "Arte",
            "https://www.arte.tv/fr/videos/110342-000-A/titre/",
        ),
        (
            "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "video",
            "framatube.org",
            "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
        ),
        (
            f"https://Tube.Example/videos/embed/{UUID}",
            "video",
            "tube.example",
            f"https://Tube.Example/videos/watch/{UUID}",
        ),
        (
            "https://mastodon.social/@Gargron/100254678717223630",
            "post",
            "mastodon.social",
            "https://mastodon.social/@Gargron/100254678717223630",
        ),
        (
            "https://piaille.fr/@a@b.example/100254678717223630/embed",
            "post",
            "piaille.fr",
            "https://piaille.fr/@a@b.example/100254678717223630",
        ),
        (
            "https://bsky.app/profile/a.example/post/3k",
            "post",
            "Bluesky",
            "https://bsky.app/profile/a.example/post/3k",
        ),
        ("https://x.com/jack/status/20", "post", "X", "https://x.com/jack/status/20"),
        (
            "https://open.spotify.com/embed/episode/4x?utm_source=generator",
            "audio",
            "Spotify",
            "https://open.spotify.com/episode/4x",
        ),
    ],
)
def test_known_addresses(address: str, kind: str, site: str, page: str) -> None:
    found = embed_of(address)
    assert found is not None
    assert (found.kind, found.site, found.page) == (kind, site, page)
    again = embed_of(found.page)
    assert again is not None
    assert again.page == found.page


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@octet",
        "https://www.youtube.com/",
        "https://vimeo.com/octet",
        "https://framatube.org/w/",
        "https://example.org/w/entreprise",
        "https://example.org/videos/watch/2023",
        "https://mastodon.social/@Gargron",
        "https://medium.example/@auteur/un-billet-123456",
        "https://notyoutube.com/watch?v=a",
        "https://example.org/?u=https://youtu.be/abc",
        "https://twitter.com/jack",
        "/watch?v=a",
        "photo.jpg",
        "javascript://youtu.be/abc",
    ],
)
def test_other_addresses_are_left_alone(address: str) -> None:
    assert embed_of(address) is None


def test_it_is_a_figure_with_a_link() -> None:
    found = rendered(f'![Le film & la suite]({VIDEO}&t=9 "Ce qu’on voit"){{credit="Qui"}}\n')
    assert found.html == (
        '<figure class="embed video"><a href="https://www.youtube.com/watch?v=a_b-c&amp;t=9">'
        "<strong>Le film &amp; la suite</strong><br>"
        '<small class="service">Vidéo à voir sur YouTube</small></a>\n'
        "<figcaption>Ce qu’on voit <small>Qui</small></figcaption></figure>"
    )
    assert found.problems == ()
    assert found.plain.split("\n")[:2] == ["Le film & la suite", "Vidéo à voir sur YouTube"]


@pytest.mark.parametrize(
    "text",
    [
        f"![Le film]({VIDEO}){{poster=affiche.png}}",
        f"![Le film][1]{{poster=affiche.png}}\n\n[1]: {VIDEO}",
        f"[![Le film](affiche.png)]({VIDEO})",
    ],
)
def test_a_poster_is_a_picture_of_ours(text: str) -> None:
    found = rendered(text)
    assert [ref.target for ref in found.refs] == ["affiche.png"]
    (figure,) = lxml_html.fragments_fromstring(found.html)
    assert figure.tag == "figure"
    assert figure.xpath("string(a/strong)") == "Le film"
    assert figure.xpath("a/img/@alt") == [""]
    assert figure.xpath("a/@href") == [VIDEO]


def test_any_address_can_have_a_poster() -> None:
    found = rendered("![Le dossier](https://www.presse.example/d?utm_source=a){poster=a.png}")
    assert 'class="embed page"' in found.html
    assert 'href="https://www.presse.example/d"' in found.html
    assert "À voir sur presse.example" in found.plain


def test_a_title_keeps_its_language_and_a_figure_its_class() -> None:
    found = rendered(f"![Opening keynote]({VIDEO}){{en}}\n{{: .large}}")
    assert '<strong lang="en">Opening keynote</strong>' in found.html
    assert 'class="embed video large"' in found.html


def test_a_linked_picture_that_is_no_video_stays_one() -> None:
    found = rendered("[![Notre chaîne](logo.png)](https://www.youtube.com/@octet)")
    assert "embed" not in found.html
    assert 'alt="Notre chaîne"' in found.html


def test_code_shows_the_notation() -> None:
    found = rendered(f"    ![a]({VIDEO})\n\n`![a]({VIDEO})`\n\n`<iframe src='{VIDEO}'>`\n")
    assert "embed" not in found.html
    assert found.problems == ()


def test_a_frame_is_told_with_what_to_write_instead() -> None:
    frame = '<iframe width="560" src="https://www.youtube.com/embed/abc?si=x" allow="a"></iframe>'
    found = rendered(f"Avant.\n\n{frame}\n\nAprès.\n")
    (told,) = found.problems
    assert told.code == "embed.frame"
    assert dict(told.params)["cure"] == "![Titre](https://www.youtube.com/watch?v=abc)"
    assert "iframe" not in found.html
    assert notation("//ailleurs.example/x") == (
        "![Titre](https://ailleurs.example/x){poster=affiche.jpg}"
    )


def test_a_trusted_frame_is_refused_with_what_to_write_instead(tmp_path: Path) -> None:
    toml = f'{SITE_TOML}[markdown]\nraw_html = "trusted"\n'
    body = '<iframe title="Un film" src="https://www.youtube.com/embed/abc"></iframe>\n'
    files = {"site.toml": toml, "content/articles/2023-07-18-llama.md": article(body)}
    site = make_site(tmp_path, {**SMALL, **files})
    result = build_here(site)
    assert result.exit_code == 1
    assert result.stderr.count("error: ") == 1
    assert "`![Titre](https://www.youtube.com/watch?v=abc)`" in result.stderr
    allow = '[privacy]\nallow = ["https://www.youtube.com/embed"]\n'
    assert build_here(make_site(site, {"site.toml": toml + allow})).exit_code == 0


def test_a_site_shows_it_everywhere_and_asks_nobody(tmp_path: Path) -> None:
    body = f"Meta montre.\n\n![Le film du jour]({VIDEO}){{poster=affiche.png}}\n\nAprès.\n"
    google = "---\nname: Google\nproducts: [YouTube]\n---\n\nUn moteur.\n"
    site = make_site(
        tmp_path,
        {
            **SMALL,
            "content/articles/2023-07-18-llama/index.md": article(body, title="Le film"),
            "content/articles/2023-07-18-llama/affiche.png": png(900, 500),
            "content/companies/google.md": google,
        },
    )
    (site / "content/articles/2023-07-18-llama.md").unlink()
    result = build_here(site)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    page = lxml_html.parse(str(site / "public/articles/llama/index.html"))
    (link,) = page.xpath("//figure[@class='embed video']/a")
    assert link.get("href") == VIDEO
    assert link.xpath("string(.//strong)") == "Le film du jour"
    assert link.xpath(".//img[@width and @height and @alt='']")
    (entry,) = feedparser.parse(str(site / "public/feed.xml")).entries
    said = entry.content[0].value
    assert f'href="{VIDEO}"' in said
    assert 'src="https://puce.example/' in said
    # The article does not speak of Google: the words that name the site are ours.
    company = lxml_html.parse(str(site / "public/entreprises/google/index.html"))
    assert "Le film" not in company.xpath("string(//main)")
