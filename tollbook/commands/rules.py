"""`tollbook rules`: writing rules, checking them, seeing how far they reach and what they would change."""

from pathlib import Path
from typing import Annotated

import typer

from tollbook.commands import complete
from tollbook.commands.diff import rules_diff
from tollbook.commands.new import new
from tollbook.commands.options import HOME, JSON, LIMIT, RULES, WHOLE
from tollbook.commands.output import refuse, say, say_json, told

app = typer.Typer(
    name="rules",
    help="Write rules, check them, see how far they reach and what they would change.",
    no_args_is_help=True,
)
app.command()(new)

WATCH = Annotated[bool, typer.Option("--watch", metavar="", help="Go on: check again what you change, until Ctrl-C.")]
AGAIN = Annotated[
    bool, typer.Option("--again/--no-again", help="Read the articles again for rules that leave no rows.")
]
DIMENSION = Annotated[
    str | None,
    typer.Option(
        "--dimension",
        metavar="NAME",
        autocompletion=complete.dimensions,
        help="Rules of one dimension: casualties, actors, places, ...",
    ),
]


@app.command()
def check(rules: RULES = None, whole: WHOLE = False, watch: WATCH = False, as_json: JSON = False) -> None:
    """Lint the rules and run their examples: each must match what it should, and nothing else.

    Prints a line for each fault, all at once: file:line rule-id: what is wrong.
    """
    from tollbook.authoring.laid import laid_over  # noqa: PLC0415
    from tollbook.authoring.recheck import check_all  # noqa: PLC0415
    from tollbook.compare import OverlayError  # noqa: PLC0415

    if watch and as_json:
        refuse("--watch prints lines for a person, --json facts for a script.", "Leave one of them out.")
    if whole and rules is None:
        refuse("--whole says that no packaged rules count besides those of --rules.", "Give --rules DIR too.")
    if watch:
        from tollbook.commands.watch import keep_checking  # noqa: PLC0415

        keep_checking(rules, whole=whole)
        return
    try:
        with laid_over(rules, whole=whole) as laid, told() as progress:
            progress("rules and their examples")
            _, result = check_all(laid.root)
            faults = [laid.named(fault) for fault in result.faults]
    except OverlayError as error:
        refuse(str(error), "tollbook rules new --rules DIR writes a first rule there.")
    if as_json:
        shown = [{"file": f.file, "line": f.line, "rule_id": f.rule_id, "message": f.message} for f in faults]
        say_json({"rules": result.n_rules, "examples": result.n_examples, "faults": shown})
    else:
        for fault in faults:
            say(str(fault))
        say(result.summary)
    if faults:
        raise typer.Exit(1)


@app.command()
def coverage(
    home: HOME = Path("data"),
    dimension: DIMENSION = None,
    limit: LIMIT = 15,
    again: AGAIN = True,
    as_json: JSON = False,
) -> None:
    """Show how far the rules reach over the ledger: hits of each, those that never fired, and the work list.

    The work list holds the numbers beside casualty words that no rule understood, what is most worth a rule first:
    counts of people before others, sentences that make no claim yet before those that do, what many articles say
    before what one says, near a casualty word before far from it.

    Rules of people, publication and scope leave no rows: their hits are counted by reading the ledger's articles again,
    some ten milliseconds each; --no-again leaves that out.
    """
    from tollbook.commands.coverage import covered  # noqa: PLC0415

    covered(home, dimension, limit, again=again, as_json=as_json)


app.command("diff")(rules_diff)


@app.command()
def schema() -> None:
    """Print the JSON Schema of rule files, with which editors complete and check them."""
    from tollbook.rulebook.schema import schema_text  # noqa: PLC0415

    say(schema_text().rstrip("\n"))
