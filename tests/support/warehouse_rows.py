"""A small sound ledger for the tests of the warehouse."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tollbook.rows import documents, incidents, info, mentions, reports
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.warehouse.build import MADE_HERE
from tollbook.warehouse.publish import publish

NOON = dt.datetime(2020, 1, 1, 12)
Rows = dict[str, list[Any]]
HOME = [".tollbook-lock", ".tollbook.json", "stages", "tollbook.duckdb"]  # what a home holds after publishing
TEXT = "Café bombing 😀: gunmen killed 12 soldiers and 3 civilians."
RULES = [info.RuleRow(r, "numbers", "test", "", "0", 0) for r in ("numbers.digits", "casualties.killed.active")]


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start_char": start, "end_char": start + len(words), "quote": words}


def claim(number: int, words: str, group: str) -> reports.Claim:
    return reports.Claim(
        f"cl_{number}", "doc_1", "sen_1", "rep_1", victim_group=group, low=number, high=number,
        rule_id="casualties.killed.active", number_mention_id=f"num_{number}", **span(words),
    )  # fmt: skip


def number(value: int) -> mentions.NumberMention:
    where = span(str(value))
    return mentions.NumberMention(
        f"num_{value}", "doc_1", "sen_1", where["start_char"], where["end_char"], where["quote"], "numbers.digits",
        value, value,
    )  # fmt: skip


def sample_rows() -> Rows:
    """Rows of a small ledger in which everything holds."""
    sha = hashlib.sha256(TEXT.encode()).hexdigest()
    found: Rows = {name: [] for name in PUBLIC_TABLES if name not in MADE_HERE}
    found["documents"] = [
        documents.Document("doc_2", "a", text=TEXT, chars=len(TEXT), sha256=sha, duplicate_of="doc_1"),
        documents.Document("doc_1", "b", text=TEXT, chars=len(TEXT), sha256=sha),
    ]
    found["sentences"] = [documents.Sentence("sen_1", "doc_1", 0, 0, 0, len(TEXT), TEXT)]
    found["number_mentions"] = [number(12), number(3)]
    found["claims"] = [claim(12, "12 soldiers", "soldiers"), claim(3, "3 civilians", "civilians")]
    found["reports"] = [reports.Report("rep_1", "doc_1", "inc_1", end_char=len(TEXT))]
    found["tallies"] = [reports.Tally("rep_1", "killed", "victims", 15, 15, None, ("cl_12", "cl_3"))]
    found["tallies_by_group"] = [reports.GroupTally("rep_1", "killed", "soldiers", 12, 12, None, ("cl_12",))]
    found["cumulative_totals"] = [incidents.CumulativeTotal("cl_12", "killed", 12, incident_ids=("inc_1",))]
    found["incidents"] = [incidents.Incident("inc_1")]
    found["incidents_by_profile"] = [
        incidents.ProfileIncident(profile, "inc_1", True, "", "") for profile in ("tollbook", "acled", "gtd")
    ]
    found["estimates"] = [incidents.Estimate("inc_1", "killed", "victims", 15, 15, 15)]
    found["decisions"] = [
        incidents.Decision("inc_1", "killed", "victims", "tollbook", "cl_3", "best", "latest", "it is the latest")
    ]
    found["rejects"] = [documents.Reject("c.jpg", "articles", "unsupported_type", "an image")]
    return found


def stored(folder: Path, rows: Rows) -> dict[str, list[Path]]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, given_rows in rows.items():
        pq.write_table(to_table(PUBLIC_TABLES[name].row, given_rows), folder / f"{name}.parquet")
    return {name: [folder / f"{name}.parquet"] for name in rows}


def put_out(home: Path, rows: Rows, published_at: dt.datetime = NOON, read: int = 3) -> Any:
    return publish(home, stored(home / "stages", rows), RULES, {"profile": "x"}, read=read, published_at=published_at)
