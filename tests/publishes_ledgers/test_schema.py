"""The columns of the ledger come from the row classes, and hold what the contract names."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tollbook.rows.documents import Document
from tollbook.rows.schema import PUBLIC_TABLES, Table, arrow_schema, columns, ddl, from_table, to_table

EXPECTED = {
    "documents": "doc_id source_id title outlet agency published_on published_basis published_from published_to "
    "language text chars sha256 duplicate_of",
    "sentences": "sentence_id doc_id start_char end_char text kind",
    "number_mentions": "mention_id doc_id start_char end_char quote rule_id low high qualifier word",
    "date_mentions": "mention_id doc_id start_char end_char quote rule_id date_from date_to precision",
    "place_mentions": "mention_id doc_id start_char end_char quote rule_id place_id name admin1 country lat lon "
    "precision",
    "actor_mentions": "mention_id doc_id start_char end_char quote rule_id actor_id name kind side",
    "event_mentions": "mention_id doc_id start_char end_char quote rule_id kind value",
    "attribution_mentions": "mention_id doc_id start_char end_char quote rule_id",
    "claims": "claim_id doc_id report_id outcome party victim_group low high qualifier word scope part_of source_text "
    "source_kind start_char end_char quote rule_id",
    "reports": "report_id doc_id incident_id role date_from date_to place place_text place_id admin1 country lat lon "
    "perpetrator perpetrator_basis target attack_type weapon start_char end_char date_mention_id place_mention_id "
    "actor_mention_id",
    "tallies": "report_id outcome party low high word",
    "tallies_by_group": "report_id outcome victim_group low high word",
    "cumulative_totals": "claim_id outcome low high word date_from date_to place incident_ids",
    "incidents": "incident_id date_from date_to place admin1 country lat lon place_precision perpetrator "
    "perpetrator_basis target attack_type weapon n_documents n_reports n_sources disagreement first_reported "
    "last_reported",
    "estimates": "incident_id outcome party low best high n_claims n_sources disagreement clause explanation",
    "estimates_by_profile": "incident_id outcome party low best high n_claims n_sources disagreement clause "
    "explanation profile",
    "estimates_by_group": "incident_id outcome low best high n_claims n_sources disagreement clause explanation "
    "victim_group profile",
    "estimates_by_side": "profile incident_id outcome side best clause explanation",
    "incidents_by_profile": "profile incident_id counted clause reason date_from date_to",
    "summary_events": "profile outcome date_from date_to place low best high incident_ids clause explanation",
    "decisions": "incident_id outcome party profile claim_id use clause reason",
    "links": "report_id other_report_id same score reasons",
    "incident_changes": "as_of change incident_id other_incident_id report_id reason",
    "corrections": "correction_id line target_id action value author date reason applied outcome",
    "toll_history": "incident_id as_of outcome party low best high",
    "unmatched_numbers": "doc_id start_char end_char quote sentence",
    "rejects": "source_id stage reason detail",
    "rules": "rule_id dimension status description digest n_matches",
    "countries": "country iso3 iso_numeric name ucdp_region acled_region gtd_region gtd_region_txt",
    "field_codes": "dataset kind word code label",
    "ledger_info": "key value",
}
TYPES = {
    str: st.text(st.characters(codec="utf-8"), max_size=12),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    dt.date: st.dates(),
    tuple[str, ...]: st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=3).map(tuple),
}


@dataclass(frozen=True, slots=True)
class Every:
    """A row with every type there is; it's a test."""

    a: Annotated[str, "text"]
    b: Annotated[str | None, "text, 'quoted'"] = None
    c: Annotated[int | None, "number"] = None
    d: Annotated[float, "measure"] = 0.0
    e: Annotated[bool, "flag"] = False
    f: Annotated[dt.date | None, "day"] = None
    g: Annotated[tuple[str, ...], "names"] = ()
    h: Annotated[tuple[str, ...] | None, "names, if any"] = None


@dataclass(frozen=True, slots=True)
class One:
    """A row with one column."""

    a: Annotated[int, "number"]


def rows_of(cls: type) -> st.SearchStrategy:
    cells = {c.name: TYPES[c.type] | st.none() if c.nullable else TYPES[c.type] for c in columns(cls)}
    return st.lists(st.builds(cls, **cells), max_size=4)


def test_every_table_of_the_contract_is_there_with_its_columns() -> None:
    assert list(PUBLIC_TABLES) == list(EXPECTED)
    for name, expected in EXPECTED.items():
        assert not set(expected.split()) - set(PUBLIC_TABLES[name].columns), name


def test_references_lead_to_columns_that_exist() -> None:
    for table in PUBLIC_TABLES.values():
        for reference in table.references:
            assert PUBLIC_TABLES[reference.table].key == (reference.target,)


@given(rows=rows_of(Every), ones=rows_of(One))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_rows_come_back_from_parquet_as_they_were(rows: list[Every], ones: list[One], tmp_path: Path) -> None:
    pq.write_table(to_table(Every, rows), tmp_path / "rows.parquet")
    back = pq.read_table(tmp_path / "rows.parquet")
    assert back.schema.equals(arrow_schema(Every))
    assert from_table(Every, back) == rows
    assert from_table(One, to_table(One, ones)) == ones


@given(data=st.data())
@settings(max_examples=10)
@pytest.mark.parametrize("name", PUBLIC_TABLES)
def test_public_rows_come_back(name: str, data: st.DataObject) -> None:
    cls = PUBLIC_TABLES[name].row
    rows = data.draw(rows_of(cls))
    assert from_table(cls, to_table(cls, rows)) == rows


def test_duckdb_has_the_types_and_comments() -> None:
    with duckdb.connect() as db:
        for statement in ddl(Every, "every"):
            db.execute(statement)
        rows = [Every("a", g=("x", "y"), f=dt.date(2020, 1, 2)), Every("b", c=5, h=())]
        table = to_table(Every, rows)
        db.register("given", table)
        db.execute("INSERT INTO every SELECT * FROM given")
        found = db.execute("SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
                           "WHERE table_name = 'every' ORDER BY column_index").fetchall()  # fmt: skip
        assert ("b", "VARCHAR", True, "text, 'quoted'") in found
        assert ("g", "VARCHAR[]", False, "names") in found
        assert ("f", "DATE", True, "day") in found
        assert db.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'every'").fetchall() == [
            ("A row with every type there is; it's a test.",)
        ]
        assert from_table(Every, db.sql("FROM every").to_arrow_table()) == rows


def test_wrong_values_name_their_column() -> None:
    with pytest.raises(ValueError, match=r"Document\.source_id: 1 null"):
        to_table(Document, [Document("doc_1", None)])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"Document\.chars"):
        to_table(Document, [Document("doc_1", "a", chars="many")])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"Document\.text"):
        to_table(Document, [Document("doc_1", "a", text="\ud800")])


def test_a_column_needs_type_and_comment() -> None:
    @dataclass
    class NoComment:
        a: int

    @dataclass
    class NoType:
        a: Annotated[dict[str, int], "a mapping"]

    with pytest.raises(TypeError, match=r"NoComment\.a needs a comment"):
        columns(NoComment)
    with pytest.raises(TypeError, match=r"NoType\.a: no column type"):
        columns(NoType)
    with pytest.raises(ValueError, match="no columns"):
        Table("x", Every, ("z",))


def test_order_ends_in_the_key() -> None:
    assert PUBLIC_TABLES["claims"].order == ("doc_id", "start_char", "end_char", "claim_id")
    assert PUBLIC_TABLES["tallies"].order == PUBLIC_TABLES["tallies"].key
