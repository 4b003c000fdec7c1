"""Rules that hold over a whole site, each with the site that would break it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.site import PNG, SITE_TOML, build, build_here, contents, make_site


def written(*lines: str, body: str = "Un texte.\n") -> str:
    return "\n".join(["---", *lines, "---", "", body])


def site_with(root: Path, files: dict[str, str | bytes]) -> Path:
    return make_site(root, {"site.toml": SITE_TOML, **files})


def pages(root: Path) -> dict[str, str]:
    return {
        path: data.decode() for path, data in contents(root / "public").items() if b"\0" not in data
    }


def test_dates_of_other_zones_are_shelved_by_the_day_they_are_here(tmp_path: Path) -> None:
    """One instant may be two years: sorted by instant, shelved by the site's own calendar."""
    dates = ("2023-01-01T00:30+01:00", "2022-12-31T23:45Z", "2022-12-31T22:00-05:00", "2022-06-01")
    files: dict[str, str | bytes] = {
        f"content/articles/a{n}.md": written(f"title: Titre {n}", f"date: {date}")
        for n, date in enumerate(dates)
    }
    result = build_here(site_with(tmp_path, files))
    assert (result.exit_code, result.stderr) == (0, "")
    found = pages(tmp_path)
    assert "3 articles" in found["archives/2023/01/index.html"]
    assert "archives/2022/12/index.html" not in found
    assert "1 article<" in found["archives/2022/06/index.html"].replace("</", "<")


def test_dates_before_the_hour_of_greenwich_have_no_seconds_of_offset(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written("title: Titre", "date: 1905-03-01")
    }
    assert build_here(site_with(tmp_path, files)).exit_code == 0
    assert 'datetime="1905-03-01T00:00:00+00:09"' in pages(tmp_path)["articles/a/index.html"]


def test_an_identity_by_default_is_not_one_that_another_has_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written(
            "title: Un", "date: 2023-01-01", 'id: "tag:puce.example,2023-01-01:b"'
        ),
        "content/articles/b.md": written("title: Deux", "date: 2023-01-01"),
    }
    result = build_here(site_with(tmp_path, files))
    assert result.exit_code == 1
    assert re.search(r"content/articles/a\.md:4:6: error: the same `id` as .*b\.md", result.stderr)


def test_an_old_address_redirects_itself_and_no_family(tmp_path: Path) -> None:
    """On hosts that read `_redirects`, `*` and `:id` stand for whatever is asked for."""
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written(
            "title: Un", "date: 2023-01-01", 'old_urls: ["/2019/*.html", "/b/:id.html"]'
        )
    }
    assert build_here(site_with(tmp_path, files)).exit_code == 0
    table = (tmp_path / "public/_redirects").read_text(encoding="utf-8")
    assert table == (
        "/2019/%2A.html /articles/a/ 301\n"
        "/b/%3Aid.html /articles/a/ 301\n"
    )  # fmt: skip


@pytest.mark.parametrize("line", ["draft: true", "date: 2199-01-01"])
def test_the_picture_of_an_article_is_not_published_before_it(line: str, tmp_path: Path) -> None:
    date = () if line.startswith("date") else ("date: 2023-01-01",)
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written("title: Un", "date: 2023-01-01", body="![ici](vu.png)\n"),
        "content/articles/b.md": written(
            "title: Deux", *date, line, body="![b](embargo.png) ![c](vu.png)\n"
        ),
        "content/articles/embargo.png": PNG,
        "content/articles/vu.png": PNG,
    }
    assert build_here(site_with(tmp_path, files)).exit_code == 0
    published = contents(tmp_path / "public")
    assert "articles/vu.png" in published
    assert "articles/embargo.png" not in published
    assert build_here(tmp_path, "--drafts", "--future").exit_code == 0
    assert "articles/embargo.png" in contents(tmp_path / "public")


def test_an_extension_is_all_the_files_of_its_package(tmp_path: Path) -> None:
    """What an extension makes is remembered until any file of it changes."""
    code = (
        "from markdown.preprocessors import Preprocessor\n"
        "class Swap(Preprocessor):\n"
        "    def run(self, lines):\n"
        "        return [line.replace('MOT', 'un') for line in lines]\n"
    )
    face = (
        "from markdown.extensions import Extension\n"
        "from mots.impl import Swap\n"
        "class Mots(Extension):\n"
        "    def extendMarkdown(self, md):\n"
        "        md.preprocessors.register(Swap(md), 'mots', 5)\n"
        "def makeExtension(**settings):\n"
        "    return Mots(**settings)\n"
    )
    site = site_with(
        tmp_path / "site",
        {
            "site.toml": f'{SITE_TOML}[markdown]\nextensions = ["mots"]\n',
            "content/articles/a.md": written("title: Un", "date: 2023-01-01", body="Le MOT ici.\n"),
        },
    )
    make_site(tmp_path / "code", {"mots/__init__.py": face, "mots/impl.py": code})
    env = {"PYTHONPATH": str(tmp_path / "code"), "PYTHONDONTWRITEBYTECODE": "1"}
    for word in ("un", "deux"):
        make_site(tmp_path / "code", {"mots/impl.py": code.replace("'un'", f"'{word}'")})
        result = build(site, env=env)
        assert (result.returncode, result.stderr) == (0, "")
        assert f"Le {word} ici." in pages(site)["articles/a/index.html"]


def test_check_refuses_the_folder_that_build_would(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written("title: Un", "date: 2023-01-01"),
        "public/a-moi.txt": "à moi",
    }
    site_with(tmp_path, files)
    result = CliRunner().invoke(main, ["check", "--site", str(tmp_path)])
    assert result.exit_code == 1
    assert "site-builder did not write" in result.output
    assert contents(tmp_path / "public") == {"a-moi.txt": "à moi".encode()}


def test_an_import_takes_no_slug_that_an_article_has_given_itself(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/articles/x.md": written("title: Un", "date: 2023-01-01", "slug: mon-titre"),
        "brouillon.txt": "Mon titre\n\nUne phrase assez longue pour être le chapô du brouillon.\n",
    }
    site_with(tmp_path, files)
    args = ["--site", str(tmp_path), str(tmp_path / "brouillon.txt"), "--date", "2023-02-01"]
    imported = CliRunner().invoke(main, ["import", *args])
    assert imported.output.startswith("content/articles/2023/2023-02-01-mon-titre-2.md\n")
    assert build_here(tmp_path).exit_code == 0


def test_a_file_that_had_to_make_way_is_told(tmp_path: Path) -> None:
    """A damaged list of ours: what may be somebody's is kept, and said."""
    files: dict[str, str | bytes] = {
        "content/articles/a.md": written("title: Un", "date: 2023-01-01")
    }
    site_with(tmp_path, files)
    assert build_here(tmp_path).exit_code == 0
    manifest = tmp_path / "public/.site-builder.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    (tmp_path / ".public.spare/state").unlink()
    (tmp_path / "content/articles/a.md").rename(tmp_path / "content/articles/b.md")
    result = build_here(tmp_path)
    assert result.exit_code == 0
    assert "kept, not knowing whether it is ours: articles/a/index.html" in result.output


def test_the_publisher_is_named_and_can_be_written_to(tmp_path: Path) -> None:
    settings = '[publisher]\nname = "Les Puces"\nemail = "ecrire@puce.example"\n'
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML + settings,
        "content/articles/a.md": written("title: Un", "date: 2023-01-01"),
    }
    assert build_here(site_with(tmp_path, files)).exit_code == 0
    page = pages(tmp_path)["index.html"]
    assert "Publié par Les Puces." in page
    assert 'href="mailto:ecrire@puce.example"' in page
