"""Stages in object storage: the same rows under every engine, switched by a put, fetched for the ledger."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.dask_cluster import own_paths, running_cluster
from support.paths import EXAMPLES
from support.silent import Silent
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.run import Housekeeping, run_ledger
from tollbook.chain import STAGES
from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rows import Document, Sentence
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import EngineChoice, StagesError, StageStore, per_document, run_stage, settle
from tollbook.storage.elsewhere import OWNER, location, names
from tollbook.warehouse import dump

pytestmark = pytest.mark.slow

moto = pytest.importorskip("moto.server")
pytest.importorskip("s3fs")

TEXTS = {
    "one": "Gunmen killed three policemen in Kirkuk, Iraq, on Sunday, a police officer said.\n\nTwo were wounded.",
    "two": "A bomb killed 12 people at a market in Kano, Nigeria, on Monday. No group claimed responsibility.",
    "three": "Kano Pillars won 3-1 on Sunday after a late strike.",
}
CHAIN = tuple(stage for stage in STAGES if stage.name in ("sentences", "number_mentions"))
SENTENCES = CHAIN[0]


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket of a local S3 server, for this process and those that it starts."""
    import boto3  # noqa: PLC0415 (comes with moto)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto3.client("s3").create_bucket(Bucket="stages")
        yield "s3://stages"
    server.stop()


@pytest.fixture(scope="module")
def scheduler(bucket: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_cluster(tmp_path_factory.mktemp("dask"), {"PYTHONPATH": own_paths()}) as address:
        yield address


def store_at(home: Path, url: str) -> StageStore:
    settle(home, url)
    return StageStore(home)


def put_texts(store: StageStore, book: Rulebook) -> None:
    store.put_documents(to_table(Document, [make_document(Article(*text), book) for text in TEXTS.items()]), 1)


@pytest.mark.parametrize("engine", ["local", "processes", "dask"])
def test_every_engine_computes_the_same_rows_there(
    engine: str, bucket: str, scheduler: str, tmp_path: Path, book: Rulebook
) -> None:
    here, there = StageStore(tmp_path / "here"), store_at(tmp_path / "there", f"{bucket}/{engine}")
    choice = EngineChoice(engine, 2 if engine == "processes" else 0, scheduler if engine == "dask" else "")
    for store, chosen in ((here, EngineChoice()), (there, choice)):
        put_texts(store, book)
        with chosen.open() as at_work:
            for stage in CHAIN:
                assert run_stage(store, stage, book, at_work).computed == len(store.shards()) == len(TEXTS)
    for table in here.tables():
        assert there.digest(table) == here.digest(table), table
        assert there.read(table).equals(here.read(table))
    assert len(here.rows(PUBLIC_TABLES["number_mentions"])) >= 3
    assert not (tmp_path / "there" / "stages").exists()


def test_a_run_publishes_the_same_ledger_and_the_home_remembers(
    bucket: str, tmp_path: Path, example_home: Path
) -> None:
    home, again = tmp_path / "home", Silent()
    result = run_ledger(EXAMPLES, home, "tollbook", Silent(), keeping=Housekeeping(stages=f"{bucket}/run"))
    assert result.success, result.failures
    assert dump(home, rows=True) == dump(example_home, rows=True)
    assert run_ledger(EXAMPLES, home, "tollbook", again).success  # not said again where they lie
    assert StageStore(home).root == location(f"{bucket}/run")
    assert not any(data.get("shards computed") for data in again.materialised.values())
    assert not (home / "stages").exists()


def one_sentence(document: Document, book: Rulebook) -> list[Sentence]:
    return [Sentence(f"s_{document.doc_id}", document.doc_id, 0, 0, 0, document.chars, document.text)]


def test_a_run_that_fails_leaves_the_tables_and_keeps_what_it_finished(
    bucket: str, tmp_path: Path, book: Rulebook
) -> None:
    stage = per_document("sentences", one_sentence, outputs=(PUBLIC_TABLES["sentences"],))
    store = store_at(tmp_path, f"{bucket}/failing")
    put_texts(store, book)
    run_stage(store, stage, book)
    before = store.read("sentences")
    other = per_document(  # packages: another fingerprint
        "sentences", fails_on_kirkuk, outputs=(PUBLIC_TABLES["sentences"],), packages=("pytest",)
    )
    with pytest.raises(OSError, match="Kirkuk"):
        run_stage(store, other, book)
    assert store.read("sentences").equals(before)
    assert run_stage(store, stage, book).computed == 0


def fails_on_kirkuk(document: Document, book: Rulebook) -> list[Sentence]:
    if "Kirkuk" in document.text:
        raise OSError("Kirkuk")
    return one_sentence(document, book)


def test_copies_in_the_home_are_those_of_now(bucket: str, tmp_path: Path, book: Rulebook) -> None:
    store = store_at(tmp_path, f"{bucket}/copies")
    put_texts(store, book)
    first = store.paths("documents")
    assert all(path.is_relative_to(tmp_path) for path in first)
    assert store.paths("documents") == first
    store.put_documents(to_table(Document, [make_document(Article("four", "Nothing happened."), book)]), 1)
    second = store.paths("documents")
    assert not {*first} & {*second}
    assert names(second[0].parent) == {path.name for path in second}
    assert names(store.root / "documents") >= {path.name for path in second}
    assert not names(store.root / "documents") & {path.name for path in first}


def test_a_home_that_was_lost_is_made_again_from_what_lies_there(bucket: str, tmp_path: Path, book: Rulebook) -> None:
    store = store_at(tmp_path / "lost", f"{bucket}/lost")
    put_texts(store, book)
    run_stage(store, SENTENCES, book)
    (store.root / OWNER).unlink()
    new = store_at(tmp_path / "new", f"{bucket}/lost")
    assert run_stage(new, SENTENCES, book).computed == 0
    assert new.read("sentences").equals(store.read("sentences"))


def test_stages_belong_to_one_home(bucket: str, tmp_path: Path) -> None:
    settle(tmp_path / "mine", f"{bucket}/owned")
    settle(tmp_path / "mine", "")
    with pytest.raises(StagesError, match=r"belong to the home .*mine"):
        settle(tmp_path / "yours", f"{bucket}/owned")
    assert StageStore(tmp_path / "yours").root == tmp_path / "yours" / "stages"
    settle(tmp_path / "mine", "home")
    assert StageStore(tmp_path / "mine").root == tmp_path / "mine" / "stages"


def test_stages_may_lie_in_another_folder(tmp_path: Path, book: Rulebook) -> None:
    store = store_at(tmp_path / "home", str(tmp_path / "disk"))
    put_texts(store, book)
    assert run_stage(store, SENTENCES, book).computed == len(TEXTS)
    assert all(path.is_relative_to(tmp_path / "disk") for path in store.paths("sentences"))
    assert store.tables() == ("documents", "sentences")


@pytest.mark.parametrize(
    ("url", "message"),
    [("nowhere://x/y", "nowhere"), ("s3://no-such-bucket/x", "cannot be reached")],
)
def test_stages_that_cannot_be_are_refused_in_words(url: str, message: str, bucket: str, tmp_path: Path) -> None:
    articles = tmp_path / "one.txt"
    articles.write_text(TEXTS["one"], encoding="utf-8")
    command: list[Any] = ["run", "--articles", articles, "--home", tmp_path / "home", "--stages", url]
    result = CliRunner().invoke(app, [str(word) for word in command])
    assert result.exit_code != 0
    assert message in result.output
    assert "Traceback" not in result.output
