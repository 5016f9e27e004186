"""What a night adds, changes or takes away leaves what a run of everything would have made."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.articles import write
from benchmarks.newsroom.stream import articles
from tollbook.chain import STAGES
from tollbook.every_stage import compute, compute_from_articles
from tollbook.intake.loading import INPUT_REJECTS, find_corrections
from tollbook.ledger.incidents import counts_by_incident
from tollbook.rows import Reject
from tollbook.rows.schema import to_table
from tollbook.rulebook import load_rulebook
from tollbook.stages import StageStore

COUNT = 24
DAYS = [None, dt.date(2012, 1, 3), dt.date(2012, 2, 20)]  # an article is edited to have come out on another day
Nights = list[list[tuple[int, int]]]  # for each night, articles by number, with the number of their day


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """Documents that tell attacks, several of each, some with totals over several."""
    folder = tmp_path_factory.mktemp("told")
    list(write(articles(COUNT, relevant=1.0, per_day=12), folder / "articles"))
    store = StageStore(folder / "home")
    compute_from_articles(store, folder / "articles", load_rulebook(), "tollbook")
    assert store.count("incidents") < store.count("reports")
    documents = store.read("documents")
    return documents.filter(pc.is_null(documents.column("duplicate_of")))


def chosen(told: pa.Table, night: list[tuple[int, int]]) -> pa.Table:
    picked = {n: DAYS[day] for n, day in sorted(night) if n < told.num_rows}
    rows = told.take(pa.array(picked, pa.int64())).to_pylist()
    for row, day in zip(rows, picked.values(), strict=True):
        if day:
            row.update(published_on=day, published_from=day, published_to=day)
    return pa.Table.from_pylist(rows, schema=told.schema)


def made(store: StageStore, documents: pa.Table, profile: str) -> dict[str, pa.Table]:
    find_corrections(store, store.home)
    store.put(INPUT_REJECTS, to_table(Reject, []))
    store.put_documents(documents, max_documents=8)
    compute(store, load_rulebook(), profile)
    return {table.name: store.read(table.name) for stage in STAGES for table in stage.outputs}


numbers = st.tuples(st.integers(0, COUNT - 1), st.sampled_from([0, 0, 0, 1, 2]))


def test_incidents_counted_a_few_at_a_time_are_those_counted_at_once(
    told: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = made(StageStore(tmp_path / "once"), told, "tollbook")
    monkeypatch.setattr(counts_by_incident, "_AT_ONCE", 2)
    assert at_once["incidents"].num_rows > 2
    assert made(StageStore(tmp_path / "few"), told, "tollbook") == at_once


@pytest.mark.slow
@given(
    nights=st.lists(st.lists(numbers, max_size=20, unique_by=lambda pair: pair[0]), min_size=2, max_size=3),
    profile=st.sampled_from(["tollbook", "tollbook", "gtd"]),
)
@settings(max_examples=3, deadline=None)
def test_an_increment_leaves_what_a_whole_run_makes(
    told: pa.Table, nights: Nights, profile: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = StageStore(tmp_path_factory.mktemp("nights"))
    for night in nights:
        night_made = made(store, chosen(told, night), profile)
    at_once = made(StageStore(tmp_path_factory.mktemp("once")), chosen(told, nights[-1]), profile)
    for name, table in at_once.items():
        assert night_made[name].equals(table), name
    for stage in STAGES:
        named = store.manifest(stage.outputs[0].name).files
        assert {path.name for path in (store.root / stage.name).glob("*.parquet")} <= named, "no stale file is left"
