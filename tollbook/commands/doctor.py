"""`tollbook doctor`: looks at an installation and a home."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tollbook.commands.options import HOME, JSON
from tollbook.commands.output import say, say_json, told

if TYPE_CHECKING:
    from tollbook.doctor import Finding

ARTICLES = Annotated[
    Path | None,
    typer.Option(
        "--articles", metavar="PATH", envvar="TOLLBOOK_ARTICLES", help="Look at this folder of articles, too."
    ),
]


def doctor(home: HOME = Path("data"), articles: ARTICLES = None, as_json: JSON = False) -> None:
    """Look whether the installation and a home are as they should be, and say what to do where they are not.

    Nothing is changed. The ledger and all files of stages are read whole and compared with what was written, which
    takes a while where they are large.
    """
    from tollbook.doctor import FAIL, examine  # noqa: PLC0415 (heavy, as all that commands import)

    with told() as progress:
        found = list(examine(home, articles, progress))
    counts = Counter(finding.state for finding in found)
    if as_json:
        say_json({"findings": [asdict(finding) for finding in found], "counts": dict(counts)})
    else:
        for finding in found:
            say(_line(finding))
        say(", ".join(f"{count} {state}" for state, count in sorted(counts.items(), key=lambda item: -item[1])))
    if counts[FAIL]:
        raise typer.Exit(1)


def _line(finding: "Finding") -> str:
    line = f"{finding.state:<5}{finding.area}: {finding.name}: {finding.message}"
    return f"{line}\n       -> {finding.todo}" if finding.todo else line
