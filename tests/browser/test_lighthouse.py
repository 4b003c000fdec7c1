"""Lighthouse, as a search engine and a telephone on a slow network judge the sample."""

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Sample
from tests.tools.chromium import FLAGS
from tests.tools.needs import node_file, program

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def judge(url: str, folder: Path) -> dict[str, Any]:
    """Return the report of Lighthouse, mobile preset, on the page at *url*."""
    report = folder / "report.json"
    chromium = program("chromium", "chromium")
    node = program("node", "npm")
    command = [
        node,
        str(node_file("lighthouse/cli/index.js")),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={shlex.join(FLAGS)}",
        "--no-enable-error-reporting",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium, "TMPDIR": str(folder)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def faults_of(report: dict[str, Any]) -> list[str]:
    """Return what keeps *report* from the best score of each category."""
    return [
        f"{name} {category['score'] * 100:.0f}: {audit['id']} {audit.get('displayValue', '')}"
        for name, category in report["categories"].items()
        if category["score"] < 1
        for ref in category["auditRefs"]
        if ref["weight"]
        for audit in [report["audits"][ref["id"]]]
        if (audit["score"] or 0) < 1
    ]


@pytest.mark.parametrize("page", ["", "articles/llama-2/", "entreprises/openai/"])
def test_every_category_is_full(octet: Sample, tmp_path: Path, page: str) -> None:
    assert faults_of(judge(octet.host.url + page, tmp_path)) == []


def test_the_check_bites() -> None:
    low = {
        "categories": {"seo": {"score": 0.9, "auditRefs": [{"id": "title", "weight": 1}]}},
        "audits": {"title": {"id": "title", "score": 0}},
    }
    assert faults_of(low) == ["seo 90: title "]
