"""The command that writes the report."""

from pathlib import Path
from typing import Annotated

import typer

from tollbook.cli_options import HOME
from tollbook.cli_output import complain, say


def site(
    home: HOME = Path("data"),
    open_it: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
) -> None:
    """Write the report: a static site of the ledger that opens from disk. Only pages that changed are written."""
    import duckdb  # noqa: PLC0415

    from tollbook.site import write_site  # noqa: PLC0415 (DuckDB and the templates take a while to import)
    from tollbook.warehouse import LedgerNotFoundError  # noqa: PLC0415

    try:
        done = write_site(home)
    except LedgerNotFoundError as error:
        complain(f"There is no ledger in {home}: run `tollbook run --home {home}` first, or name another home.")
        raise typer.Exit(2) from error
    except duckdb.Error as error:
        complain(f"The ledger in {home} cannot be read; if another version wrote it, run it again.\n{error}")
        raise typer.Exit(1) from error
    removed = f", {done.removed} removed" if done.removed else ""
    say(f"Report: {done.index}\n  {done.incidents} incidents, {done.articles} articles: {done.written} pages written, "
        f"{done.kept} kept{removed}")  # fmt: skip
    if open_it:
        typer.launch(done.index.resolve().as_uri())
