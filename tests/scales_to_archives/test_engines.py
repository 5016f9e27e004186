"""Engines: in this process, in others, on a Dask cluster - the same files, and a worker that dies costs nothing."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.dask_cluster import own_paths, running_cluster
from support.paths import EXAMPLES
from support.shard_work import DEATH, dies_once, square
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.resources import Workforce
from tollbook.chain import STAGES
from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rows import Document
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import load_rulebook
from tollbook.site import write_site
from tollbook.stages import ENGINES, Engine, EngineChoice, StageStore, per_document, run_stage

pytestmark = pytest.mark.slow

DYING = per_document("sentences", dies_once, outputs=(PUBLIC_TABLES["sentences"],))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A Dask scheduler and two workers on loopback, processes of their own; gives its address and DEATH's file."""
    folder = tmp_path_factory.mktemp("dask")
    mark = folder / "died"
    with running_cluster(folder, {"PYTHONPATH": own_paths(), DEATH: str(mark)}) as address:
        yield address, mark


@contextmanager
def engine_of(name: str, cluster: tuple[str, Path]) -> Iterator[Engine]:
    options = {"local": (0, ""), "processes": (2, ""), "dask": (0, cluster[0])}
    with EngineChoice(name, *options[name]).open() as engine:
        yield engine


@pytest.mark.parametrize("name", ENGINES)
def test_results_come_in_order_and_the_first_error_is_raised(name: str, cluster: tuple[str, Path]) -> None:
    with engine_of(name, cluster) as engine:
        assert list(engine.map(square, range(50))) == [n * n for n in range(50)]
        assert list(engine.map(square, [])) == []
        with pytest.raises(ArithmeticError, match="-3 is too small"):
            list(engine.map(square, [*range(20), -3, -4]))
        assert list(engine.map(square, [7, 8, 9])) == [49, 64, 81]


def test_every_engine_writes_the_same_files(cluster: tuple[str, Path], tmp_path: Path) -> None:
    book = load_rulebook()
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(EXAMPLES.glob("*.txt"))[:6]]
    documents = to_table(Document, [make_document(Article(*text), book) for text in texts])
    made = {}
    for name in ENGINES:
        store = StageStore(tmp_path / name)
        store.put_documents(documents, 2)
        with engine_of(name, cluster) as engine:
            for stage in (s for s in STAGES if s.sharded):
                assert run_stage(store, stage, book, engine).computed == len(store.shards()) > 2
        files = sorted(store.root.rglob("*.parquet"))
        made[name] = {str(f.relative_to(store.root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    assert made["processes"] == made["local"]
    assert made["dask"] == made["local"]


def test_every_engine_makes_the_same_pages(cluster: tuple[str, Path], own_home: Path) -> None:
    made = {}
    for name in ENGINES:
        shutil.rmtree(own_home / "site", ignore_errors=True)
        with engine_of(name, cluster) as engine:
            done = write_site(own_home, engine=engine)
        assert done.written == done.incidents + done.articles > 20  # more than are made at a time, of either kind
        files = sorted(path for path in (own_home / "site").rglob("*") if path.is_file())
        made[name] = {str(f.relative_to(own_home)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    assert made["processes"] == made["local"]
    assert made["dask"] == made["local"]


def test_the_work_of_a_worker_that_dies_is_done_by_another(cluster: tuple[str, Path], tmp_path: Path) -> None:
    address, mark = cluster
    book = load_rulebook()
    store = StageStore(tmp_path / "home")
    rows = [make_document(Article(str(n), f"Gunmen killed {n} soldiers."), book) for n in range(12)]
    store.put_documents(to_table(Document, rows), 1)
    with EngineChoice("dask", scheduler=address).open() as engine:
        assert run_stage(store, DYING, book, engine).computed == 12
    assert mark.exists()
    assert sorted(r.text for r in store.rows(PUBLIC_TABLES["sentences"])) == sorted(d.text for d in rows)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("spark", 0, ""), "there are: local, processes, dask"),
        (("processes", -1, ""), "0 \\(one a core\\) or more"),
        (("processes", 2, "tcp://a:1"), "a scheduler is for the engine dask"),
        (("local", 2, ""), "take processes or dask"),
        (("dask", 2, "tcp://a:1"), "leave workers out"),
    ],
)
def test_what_no_engine_can_do_is_refused(given: tuple[str, int, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EngineChoice(*given).check()


def test_the_command_line_refuses_an_unknown_engine(tmp_path: Path) -> None:
    command = ["run", "--articles", str(EXAMPLES), "--home", str(tmp_path / "home"), "--engine", "spark"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert "no engine 'spark'" in result.output
    assert not (tmp_path / "home").exists()


def test_an_engine_works_within_a_run_only() -> None:
    with pytest.raises(ValueError, match="within a run"):
        Workforce().at_work()


def test_a_worker_with_another_tollbook_is_refused(cluster: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tollbook.stages.engine_dask.installed_version", lambda: "another")
    with engine_of("dask", cluster) as engine, pytest.raises(RuntimeError, match="another version of Tollbook"):
        list(engine.map(square, [1]))
