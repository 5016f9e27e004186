"""What several test files need: the rulebook, the example articles, and a ledger of them, made once."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from support.paths import EXAMPLES
from support.silent import Silent

from tollbook.rulebook import Rulebook, load_rulebook

# How long an example takes depends on what else the machine does; speed is measured in benchmarks/.
settings.register_profile("tollbook", deadline=None)
settings.load_profile("tollbook")


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def example_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Silent]:
    """A home with the ledger of examples/articles, and what the run told of its stages."""
    from pipelines.run import run_ledger  # noqa: PLC0415 (most tests need no Dagster)

    home, watcher = tmp_path_factory.mktemp("example"), Silent()
    result = run_ledger(EXAMPLES, home, "tollbook", watcher)
    assert result.success, result.failures
    return home, watcher


@pytest.fixture(scope="session")
def example_home(example_run: tuple[Path, Silent]) -> Path:
    """The home of `example_run`. Tests must not change it: see `own_home`."""
    return example_run[0]


@pytest.fixture
def own_home(example_home: Path, tmp_path: Path) -> Path:
    """A copy of `example_home` that a test may change."""
    return Path(shutil.copytree(example_home, tmp_path / "home"))
