"""Pictures of a site, from the file beside an article to what pages, feeds and networks show."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree, html
from PIL import Image

from site_builder.outcome import Built
from tests.site import PNG, SITE_TOML, article, build_here, contents, make_site, png
from tests.unit.test_images import SECRET, encoded, noted, photograph

Files = Mapping[str, str | bytes]

HOME = "content/articles/2023-07-18-llama"
PHOTO = f"{HOME}/photo.jpg"
PLAN = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 480'/>"
BODY = """\
Avant.

![Une photo](photo.jpg "L'été : une légende")

![Un plan](plan.svg){credit="Ana"}

Une ![icône](icone.png) dans la phrase.

[![Encore](photo.jpg)](photo.jpg)
"""


def site(root: Path, files: Files | None = None) -> Path:
    """Return a site with one article and its pictures, *files* laid over it."""
    return make_site(
        root,
        {
            "site.toml": SITE_TOML,
            f"{HOME}/index.md": article(BODY),
            PHOTO: encoded(photograph(1000, 700), "JPEG", exif=noted()),
            f"{HOME}/plan.svg": PLAN,
            f"{HOME}/icone.png": png(20, 10),
            **(files or {}),
        },
    )


def illustrated(body: str) -> str:
    """Return an article whose main picture is the photograph."""
    head = '\nimage: {src: photo.jpg, alt: "Vue"}\n---\n\n'
    return article(body).replace("\n---\n\n", head, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = site(tmp_path_factory.mktemp("pictures"))
    result = build_here(root)
    assert (result.exit_code, result.stderr) == (0, "")
    return root / "public"


def page(public: Path, name: str = "articles/llama") -> html.HtmlElement:
    return html.fromstring((public / name / "index.html").read_bytes())


def made(output: str) -> int:
    """Return how many pictures a build made, by its summary."""
    found = re.search(r"pictures? +([0-9]+) made", output)
    return int(found[1]) if found else 0


# What a page shows


def test_a_picture_alone_is_a_figure_with_its_title_as_caption(built: Path) -> None:
    figures = page(built).xpath("//div[@class='text']/figure")
    assert [f.text_content().strip() for f in figures] == ["L’été\u00a0: une légende", "Ana", ""]
    assert figures[0].xpath(".//img/@title") == []
    assert figures[1].xpath("figcaption/small/text()") == ["Ana"]
    assert figures[2].xpath("a/picture//img/@alt") == ["Encore"]
    assert page(built).xpath("//p/img/@alt") == ["icône"]


def test_browsers_choose_among_formats_and_widths(built: Path) -> None:
    picture = page(built).xpath("//figure//picture")[0]
    assert picture.xpath(".//source/@type") == ["image/avif", "image/webp"]
    for element in picture.xpath(".//source | .//img"):
        assert element.get("sizes")
        for candidate in element.get("srcset").split(", "):
            address, width = candidate.split(" ")
            with Image.open(built / address.lstrip("/")) as image:
                assert f"{image.width}w" == width
                assert element.get("type", "image/jpeg") == f"image/{(image.format or '').lower()}"
    widths = re.findall(r" (\d+)w", picture.xpath(".//img/@srcset")[0])
    assert widths == ["480", "800", "1000"]  # never wider than the original


def test_the_size_of_every_picture_is_said_before_it_comes(built: Path) -> None:
    shown = page(built).xpath("//div[@class='text']//img")
    sizes = [(image.get("width"), image.get("height")) for image in shown]
    assert sizes == [("1000", "700"), ("640", "480"), ("20", "10"), ("1000", "700")]


def test_all_but_the_first_picture_wait_for_the_reader(built: Path) -> None:
    shown = page(built).xpath("//div[@class='text']//img")
    assert [image.get("loading") for image in shown] == [None, "lazy", "lazy", "lazy"]
    assert [image.get("decoding") for image in shown] == [None, "async", "async", "async"]


def test_the_main_picture_of_an_article_comes_first(tmp_path: Path) -> None:
    text = illustrated(BODY)
    assert build_here(site(tmp_path, {f"{HOME}/index.md": text})).exit_code == 0
    shown = page(tmp_path / "public").xpath("//main//img")
    assert shown[0].get("fetchpriority") == "high"
    assert shown[0].get("loading") is None
    (picture,) = shown[0].xpath("ancestor::picture")
    assert picture.xpath(".//source/@type") == ["image/avif", "image/webp"]
    assert {image.get("loading") for image in shown[1:]} == {"lazy"}


def test_what_an_author_typed_holds(tmp_path: Path) -> None:
    body = "Un.\n\n![a](photo.jpg){width=300 .petit}\n\n"
    body += "<picture><img src='photo.jpg' alt='b'></picture>\n"
    assert build_here(site(tmp_path, {f"{HOME}/index.md": article(body)})).exit_code == 0
    one, two = page(tmp_path / "public").xpath("//div[@class='text']//img")
    assert (one.get("width"), one.get("height"), one.get("class")) == ("300", None, "petit")
    assert len(two.xpath("ancestor::picture")) == 1  # never one in another
    assert (two.get("width"), two.get("height")) == ("1000", "700")


def test_feeds_show_one_absolute_picture_of_a_reasonable_width(built: Path) -> None:
    feed = etree.parse(built / "feed.xml")
    body = feed.findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    shown = html.fragment_fromstring(body, create_parent="div").xpath(".//img")
    assert [i.get("width") for i in shown] == ["800", "640", "20", "800"]
    for image in shown:
        assert image.get("src").startswith("https://puce.example/")
        assert (built / image.get("src").removeprefix("https://puce.example/")).is_file()
        assert set(image.attrib) == {"src", "alt", "width", "height"}
    assert "<source" not in body


def test_a_company_and_a_page_show_pictures_too(tmp_path: Path) -> None:
    files: Files = {
        "content/images/vue.jpg": encoded(photograph(600, 300), "JPEG"),
        "content/companies/meta.md": "---\nname: Meta\n---\n\nTexte. ![Vue](/images/vue.jpg)\n",
        "content/pages/p.md": "---\ntitle: P\n---\n\nTexte.\n\n![Vue](/images/vue.jpg)\n",
    }
    assert build_here(site(tmp_path, files)).exit_code == 0
    for name in ("entreprises/meta", "p"):
        assert page(tmp_path / "public", name).xpath("//picture//img/@width") == ["600"]


# What is published


def test_nothing_that_a_camera_noted_is_published(built: Path) -> None:
    assert SECRET not in b"".join(contents(built).values())
    with Image.open(built / "articles/llama/photo.jpg") as image:
        assert image.size == (1000, 700)
        assert not image.getexif()


def test_a_picture_that_hides_nothing_is_published_byte_for_byte(built: Path) -> None:
    assert (built / "articles/llama/icone.png").read_bytes() == png(20, 10)
    assert (built / "articles/llama/plan.svg").read_text(encoding="utf-8") == PLAN


def test_a_drawing_comes_in_one_width_without_loss(tmp_path: Path) -> None:
    drawing = Image.new("RGB", (1500, 400), "white")
    drawing.paste("red", (100, 100, 400, 300))
    files: Files = {
        f"{HOME}/a.png": encoded(drawing, "PNG"),
        f"{HOME}/index.md": article("Un.\n\n![a](a.png)\n"),
    }
    assert build_here(site(tmp_path, files)).exit_code == 0
    picture = page(tmp_path / "public").xpath("//picture")[0]
    assert picture.xpath(".//img/@srcset") == []
    (address,) = picture.xpath(".//source/@srcset")
    with Image.open(tmp_path / "public" / address.split()[0].lstrip("/")) as image:
        assert image.convert("RGB").tobytes() == drawing.tobytes()


def test_what_moves_is_published_as_it_is(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    files: Files = {f"{HOME}/a.gif": moving, f"{HOME}/index.md": article("Un.\n\n![a](a.gif)\n")}
    assert build_here(site(tmp_path, files)).exit_code == 0
    image = page(tmp_path / "public").xpath("//div[@class='text']//img")[0]
    assert (image.get("src"), image.get("width")) == ("/articles/llama/a.gif", "400")
    assert (tmp_path / "public/articles/llama/a.gif").read_bytes() == moving


def test_a_webp_has_a_fallback_that_every_browser_shows(tmp_path: Path) -> None:
    files: Files = {
        f"{HOME}/a.webp": encoded(photograph(500, 300), "WEBP"),
        f"{HOME}/index.md": article("Un.\n\n![a](a.webp)\n"),
    }
    assert build_here(site(tmp_path, files)).exit_code == 0
    picture = page(tmp_path / "public").xpath("//picture")[0]
    assert picture.xpath(".//img/@src")[0].endswith(".jpg")
    assert picture.xpath(".//source[@type='image/webp']/@srcset")[0].endswith("/a.webp 500w")


def test_pictures_can_be_left_as_they_are(tmp_path: Path) -> None:
    settings = SITE_TOML + "[images]\nenabled = false\nsocial_cards = false\n"
    assert build_here(site(tmp_path, {"site.toml": settings})).exit_code == 0
    public = tmp_path / "public"
    assert (public / "articles/llama/photo.jpg").read_bytes() == (tmp_path / PHOTO).read_bytes()
    assert page(public).xpath("//picture") == []
    assert not (public / "assets/images").exists()
    assert not (public / "assets/social").exists()


# Social networks


def test_every_article_has_its_card(built: Path) -> None:
    (card,) = (built / "assets/social").iterdir()
    with Image.open(card) as image:
        assert image.size == (1200, 630)
    assert re.fullmatch(r"llama\.[0-9a-f]{10}\.png", card.name)


@pytest.mark.parametrize(
    ("size", "cropped"),
    [((2000, 1500), (1200, 630)), ((900, 900), (900, 472)), ((500, 500), None)],
)
def test_the_picture_of_an_article_is_its_card(
    tmp_path: Path, size: tuple[int, int], cropped: tuple[int, int] | None
) -> None:
    text = illustrated("Un.\n")
    photo = encoded(photograph(*size), "JPEG")
    assert build_here(site(tmp_path, {f"{HOME}/index.md": text, PHOTO: photo})).exit_code == 0
    (card,) = (tmp_path / "public/assets/social").iterdir()
    with Image.open(card) as image:
        assert image.size == (cropped or (1200, 630))
        assert image.format == ("JPEG" if cropped else "PNG")


# Again


def test_only_the_picture_that_changed_is_made_again(tmp_path: Path) -> None:
    other = "content/images/vue.jpg"
    text = article(BODY + "\n![Vue](/images/vue.jpg)\n")
    files: Files = {other: encoded(photograph(600, 300), "JPEG"), f"{HOME}/index.md": text}
    first = build_here(site(tmp_path, files))
    assert made(first.stdout) == 15  # 9 of the photograph, 5 of the other (one is a file), a card
    assert made(build_here(tmp_path).stdout) == 0
    (tmp_path / other).write_bytes(encoded(photograph(620, 300), "JPEG"))
    assert made(build_here(tmp_path).stdout) == 5
    warm = contents(tmp_path / "public")
    assert build_here(tmp_path, "--clean").exit_code == 0
    assert contents(tmp_path / "public") == warm


def test_a_picture_that_goes_takes_its_copies_with_it(tmp_path: Path) -> None:
    assert build_here(site(tmp_path)).exit_code == 0
    assert list((tmp_path / "public/assets/images").glob("photo-*"))
    (tmp_path / PHOTO).unlink()
    (tmp_path / f"{HOME}/index.md").write_text(article("Rien.\n"), encoding="utf-8")
    assert build_here(tmp_path).exit_code == 0
    assert not list((tmp_path / "public").rglob("photo*"))


def test_a_picture_is_not_made_again_for_another_folder_or_a_lost_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build_here(site(tmp_path)).exit_code == 0
    before = contents(tmp_path / "public")
    shutil.rmtree(tmp_path / "public")
    shutil.rmtree(tmp_path / ".public.spare")

    def never(*_: object) -> Built:
        raise AssertionError("made again")

    monkeypatch.setattr("site_builder.recipes.derive", never)
    monkeypatch.setattr("site_builder.recipes.draw_card", never)
    monkeypatch.setattr("site_builder.imaging.derive", never)
    monkeypatch.setattr("site_builder.imaging.draw_card", never)
    assert build_here(tmp_path).exit_code == 0
    assert contents(tmp_path / "public") == before


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 40, None])
def test_a_damaged_memory_of_pictures_counts_as_none(tmp_path: Path, damage: bytes | None) -> None:
    assert build_here(site(tmp_path)).exit_code == 0
    before = contents(tmp_path / "public")
    shutil.rmtree(tmp_path / "public")
    shutil.rmtree(tmp_path / ".public.spare")
    kept = [f for f in (tmp_path / ".site-builder/images").rglob("*") if f.is_file()]
    assert len(kept) == 10
    for file in kept:
        if damage is None:
            file.write_bytes(file.read_bytes()[:-1])
        else:
            file.write_bytes(damage)
    assert build_here(tmp_path).exit_code == 0
    assert contents(tmp_path / "public") == before


def test_what_no_page_shows_any_more_is_forgotten(tmp_path: Path) -> None:
    assert build_here(site(tmp_path)).exit_code == 0
    (tmp_path / PHOTO).write_bytes(encoded(photograph(300, 200), "JPEG"))
    assert build_here(tmp_path).exit_code == 0
    kept = [f for f in (tmp_path / ".site-builder/images").rglob("*") if f.is_file()]
    assert len(kept) == 3  # an AVIF, a WebP, a card; the JPEG is published as it is


def test_jobs_change_nothing(tmp_path: Path) -> None:
    one, two = site(tmp_path / "one"), site(tmp_path / "two")
    assert build_here(one).exit_code == 0
    assert build_here(two, "--jobs", "3").exit_code == 0
    assert contents(one / "public") == contents(two / "public")


def test_two_names_of_one_picture_share_its_copies(tmp_path: Path) -> None:
    data = encoded(photograph(600, 300), "JPEG")
    files: Files = {
        "content/articles/a/index.md": article("Un.\n\n![a](vue.jpg)\n"),
        "content/articles/a/vue.jpg": data,
        "content/articles/b/index.md": article("Un.\n\n![a](vue.jpg)\n", date="2023-07-19"),
        "content/articles/b/vue.jpg": data,
    }
    result = build_here(make_site(tmp_path, {"site.toml": SITE_TOML, **files}))
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(list((tmp_path / "public/assets/images").iterdir())) == 5


def test_pillow_is_imported_when_a_picture_is_to_be_made_only(tmp_path: Path) -> None:
    program = (
        "import sys; from site_builder.cli import main\n"
        "try: main(['build', '--site', sys.argv[1]])\n"
        "except SystemExit as end: assert not end.code\n"
        "print('PIL' in sys.modules)"
    )

    def imported() -> bool:
        command = [sys.executable, "-c", program, str(tmp_path)]
        found = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        return found.stdout.splitlines()[-1] == "True"

    plain = {
        "site.toml": SITE_TOML + "[images]\nsocial_cards = false\n",
        "content/articles/a.md": article("Un.\n\n![a](a.svg)\n"),
        "content/articles/a.svg": PLAN,
    }
    make_site(tmp_path, plain)
    assert not imported()
    make_site(tmp_path, {"content/articles/a.png": PNG})
    assert imported()
    assert not imported()  # what it shows is remembered


def test_a_file_that_changes_during_a_build_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path)
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        data = real(path)
        if path.name == "photo.jpg":  # the second time it is another picture
            path.write_bytes(encoded(photograph(300, 200), "JPEG"))
        return data

    monkeypatch.setattr(Path, "read_bytes", read)
    result = build_here(tmp_path)
    assert result.exit_code == 1
    assert "it changed while the site was being built" in result.stderr
    assert not (tmp_path / "public").exists()


def test_a_fault_is_told_where_the_picture_is_shown_with_its_file(tmp_path: Path) -> None:
    site(tmp_path, {PHOTO: io.BytesIO(encoded(photograph(), "JPEG")).read(2000)})
    result = build_here(tmp_path, language="fr")
    assert result.exit_code == 1
    assert f"{HOME}/index.md:8:14: erreur" in result.stderr
    assert f"l’image {PHOTO} est abîmée" in result.stderr
