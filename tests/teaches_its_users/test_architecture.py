"""docs/architecture.md: its picture is current, and what it names is there."""

import re
from pathlib import Path

import pytest
from support.paths import ROOT

from tollbook.chain import STAGES

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_picture_is_that_of_the_definitions() -> None:
    """`python -m pipelines.picture > docs/architecture.svg` draws it anew."""
    from pipelines.picture import EVERYWHERE, OTHERS, picture  # noqa: PLC0415 (Dagster takes seconds to import)

    drawn = picture()
    assert (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8") == drawn
    for name in (*(stage.name for stage in STAGES), *OTHERS):
        assert f">{name}</text>" in drawn
    for name in OTHERS.keys() - {EVERYWHERE}:
        assert (ROOT / OTHERS[name].replace(".", "/")).with_suffix(".py").exists() or (
            ROOT / OTHERS[name].replace(".", "/") / "__init__.py"
        ).exists()


FILES = [
    p
    for room in ("tollbook", "assets", "pipelines", "rules", "docs", "tests", "reliability", "benchmarks", ".")
    for p in sorted((ROOT / room).glob("*" if room == "." else "**/*"))
]


def named(path: str) -> list[Path]:
    return [p for p in FILES if p.match(path.rstrip("/"))]


def test_a_file_that_the_page_names_is_there() -> None:
    paths = set(re.findall(r"`([\w/*]+(?:/|\.(?:py|yaml|js|md)))`", PAGE))
    assert len(paths) > 50
    assert not [path for path in paths if not named(path)]


def test_a_function_that_the_page_names_is_there() -> None:
    table = re.findall(r"`(\w+)` (?:\(|in |of )`([\w/]+\.py)`", PAGE)
    assert len(table) > 15
    for name, path in table:
        sources = [p.read_text(encoding="utf-8") for p in named(path)]
        assert any(re.search(rf"^\s*(?:def |class )?{name}\b", s, re.MULTILINE) for s in sources), f"{name} in {path}"
