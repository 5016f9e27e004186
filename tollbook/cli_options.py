"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

HOME = Annotated[
    Path, typer.Option("--home", envvar="TOLLBOOK_HOME", help="Folder that holds the stages and the ledger.")
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
