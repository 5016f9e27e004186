"""The command that writes the site."""

from pathlib import Path
from typing import Annotated

import typer

from tollbook.commands.ledger import readable
from tollbook.commands.options import HOME, JSON
from tollbook.commands.output import counted, refuse, say, say_json


def site(
    home: HOME = Path("data"),
    open_it: Annotated[bool, typer.Option("--open", metavar="", help="Open the site in the browser.")] = False,
    as_json: JSON = False,
) -> None:
    """Write the static site of the ledger: pages that open from disk. Only pages that changed are written."""
    from tollbook.site import write_site  # noqa: PLC0415 (the templates take a while to import)

    try:
        with readable(home), counted() as progress:
            done = write_site(home, progress)
    except OSError as error:
        refuse(
            f"{error.filename or home} cannot be written: {error.strerror or error}",
            "The site stands in the home, beside the ledger: make room or give yourself the right to write there.",
        )
    if as_json:
        counts = {"incidents": done.incidents, "articles": done.articles}
        pages = {"written": done.written, "kept": done.kept, "removed": done.removed}
        say_json({"site": str(done.index), **counts, "pages": pages, "digest": done.digest})
    else:
        removed = f", {done.removed} removed" if done.removed else ""
        found = f"{done.incidents} incidents, {done.articles} articles"
        say(f"Site: {done.index}\n  {found}: {done.written} pages written, {done.kept} kept{removed}")
    if open_it:
        typer.launch(done.index.resolve().as_uri())
