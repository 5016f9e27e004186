"""`tollbook export`: the ledger in files that other programs read."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tollbook.commands import complete
from tollbook.commands.ledger import readable
from tollbook.commands.options import HOME, JSON, day
from tollbook.commands.output import aligned, complain, counted, draw, on_terminal, refuse, say, say_json, table

if TYPE_CHECKING:
    from tollbook.export import Exported, Request

_WHAT, _WHICH = "What is written", "Which incidents"

SHAPE = Annotated[
    list[str],
    typer.Option(
        "--shape",
        metavar="SHAPE",
        autocompletion=complete.shapes,
        rich_help_panel=_WHAT,
        help="How the rows look; may be given several times. incidents: one a row, with its counts. tables: every "
        "table of the ledger. ucdp-ged, gtd, acled: events in the columns of these databases.",
    ),
]
FORMAT = Annotated[
    list[str],
    typer.Option(
        "--format",
        metavar="FORMAT",
        autocompletion=complete.formats,
        rich_help_panel=_WHAT,
        help="csv, parquet, xlsx (Excel) or geojson; may be given several times.",
    ),
]
OUT = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="DIR",
        rich_help_panel=_WHAT,
        help="Folder of the files; - writes a single file to standard output.",
    ),
]
BOM = Annotated[
    bool,
    typer.Option(
        "--bom", metavar="", rich_help_panel=_WHAT, help="Begin CSV with a byte order mark, which Excel wants."
    ),
]
COUNTRY = Annotated[
    list[str] | None,
    typer.Option(
        "--country", metavar="NAME", rich_help_panel=_WHICH, help="ISO code or name; may be given several times."
    ),
]
FROM = Annotated[
    str | None, typer.Option("--from", metavar="DAY", rich_help_panel=_WHICH, help="First day, as 2021-09-05.")
]
TO = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DAY",
        rich_help_panel=_WHICH,
        help="Last day. An incident that can have been between the two is in; one whose day is unknown is not.",
    ),
]
PROFILE = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        autocompletion=complete.profiles,
        rich_help_panel=_WHICH,
        help="Counts under this profile, not the ledger's default.",
    ),
]


def export(  # noqa: PLR0913, PLR0917 (the options of a command)
    home: HOME = Path("data"),
    shape: SHAPE = ["incidents"],  # noqa: B006 (typer copies it)
    format_: FORMAT = ["csv"],  # noqa: B006
    out: OUT = Path("export"),
    bom: BOM = False,
    country: COUNTRY = None,
    start: FROM = None,
    end: TO = None,
    profile: PROFILE = None,
    as_json: JSON = False,
) -> None:
    """Write the ledger to files: CSV, Parquet, Excel, GeoJSON, with a description of every column.

    A datapackage.json beside them says what each column is, its type, unit and keys (Frictionless Data Package).
    A CSV text that a spreadsheet would take for a formula gets an apostrophe before it. Files of the same name are
    replaced, others are left alone.
    """
    from tollbook.export import Request, Selection  # noqa: PLC0415 (heavy, as all that commands import)

    chosen = Selection(tuple(country or ()), day(start, "--from"), day(end, "--to"), profile)
    asked = Request(tuple(shape), tuple(format_), chosen, bom)
    with readable(home):
        if str(out) == "-":
            _pipe(home, asked)
        else:
            _write(home, out, asked, as_json=as_json)


def _pipe(home: Path, asked: "Request") -> None:
    from tollbook.export import export_to  # noqa: PLC0415

    with _refusals():
        export_to(home, sys.stdout.buffer, asked)


def _write(home: Path, out: Path, asked: "Request", *, as_json: bool) -> None:
    from tollbook.export import export as export_all  # noqa: PLC0415

    if out.resolve() == home.resolve() or out.is_file():
        refuse(
            f"{out} cannot hold the files: it is {'a file' if out.is_file() else 'the home'}.", "Give --out a folder."
        )
    with _refusals(), counted() as progress:
        done = export_all(home, out, asked, progress)
    if as_json:
        say_json(_facts(out, done))
        return
    rows = [(str(f.path), f"{f.rows:,}", f"{f.bytes:,}") for f in done.files]
    if on_terminal():
        draw(table("", ("file", "rows", "bytes"), rows))
    else:
        say(aligned([("file", "rows", "bytes"), *rows], ""))
    say(f"{out / 'datapackage.json'} says what each column is.")
    if done.cut:
        complain(
            f"{done.cut} texts were longer than an Excel cell holds and were cut; --format csv and parquet have all."
        )


def _facts(out: Path, done: "Exported") -> dict[str, object]:
    files = [{"path": str(f.path), "format": f.format, "rows": f.rows, "bytes": f.bytes} for f in done.files]
    return {"folder": str(out), "datapackage": str(out / "datapackage.json"), "files": files, "cut_texts": done.cut}


@contextmanager
def _refusals() -> Iterator[None]:
    from tollbook.export import ExportError  # noqa: PLC0415

    try:
        yield
    except ExportError as error:
        refuse(str(error), error.hint)
    except OSError as error:
        refuse(f"{error.filename or 'The folder'} cannot be written: {error.strerror or error}", "Give another --out.")
