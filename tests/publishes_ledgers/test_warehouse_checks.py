"""What must hold in a ledger, and that what does not is found and named."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.warehouse_rows import Rows, claim, sample_rows, stored

from tollbook.rows import reports
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.warehouse.audit import check_parquet
from tollbook.warehouse.checks import check_counts, check_texts, table_checks
from tollbook.warehouse.duck import over_parquet
from tollbook.warehouse.tally_checks import check_tallies

pytestmark = pytest.mark.slow


@pytest.fixture
def rows() -> Rows:
    return sample_rows()


def failures(home: Path, rows: Rows, table: str) -> list[str]:
    """What the checks of one table say is wrong."""
    with over_parquet(stored(home / "stages", rows)) as db:
        results = list(table_checks(db, PUBLIC_TABLES[table]))
        if table.startswith("tallies"):
            results.append(check_tallies(db, PUBLIC_TABLES[table]))
        results += [check_texts(db)] if table == "documents" else []
        results += [check_counts(db, 3)] if table == "rejects" else []
    return [r.message for r in results if not r.passed]


def broken(rows: Rows, table: str, **changes: Any) -> Rows:
    return {**rows, table: [replace(rows[table][0], **changes), *rows[table][1:]]}


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        ("claims", {"quote": "13 soldiers"}, "claims: 1 of . spans .*: b, characters .*"),
        ("claims", {"end_char": 9999}, "claims: 1 of 2 spans .*: b, characters 30 to 9999$"),
        ("claims", {"doc_id": "doc_9"}, "claims: 1 values of doc_id are not in documents: doc_9"),
        ("claims", {"number_mention_id": "num_9"}, "claims: 1 values of number_mention_id"),
        ("claims", {"claim_id": "cl_3"}, r"claims: 1 of . keys \(claim_id\) stand more than once: cl_3"),
        ("claims", {"low": 13}, "claims: 1 of . rows have a negative count or low, high out of order: cl_12"),
        ("sentences", {"text": "Something else."}, "sentences: 1 of 1 spans"),
        ("reports", {"start_char": -1}, "reports: 1 of 1 spans"),
        ("reports", {"incident_id": "inc_9"}, "reports: 1 values of incident_id are not in incidents: inc_9"),
        ("documents", {"chars": 5}, "documents: 1 of 2 documents have chars .*: a$"),
        ("tallies", {"high": 16}, "tallies: 1 rows have a number that their claims do not give, e.g. rep_1"),
        ("tallies", {"claim_ids": ()}, "tallies: 1 rows have a number"),
        ("tallies", {"claim_ids": ("cl_12",)}, "tallies: 1 rows have a number"),
        ("tallies", {"low": 0}, "tallies: 1 rows have a number"),
        ("tallies", {"claim_ids": ("cl_12", "cl_3", "cl_9")}, "tallies: 1 values of claim_ids are not in claims"),
        ("tallies_by_group", {"low": 11}, "tallies_by_group: 1 rows have a number"),
        ("cumulative_totals", {"incident_ids": ("inc_1", "inc_7")}, "cumulative_totals: 1 values of incident_ids"),
        ("estimates", {"best": 14}, "estimates: 1 of 1 rows have a negative count or low, best, high out of order"),
        ("rejects", {"stage": "metadata"}, r"2 kept \+ 0 rejected is not 3 read"),
    ],
)
def test_what_is_wrong_is_found_and_named(
    tmp_path: Path, rows: Rows, table: str, changes: dict[str, Any], message: str
) -> None:
    found = failures(tmp_path, broken(rows, table, **changes), table)
    assert [m for m in found if re.match(message, m)], found


def test_a_claim_of_another_report_is_found(tmp_path: Path, rows: Rows) -> None:
    found = failures(tmp_path, broken(rows, "claims", report_id=None), "tallies")
    assert any("1 claims are of another report, e.g. rep_1 killed cl_12" in m for m in found), found


def test_an_input_may_be_refused_twice(tmp_path: Path, rows: Rows) -> None:
    twice = {**rows, "rejects": rows["rejects"] * 2}
    assert all(r.passed for r in check_parquet(stored(tmp_path, twice), 4))


def test_wrong_columns_are_found_and_the_rest_is_still_checked(tmp_path: Path, rows: Rows) -> None:
    sources = stored(tmp_path, rows)
    table = pq.read_table(sources["claims"][0])
    pq.write_table(table.drop_columns(["quote"]), sources["claims"][0])
    found = [r.message for r in check_parquet(sources, 3) if not r.passed]
    assert found == ["claims: columns are not as declared: quote VARCHAR"]
    nulls = table.set_column(0, "claim_id", [[None, "cl_3"]])
    pq.write_table(nulls, sources["claims"][0])
    assert any("nulls in claim_id (1)" in r.message for r in check_parquet(sources, 3) if not r.passed)


def unexplained(folder: Path, claims: Sequence[reports.Claim], low: int | None, high: int | None) -> bool:
    tally = reports.Tally("rep_1", "killed", "victims", low, high, None, tuple(c.claim_id for c in claims))
    with over_parquet(stored(folder, {"claims": list(claims), "tallies": [tally]})) as db:
        return "number that their claims" in check_tallies(db, PUBLIC_TABLES["tallies"]).message


def test_parts_and_the_other_side_may_be_taken_off_a_total(tmp_path: Path, rows: Rows) -> None:
    total, bombers = rows["claims"]
    assert unexplained(tmp_path, [total, bombers], 9, 9)
    assert not unexplained(tmp_path, [total, replace(bombers, party="perpetrators")], 9, 9)
    assert not unexplained(tmp_path, [total, replace(bombers, scope="part")], 9, 12)
    assert not unexplained(tmp_path, [total, replace(bombers, moved=True)], 9, 12)


@given(bounds=st.lists(st.integers(1, 400), min_size=1, max_size=12), data=st.data())
@settings(max_examples=15)
def test_sums_of_claims_are_explained(
    bounds: list[int], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("h")
    base = claim(12, "12 soldiers", "soldiers")
    claims = [replace(base, claim_id=f"cl_{i}", low=n, high=None) for i, n in enumerate(bounds)]
    chosen = data.draw(st.lists(st.sampled_from(range(len(bounds))), min_size=1, unique=True))
    assert not unexplained(folder, claims, sum(bounds[i] for i in chosen), None)
    assert unexplained(folder, claims, sum(bounds) + 1, None)


def test_a_sound_ledger_passes_every_check(tmp_path: Path) -> None:
    results = check_parquet(stored(tmp_path, sample_rows()), 3)
    assert [r for r in results if not r.passed] == []
    counted = {r.name: r.counts for r in results}
    assert counted["references.claims"] == {"references": 6, "skipped": 1}
    assert counted["counts.documents"] == {"read": 3, "kept": 2, "rejected": 1}
