"""`tollbook export`: what is written is what SQL says, in each format, and no text of an article becomes a formula."""

import csv
import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cli import call
from typer.testing import Result

from tollbook.export import SHAPES, ExportError, Request, Selection, export
from tollbook.export.cells import CUT, MAX_CELL, csv_cell, excel_text, looks_like_formula
from tollbook.export.datasets import Dataset
from tollbook.export.selection import select
from tollbook.rows.schema import Column
from tollbook.warehouse import ledger_path, open_ledger

pytestmark = pytest.mark.slow

HOSTILE = {
    "place": '=HYPERLINK("http://example.org","click")',
    "admin1": "+1+1",
    "perpetrator": "@SUM(1)",
    "target": "\t=1+1",
    "attack_type": "-2+3",
    "weapon": '"quoted", with\r\n=a line',
}
ODD = "_x0041_ \x07 \ufffe \U0001f600 ünïcödé 北京 ; =1+1"
LONG = "x" * 40_000


@pytest.fixture
def home(own_home: Path) -> Path:
    """A home whose ledger holds hostile texts, an incident without a place, one without a day, one in Mali."""
    with duckdb.connect(str(ledger_path(own_home))) as db:
        first, second, third, fourth = [
            n for (n,) in db.execute("SELECT incident_id FROM incidents ORDER BY 1").fetchall()
        ][:4]
        sets = ", ".join(f"{name} = ?" for name in HOSTILE)
        db.execute(f"UPDATE incidents SET {sets} WHERE incident_id = ?", [*HOSTILE.values(), first])
        db.execute("UPDATE incidents SET lat = NULL, lon = NULL WHERE incident_id = ?", [second])
        db.execute("UPDATE incidents SET country = 'ML', perpetrator = ? WHERE incident_id = ?", [ODD, third])
        db.execute("UPDATE incidents SET date_from = NULL, date_to = NULL WHERE incident_id = ?", [fourth])
        db.execute("UPDATE documents SET text = ? WHERE source_id = (SELECT min(source_id) FROM documents)", [LONG])
    return own_home


@contextmanager
def selected(home: Path, selection: Selection | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_ledger(home) as db:
        select(db, selection or Selection())
        yield db


def exported(home: Path, out: Path, *arguments: str) -> Result:
    return call("export", "--home", str(home), "--out", str(out), *arguments)


def datasets(*shapes: str, profile: str | None = None) -> list[Dataset]:
    return [d for name in shapes or SHAPES for d in SHAPES[name].datasets(profile)]


def rows(home: Path, dataset: Dataset) -> list[dict[str, Any]]:
    with selected(home) as db:
        return db.sql(dataset.sql()).to_arrow_table().select([c.name for c in dataset.columns]).to_pylist()


def read_csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def as_csv(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, str) and looks_like_formula(value):
        return "'" + value
    return str(value)


def test_csv_holds_what_sql_says(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, *(f"--shape={s}" for s in SHAPES)).exit_code == 0
    for dataset in datasets():
        wanted = rows(home, dataset)
        found = read_csv(tmp_path / f"{dataset.name}.csv")
        assert len(found) == len(wanted), dataset.name
        for got, row in zip(found, wanted, strict=True):
            assert list(got) == [c.name for c in dataset.columns]
            for column in dataset.columns:
                if column.type is float and row[column.name] is not None:
                    assert float(got[column.name]) == row[column.name]
                else:
                    assert got[column.name] == as_csv(row[column.name]), (dataset.name, column.name)


def test_parquet_keeps_types_nulls_lists_and_comments(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, *(f"--shape={s}" for s in SHAPES), "--format", "parquet").exit_code == 0
    for dataset in datasets():
        table = pq.read_table(tmp_path / f"{dataset.name}.parquet")
        assert table.to_pylist() == rows(home, dataset), dataset.name
        for column in dataset.columns:
            field = table.schema.field(column.name)
            assert field.type.equals(column.arrow)
            assert field.metadata[b"comment"].decode() == column.comment


def test_excel_holds_what_sql_says_and_no_formula(home: Path, tmp_path: Path) -> None:
    done = exported(home, tmp_path, *(f"--shape={s}" for s in SHAPES), "--format", "xlsx", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["cut_texts"] == 1
    import openpyxl  # noqa: PLC0415 (takes seconds to import)

    book = openpyxl.load_workbook(tmp_path / "tollbook.xlsx")
    for dataset in datasets():
        head, *body = list(book[dataset.name].iter_rows())
        assert [c.value for c in head] == [c.name for c in dataset.columns]
        wanted = rows(home, dataset)
        assert len(body) == len(wanted), dataset.name
        for line, row in zip(body, wanted, strict=True):
            for cell, column in zip(line, dataset.columns, strict=True):
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
                check_cell(cell, column, row[column.name])


def check_cell(cell: Any, column: Column, wanted: Any) -> None:
    if wanted is None or wanted == "":
        assert cell.value in (None, "")
    elif column.type is dt.date:
        assert cell.value.date() == wanted
        assert cell.number_format == "yyyy-mm-dd"
    elif column.type in (int, float):
        assert cell.data_type == "n"
        assert cell.value == pytest.approx(wanted)
    elif column.type is bool:
        assert cell.value is wanted
    elif isinstance(wanted, str):
        assert cell.data_type == "s"
        kept, _ = excel_text(wanted)
        # XML knows no control characters and no U+FFFE; openpyxl shows them as Excel writes them.
        assert plain(cell.value) == plain(kept)
        assert bool(cell.quotePrefix) == looks_like_formula(kept)
    else:
        assert json.loads(cell.value) == wanted


def plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("_x005F_", "_")
    return "".join(
        c for c in text.replace("_x0007_", "\x07").replace("_xFFFE_", "\ufffe") if c not in "\x07\ufffe\ufffd"
    )


def test_the_codebook_sheet_says_what_each_column_is(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, "--shape", "tables", "--shape", "gtd", "--format", "xlsx").exit_code == 0
    import openpyxl  # noqa: PLC0415 (takes seconds to import)

    book = openpyxl.load_workbook(tmp_path / "tollbook.xlsx", read_only=True)
    assert book.sheetnames[0] == "codebook"
    lines = list(book["codebook"].iter_rows(values_only=True))
    told = {(line[0], line[1]): line for line in lines[1:]}
    for dataset in datasets("tables", "gtd"):
        assert told[dataset.name, None][6] == dataset.about
        for column in dataset.columns:
            assert told[dataset.name, column.name][6] == column.comment
    assert told["claims", "doc_id"][5] == "documents.doc_id"
    assert told["incidents", "lat"][3] == "degrees"
    assert told["estimates", "best"][3] == "people"
    assert told["number_mentions", "low"][3] is None  # its unit is a column of its own


def test_geojson_has_every_incident_with_or_without_a_place(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, "--format", "geojson").exit_code == 0
    found = json.loads((tmp_path / "incidents_with_counts.geojson").read_text(encoding="utf-8"))
    (dataset,) = datasets("incidents")
    wanted = rows(home, dataset)
    assert found["type"] == "FeatureCollection"
    assert [f["id"] for f in found["features"]] == [r["incident_id"] for r in wanted]
    for feature, row in zip(found["features"], wanted, strict=True):
        assert feature["properties"]["killed_best"] == row["killed_best"]
        assert feature["properties"]["date_from"] == (row["date_from"].isoformat() if row["date_from"] else None)
        if row["lat"] is None:
            assert feature["geometry"] is None
        else:
            assert feature["geometry"] == {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    assert sum(f["geometry"] is None for f in found["features"]) == 2  # places that no gazetteer lists


def test_counts_beside_incidents_are_the_estimates(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path / "own").exit_code == 0
    assert exported(home, tmp_path / "gtd", "--profile", "gtd").exit_code == 0
    own, gtd = (pd.read_csv(tmp_path / name / "incidents_with_counts.csv") for name in ("own", "gtd"))
    with open_ledger(home) as db:
        for frame, source in ((own, "estimates"), (gtd, "(FROM estimates_by_profile WHERE profile = 'gtd')")):
            found = 0
            for incident, outcome, party, low, best, high in db.execute(
                f"SELECT incident_id, outcome, party, low, best, high FROM {source}"
            ).fetchall():
                row = frame[frame.incident_id == incident].iloc[0]
                name = outcome if party == "victims" else f"{party}_{outcome}"
                given = [
                    None if pd.isna(row[f"{name}_{b}"]) else int(row[f"{name}_{b}"]) for b in ("low", "best", "high")
                ]
                assert given == [low, best, high]
                found += 1
            counts = frame.filter(regex="_best$").notna().sum().sum()
            assert counts == found > 0  # and no others
    assert "all_killed_best" in gtd.columns
    assert "all_killed_best" not in own.columns


def test_equal_ledgers_make_equal_bytes(home: Path, tmp_path: Path) -> None:
    request = Request(tuple(SHAPES), ("csv", "parquet", "xlsx", "geojson"))
    one, two = (export(home, tmp_path / name, request) for name in ("one", "two"))
    assert [f.path.name for f in one.files] == [f.path.name for f in two.files]
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    with zipfile.ZipFile(tmp_path / "one" / "tollbook.xlsx") as book:
        assert {i.date_time for i in book.infolist()} == {
            (1980, 1, 31, 0, 0, 0)
        }  # XlsxWriter's, not the hour of the test
        assert b"2000-01-01" in book.read("docProps/core.xml")
    assert not list(tmp_path.rglob("*.tmp"))


def test_the_day_of_publishing_is_not_exported(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, "--shape", "tables").exit_code == 0
    assert "published_at" not in (tmp_path / "ledger_info.csv").read_text(encoding="utf-8")


# The description.


def faults(folder: Path) -> list[str]:
    from frictionless import Package  # noqa: PLC0415 (takes seconds to import)

    report = Package(folder / "datapackage.json").validate()
    return [error[-1] for error in report.flatten(["title", "type", "note"])]


def test_the_data_package_is_valid_cell_by_cell_and_key_by_key(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = [f"--shape={s}" for s in SHAPES] + [f"--format={f}" for f in ("csv", "xlsx", "geojson", "parquet")]
    assert exported(home, out, *arguments, "--bom").exit_code == 0
    assert faults(out) == []
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in package["resources"]} == {p.name for p in out.iterdir()} - {"datapackage.json"}
    claims = next(r for r in package["resources"] if r["name"] == "claims")["schema"]
    assert claims["primaryKey"] == ["claim_id"]
    assert {"fields": ["part_of"], "reference": {"resource": "", "fields": ["claim_id"]}} in claims["foreignKeys"]
    low = next(f for f in claims["fields"] if f["name"] == "low")
    assert (low["type"], low["unit"]) == ("integer", "people")
    assert low["description"]


def test_a_broken_key_and_a_wrong_cell_are_found(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, "--shape", "tables").exit_code == 0
    path = tmp_path / "estimates.csv"
    text = path.read_text(encoding="utf-8")
    incident = read_csv(path)[0]["incident_id"]
    path.write_text(text.replace(incident, "inc_nobody"), encoding="utf-8")
    assert faults(tmp_path)


@pytest.mark.parametrize(
    "arguments", [("--country", "IQ"), ("--country", "Mali"), ("--from", "2021-01-01", "--to", "2021-12-31")]
)
def test_a_selection_holds_every_row_that_its_rows_name(home: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert exported(home, tmp_path, "--shape", "tables", "--shape", "incidents", *arguments).exit_code == 0
    assert faults(tmp_path) == []
    incidents = {r["incident_id"] for r in read_csv(tmp_path / "incidents.csv")}
    with open_ledger(home) as db:
        (total,) = db.execute("SELECT count(*) FROM incidents").fetchone()
    assert 0 < len(incidents) < total
    for name in ("reports", "estimates", "decisions"):
        assert {r["incident_id"] for r in read_csv(tmp_path / f"{name}.csv")} <= incidents
    assert {r["incident_id"] for r in read_csv(tmp_path / "reports.csv")} == incidents


# What is selected.


def incidents(home: Path, out: Path, *arguments: str) -> list[dict[str, str]]:
    done = exported(home, out, *arguments)
    assert done.exit_code == 0, done.output
    return read_csv(out / "incidents_with_counts.csv")


def test_countries_by_code_or_name(home: Path, tmp_path: Path) -> None:
    for name in ("ML", "ml", "Mali", "MLI"):
        assert [r["country"] for r in incidents(home, tmp_path, "--country", name)] == ["ML"]
    two = incidents(home, tmp_path, "--country", "Mali", "--country", "Nigeria")
    assert {r["country"] for r in two} == {"ML", "NG"}


def test_days_are_bounds_that_count_and_unknown_days_are_out(home: Path, tmp_path: Path) -> None:
    everything = incidents(home, tmp_path)
    assert "" in {r["date_from"] for r in everything}
    day = max(r["date_from"] for r in everything)
    assert all(r["date_from"] <= day <= r["date_to"] for r in incidents(home, tmp_path, "--from", day, "--to", day))
    since = incidents(home, tmp_path, "--from", "2019-01-01")
    assert {r["incident_id"] for r in since} == {r["incident_id"] for r in everything if r["date_to"] >= "2019-01-01"}


def test_an_empty_selection_is_files_without_rows(home: Path, tmp_path: Path) -> None:
    arguments = (
        "--from",
        "1800-01-01",
        "--to",
        "1800-12-31",
        "--format",
        "csv",
        "--format",
        "xlsx",
        "--format",
        "geojson",
    )
    assert exported(home, tmp_path, *arguments, "--format", "parquet").exit_code == 0
    assert read_csv(tmp_path / "incidents_with_counts.csv") == []
    assert json.loads((tmp_path / "incidents_with_counts.geojson").read_text(encoding="utf-8"))["features"] == []
    assert pq.read_table(tmp_path / "incidents_with_counts.parquet").num_rows == 0
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--country", "Irak"), "Iraq (IQ)"),
        (("--shape", "ucdp"), "ucdp-ged"),
        (("--format", "xls"), "xlsx"),
        (("--profile", "guess"), "acled"),
        (("--shape", "gtd", "--profile", "ucdp"), "its own profile"),
        (("--from", "2022-01-01", "--to", "2021-01-01"), "is after"),
        (("--from", "2021"), "2021-09-05"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_hint(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = exported(home, tmp_path / "out", *arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()


def test_where_there_is_no_ledger_or_no_folder(home: Path, tmp_path: Path) -> None:
    assert "tollbook run" in exported(tmp_path / "none", tmp_path / "out").output
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for out in (tmp_path / "file", home):
        done = exported(home, out)
        assert done.exit_code == 2
        assert "Give --out a folder" in done.output


def test_more_rows_than_a_sheet_holds(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tollbook.export.excel.MAX_ROWS", 5)
    done = exported(home, tmp_path / "out", "--format", "xlsx", "--format", "csv")
    assert done.exit_code == 2
    assert "incidents_with_counts has 10 rows" in done.output
    assert "--format csv or parquet" in done.output
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr("tollbook.export.excel.MAX_ROWS", 11)  # ten and the line of names
    assert exported(home, tmp_path / "out", "--format", "xlsx").exit_code == 0


# Cells.


def test_texts_that_look_like_formulas_begin_with_an_apostrophe(home: Path, tmp_path: Path) -> None:
    row = next(r for r in incidents(home, tmp_path) if r["place"].endswith('"click")'))
    for name, text in HOSTILE.items():
        assert row[name] == (f"'{text}" if name != "weapon" else text)


def test_numbers_stay_numbers(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path, "--shape", "gtd").exit_code == 0
    frame = pd.read_csv(tmp_path / "gtd.csv")
    assert (frame["nperpcap"] == -99).any()
    assert pd.api.types.is_numeric_dtype(frame["nkill"])


@given(st.text(max_size=30) | st.text("'=+-@＝ \t\r\n\u00a0\u3000\u200b\ufeff1a", max_size=6))
def test_no_text_reaches_csv_as_a_formula(text: str) -> None:
    text = text.replace("\x00", "")  # DuckDB holds it, no CSV reader does
    with duckdb.connect() as db:
        column = Column("text", str, True, "")
        (cell,) = db.execute(f"SELECT {csv_cell(column)} FROM (SELECT ? AS text)", [text]).fetchone()
    assert cell in (text, f"'{text}")
    assert (cell[1:] if cell[:1] == "'" and looks_like_formula(cell) else cell) == text, "the text comes back"
    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")


@given(st.text(alphabet="a😀é", max_size=40), st.integers(0, 3))
def test_a_text_is_cut_to_what_a_cell_holds(text: str, less: int) -> None:
    fits = "y" * (MAX_CELL - len(text.encode("utf-16-le")) // 2 - less)
    assert excel_text(text + fits) == (text + fits, False)
    cut, was_cut = excel_text(text + fits + "y" * (less + 1))
    assert was_cut
    assert cut.endswith(CUT)
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL


# On the command line.


def test_a_byte_order_mark_where_it_is_wanted(home: Path, tmp_path: Path) -> None:
    with_mark, without = tmp_path / "with", tmp_path / "without"
    assert exported(home, with_mark, "--bom").exit_code == 0
    assert exported(home, without).exit_code == 0
    name = "incidents_with_counts.csv"
    assert (with_mark / name).read_bytes() == b"\xef\xbb\xbf" + (without / name).read_bytes()


def test_one_file_to_standard_output(home: Path, tmp_path: Path) -> None:
    assert exported(home, tmp_path).exit_code == 0
    command = [sys.executable, "-m", "pipelines.cli", "export", "--home", str(home), "--out", "-"]
    piped = subprocess.run(command, check=True, capture_output=True)
    assert piped.stdout == (tmp_path / "incidents_with_counts.csv").read_bytes()
    assert piped.stderr == b""
    refused = subprocess.run([*command, "--shape", "tables"], check=False, capture_output=True, text=True)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "Only one file" in refused.stderr


def test_what_was_written_is_said_as_json(home: Path, tmp_path: Path) -> None:
    done = json.loads(exported(home, tmp_path, "--format", "csv", "--format", "geojson", "--json").output)
    assert done["datapackage"] == str(tmp_path / "datapackage.json")
    for file in done["files"]:
        assert Path(file["path"]).stat().st_size == file["bytes"]
        assert file["rows"] == 10


def test_progress_is_told_to_the_end(home: Path, tmp_path: Path) -> None:
    said: list[tuple[str, int, int]] = []
    export(home, tmp_path, Request(formats=("parquet",)), lambda *told: said.append(told))
    assert said[0] == ("incidents_with_counts.parquet", 0, 10)
    assert said[-1] == ("incidents_with_counts.parquet", 10, 10)


def test_the_library_says_what_it_cannot_do(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as error:
        export(home, tmp_path, Request(("tables",), ("png",)))
    assert "geojson" in error.value.hint
