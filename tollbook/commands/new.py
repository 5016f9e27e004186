"""`tollbook rules new`: a rule file to begin with, drafted from a sentence."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tollbook.commands.options import JSON, RULES, day
from tollbook.commands.output import refuse, say, say_json, told

ID = Annotated[
    str | None,
    typer.Argument(
        metavar="ID", help="Id of the new rule: dimension, what it finds, a word: casualties.killed.gunfire"
    ),
]
TEXT = Annotated[
    str | None,
    typer.Option("--text", metavar="SENTENCE", help="A sentence that the rule should read, in your own words."),
]
SPAN = Annotated[str | None, typer.Option("--span", metavar="WORDS", help="The words in it that the rule is about.")]
TITLE = Annotated[
    str, typer.Option("--title", metavar="TEXT", help="What it matches, like grammar: <people> fell to gunfire")
]
DESCRIPTION = Annotated[
    str, typer.Option("--description", metavar="TEXT", help="Why it exists and what it must not catch.")
]
PATTERN = Annotated[
    str | None,
    typer.Option("--pattern", metavar="PATTERN", help="The pattern, where you know it better than the draft."),
]
EMIT = Annotated[
    list[str] | None,
    typer.Option("--emit", metavar="KEY=VALUE", help="What a match becomes: outcome=killed, country=ML, kind=weapon."),
]
NOT = Annotated[
    list[str] | None, typer.Option("--not", metavar="TEXT", help="A sentence that looks like it and must not match.")
]
WHY = Annotated[list[str] | None, typer.Option("--why", metavar="TEXT", help="Why not: one for each --not.")]
PUBLISHED = Annotated[
    str | None, typer.Option("--published", metavar="DAY", help="Day of publication of the sentence, as 2021-09-05.")
]


def new(  # noqa: PLR0913, PLR0917 (the options of a command)
    rule_id: ID = None,
    text: TEXT = None,
    span: SPAN = None,
    title: TITLE = "",
    description: DESCRIPTION = "",
    pattern: PATTERN = None,
    emit: EMIT = None,
    not_: NOT = None,
    why: WHY = None,
    published: PUBLISHED = None,
    rules: RULES = None,
    as_json: JSON = False,
) -> None:
    """Write a new rule file, drafted from a sentence that the rules miss.

    What is recognised in the words becomes a placeholder ("Nine soldiers" becomes {people}), the example's values are
    what the draft reads. Asks for what is not given. Refuses an id that is there already. Dimensions: casualties,
    people, scope, numbers, actors, places, events.
    """
    from tollbook.authoring.drafts import Wanted  # noqa: PLC0415

    text = text or _ask("A sentence that the rules miss, in your own words", "--text")
    span = span or _ask("The words in it that say it", "--span")
    rule_id = rule_id or _ask("An id for the rule, such as casualties.killed.gunfire", "ID")
    if len(not_ or ()) != len(why or ()):
        refuse("Each --not needs a --why.", "--not 'Prices fell to nine dinars.' --why 'no people'")
    wanted = Wanted(
        rule_id,
        " ".join(text.split()),
        " ".join(span.split()),
        title,
        description,
        pattern,
        dict(map(_pair, emit or ())),
        day(published, "--published"),
        tuple(zip(not_ or (), why or (), strict=True)),
    )
    _write(wanted, rules, as_json=as_json)


def _ask(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        refuse(f"{option} is missing, and nobody can be asked.", "tollbook rules new --help has an example.")
    return str(typer.prompt(question, err=True)).strip()


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise typer.BadParameter(f"{text!r} is no KEY=VALUE", param_hint="--emit")
    try:
        read = json.loads(value)
    except ValueError:
        read = value
    return name, read if isinstance(read, bool | int) else value


def _write(wanted: Any, rules: Path | None, *, as_json: bool) -> None:
    from tollbook.authoring.drafts import DraftError, draft  # noqa: PLC0415
    from tollbook.authoring.laid import laid_over  # noqa: PLC0415
    from tollbook.authoring.skeleton import path_of, write  # noqa: PLC0415
    from tollbook.rulebook import RulebookError, load_rulebook  # noqa: PLC0415

    folder = rules or _own_rules()
    filled = rules is not None and rules.is_dir() and any(rules.rglob("*.yaml"))
    try:
        with told() as progress, laid_over(rules if filled else None) as laid:
            progress("draft")
            made = draft(wanted, load_rulebook(laid.root))
        path = write(made, folder)
    except DraftError as error:
        refuse(str(error), error.hint)
    except RulebookError as error:
        refuse(f"The rules have faults, which come first:\n{error}", "tollbook rules check")
    except OSError as error:
        refuse(f"{path_of(made, folder)} cannot be written: {error.strerror}", "Give --rules a folder of your own.")
    option = f" --rules {rules}" if rules else ""
    steps = [f"tollbook rules check{option}", f"tollbook rules diff{option}"]
    if as_json:
        reads = [dict(v) for v in made.values]
        say_json({"file": str(path), "pattern": made.pattern, "reads": reads, "notes": list(made.notes), "next": steps})
        return
    for note in made.notes:
        say(note)
    for values in made.values:
        say("It reads: " + ", ".join(f"{k} {v}" for k, v in values.items() if v is not None))
    say(f"Written: {path}\nOpen it, look at every line, add what it must not match. Then: {steps[0]}; {steps[1]}")


def _own_rules() -> Path:
    """The rules of the repository that Tollbook runs from; one that was installed as a package has none to edit."""
    from tollbook.rulebook import packaged_rules  # noqa: PLC0415

    folder = packaged_rules()
    if not (folder.parent / "pyproject.toml").is_file():
        refuse(f"The rules in {folder} belong to an installed package.", "Give --rules a folder of your own.")
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
