"""`tollbook rules`: whether the rules are sound and their examples hold."""

from pathlib import Path
from typing import Annotated

import typer

from tollbook.cli_output import say

app = typer.Typer(name="rules", help="Look after the rules.", no_args_is_help=True)

RULES = Annotated[Path | None, typer.Option("--rules", help="Folder of rule files; the packaged rules without it.")]


@app.command()
def check(rules: RULES = None) -> None:
    """Lint the rules and run their examples. Exits with 1 when there is a fault."""
    from tollbook.extraction.registry import conventions, trials  # noqa: PLC0415
    from tollbook.ledger.profile_examples import try_profiles  # noqa: PLC0415
    from tollbook.rulebook.check import check_rules  # noqa: PLC0415

    result = check_rules(rules, conventions, trials(), try_profiles)
    for fault in result.faults:
        say(str(fault))
    say(result.summary)
    if result.faults:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    from tollbook.rulebook.schema import schema_text  # noqa: PLC0415

    say(schema_text().rstrip("\n"))
