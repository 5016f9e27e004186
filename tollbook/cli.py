"""The commands that need no Dagster. Each imports what it needs when it is called, so that all start fast."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tollbook.commands.diff import diff
from tollbook.commands.doctor import doctor
from tollbook.commands.export import export
from tollbook.commands.lessons import KEEP_RUNNING, LESSONS, teach
from tollbook.commands.options import HOME, JSON, RULES, day
from tollbook.commands.output import draw, on_terminal, refuse, say
from tollbook.commands.site import site

if TYPE_CHECKING:
    from tollbook.article import Reading
    from tollbook.rulebook import Rulebook

__all__ = ["HOME", "app", "teach"]

app = typer.Typer(
    name="tollbook",
    help="A ledger of who was killed, wounded or taken in armed attacks, and according to whom.",
    epilog=LESSONS[""].epilog(),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _rules_app() -> typer.Typer:
    from tollbook.commands.rules import app as rules_app  # noqa: PLC0415

    return rules_app


def _ledgers_app() -> typer.Typer:
    from tollbook.commands.ledgers import app as ledgers_app  # noqa: PLC0415

    return ledgers_app


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        say(f"tollbook {version('tollbook')}")
        raise typer.Exit


@app.callback()
def tollbook(
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_show_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """A ledger of who was killed, wounded or taken in armed attacks, and according to whom."""


@app.command()
def explain(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="A claim_id or an incident_id, or the start of one.")],
    home: HOME = Path("data"),
    as_json: JSON = False,
) -> None:
    """Show where a figure comes from: the quote in its sentence, the rule, and how it was used."""
    from tollbook.commands.explain import ExplainError, explained  # noqa: PLC0415
    from tollbook.commands.ledger import readable  # noqa: PLC0415

    try:
        with readable(home):
            say(explained(wanted, home, as_json=as_json))
    except ExplainError as error:
        refuse(str(error), f"`tollbook run` lists incidents; all ids: tollbook export --home {home} --out -")


@app.command("profiles")
def compare_profiles(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="An incident_id or its start, or the file of an article about it.")
    ],
    home: HOME = Path("data"),
    as_json: JSON = False,
) -> None:
    """Show what the sources say of an incident and what every profile makes of it.

    Tables; in Markdown where the output is piped, for a note or a review.
    """
    from tollbook.commands.explain import ExplainError  # noqa: PLC0415
    from tollbook.commands.ledger import readable  # noqa: PLC0415
    from tollbook.commands.profiles import show  # noqa: PLC0415

    try:
        with readable(home):
            show(wanted, home, as_json=as_json)
    except ExplainError as error:
        refuse(str(error), f"`tollbook run` lists incidents; all ids: tollbook export --home {home} --out -")


app.command()(diff)
app.command()(export)
app.command()(site)
app.command(rich_help_panel=KEEP_RUNNING)(doctor)


@app.command("try")
def try_text(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A sentence, the file of an article, or - for standard input.")
    ],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="Day of publication, as 2021-09-05.")
    ] = None,
    rules: RULES = None,
    as_json: JSON = False,
) -> None:
    """Show every mention, claim and report that the rules find in a text, with rule ids and spans.

    On a terminal, spans are coloured by kind and claims are underlined; numbers in no claim are marked.
    """
    wanted_day = day(published, "--published")
    from tollbook.memory import collection_paused  # noqa: PLC0415

    with collection_paused():
        from tollbook.commands.try_read import read  # noqa: PLC0415

        reading, book = read(text, wanted_day, rules)
    _show_reading(reading, book, as_json=as_json)


def _show_reading(reading: "Reading", book: "Rulebook", *, as_json: bool) -> None:
    from tollbook.commands.try_text import as_json_text, as_lines  # noqa: PLC0415

    if as_json:
        say(as_json_text(reading))
    elif on_terminal():
        from tollbook.commands.try_draw import drawn  # noqa: PLC0415

        draw(drawn(reading, book))
    else:
        say(as_lines(reading, book))


app.add_typer(_rules_app(), name="rules", rich_help_panel="Write rules")
app.add_typer(_ledgers_app(), name="ledgers", rich_help_panel=KEEP_RUNNING)
teach(app)
