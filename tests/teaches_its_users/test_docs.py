"""The documentation site: it builds without a warning, leads to every page, and fetches nothing."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.paths import ROOT

from tollbook.commands.summary import as_text, summary_of

DOCS = ROOT / "docs"
CONFIG = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]


def pages(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from pages(value)
    elif isinstance(nav, list):
        for value in nav:
            yield from pages(value)


def test_every_page_is_in_the_navigation_once() -> None:
    """A new page in docs/ gets a line in `nav` of zensical.toml, where its reader looks for it."""
    found = sorted(p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md"))
    assert sorted(pages(CONFIG["nav"])) == found


def test_every_picture_is_used() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in DOCS.rglob("*.md"))
    pictures = {p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.png")}
    assert {p for p in pictures if f"({p})" not in text} == set()
    assert pictures > {"graph.png", "site/overview.png", "site/incident.png", "site/article.png"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it."""
    work = tmp_path_factory.mktemp("docs")
    shutil.copytree(DOCS, work / "docs")
    shutil.copy(ROOT / "zensical.toml", work)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "-f", "zensical.toml"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return work / "build" / "docs"


@pytest.mark.slow
def test_it_has_every_page(site: Path) -> None:
    assert {p.with_suffix(".md").name for p in site.glob("*.html")} - {"404.md"} == set(pages(CONFIG["nav"]))


def test_it_fetches_nothing(site: Path) -> None:
    for page in site.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        wanted = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=[\"']?([^\"' >]+)", html)
        assert wanted
        assert not [url for url in wanted if re.match(r"(https?:)?//", url)], page.name
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", html), page.name


def test_the_quick_start_shows_what_a_run_prints(example_home: Path) -> None:
    shown = re.search(r"```text\n(.*?)```", (DOCS / "quick-start.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = as_text(summary_of(example_home / "tollbook.duckdb")).splitlines()
    assert shown
    assert set(shown[1].splitlines()) <= set(printed)


def test_a_broken_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# One\n\n[two](two.md)\n", encoding="utf-8")
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "x"\n', encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", "zensical.toml"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode


def test_what_was_tried_can_be_tried_again() -> None:
    """Each line of docs/reliability.md names a command that is there, and every trial has a line."""
    from reliability.__main__ import commands  # noqa: PLC0415 (only here)

    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"python -m reliability (\w+)", text))
    assert named <= commands().keys()
    assert commands().keys() - named == {"licences", "sbom", "short"}  # makes pages and lists; what the tests run


def test_a_test_that_a_page_names_is_there() -> None:
    pages = [
        *DOCS.rglob("*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
        *(ROOT / "rules").rglob("*.yaml"),
    ]
    named = {
        name for page in pages for name in re.findall(r"\btest_\w+\.py|tests/\w+/", page.read_text(encoding="utf-8"))
    }
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")} | {
        f"tests/{p.name}/" for p in (ROOT / "tests").iterdir()
    }
    assert len(named) > 15
    assert named <= there
