"""The stopwatch of a build."""

import json
from pathlib import Path

from site_builder.progress import Stopwatch
from site_builder.report import profile_text
from tests.site import SMALL, build, make_site


def test_each_stage_lasts_until_the_next() -> None:
    times = iter((0.0, 1.0, 3.0, 10.0))
    watch = Stopwatch(lambda: next(times))
    watch.update("read", 0, 0)
    watch.update("render", 0, 0)
    watch.update("render", 1, 2)
    assert watch.seconds() == {"start": 1.0, "read": 2.0, "render": 7.0}


def test_a_profile_is_read_in_both_languages() -> None:
    seconds = {"start": 1.0, "render": 3.0}
    assert "Pages and feeds          3.000 s   75%" in profile_text(seconds, {}, "en")
    assert "Pages et flux            3,000\u00a0s   75\u00a0%" in profile_text(seconds, {}, "fr")


def test_the_slowest_files_come_last_and_the_slowest_of_them_first() -> None:
    watch = Stopwatch(iter((0.0, 1.0)).__next__)
    for path, seconds in (("b.md", 1.0), ("a.md", 2.5), ("b.md", 1.0), ("c.md", 0.1)):
        watch.took(path, seconds)
    assert list(watch.slowest(2)) == ["a.md", "b.md"]
    told = profile_text(watch.seconds(), watch.slowest(2), "en")
    assert told.endswith("The slowest files:\n     2.500 s  a.md\n     2.000 s  b.md")


def test_a_build_tells_its_stages(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", SMALL)
    done = build(site, "--profile", "--profile-json", str(tmp_path / "profile.json"))
    assert done.returncode == 0, done.stderr
    assert "Publication" in done.stdout
    profile = json.loads((tmp_path / "profile.json").read_text(encoding="utf-8"))
    stages = list(profile["seconds"])
    whole = "settings read parse names look plan search templates keys render images publish"
    assert stages == ["start", "state", *whole.split()]
    assert "articles/llama/index.html" in profile["slowest"] or len(profile["slowest"]) == 10
    assert "content/articles/2023-07-18-llama.md" in profile["slowest"]
