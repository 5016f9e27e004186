"""`tollbook ledgers`: the published ledger and those of before that are kept."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tollbook.commands.diff import OUT, put_out_difference, refusals
from tollbook.commands.ledger import LEDGER, require_ledger
from tollbook.commands.options import HOME, JSON, LIMIT
from tollbook.commands.output import aligned, draw, on_terminal, refuse, say, say_json, table

if TYPE_CHECKING:
    from tollbook.warehouse.kept import KeptLedger
    from tollbook.warehouse.ledgers import LedgerFacts

app = typer.Typer(
    name="ledgers",
    help="The published ledger and those of before: list, compare, put back, bring up to date.",
    no_args_is_help=True,
)
WHICH = Annotated[
    str,
    typer.Argument(metavar="LEDGER", help="Its number in `tollbook ledgers list`, or the start of its content digest."),
]
_DIGITS = 12  # of a digest that are shown


@app.command("list")
def list_ledgers(home: HOME = Path("data"), as_json: JSON = False) -> None:
    """List the published ledger and those of before, the newest first."""
    from tollbook.warehouse.kept import kept_ledgers  # noqa: PLC0415
    from tollbook.warehouse.ledgers import facts_of  # noqa: PLC0415

    if not home.is_dir():
        require_ledger(home)
    published = facts_of(home / LEDGER) if (home / LEDGER).is_file() else None
    kept = [facts_of(one.path) for one in kept_ledgers(home)]
    if as_json:
        say_json({"published": _facts(published) if published else None, "kept": [_facts(one) for one in kept]})
        return
    rows = [("now", *_cells(published))] if published else []
    rows += [(str(number), *_cells(one)) for number, one in enumerate(kept, 1)]
    names = ("", "published", "content", "incidents", "articles", "rules", "MB")
    if not rows:
        say(f"There is no ledger in {home}.")
    elif on_terminal():
        draw(table("", names, rows))
    else:
        say(aligned([names, *rows], ""))


@app.command()
def show(which: WHICH, home: HOME = Path("data"), as_json: JSON = False) -> None:
    """Show what a ledger of before says of itself, and where its file is: any program may read that."""
    from tollbook.warehouse.ledgers import facts_of  # noqa: PLC0415

    with _told(home, which):
        facts = _facts(facts_of(_kept(home, which).path))
    if as_json:
        say_json(facts)
    else:
        say(aligned([(name.replace("_", " "), str(value)) for name, value in facts.items() if value not in (None, "")]))


@app.command()
def diff(
    which: WHICH,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="Another one; without it, the one that is published now.")
    ] = None,
    home: HOME = Path("data"),
    as_json: JSON = False,
    out: OUT = None,
    limit: LIMIT = 25,
) -> None:
    """Show what has changed since a ledger of before: incidents, links and figures, and why."""
    from tollbook.compare import between  # noqa: PLC0415

    with _told(home, which):
        before = _kept(home, which).path
        after = _kept(home, other).path if other else require_ledger(home)
    with refusals():
        answer = between(before, after)
    put_out_difference(answer, out, limit, as_json=as_json)


@app.command()
def restore(which: WHICH, home: HOME = Path("data"), as_json: JSON = False) -> None:
    """Publish a ledger of before again. The one that is published now is kept.

    The next run publishes what articles and rules give then: mend those first.
    """
    from tollbook.warehouse.ledgers import restore as put_back  # noqa: PLC0415

    with _told(home, which):
        digest = put_back(home, _kept(home, which))
    if as_json:
        say_json({"published": digest})
        return
    say(f"Published again: {digest[:_DIGITS]}. The site is still that of the other: tollbook site --home {home}")


@app.command()
def migrate(
    which: Annotated[
        str | None, typer.Argument(metavar="[LEDGER]", help="One of before, instead of the published one.")
    ] = None,
    home: HOME = Path("data"),
    as_json: JSON = False,
) -> None:
    """Bring an older ledger up to date when its articles are gone: what this version has more of is added, empty.

    A ledger whose articles are there is better made anew: tollbook run. The older one is kept.
    """
    from tollbook.warehouse.ledgers import bring_up_to_date  # noqa: PLC0415
    from tollbook.warehouse.versions import VERSION  # noqa: PLC0415

    with _told(home, which or ""):
        if which is None:
            require_ledger(home)
        before = bring_up_to_date(home, _kept(home, which) if which is not None else None)
    if as_json:
        say_json({"version": VERSION, "version_before": before if before is not None else VERSION})
    elif before is None:
        say(f"It has version {VERSION}, that of this Tollbook: nothing to do.")
    else:
        say(f"Brought from version {before} to {VERSION}.")


@contextmanager
def _told(home: Path, which: str) -> Iterator[None]:
    """Leave with code 2 for what keeps it from being done."""
    import duckdb  # noqa: PLC0415

    from tollbook.warehouse.kept import NoSuchLedgerError  # noqa: PLC0415
    from tollbook.warehouse.ledgers import BusyError  # noqa: PLC0415
    from tollbook.warehouse.versions import LedgerVersionError  # noqa: PLC0415

    try:
        yield
    except NoSuchLedgerError as error:
        refuse(str(error), f"tollbook ledgers list --home {home}")
    except BusyError as error:
        refuse(str(error))
    except LedgerVersionError as error:
        refuse(error.message, error.hint.replace("ledgers migrate", f"ledgers migrate {which}".rstrip()))
    except (duckdb.Error, OSError) as error:
        refuse(f"It cannot be done: {str(error).splitlines()[0]}", f"tollbook doctor --home {home}")


def _kept(home: Path, which: str) -> "KeptLedger":
    from tollbook.warehouse.kept import find_kept  # noqa: PLC0415

    return find_kept(home, which)


def _facts(facts: "LedgerFacts") -> dict[str, Any]:
    return {**asdict(facts), "path": str(facts.path)}


def _cells(facts: "LedgerFacts") -> tuple[str, ...]:
    size = f"{facts.bytes / 1e6:,.1f}"
    if facts.trouble:
        return (facts.path.name, f"cannot be read: {facts.trouble}", "", "", "", size)
    counts = ("?" if n is None else f"{n:,}" for n in (facts.incidents, facts.articles))
    return (_when(facts.published_at), facts.content_digest[:_DIGITS], *counts, facts.rules_digest[:_DIGITS], size)


def _when(text: str) -> str:
    """A point in time without its seconds, as it was written: in UTC."""
    try:
        return dt.datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text or "?"
