"""`check --external` on a whole site, whose links lead to a host on this machine."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.site import SMALL, article, make_site
from tests.tools.loopback import serve

X = "content/articles/x.md"


def check(site: Path, *args: str) -> tuple[int, str]:
    env = {"SITE_BUILDER_LANG": "en"}
    result = CliRunner(env=env).invoke(main, ["check", "--site", str(site), *args])
    return result.exit_code, result.output


def test_dead_links_are_told_in_their_place_when_asked(tmp_path: Path) -> None:
    web = make_site(tmp_path / "web", {"la.html": "là"})
    site = make_site(tmp_path / "site", SMALL)
    with serve(web) as host:
        body = f"Un [lien]({host.url}la.html#ici), un\n[autre]({host.url}pas-la.html).\n"
        company = f"---\nname: Meta\nwebsite: {host.url}non\n---\n"
        author = f"---\nname: Ana\nlinks:\n  Blog: {host.url}la.html\n---\n"
        make_site(
            site,
            {
                X: article(body, title="X"),
                "content/companies/meta.md": company,
                "content/authors/ana.md": author,
            },
        )
        assert check(site) == (0, "Nothing wrong.\n")
        status, said = check(site, "--external")
        assert status == 0
        assert f"{X}:7:9: warning: a dead link, the host answers 404" in said
        assert "content/companies/meta.md:3:10: warning: a dead link" in said
        assert "2 warnings" in said
        assert check(site, "--external", "--strict")[0] == 1
    (site / X).unlink()
    status, said = check(site, "--external")
    assert "content/companies/meta.md:3:10: warning: a link that cannot be reached" in said
    assert "ana.md" not in said  # a good answer is remembered


@pytest.mark.parametrize("address", ["javascript:x", "mailto:a@b.example", "/articles/llama/"])
def test_what_is_no_page_of_another_site_is_not_asked(address: str, tmp_path: Path) -> None:
    site = make_site(tmp_path, {**SMALL, X: article(f"Un [lien]({address}).\n", title="X")})
    said = check(site, "--external")[1]
    assert "dead" not in said
    assert "reached" not in said
