"""The documentation of the command line, from the commands: `python -m pipelines.cli_docs > docs/cli.md`."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import typer

from pipelines.cli import app
from tollbook.commands.lessons import LESSONS

_HEAD = """# The command line

Made from the commands by `python -m pipelines.cli_docs > docs/cli.md`; a test keeps it current. `tollbook --help` and
`tollbook COMMAND --help` say the same on the terminal.

**Output.** Tables and colours are for terminals. Piped or redirected, output is plain lines without escape codes, and
progress is silent or a line a stage. `NO_COLOR=1` switches colours off on a terminal too. `--json` prints facts for
scripts. Results go to standard output, everything else (progress, messages, hints) to standard error.

**Options** mean the same in every command: `--home` is the folder of the ledger, `--rules` a folder of rules that lies
over the packaged ones, `--json` facts instead of text, `--limit` rows of a table (0: all). Where a variable stands in
the last column of a table, it can be set once and for all.

**Exit codes.** 0: done. 1: the answer is no (a run failed, rules have faults, the ledger would change). 2: it could not
be done as asked; a message says why, and a hint what to do.

**Completion.** `tollbook --install-completion` sets up the shell that you use (bash, zsh, fish, PowerShell); it works
in shells opened afterwards. `tollbook --show-completion` prints it instead, to be put where you keep such things.
"""
_LEFT_OUT = ("--help", "--install-completion", "--show-completion")


def cli_markdown() -> str:
    """Return the text of docs/cli.md."""
    root = typer.main.get_command(app)
    parts = [_HEAD]
    for name, command in _commands(root, ""):
        parts += _section(name, command)
    return "\n".join(parts)


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield the commands of a group as they are called, groups themselves left out."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def _section(name: str, command: Any) -> Iterator[str]:
    yield f"## tollbook {name}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    lesson = LESSONS.get(name)
    if lesson is not None:
        yield "```sh"
        for example, why in lesson.examples:
            yield f"# {why}\n{example}"
        yield "```\n"
    rows = list(_parameters(command))
    if rows:
        yield "| option | what | at first | env |\n| --- | --- | --- | --- |"
        yield from rows
        yield ""
    if lesson is not None:
        yield "| exit code | |\n| --- | --- |"
        yield from (f"| {code} | {_cell(what)} |" for code, what in lesson.exits)
        yield ""


def _parameters(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if set(parameter.opts) & set(_LEFT_OUT):
            continue
        variable = f"`{parameter.envvar}`" if parameter.envvar else ""
        cells = (_usage(parameter), _cell(parameter.help or ""), _default(parameter), variable)
        yield f"| {' | '.join(cells)} |"


def _usage(parameter: Any) -> str:
    """How an option or argument is written: `--home DIR`."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    names = ", ".join(parameter.opts)
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return f"`{names}{value}`"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "must be given"
    default = parameter.default
    if default is None or default is False or default in ("", []) or callable(default):
        return ""
    shown = ", ".join(map(str, default)) if isinstance(default, list | tuple) else str(default)
    return f"`{shown}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(cli_markdown())
