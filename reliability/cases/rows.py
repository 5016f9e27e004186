"""JSON Lines and CSV: broken rows, columns that are missing or of another type, rows that are too long."""

import json
from pathlib import Path

from reliability.cases.case import STORY, Case, Refused, one, writes

_J, _C = "JSON Lines", "CSV"
_GOOD = '{"id": "good", "text": "Nine people died in Kano, police said."}'
_CELLS = 'good,"Nine people died in Kano, police said."\n'


def _line(name: str, what: str, line: str | bytes, reason: str = "", kept: str = "", stage: str = "documents") -> Case:
    """A line of JSON between others, which are kept."""
    data = b"\n".join(
        [_GOOD.encode(), line if isinstance(line, bytes) else line.encode(), _GOOD.replace("good", "last").encode()]
    )
    refused = ((stage, "a.jsonl:2", reason),) if reason else ()
    return Case(name, _J, what, writes("a.jsonl", data), ("good", *((kept,) if kept else ()), "last"), refused, 3)


def _row(
    name: str,
    what: str,
    row: str,
    refused: tuple[tuple[int, str], ...] = (),
    kept: tuple[str, ...] = (),
    inputs: int = 3,
    header: str = "id,text\n",
) -> Case:
    """A row of CSV between others, which are kept."""
    data = header + _CELLS + row + _CELLS.replace("good", "last")
    told: tuple[Refused, ...] = tuple(("documents", f"a.csv:{number}", reason) for number, reason in refused)
    return Case(name, _C, what, writes("a.csv", data), ("good", *kept, "last"), told, inputs)


def _long_row_of_json(folder: Path) -> None:
    with (folder / "a.jsonl").open("w") as file:
        file.write(_GOOD + '\n{"id": "long", "text": "')
        for _ in range(100):
            file.write("word " * 200_000)
        file.write('"}\n' + _GOOD.replace("good", "last") + "\n")


def _long_row_of_csv(folder: Path) -> None:
    with (folder / "a.csv").open("w") as file:
        file.write("id,text\n" + _CELLS + "long,")
        for _ in range(100):
            file.write("word " * 200_000)
        file.write("\n" + _CELLS.replace("good", "last"))


def _twice(folder: Path) -> None:
    writes("a.jsonl", f"{_GOOD}\n{_GOOD}\n")(folder)
    writes("b.csv", "id,text\n" + _CELLS)(folder)


def _made(**cells: object) -> str:
    return json.dumps({"id": "odd", "text": STORY, **cells})


CASES = (
    _line("half a line", "half a line, as of a file that is still written", '{"id": "x", "text": "Nine pe', "bad_json"),
    _line("trailing comma", "a comma too many", '{"id": "x", "text": "Nine died.",}', "bad_json"),
    _line("no object", "a line that is a list, a number, a word", "[1, 2]", "bad_json"),
    _line("key twice", "a key that stands twice", '{"id": "x", "text": "Nine.", "text": "Ten."}', "bad_json"),
    _line("nested", "100,000 nested brackets", '{"id": "x", "text": ' + "[" * 100_000, "bad_json"),
    _line(
        "huge number", "a number of 5,000 digits", '{"id": "x", "text": "Nine.", "n": ' + "9" * 5000 + "}", "bad_json"
    ),
    _line("raw nul", "a NUL byte in a line", b'{"id": "x", "text": "Nine\x00"}', "bad_json"),
    _line(
        "nan", "NaN, Infinity: an empty cell", '{"id": "odd", "text": "Nine died.", "published_on": NaN}', kept="odd"
    ),
    _line(
        "surrogates",
        "half a character (`\\ud800`), an escaped NUL: replaced, dropped",
        '{"id": "odd", "text": "Nine \\ud800 died\\u0000."}',
        kept="odd",
    ),
    _line(
        "other bytes",
        "a line in Windows-1252 among lines in UTF-8",
        '{"id": "odd", "text": "Café."}'.encode("cp1252"),
        kept="odd",
    ),
    _line(
        "bytes order mark inside", "files with byte order marks put one after the other", "\ufeff" + _made(), kept="odd"
    ),
    _line("no id", "a row without an `id`, or with an empty one", '{"text": "Nine died."}', "missing_id"),
    _line("long id", "an `id` of more than 1,000 characters", _made(id="x" * 1001), "bad_id"),
    _line("no text", "a row without text", '{"id": "x", "text": " "}', "empty"),
    _line(
        "text of another type",
        "a `text` that is a number or a list",
        '{"id": "x", "text": ["Nine died."]}',
        "wrong_type",
    ),
    _line(
        "title of another type",
        "a `title`, `outlet` or `url` that is a list",
        _made(title=["x"]),
        "wrong_type",
        "odd",
        "metadata",
    ),
    _line(
        "no such day",
        "a day that is none (2021-02-30)",
        _made(published_on="2021-02-30"),
        "bad_date",
        "odd",
        "metadata",
    ),
    _line("year 0", "year 0, year 9999", _made(published_on="9999-01-01"), "bad_date", "odd", "metadata"),
    _line("seconds", "a day in seconds (10^9)", _made(published_on=10**9), "bad_date", "odd", "metadata"),
    Case(
        "columns of json",
        _J,
        "no row has an `id`, or none a `text`",
        writes("a.jsonl", '{"name": 1, "body": "x"}\n' * 3),
        (),
        (("documents", "a.jsonl", "missing_columns"),),
        1,
    ),
    one("blank lines", _J, "nothing but blank lines", "a.jsonl", "\n\n", "empty"),
    Case(
        "row of 100 MB",
        _J,
        "a row of 100 MB: it is passed over unread",
        _long_row_of_json,
        ("good", "last"),
        (("documents", "a.jsonl:2", "too_large"),),
        3,
    ),
    Case(
        "id twice",
        _J,
        "an `id` that stands twice in a file, or in two",
        _twice,
        ("good",),
        (("documents", "a.jsonl:2", "repeated_id"), ("documents", "b.csv", "repeated_id")),
        3,
    ),
    _row("unclosed quote", "a quote that is never closed", 'x,"Nine died.\n', ((2, "bad_csv"),)),
    _row("quote in quotes", "a quote within quotes", 'x,"He said "nine" died"\n', ((2, "bad_csv"),)),
    _row(
        "ragged",
        "more cells than columns, or fewer",
        "x,Nine died, police said\ny\n",
        ((2, "bad_row"), (3, "bad_row")),
        inputs=4,
    ),
    _row("nul in a cell", "a NUL byte in a row", "x,Nine\x00 died\n", ((2, "bad_row"),)),
    _row(
        "mark and case", "a byte order mark before the header", "x,Nine died\n", kept=("x",), header="\ufeffid,text\n"
    ),
    Case(
        "semicolons",
        _C,
        "semicolons or tabs between cells",
        writes("a.csv", "id;text\na;Nine died, police said\n"),
        ("a",),
        (),
        1,
    ),
    one("other separator", _C, "another separator (`|`)", "a.csv", "id|text\na|Nine died\n", "missing_columns"),
    one("other columns", _C, "no column `id`, or none `text`", "a.csv", "name,body\na,Nine died\n", "missing_columns"),
    one("column twice", _C, "a column that stands twice", "a.csv", "id,text,text\na,b,c\n", "repeated_columns"),
    one("only a mark in csv", _C, "nothing but a byte order mark", "a.csv", b"\xef\xbb\xbf", "empty"),
    one("only a header", _C, "a header and no rows", "a.csv", "id,text\n", "empty"),
    Case("csv row of 100 MB", _C, "a row of 100 MB", _long_row_of_csv, (), (("articles", "a.csv", "too_large"),), 1),
)
