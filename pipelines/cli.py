"""The console script `tollbook`: the library's commands, and `run`, which materialises the graph in this process."""

import gc
import os
import sys
from contextlib import suppress
from difflib import get_close_matches
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tollbook.cli import HOME, app, teach
from tollbook.commands import complete
from tollbook.commands.options import JSON
from tollbook.commands.output import complain, draw, on_terminal, refuse, say, say_json

if TYPE_CHECKING:
    from pipelines.run import RunResult
    from tollbook.stages import EngineChoice

_BROKE = 3  # exit code: published, but stages broke on articles
_SELDOM = (200_000, 20, 100)  # searches for garbage: of the many objects that a start makes, all stay
ARTICLES = Annotated[
    Path,
    typer.Option(
        "--articles",
        metavar="PATH",
        envvar="TOLLBOOK_ARTICLES",
        help="A folder of articles, or one file: .txt .html .htm .jsonl .csv .parquet.",
    ),
]
PROFILE = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="NAME",
        envvar="TOLLBOOK_PROFILE",
        autocompletion=complete.profiles,
        help="Reconciliation profile of the table estimates.",
    ),
]
_WORK = "What does the work"
ENGINE = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        autocompletion=complete.engines,
        envvar="TOLLBOOK_ENGINE",
        rich_help_panel=_WORK,
        help="What does the work: local, processes or dask.",
    ),
]
WORKERS = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        envvar="TOLLBOOK_WORKERS",
        min=0,
        rich_help_panel=_WORK,
        help="Processes; 0 for one a core.",
    ),
]
SCHEDULER = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        envvar="TOLLBOOK_SCHEDULER",
        rich_help_panel=_WORK,
        help="A running Dask scheduler, tcp://HOST:PORT.",
    ),
]
STAGES = Annotated[
    str,
    typer.Option(
        "--stages",
        envvar="TOLLBOOK_STAGES",
        rich_help_panel=_WORK,
        help="Where the home keeps its stages from now on: s3://BUCKET/FOLDER or another URL; home: in itself.",
    ),
]


_HOUSE = "What it leaves in the home"
KEEP = Annotated[
    int,
    typer.Option(
        "--keep",
        metavar="N",
        envvar="TOLLBOOK_KEEP",
        min=0,
        rich_help_panel=_HOUSE,
        help="Ledgers of before that are kept when a new one is published; see tollbook ledgers.",
    ),
]
LOG_FORMAT = Annotated[
    str,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        envvar="TOLLBOOK_LOG_FORMAT",
        rich_help_panel=_HOUSE,
        help="What goes to standard error: text for a person, json for a collector of logs. The home's logs/ has the "
        "latter anyway.",
    ),
]


@app.command()
def run(  # noqa: PLR0913, PLR0917 (an option each)
    articles: ARTICLES,
    home: HOME = Path("data"),
    profile: PROFILE = "tollbook",
    engine: ENGINE = "local",
    workers: WORKERS = 0,
    scheduler: SCHEDULER = "",
    stages: STAGES = "",
    keep: KEEP = 3,
    log_format: LOG_FORMAT = "text",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", metavar="", help="Show where an error came from.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Read the articles and publish the ledger.

    What was computed before and has not changed is kept, so a second run takes seconds. Says what was read, found and
    refused; a refused article does not make the run fail.
    """
    if log_format not in ("text", "json"):
        raise typer.BadParameter("there are text and json", param_hint="--log-format")
    _check(articles, home, profile)
    chosen = _engine(engine, workers, scheduler)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    from pipelines.progress import progress  # noqa: PLC0415 (Dagster takes half a second to import)
    from pipelines.run import Housekeeping, run_ledger  # noqa: PLC0415

    gc.freeze()  # rules and modules stay: no search for garbage among them
    keeping = Housekeeping(stages, keep, log_format)
    with progress(log_format) as watcher:
        result = run_ledger(articles.absolute(), home.absolute(), profile, watcher, chosen, keeping)
    if not result.success:
        _failed(result, home, verbose=verbose)
    _show(home, as_json=as_json)
    for warning in result.warnings:
        complain(f"WARNING: {warning}")
    if result.warnings:
        raise typer.Exit(_BROKE)


def _failed(result: "RunResult", home: Path, *, verbose: bool) -> NoReturn:
    for failure in result.failures:
        complain(f"failed: {failure.stage}: {failure.message}")
        if failure.hint:
            complain(f"Hint: {failure.hint}")
        if verbose and failure.trace:
            complain(failure.trace)
    complain(f"Hint: The ledger is the one of before. `tollbook doctor --home {home}` looks for what is wrong here.")
    raise typer.Exit(1)


def _show(home: Path, *, as_json: bool) -> None:
    from tollbook.commands.summary import as_text, drawn, facts, summary_of  # noqa: PLC0415

    ledger, site = home / "tollbook.duckdb", home / "site" / "index.html"
    summary = summary_of(ledger)
    if as_json:
        say_json({**facts(summary), "ledger": str(ledger), "site": str(site)})
        return
    if on_terminal():
        draw(*drawn(summary))
    else:
        say(as_text(summary))
    say(f"Ledger: {ledger}\nSite: {site}")


def _check(articles: Path, home: Path, profile: str) -> None:
    """Leave with a message and code 2 for what no run can do."""
    if not articles.exists():
        refuse(
            f"There is no {articles}: give --articles a folder of articles, or one file of them.",
            "To see it work: tollbook run --articles examples/articles",
        )
    if home.is_file():
        refuse(f"{home} is a file; --home is a folder.", f"Try --home {home.parent}")
    try:
        str(home.absolute()).encode()
    except UnicodeEncodeError:
        told = os.fsencode(home).decode("utf-8", "backslashreplace")
        refuse(f"The name of the folder {told} is not UTF-8; --home is a folder whose whole path is.", "Rename it.")
    from tollbook.rulebook import RulebookError, load_rulebook  # noqa: PLC0415

    try:
        known = sorted(k.removeprefix("profiles/") for k in load_rulebook().settings if k.startswith("profiles/"))
    except RulebookError as error:
        refuse(f"The rules cannot be used:\n{error}", "Correct these lines; tollbook rules check shows them again.")
    if profile not in known:
        near = get_close_matches(profile, known, 1)
        refuse(
            f"There is no profile {profile!r}. There are: {', '.join(known)}.",
            f"Did you mean {near[0]}?" if near else "docs/reconciliation.md says how each counts.",
        )


def _engine(name: str, workers: int, scheduler: str) -> "EngineChoice":
    from tollbook.stages import EngineChoice  # noqa: PLC0415

    chosen = EngineChoice(name, workers, scheduler)
    try:
        chosen.check()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--engine") from error
    return chosen


teach(app)


def _in_utf8() -> None:
    """Begin again in UTF-8 mode where a locale has names of files in another encoding: what is read must not change."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (this very command)


def main() -> None:
    """Run the command line."""
    _in_utf8()
    gc.set_threshold(*_SELDOM)
    if "run" in sys.argv[1:2]:
        _spare_pandas()
    try:
        app(prog_name="tollbook")
    except BrokenPipeError:  # the reader of our output has gone (head, less)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    finally:
        _keep_patterns()
        if not sys.modules.keys() & {"dagster", "duckdb"}:  # what they load wants to be collected, or complains
            gc.freeze()  # a last walk over all rules and names would find nothing and take 0.3 s


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ImportError("not wanted now")


def _spare_pandas() -> None:
    """Have pyarrow take pandas for missing: it would import it for its first array, and a run needs none."""
    import pyarrow as pa  # noqa: PLC0415 (other commands do without)

    sys.meta_path.insert(0, _NoPandas())
    pa.array([0])
    del sys.meta_path[0]


def _keep_patterns() -> None:
    """Have the next start find what this one had to compile."""
    if "tollbook.rulebook.forms" in sys.modules:
        from tollbook.rulebook.forms import keep_forms  # noqa: PLC0415 (many commands need no rules)

        with suppress(OSError):
            keep_forms()


if __name__ == "__main__":
    main()
