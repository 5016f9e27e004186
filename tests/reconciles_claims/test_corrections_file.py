"""corrections.csv as it is read: what is kept, and what is refused with its line and column."""

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.ledger.corrections.values import claim_fields, count, report_fields
from tollbook.reading.corrections import COLUMNS, MAX_BYTES, MAX_CELL, MAX_LINES, read_corrections
from tollbook.rows import CorrectionLine, Reject

HEADER = ",".join(COLUMNS)
GOOD = "clm_1,reject,,Ann Lee,2021-09-10,misread"


def read(folder: Path, text: str | bytes) -> tuple[list[CorrectionLine], list[Reject]]:
    data = text.encode() if isinstance(text, str) else text
    (folder / "corrections.csv").write_bytes(data)
    return read_corrections(folder)


def faults(folder: Path, *lines: str) -> dict[str, tuple[str, str]]:
    found, rejects = read(folder, "\n".join([HEADER, *lines]) + "\n")
    assert len(found) + len(rejects) == len(lines)
    assert {r.stage for r in rejects} <= {"corrections"}
    return {r.source_id: (r.reason, r.detail) for r in rejects}


def test_a_line_is_read(tmp_path: Path) -> None:
    found, rejects = read(tmp_path, f"{HEADER}\n{GOOD}\n")
    assert rejects == []
    assert found == [CorrectionLine(2, "clm_1", "reject", "", "Ann Lee", dt.date(2021, 9, 10), "misread")]


@pytest.mark.parametrize("text", ["\ufeff{0}\r\n\r\n{1}\r\n", "{0}\n\n,,,,,\n{1}", "{0}\r\r{1}\r"])
def test_line_ends_blank_lines_and_a_byte_order_mark(tmp_path: Path, text: str) -> None:
    found, rejects = read(tmp_path, text.format(HEADER, GOOD))
    assert rejects == []
    assert [(c.target_id, c.line) for c in found] in ([("clm_1", 3)], [("clm_1", 4)])


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\nclm_1,reject,,José Peña,2021-09-10,misread by us, says José\n".replace(
        ",misread by us,", ",misread by us"
    )
    found, _ = read(tmp_path, text.encode(encoding))
    assert [c.author for c in found] == ["José Peña"]


@pytest.mark.parametrize("between", [";", "\t"])
def test_what_spreadsheets_write_between_cells(tmp_path: Path, between: str) -> None:
    found, rejects = read(tmp_path, f"{HEADER}\n{GOOD}\n".replace(",", between))
    assert (len(found), rejects) == (1, [])


def test_columns_by_name_in_any_order_and_others_beside(tmp_path: Path) -> None:
    text = "Reason,note,date,author,value,ACTION,target_id\nmisread,x,2021-09-10,Ann Lee,,Reject,clm_1\n"
    found, _ = read(tmp_path, text)
    assert found == [CorrectionLine(2, "clm_1", "reject", "", "Ann Lee", dt.date(2021, 9, 10), "misread")]


def test_quotes_and_lines_within_a_cell(tmp_path: Path) -> None:
    found, rejects = read(tmp_path, f'{HEADER}\nclm_1,reject,,"Lee, Ann",2021-09-10,"said ""so"",\nthen not"\n{GOOD}\n')
    assert rejects == []
    assert [(c.line, c.author, c.reason) for c in found] == [
        (2, "Lee, Ann", 'said "so", then not'),
        (4, "Ann Lee", "misread"),
    ]


def test_every_fault_is_told_with_its_line_and_the_others_are_kept(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        GOOD,
        "clm_1,enlarge,,Ann Lee,2021-09-10,misread",
        "clm_1,reject,,Ann Lee,2021-02-30,misread",
        ",reject,,Ann Lee,2021-09-10,misread",
        "clm_1,reject,,,2021-09-10,misread",
        "clm_1,reject,,Ann Lee,,misread",
        "clm_1,reject,,Ann Lee,2021-09-10,",
        "clm_1,reject,,Ann Lee,2021-09-10,misread, twice",
        GOOD,
        f"clm_1,reject,,Ann Lee,2021-09-10,{'x' * (MAX_CELL + 1)}",
        'clm_1,reject,,"Ann Lee,2021-09-10,never closed',
        "clm_2,reject,,Ann Lee,2021-09-10,misread",
    )
    assert {where: reason for where, (reason, _) in told.items()} == {
        "corrections.csv:3": "unknown_action",
        "corrections.csv:4": "bad_date",
        "corrections.csv:5": "missing_cell",
        "corrections.csv:6": "missing_cell",
        "corrections.csv:7": "missing_cell",
        "corrections.csv:8": "missing_cell",
        "corrections.csv:9": "bad_row",
        "corrections.csv:10": "repeated_line",
        "corrections.csv:11": "too_long",
        "corrections.csv:12": "bad_csv",
    }
    for where, column in (("3", "action"), ("4", "date"), ("5", "target_id"), ("6", "author"), ("11", "reason")):
        assert f"column {column}: " in told[f"corrections.csv:{where}"][1]
    assert "line 2" in told["corrections.csv:10"][1]
    assert "YYYY-MM-DD" in told["corrections.csv:4"][1]


@pytest.mark.parametrize(
    ("text", "reason", "where"),
    [
        ("", "empty", "corrections.csv"),
        (GOOD, "missing_columns", "corrections.csv:1"),
        (HEADER.replace(",author", ""), "missing_columns", "corrections.csv:1"),
        (HEADER + ",author", "repeated_columns", "corrections.csv:1"),
        ('"target_id', "bad_csv", "corrections.csv:1"),
        ("%PDF-1.7 " + HEADER, "not_text", "corrections.csv"),
        ("\x00\x01\x02\x00\x00", "not_text", "corrections.csv"),
        ("x" * (MAX_BYTES + 1), "too_large", "corrections.csv"),
    ],
)
def test_a_file_that_cannot_be_used_at_all(tmp_path: Path, text: str, reason: str, where: str) -> None:
    found, rejects = read(tmp_path, text)
    assert found == []
    assert [(r.source_id, r.stage, r.reason) for r in rejects] == [(where, "corrections", reason)]


def test_so_many_lines_are_read_and_no_more(tmp_path: Path) -> None:
    lines = [f"clm_{n},reject,,Ann Lee,2021-09-10,misread" for n in range(MAX_LINES + 2)]
    found, rejects = read(tmp_path, "\n".join([HEADER, *lines]))
    assert len(found) == MAX_LINES
    assert [(r.source_id, r.reason) for r in rejects] == [(f"corrections.csv:{MAX_LINES + 2}", "too_many")]


def test_nothing_to_read(tmp_path: Path) -> None:
    assert read_corrections(tmp_path) == ([], [])
    assert read_corrections(tmp_path / "none") == ([], [])
    (tmp_path / "one.txt").write_text("An article.")
    assert read_corrections(tmp_path / "one.txt") == ([], [])
    assert read(tmp_path, HEADER + "\n") == ([], [])
    (tmp_path / "articles" / "corrections.csv").mkdir(parents=True)
    assert read_corrections(tmp_path / "articles") == ([], [])


def test_what_is_no_file_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text(f"{HEADER}\n{GOOD}\n")
    (folder / "corrections.csv").symlink_to(tmp_path / "outside.csv")
    assert [r.reason for r in read_corrections(folder)[1]] == ["outside_folder"]
    (folder / "corrections.csv").unlink()
    (folder / "corrections.csv").symlink_to(folder / "gone.csv")
    assert [r.reason for r in read_corrections(folder)[1]] == ["unreadable"]
    (folder / "corrections.csv").unlink()
    os.mkfifo(folder / "corrections.csv")
    assert [r.reason for r in read_corrections(folder)[1]] == ["not_a_file"]


def test_what_cannot_be_seen_is_left_out(tmp_path: Path) -> None:
    found, _ = read(tmp_path, f"{HEADER}\nclm_1,reject,,Ann\x1b[2J Lee,2021-09-10,=HYPERLINK(1)\u202e\n")
    assert [(c.author, c.reason) for c in found] == [("Ann[2J Lee", "=HYPERLINK(1)")]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab,;"\n\r\t=-12\u2028\x0b') | st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_or_refused_and_a_good_line_before_it_is_kept(tmp_path: Path, text: str) -> None:
    found, rejects = read(tmp_path, f"{HEADER}\n{GOOD}\n{text}")
    good = CorrectionLine(2, "clm_1", "reject", "", "Ann Lee", dt.date(2021, 9, 10), "misread")
    assert found[:1] == [good] or [r.source_id for r in rejects] == ["corrections.csv"]  # no text at all
    assert all(r.detail and r.source_id.startswith("corrections.csv") for r in rejects)


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("12", 12, 12, "exact"),
        ("0", 0, 0, "exact"),
        ("1,200", 1200, 1200, "exact"),
        ("At least  12", 12, None, "at_least"),
        ("more than 60", 61, None, "more_than"),
        ("up to 15", None, 15, "up_to"),
        ("at most 15", None, 15, "up_to"),
        ("about 20", 20, 20, "about"),
        ("10-15", 10, 15, "range"),
        ("10 to 15", 10, 15, "range"),
        ("10–15", 10, 15, "range"),
    ],
)
def test_counts_are_written_as_articles_write_them(text: str, low: int, high: int, qualifier: str) -> None:
    assert count(text) == {"low": low, "high": high, "qualifier": qualifier, "word": None}


def test_several_fields_of_a_claim_and_of_a_report() -> None:
    columns = {
        k: v
        for f in claim_fields("wounded=at least 3; party=perpetrators; group=Security Forces")
        for k, v in f.columns.items()
    }
    assert columns == {
        "outcome": "wounded", "low": 3, "high": None, "qualifier": "at_least", "word": None, "party": "perpetrators",
        "victim_group": "security_forces",
    }  # fmt: skip
    (day,) = report_fields("date=2021-09-04..2021-09-05")
    assert (day.columns["date_from"], day.columns["date_to"]) == (dt.date(2021, 9, 4), dt.date(2021, 9, 5))
    (nobody,) = report_fields("perpetrator=")
    assert nobody.columns["perpetrator"] is None


@pytest.mark.parametrize(
    "value",
    ["", ";", "many", "-3", "12.5", "12 13", "15-10", "9999999999", "killed=", "outcome=hurt", "party=both",
     "scope=whole", "killed=3; outcome=wounded", "3; 4", "colour=red", "group=9", "low=3", "date=2021-09-04"],
)  # fmt: skip
def test_values_of_claims_that_make_no_sense(value: str) -> None:
    with pytest.raises(CorrectionError, match="column value: ") as error:
        claim_fields(value)
    assert error.value.reason == "bad_value"


@pytest.mark.parametrize(
    "value",
    ["", "12", "date=", "date=soon", "date=2021-02-30", "date=2021-09-05..2021-09-04", "country=Iraq", "lat=north",
     "lat=91", "lon=181", "role=hero", "basis=sure", "date=2021-09-04; date=2021-09-05", "killed=3"],
)  # fmt: skip
def test_values_of_reports_that_make_no_sense(value: str) -> None:
    with pytest.raises(CorrectionError, match="column value: "):
        report_fields(value)
