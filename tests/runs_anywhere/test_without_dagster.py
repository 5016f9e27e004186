"""The library where Dagster is not installed: an environment with what the library needs, and nothing else."""

import os
import subprocess
import sysconfig
import tomllib
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from support.paths import ROOT

from tollbook.warehouse import dump

pytestmark = pytest.mark.slow

SITE = Path(sysconfig.get_path("purelib"))
PAGE = ROOT / "docs" / "python.md"
# Runs every example of the page, in the order in which they stand there.
PAGE_AS_READ = """
import doctest, re, sys
blocks = re.findall(r"```pycon\\n(.*?)```", open(sys.argv[1], encoding="utf-8").read(), re.DOTALL)
page = doctest.DocTestParser().get_doctest("\\n".join(blocks), {}, "page", sys.argv[1], 0)
done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL).run(page)
sys.exit(done.failed or not done.attempted or any(name.startswith("dagster") for name in sys.modules))
"""


def needed(asked: list[Requirement]) -> set[str]:
    """The names of these distributions and of all that they need, as they are installed here."""
    known: set[tuple[str, str]] = set()
    while asked:
        one = asked.pop()
        for extra in {"", *one.extras} - {extra for name, extra in known if name == one.name}:
            known.add((one.name, extra))
            further = map(Requirement, distribution(one.name).requires or ())
            asked += [r for r in further if r.marker is None or r.marker.evaluate({"extra": extra})]
    return {name for name, _ in known}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the dependencies of the library but Dagster, and the library."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    own = [asked for r in told if not (asked := Requirement(r)).name.startswith("dagster")]
    (site,) = folder.rglob("site-packages")
    parts = {file.parts[0] for name in needed(own) for file in distribution(name).files or ()} - {"..", "__pycache__"}
    metadata = SITE.glob("tollbook-*.dist-info")
    for path in (*(SITE / part for part in sorted(parts)), *metadata, ROOT / "tollbook", ROOT / "rules"):
        (site / path.name).symlink_to(path)
    return python


def run(python: Path, here: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TOLLBOOK", "DAGSTER", "VIRTUAL"))}
    command = [str(a) for a in (python, *arguments)]
    return subprocess.run(command, cwd=here, env=known, capture_output=True, text=True, check=False)


def test_what_docs_python_shows_works_and_makes_the_ledger_of_a_run(
    bare: Path, tmp_path: Path, example_home: Path
) -> None:
    for missing in ("dagster", "dagster_webserver", "pipelines", "assets"):
        assert "ModuleNotFoundError" in run(bare, tmp_path, "-c", f"import {missing}").stderr
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    done = run(bare, tmp_path, "-c", PAGE_AS_READ, PAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert dump(tmp_path / "data", rows=True) == dump(example_home, rows=True)


def test_every_module_of_the_library_is_imported_without_dagster(bare: Path, tmp_path: Path) -> None:
    """Also those that no example reaches: commands, exports, the doctor."""
    code = (
        "import pkgutil, importlib, tollbook\n"
        "extras = {'tollbook.stages.engine_dask'}\n"
        "for module in pkgutil.walk_packages(tollbook.__path__, 'tollbook.'):\n"
        "    module.name in extras or importlib.import_module(module.name)\n"
    )
    done = run(bare, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
