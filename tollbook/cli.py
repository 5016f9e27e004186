"""The commands that need no Dagster. Each imports what it needs when it is called, so that all start fast."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from tollbook.cli_diff import diff
from tollbook.cli_options import HOME, JSON
from tollbook.cli_output import complain, say
from tollbook.cli_site import site

__all__ = ["HOME", "app"]

app = typer.Typer(
    name="tollbook",
    help="A ledger of who was killed, wounded or taken in armed attacks, and according to whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _rules_app() -> typer.Typer:
    from tollbook.cli_rules import app as rules_app  # noqa: PLC0415

    return rules_app


app.add_typer(_rules_app(), name="rules")
app.command()(diff)
app.command()(site)


@app.command("try")
def try_text(
    text: Annotated[str, typer.Argument(help="A sentence or an article; - reads standard input.")],
    published: Annotated[str | None, typer.Option(help="Day of publication, YYYY-MM-DD.")] = None,
    as_json: JSON = False,
) -> None:
    """Show every mention, claim and report that the rules find in a text, with rule ids and spans."""
    from tollbook.memory import collection_paused  # noqa: PLC0415

    source = typer.get_text_stream("stdin").read() if text == "-" else text
    with collection_paused():
        from tollbook.cli_try import tried  # noqa: PLC0415

        found = tried(source, _day(published), as_json=as_json)
    say(found)


@app.command()
def explain(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="A claim_id or an incident_id, or the start of one.")],
    home: HOME = Path("data"),
    as_json: JSON = False,
) -> None:
    """Show where a figure comes from: the quote in its sentence, the rule, and how it was used."""
    from tollbook.cli_explain import ExplainError, explained  # noqa: PLC0415

    try:
        say(explained(wanted, home, as_json=as_json))
    except ExplainError as error:
        complain(str(error))
        raise typer.Exit(2) from error


@app.command("profiles")
def compare_profiles(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="An incident_id or its start, or the file of an article about it.")
    ],
    home: HOME = Path("data"),
) -> None:
    """Show what the sources say of an incident and what every profile makes of it, as tables in Markdown."""
    from tollbook.cli_explain import ExplainError  # noqa: PLC0415
    from tollbook.cli_profiles import compared  # noqa: PLC0415

    try:
        say(compared(wanted, home))
    except ExplainError as error:
        complain(str(error))
        raise typer.Exit(2) from error


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2021-09-05", param_hint="--published") from error
