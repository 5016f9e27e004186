"""Workers of a cluster with Tollbook installed from its wheel, on loopback: the same ledger as here."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dask_cluster import running_cluster
from support.paths import EXAMPLES, ROOT
from support.silent import Silent

from pipelines.run import run_ledger
from reliability.wheels import build, copied, install
from tollbook.stages import EngineChoice
from tollbook.warehouse import dump

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel of this checkout is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    return install(build(copied(folder / "source"), folder / "dist"), folder / "installed")


@pytest.fixture(scope="module")
def scheduler(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_cluster(tmp_path_factory.mktemp("dask"), {"PYTHONPATH": str(installed)}) as address:
        yield address


def test_workers_with_the_wheel_make_the_same_ledger(
    installed: Path, scheduler: str, tmp_path: Path, example_home: Path
) -> None:
    from distributed import Client  # noqa: PLC0415 (an extra)

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        found = client.run(importlib.util.find_spec, "tollbook")
        assert {Path(spec.origin).parent for spec in found.values()} == {installed / "tollbook"}
    home = tmp_path / "home"
    result = run_ledger(EXAMPLES, home, "tollbook", Silent(), EngineChoice("dask", scheduler=scheduler))
    assert result.success, result.failures
    assert dump(home, rows=True) == dump(example_home, rows=True)


def test_rules_go_to_workers_as_they_are_here(tmp_path: Path) -> None:
    """A worker reads the rules of the run, not those of its installation."""
    from tollbook.rulebook import load_rulebook  # noqa: PLC0415
    from tollbook.stages.at_hand import book_at_hand, remember, rules_of  # noqa: PLC0415

    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    changed = next(p for p in sorted((tmp_path / "rules" / "actors").rglob("*.yaml")) if "aliases: [" in p.read_text())
    changed.write_text(changed.read_text().replace("aliases: [", "aliases: [the Army of Nowhere, ", 1))
    book = load_rulebook(tmp_path / "rules")
    packed = rules_of(book, tmp_path / "stages", distant=True)
    remember(load_rulebook())
    assert book.digest("actors") != load_rulebook().digest("actors")
    assert book_at_hand(packed, ("actors",), book.digest("actors")).digest() == book.digest()
    assert rules_of(book, tmp_path / "stages", distant=True) == packed
    assert [path.name for path in packed.parent.iterdir()] == [packed.name]
    assert rules_of(book, tmp_path / "stages", distant=False) == book.root
    with pytest.raises(RuntimeError, match="changed while the stage ran"):
        book_at_hand(packed, ("actors",), "another")
