"""`tollbook diff`: which incidents, links and figures would change, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tollbook.commands import complete
from tollbook.commands.ledger import require_ledger
from tollbook.commands.options import HOME, JSON, LIMIT, RULES_HELP, WHOLE_HELP
from tollbook.commands.output import on_terminal, refuse, say, told

if TYPE_CHECKING:
    from tollbook.compare import Answer

MAX_FAULTS = 20  # lines of a message about rules that cannot be used
_PANEL = "What is compared with the ledger in --home"

RULES = Annotated[Path | None, typer.Option("--rules", metavar="DIR", rich_help_panel=_PANEL, help=RULES_HELP)]
WHOLE = Annotated[bool, typer.Option("--whole", metavar="", rich_help_panel=_PANEL, help=WHOLE_HELP)]
PROFILE = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        autocompletion=complete.profiles,
        rich_help_panel=_PANEL,
        help="Another profile of the table estimates.",
    ),
]
ARTICLES = Annotated[
    Path | None,
    typer.Option(
        "--articles",
        metavar="PATH",
        rich_help_panel=_PANEL,
        help="Read these articles anew; without it, the documents are those of the ledger.",
    ),
]
AGAINST = Annotated[
    Path | None, typer.Option("--against", metavar="OTHER.duckdb", rich_help_panel=_PANEL, help="Another ledger.")
]
OUT = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write it to a file too: .json and .csv hold all of it, .md the tables."
    ),
]


def diff(  # noqa: PLR0913, PLR0917 (the options of a command)
    home: HOME = Path("data"),
    rules: RULES = None,
    whole: WHOLE = False,
    profile: PROFILE = None,
    articles: ARTICLES = None,
    against: AGAINST = None,
    as_json: JSON = False,
    out: OUT = None,
    limit: LIMIT = 25,
) -> None:
    """Show what would change in the ledger with other rules, another profile or other articles, and why.

    Or what differs in another ledger. Nothing published is touched. docs/what-if.md says how to read it.
    """
    asked = any(given is not None for given in (rules, profile, articles))
    if (against is None) != asked:
        refuse(
            "Say what to compare with.",
            "Give --rules DIR, --profile NAME or --articles PATH, or --against OTHER.duckdb alone. "
            "The rules as they stand in rules/ now: tollbook rules diff",
        )
    _check(home, rules, out, whole=whole)
    from tollbook.compare import WhatIf, what_if  # noqa: PLC0415 (heavy, as all that commands import)
    from tollbook.compare import against as compare_with  # noqa: PLC0415

    with told() as progress, refusals():
        if against is not None:
            answer = compare_with(home, against)
        else:
            answer = what_if(home, WhatIf(rules, whole, profile, articles), progress)
    put_out_difference(answer, out, limit, as_json=as_json)


def rules_diff(
    home: HOME = Path("data"),
    rules: RULES = None,
    whole: WHOLE = False,
    as_json: JSON = False,
    out: OUT = None,
    limit: LIMIT = 25,
) -> None:
    """Show which incidents and figures of the ledger the rules would change, and which rule each is because of.

    Without --rules, the rules are those in rules/ as they are now: what a run would change after your edits. The
    ledger is computed anew in a folder of its own, and nothing published is touched.
    """
    _check(home, rules, out, whole=whole)
    from tollbook.compare import WhatIf, what_if  # noqa: PLC0415

    with told() as progress, refusals():
        answer = what_if(home, WhatIf(rules, whole), progress)
    put_out_difference(answer, out, limit, as_json=as_json)


def _check(home: Path, rules: Path | None, out: Path | None, *, whole: bool) -> None:
    """Refuse what cannot be done before anything is computed."""
    if whole and rules is None:
        refuse("--whole says that no packaged rules count besides those of --rules DIR; give that too.")
    _check_out(out, home)
    require_ledger(home)


def _check_out(out: Path | None, home: Path) -> None:
    """Refuse a file that cannot be written before anything is computed."""
    from tollbook.compare.formats import FORMATS  # noqa: PLC0415

    if out is None:
        return
    if out.suffix not in FORMATS:
        refuse(f"{out}: the name of --out must end in one of {', '.join(FORMATS)}.")
    if not out.absolute().parent.is_dir():
        refuse(f"{out}: there is no folder {out.parent}; make it first.")
    if out.is_dir() or out.resolve().is_relative_to(home.resolve()):
        refuse(f"{out}: give --out a file outside of the home, in which nothing is changed.")


@contextmanager
def refusals() -> Iterator[None]:
    """Leave with a message and code 2 for whatever keeps the answer from being found: 1 would say that it differs."""
    from tollbook.compare import LedgerError, OverlayError, ProfileError  # noqa: PLC0415
    from tollbook.rulebook import RulebookError  # noqa: PLC0415

    try:
        yield
    except RulebookError as error:
        shown = "\n".join(map(str, error.faults[:MAX_FAULTS]))
        more = len(error.faults) - MAX_FAULTS
        refuse(f"The rules cannot be used:\n{shown}" + (f"\n... and {more} more" if more > 0 else ""))
    except (LedgerError, OverlayError, ProfileError, FileNotFoundError) as error:
        refuse(str(error))
    except Exception as error:  # a rule may fail in any stage and in any way
        notes = "".join(f" ({note})" for note in getattr(error, "__notes__", ()))
        refuse(f"The ledger could not be computed: {type(error).__name__}: {error}{notes}")


def put_out_difference(answer: "Answer", out: Path | None, limit: int, *, as_json: bool) -> None:
    """Print a difference, and write it to `out`. Leaves with code 1 when there is any."""
    from tollbook.commands.diff_output import draw, plain  # noqa: PLC0415
    from tollbook.compare.formats import as_json as written  # noqa: PLC0415

    if out is not None:
        _write(answer, out, limit)
    if as_json:
        typer.echo(written(answer))
    elif on_terminal():
        draw(answer, limit)
    else:
        say(plain(answer, limit))
    if answer.difference.changes:
        raise typer.Exit(1)


def _write(answer: "Answer", out: Path, limit: int) -> None:
    from tollbook.compare.formats import as_csv, as_json, as_markdown  # noqa: PLC0415
    from tollbook.storage.files import write_atomically  # noqa: PLC0415

    makers = {".json": lambda: as_json(answer) + "\n", ".csv": lambda: as_csv(answer)}
    text = makers.get(out.suffix, lambda: as_markdown(answer, limit))()
    try:
        write_atomically(out.absolute(), lambda private: _write_text(private, text))
    except OSError as error:
        refuse(f"{out} cannot be written: {error.strerror}")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
