"""metadata.csv and corrections.csv: other columns, files that are not there, binary, twice the same."""

from collections.abc import Callable
from pathlib import Path

from reliability.cases.case import STORY, Case, Refused

_M, _C = "metadata.csv", "corrections.csv"
_HEAD = "target_id,action,value,author,date,reason\n"
_LINE = "claim_0,reject,,A. Reader,2021-09-05,counted twice\n"


def _with(name: str, data: str | bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "a.txt").write_text(STORY)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))

    return make


def _table(name: str, file: str, what: str, data: str | bytes, *refused: tuple[str, str]) -> Case:
    """A table beside an article, which is kept whatever the table is."""
    stage = file.removesuffix(".csv")
    told: tuple[Refused, ...] = tuple((stage, f"{file}{line}", reason) for line, reason in refused)
    return Case(name, file, what, _with(file, data), ("a.txt",), told, 1)


def _two_tables(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text(STORY)
    (folder / "metadata.csv").write_text("file,outlet\nsub/a.txt,Daily\n")
    (folder / "sub" / "metadata.csv").write_text("file,outlet\na.txt,Weekly\n")


def _linked(folder: Path) -> None:
    _with("a.txt", STORY)(folder)
    (folder / "metadata.csv").symlink_to("/dev/zero")


CASES = (
    _table(
        "no such file",
        _M,
        "a row of a file that is not there",
        "file,outlet\nno.txt,Daily\n",
        (":2", "metadata_without_file"),
    ),
    _table(
        "row twice",
        _M,
        "two rows of one file: the first counts",
        "file,outlet\na.txt,Daily\na.txt,Weekly\n",
        (":3", "repeated_file"),
    ),
    _table("row without file", _M, "a row that names no file", "file,outlet\n,Daily\n", (":2", "missing_file")),
    _table(
        "bad day",
        _M,
        "an impossible day: the rest of the row counts",
        "file,published_on\na.txt,2021-02-30\n",
        (":2", "bad_date"),
    ),
    _table("ragged metadata", _M, "more cells than columns, or fewer", "file,outlet\na.txt\n", (":2", "bad_row")),
    _table(
        "metadata quote",
        _M,
        "a quote that is never closed",
        'file,outlet\nb.txt,"Daily\na.txt,Weekly\n',
        (":2", "bad_csv"),
    ),
    _table("metadata columns", _M, "no column `file`", "name,outlet\na.txt,Daily\n", ("", "missing_columns")),
    _table(
        "metadata column twice",
        _M,
        "a column that stands twice",
        "file,outlet,outlet\na.txt,b,c\n",
        ("", "repeated_columns"),
    ),
    _table(
        "metadata semicolons",
        _M,
        "semicolons or tabs between cells, a byte order mark",
        "\ufefffile;outlet\na.txt;Daily\n",
    ),
    _table("metadata binary", _M, "a binary file", b"\x89PNG\r\n\x1a\n\x00\x00", ("", "not_text")),
    _table("metadata mark", _M, "nothing but a byte order mark", "\ufeff", ("", "empty")),
    _table("metadata empty", _M, "an empty file", "", ("", "empty")),
    Case(
        "two tables",
        _M,
        "two tables that tell of one file: the first counts",
        _two_tables,
        ("sub/a.txt",),
        (("metadata", "sub/metadata.csv:2", "repeated_file"),),
        1,
    ),
    Case(
        "metadata linked",
        _M,
        "a link out of the folder, a device, a pipe",
        _linked,
        ("a.txt",),
        (("metadata", "metadata.csv", "outside_folder"),),
        1,
    ),
    _table("corrections columns", _C, "columns are missing", "id,what\n1,x\n", (":1", "missing_columns")),
    _table("corrections twice", _C, "twice the same line", _HEAD + _LINE + _LINE, (":3", "repeated_line")),
    _table("corrections day", _C, "an impossible day", _HEAD + _LINE.replace("09-05", "02-30"), (":2", "bad_date")),
    _table(
        "corrections action",
        _C,
        "an action that is none",
        _HEAD + _LINE.replace("reject", "fly"),
        (":2", "unknown_action"),
    ),
    _table(
        "corrections author", _C, "no author, no reason", _HEAD + _LINE.replace("A. Reader", ""), (":2", "missing_cell")
    ),
    _table(
        "corrections ragged", _C, "more cells than columns, or fewer", _HEAD + "claim_0,reject\n", (":2", "bad_row")
    ),
    _table(
        "corrections quote",
        _C,
        "a quote that is never closed: the lines after it count",
        _HEAD + 'x,reject,,"A,2021-09-05,y\n' + _LINE,
        (":2", "bad_csv"),
    ),
    _table("corrections binary", _C, "a binary file", b"PK\x03\x04\x00", ("", "not_text")),
    _table("corrections empty", _C, "an empty file", "", ("", "empty")),
)
