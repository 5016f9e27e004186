"""The command that writes the report."""

from pathlib import Path
from typing import Annotated

import typer

from tollbook.cli_options import HOME
from tollbook.cli_output import refuse, say


def site(
    home: HOME = Path("data"),
    open_it: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
) -> None:
    """Write the report: a static site of the ledger that opens from disk. Only pages that changed are written."""
    from tollbook.site import write_site  # noqa: PLC0415 (DuckDB and the templates take a while to import)
    from tollbook.warehouse import LedgerNotFoundError  # noqa: PLC0415

    try:
        done = write_site(home)
    except LedgerNotFoundError:
        refuse(f"There is no ledger in {home}.", f"Run `tollbook run --home {home}` first, or name another home.")
    removed = f", {done.removed} removed" if done.removed else ""
    say(f"Report: {done.index}\n  {done.incidents} incidents, {done.articles} articles: {done.written} pages written, "
        f"{done.kept} kept{removed}")  # fmt: skip
    if open_it:
        typer.launch(done.index.resolve().as_uri())
