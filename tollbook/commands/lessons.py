"""What the help of each command teaches besides its options: examples, and what its exit codes mean.

`teach(app)` puts it into the help; docs/cli.md is made from the same (`python -m pipelines.cli_docs`).
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import typer
from typer.models import CommandInfo

MAKE, LOOK, WRITE, KEEP_RUNNING = "Make the ledger", "Look into it", "Write rules", "Keep it running"
_ASKED_BADLY = "it could not be done as asked; a message says why, and what to do"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Examples (a command, what it is for), exit codes, and the panel of the overview that a command stands in."""

    examples: tuple[tuple[str, str], ...]
    exits: tuple[tuple[int, str], ...] = ((0, "done"), (2, _ASKED_BADLY))
    panel: str | None = None

    def epilog(self) -> str:
        """Return the lesson as the end of a help text, in rich's markup."""
        lines = ["[bold]Examples[/bold]"]
        for command, why in self.examples:
            lines += [f"  [dim]# {_plain(why)}[/dim]", f"  {_plain(command)}"]
        lines += ["", "[bold]Exit codes[/bold]", *(f"  {code}  {_plain(what)}" for code, what in self.exits)]
        return "\n".join(lines)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


_LESSONS = {
    "": Lesson(
        (
            ("tollbook run --articles examples/articles", "read articles, publish the ledger in data/"),
            ("tollbook explain inc_fe1633e0", "where the figures of an incident come from"),
            ("tollbook export --format xlsx", "the ledger for Excel"),
            ('tollbook try "Nine soldiers were killed."', "what the rules read in a sentence"),
            ("tollbook COMMAND --help", "what a command does, with examples"),
        ),
        ((0, "done"), (1, "the answer is no: see the command"), (2, _ASKED_BADLY)),
    ),
    "run": Lesson(
        (
            ("tollbook run --articles examples/articles", "a folder; the ledger is data/tollbook.duckdb"),
            ("tollbook run --articles feed.jsonl --home news", "one file with many articles, another home"),
            ("tollbook run --articles news --engine processes", "many articles: all cores"),
            ("tollbook run --articles news --log-format json", "for a collector of logs"),
        ),
        (
            (0, "the ledger is published; refused articles are reported, not fatal"),
            (1, "a stage or a check failed; the ledger is the one of before"),
            (2, "nothing was started: no such articles, no such profile, rules with faults"),
            (3, "the ledger is published, but stages broke on articles, which were set aside: see the warning"),
        ),
        MAKE,
    ),
    "explain": Lesson(
        (
            ("tollbook explain inc_fe1633e0", "an incident, by the start of its id"),
            ("tollbook explain clm_8fdc37b0 --home news", "a claim in another home"),
            ("tollbook explain inc_fe1633e0 --json", "for a script"),
        ),
        panel=LOOK,
    ),
    "profiles": Lesson(
        (
            ("tollbook profiles inc_fe1633e0", "what UCDP, ACLED, GTD and IBC would count"),
            ("tollbook profiles kirkuk-convoy.html", "the incident that an article is about"),
            ("tollbook profiles inc_fe1633e0 --json", "for a script"),
        ),
        panel=LOOK,
    ),
    "diff": Lesson(
        (
            ("tollbook diff --rules mine", "what the rules in mine/ would change"),
            ("tollbook diff --profile gtd", "what another default profile would change"),
            ("tollbook diff --against old/tollbook.duckdb", "what differs in another ledger"),
            ("tollbook diff --rules mine --out diff.md", "a table to put into a review"),
        ),
        ((0, "nothing changes"), (1, "something changes"), (2, "it could not be found out")),
        LOOK,
    ),
    "export": Lesson(
        (
            ("tollbook export", "incidents with their counts, as export/incidents_with_counts.csv"),
            ("tollbook export --format xlsx --country Iraq", "an Excel workbook of one country"),
            ("tollbook export --shape tables --format parquet", "every table of the ledger"),
            ("tollbook export --shape ucdp-ged --from 2021-01-01 --to 2021-12-31", "a year in the columns of UCDP GED"),
            ("tollbook export --format geojson --out - > map.geojson", "a map, to a file of your own"),
        ),
        panel=LOOK,
    ),
    "site": Lesson(
        (
            ("tollbook site", "bring the pages in data/site up to date with the ledger; `tollbook run` does it too"),
            ("tollbook site --open", "the same, and show them"),
            ("tollbook site --json", "where the site is and what was written, for a script"),
        ),
        panel=LOOK,
    ),
    "try": Lesson(
        (
            ('tollbook try "Nine soldiers were killed in Mopti on Sunday." --published 2021-09-05', "a sentence"),
            ("tollbook try article.txt", "an article: .txt or .html"),
            ("tollbook try - < article.txt", "the same, from standard input"),
            ('tollbook try "Nine soldiers fell." --rules mine', "with rules of your own besides"),
            ('tollbook try "Nine soldiers fell." --json', "for a script"),
        ),
        panel=WRITE,
    ),
    "rules new": Lesson(
        (
            ("tollbook rules new", "asks for what it needs"),
            (
                'tollbook rules new casualties.killed.gunfire --text "Nine soldiers fell to gunfire." '
                '--span "Nine soldiers fell to gunfire"',
                "a draft whose pattern and values come from the sentence",
            ),
            (
                'tollbook rules new actors.groups.ridge --text "The Blue Ridge Front came." --span "Blue Ridge Front"',
                "a list of names",
            ),
        ),
    ),
    "rules check": Lesson(
        (
            ("tollbook rules check", "lint all rules, run all their examples"),
            ("tollbook rules check --rules mine", "the same with the rules in mine/ laid over them"),
            ("tollbook rules check --watch", "check again what you change, until Ctrl-C"),
        ),
        ((0, "no faults"), (1, "there are faults, one a line: file:line rule-id: what is wrong"), (2, _ASKED_BADLY)),
    ),
    "rules coverage": Lesson(
        (
            ("tollbook rules coverage", "hits of each kind of rule, rules that never fired, and the work list"),
            ("tollbook rules coverage --dimension casualties", "rules of one dimension"),
            ("tollbook rules coverage --limit 0 --json", "all of it, for a script"),
        ),
    ),
    "rules diff": Lesson(
        (
            ("tollbook rules diff", "what the rules as they are now would change in the ledger"),
            ("tollbook rules diff --rules mine", "what the rules in mine/ would change"),
            ("tollbook rules diff --out diff.md", "a table to put into a review"),
        ),
        ((0, "nothing changes"), (1, "something changes"), (2, "it could not be found out")),
    ),
    "doctor": Lesson(
        (
            ("tollbook doctor", "the installation, and the home data/"),
            ("tollbook doctor --home news --articles news-articles", "another home, and its articles"),
            ("tollbook doctor --json", "for a script that watches over it"),
        ),
        ((0, "nothing failed; a warning says what to look at"), (1, "something failed: a line FAIL and what to do")),
        KEEP_RUNNING,
    ),
    "ledgers list": Lesson(
        (
            ("tollbook ledgers list", "what is published now, and what was before"),
            ("tollbook ledgers list --json", "for a script"),
        ),
    ),
    "ledgers show": Lesson((("tollbook ledgers show 1", "the one before the published one"),)),
    "ledgers diff": Lesson(
        (
            ("tollbook ledgers diff 1", "what the last publishing changed"),
            ("tollbook ledgers diff 3 1", "from the third last to the last before"),
            ("tollbook ledgers diff 1 --out diff.md", "a table to send around"),
        ),
        ((0, "nothing changed"), (1, "something changed"), (2, "it could not be found out")),
    ),
    "ledgers restore": Lesson((("tollbook ledgers restore 1", "go back to the one before"),)),
    "ledgers migrate": Lesson(
        (
            ("tollbook ledgers migrate", "the published ledger, made by an older Tollbook"),
            ("tollbook ledgers migrate 2", "a kept one"),
        ),
    ),
    "rules schema": Lesson((("tollbook rules schema > rule-file.schema.json", "for an editor"),), ((0, "done"),)),
}

LESSONS: Mapping[str, Lesson] = MappingProxyType(_LESSONS)
"""Lessons by command, as it is called after `tollbook`; `""` is that of `tollbook` itself."""


def teach(app: typer.Typer, prefix: str = "") -> None:
    """Put examples and exit codes into the help of every command of `app` that has a lesson, and say its panel.

    Commands come in the order of the lessons, those without one last.
    """
    order = list(LESSONS)
    for command in app.registered_commands:
        name = f"{prefix}{_name(command)}"
        command.help = _unwrapped(inspect.getdoc(command.callback) or "")
        if name in LESSONS:
            command.epilog = LESSONS[name].epilog()
            command.rich_help_panel = LESSONS[name].panel or command.rich_help_panel
    app.registered_commands.sort(
        key=lambda c: order.index(f"{prefix}{_name(c)}") if f"{prefix}{_name(c)}" in order else len(order)
    )
    for group in app.registered_groups:
        if group.typer_instance is not None:
            teach(group.typer_instance, f"{prefix}{group.name} ")


def _name(command: CommandInfo) -> str:
    return command.name or (command.callback.__name__ if command.callback else "")


def _unwrapped(text: str) -> str:
    """A docstring with each paragraph on one line: terminals are of other widths than source code."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def commands(app: typer.Typer, prefix: str = "") -> Iterator[str]:
    """Yield the commands of `app` as they are called."""
    for command in app.registered_commands:
        yield f"{prefix}{_name(command)}"
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from commands(group.typer_instance, f"{prefix}{group.name} ")
