"""What several test files need: the rulebook, the example articles, and a ledger of them, made once."""

import os
import re
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from support.paths import EXAMPLES
from support.silent import Silent

import tollbook
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.site import write_site

_SLOW = re.compile(r"^pytestmark = pytest\.mark\.slow$", re.MULTILINE)
# How long an example takes depends on what else the machine does; speed is measured in benchmarks/.
settings.register_profile("tollbook", deadline=None)
settings.load_profile("tollbook")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of slow tests alone is not even imported for `make quick`: Dagster and its like take seconds."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    return True if _SLOW.search(collection_path.read_text(encoding="utf-8")) else None


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the ledger of examples/articles and its site, for all processes; see `own_home` for one to change."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with FileLock(folder / "example.lock"):
        if not (folder / "example" / "site").exists():
            tollbook.make(EXAMPLES, folder / "example")
            write_site(folder / "example")
    return folder / "example"


@pytest.fixture
def own_home(example_home: Path, tmp_path: Path) -> Path:
    """A copy of `example_home` that a test may change."""
    return Path(shutil.copytree(example_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def example_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Silent]:
    """A home that `tollbook run` made of examples/articles, site and all, and what the run told of its stages."""
    from pipelines.run import run_ledger  # noqa: PLC0415 (most tests need no Dagster)

    home, watcher = tmp_path_factory.mktemp("run"), Silent()
    result = run_ledger(EXAMPLES, home, "tollbook", watcher)
    assert result.success, result.failures
    return home, watcher


@pytest.fixture
def run_home(example_run: tuple[Path, Silent], tmp_path: Path) -> Path:
    """A copy of the home of `example_run` that a test may change."""
    return Path(shutil.copytree(example_run[0], tmp_path / "home"))
