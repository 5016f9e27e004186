"""Parquet: none, truncated, damaged, nested columns, days beyond any calendar, text that unpacks to gigabytes."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reliability.cases.case import STORY, Case, one, writes

_G = "Parquet"
_TWO = {"id": ["a", "b"], "text": [STORY, STORY + "Again."]}


def _bytes(columns: dict[str, Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, **options)
    return stream.getvalue()


def _groups(count: int) -> bytes:
    columns = {"id": [f"r{n}" for n in range(count)], "text": [f"{STORY} {n}" for n in range(count)]}
    return _bytes(columns, row_group_size=1, compression="none", use_dictionary=False, write_statistics=False)


def _damaged() -> bytes:
    """Three row groups, the pages of the second overwritten."""
    data = bytearray(_groups(3))
    at = data.index(f"{STORY} 1".encode())
    data[at - 40 : at] = b"\xff" * 40
    return bytes(data)


def _damaged_text() -> bytes:
    """Three rows, some letters of the second overwritten."""
    data = bytearray(_groups(3))
    at = data.index(f"{STORY} 1".encode())
    data[at + 20 : at + 30] = b"\xff" * 10
    return bytes(data)


def _rows_of(
    name: str, what: str, columns: dict[str, Any], kept: tuple[str, ...], *refused: tuple[str, str, str]
) -> Case:
    return Case(name, _G, what, writes("a.parquet", _bytes(columns)), kept, refused, 2)


def _packed(folder: Path) -> None:
    """70 MB of text that take some kilobytes."""
    big = pa.array(["word " * 14_000_000], pa.large_string())
    table = pa.table({"id": ["a"], "text": big})
    pq.write_table(table, folder / "a.parquet", compression="zstd", use_dictionary=False, write_statistics=False)


CASES = (
    one("no parquet", _G, "a file that is no Parquet", "a.parquet", b"PAR1 no", "bad_parquet"),
    one("truncated", _G, "a file that is cut off", "a.parquet", _bytes(_TWO)[:-40], "bad_parquet"),
    Case(
        "damaged",
        _G,
        "a row group that is damaged: the others are read",
        writes("a.parquet", _damaged()),
        ("r0", "r2"),
        (("documents", "a.parquet:2", "bad_parquet"),),
        3,
    ),
    Case(
        "damaged text",
        _G,
        "a row whose text is damaged",
        writes("a.parquet", _damaged_text()),
        ("r0", "r2"),
        (("documents", "a.parquet:2", "bad_parquet"),),
        3,
    ),
    one("parquet columns", _G, "no column `id`, or none `text`", "a.parquet", _bytes({"name": [1]}), "missing_columns"),
    one(
        "nested text",
        _G,
        "a `text` that is a list or a struct",
        "a.parquet",
        _bytes({"id": [1], "text": [["x"]]}),
        "wrong_type",
    ),
    one("number as text", _G, "a `text` that is a number", "a.parquet", _bytes({"id": [1], "text": [1]}), "wrong_type"),
    one(
        "no parquet rows",
        _G,
        "columns and no rows",
        "a.parquet",
        _bytes({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())}),
        "empty",
    ),
    _rows_of(
        "binary columns",
        "`id` and `text` as bytes",
        {"id": [b"a", b"b"], "text": [b"Nine died.", b"Caf\xe9, ten died."]},
        ("a", "b"),
    ),
    _rows_of(
        "id of numbers",
        "an `id` of numbers, one of them not there",
        {"id": [1.5, float("nan")], "text": _TWO["text"]},
        ("1.5",),
        ("documents", "a.parquet:2", "missing_id"),
    ),
    _rows_of(
        "nested title",
        "a `title` that is a list",
        {**_TWO, "title": [["x"], None]},
        ("a", "b"),
        ("metadata", "a.parquet:1", "wrong_type"),
    ),
    _rows_of(
        "far day",
        "a day beyond any calendar",
        {**_TWO, "published_on": pa.array([2**30, None], pa.date32())},
        ("a", "b"),
        ("metadata", "a.parquet:1", "bad_date"),
    ),
    _rows_of(
        "moments",
        "moments in place of days, with a zone or without",
        {**_TWO, "published_on": [dt.datetime(2021, 9, 5, 23, tzinfo=dt.UTC)] * 2},
        ("a", "b"),
    ),
    Case("packed", _G, "a text that unpacks to 70 MB", _packed, (), (("documents", "a.parquet:1", "bad_parquet"),), 1),
)
