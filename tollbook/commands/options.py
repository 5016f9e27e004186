"""Options that several commands have, said in one way."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

HOME = Annotated[
    Path,
    typer.Option("--home", metavar="DIR", envvar="TOLLBOOK_HOME", help="Folder that holds the stages and the ledger."),
]
JSON = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON instead of text.")]
RULES_HELP = (
    "A folder in the shape of rules/. Each of its files takes the place of the packaged one of the same relative path, "
    "or is added; the other packaged files stay."
)
WHOLE_HELP = "No packaged rules besides those of --rules."
RULES = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help=RULES_HELP)]
WHOLE = Annotated[bool, typer.Option("--whole", metavar="", help=WHOLE_HELP)]
LIMIT = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Rows of a table that are shown; 0 shows all.")]


def day(text: str | None, option: str) -> dt.date | None:
    """Return the day that an option gives. Raises BadParameter, with how to write one."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2021-09-05", param_hint=option) from error
