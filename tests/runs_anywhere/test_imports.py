"""Imports go one way: tollbook <- pipelines.resources <- assets <- pipelines.{jobs, ...} <- build <- definitions."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from support.paths import ROOT

# What each part may import of ours, besides itself.
LAYERS = {
    "tollbook": set(),
    "pipelines.resources": {"tollbook"},
    "assets": {"tollbook", "pipelines.resources"},
    "pipelines.jobs": set(),
    "pipelines.schedules": {"pipelines.jobs"},
    "pipelines.sensors": {"tollbook", "pipelines.jobs", "pipelines.resources"},
    "pipelines.checks": {"tollbook", "pipelines.resources", "assets"},
    "pipelines.build": {
        "assets",
        *(f"pipelines.{m}" for m in ("checks", "jobs", "resources", "schedules", "sensors")),
    },
    "pipelines.definitions": {"pipelines.build"},
    "pipelines.run": {"tollbook", "pipelines.build", "pipelines.jobs", "pipelines.resources"},
    "pipelines.progress": {"tollbook", "pipelines.run"},
    "pipelines.cli": {"tollbook", "pipelines.run", "pipelines.progress"},
    "pipelines.cli_docs": {"tollbook", "pipelines.cli"},
    "pipelines.picture": {"tollbook", "pipelines.build"},
}


def modules() -> list[tuple[str, Path]]:
    paths = sorted(p for room in ("tollbook", "assets", "pipelines") for p in (ROOT / room).rglob("*.py"))
    return [(".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), p) for p in paths]


def layer(name: str) -> str | None:
    found = [known for known in LAYERS if name == known or name.startswith(known + ".")]
    return max(found, key=len) if found else None


@cache
def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_go_one_way() -> None:
    for name, path in modules():
        own = layer(name)
        assert own or name == "pipelines", f"{name} stands in no layer"
        for other in imported(path) if own else ():
            target = layer(other)
            if target is None:
                assert not other.startswith("pipelines"), f"{name} imports {other}, which stands in no layer"
            else:
                assert target == own or target in LAYERS[own or ""], f"{name} imports {other}"


def rooms() -> dict[str, int]:
    """The rooms of the library, with the rows in which docs/architecture.md lists them, the lowest first."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    cells = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    named = [re.findall(r"`(tollbook/[\w/]+?)(?:/|\.py)`", cell) for cell in cells]
    return {room.replace("/", "."): row for row, found in enumerate(named) for room in found}


def room(name: str, known: dict[str, int]) -> str | None:
    return max((r for r in known if name == r or name.startswith(r + ".")), key=len, default=None)


def test_a_room_of_the_library_knows_nothing_of_those_that_use_it() -> None:
    known = rooms()
    for name, path in modules():
        if not name.startswith("tollbook."):
            continue
        own = room(name, known)
        assert own or name in {"tollbook.ledger"}, f"{name} stands in no room of docs/architecture.md"
        for other in imported(path):
            used = room(other, known)
            assert used is None or known[used] <= known[own or ""], f"{name} imports {other}"


def test_the_library_knows_no_dagster() -> None:
    for name, path in modules():
        if name.startswith("tollbook"):
            assert not [i for i in imported(path) if i.split(".")[0].startswith("dagster")], name


def test_assets_keep_their_annotations() -> None:
    for path in (ROOT / "assets").glob("*.py"):
        assert "from __future__ import annotations" not in path.read_text(encoding="utf-8"), path


def test_the_command_line_starts_without_dagster() -> None:
    heavy = "{'dagster', 'pandas', 'duckdb'}"
    code = f"import sys, pipelines.cli; sys.exit(bool({heavy} & {{m.split('.')[0] for m in sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
