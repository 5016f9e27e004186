"""The console script `tollbook`: the library's commands, and `run`, which materialises the graph in this process."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tollbook.cli import HOME, app
from tollbook.cli_output import complain, say

if TYPE_CHECKING:
    from tollbook.stages import EngineChoice

ARTICLES = Annotated[
    Path,
    typer.Option(
        "--articles",
        envvar="TOLLBOOK_ARTICLES",
        help="A folder of articles, or one file: .txt .html .htm .jsonl .csv .parquet.",
    ),
]
PROFILE = Annotated[
    str, typer.Option("--profile", envvar="TOLLBOOK_PROFILE", help="Reconciliation profile of the table estimates.")
]
ENGINE = Annotated[
    str, typer.Option("--engine", envvar="TOLLBOOK_ENGINE", help="What does the work: local, processes or dask.")
]
WORKERS = Annotated[
    int, typer.Option("--workers", envvar="TOLLBOOK_WORKERS", min=0, help="Processes; 0 for one a core.")
]
SCHEDULER = Annotated[
    str, typer.Option("--scheduler", envvar="TOLLBOOK_SCHEDULER", help="A running Dask scheduler, tcp://HOST:PORT.")
]
STAGES = Annotated[
    str,
    typer.Option(
        "--stages",
        envvar="TOLLBOOK_STAGES",
        help="Where the home keeps its stages from now on: s3://BUCKET/FOLDER or another URL; home: in itself.",
    ),
]


@app.command()
def run(
    articles: ARTICLES,
    home: HOME = Path("data"),
    profile: PROFILE = "tollbook",
    engine: ENGINE = "local",
    workers: WORKERS = 0,
    scheduler: SCHEDULER = "",
    stages: STAGES = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show where an error came from.")] = False,
) -> None:
    """Read the articles and publish the ledger. Fails only when the run fails; a refused article is reported."""
    _check(articles, profile)
    chosen = _engine(engine, workers, scheduler)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    from pipelines.progress import progress  # noqa: PLC0415 (Dagster takes half a second to import)
    from pipelines.run import run_ledger  # noqa: PLC0415

    with progress() as watcher:
        result = run_ledger(articles.absolute(), home.absolute(), profile, watcher, chosen, stages)
    for failure in result.failures:
        complain(f"failed: {failure.stage}: {failure.message}")
        if verbose and failure.trace:
            complain(failure.trace)
    if not result.success:
        raise typer.Exit(1)
    from tollbook.cli_summary import as_text, summary_of  # noqa: PLC0415

    ledger = home / "tollbook.duckdb"
    say(f"{as_text(summary_of(ledger))}\nLedger: {ledger}\nReport: {home / 'site' / 'index.html'}")


def _check(articles: Path, profile: str) -> None:
    """Leave with a message and code 2 for what no run can do."""
    if not articles.exists():
        complain(f"There is no {articles}: give --articles a folder of articles, or one file of them.")
        raise typer.Exit(2)
    from tollbook.rulebook import RulebookError, load_rulebook  # noqa: PLC0415

    try:
        known = sorted(k.removeprefix("profiles/") for k in load_rulebook().settings if k.startswith("profiles/"))
    except RulebookError as error:
        complain(f"The rules cannot be used:\n{error}")
        raise typer.Exit(2) from error
    if profile not in known:
        complain(f"There is no profile {profile!r}. There are: {', '.join(known)}.")
        raise typer.Exit(2)


def _engine(name: str, workers: int, scheduler: str) -> "EngineChoice":
    from tollbook.stages import EngineChoice  # noqa: PLC0415

    chosen = EngineChoice(name, workers, scheduler)
    try:
        chosen.check()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--engine") from error
    return chosen


def main() -> None:
    """Run the command line."""
    try:
        app()
    except BrokenPipeError:  # the reader of our output has gone (head, less)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    finally:
        if not sys.modules.keys() & {"dagster", "duckdb"}:  # what they load wants to be collected, or complains
            gc.freeze()  # a last walk over all rules and names would find nothing and take 0.3 s


if __name__ == "__main__":
    main()
