"""Runs a command by the name of its module: `python -m reliability kills --count 200`."""

import ast
import sys
from importlib import import_module
from pathlib import Path


def commands() -> dict[str, str]:
    """Return the name of each command and the first line of what it says of itself; nothing is imported for it."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(part, ast.FunctionDef) and part.name == "main" for part in module.body):
            found[path.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


def main(arguments: list[str]) -> int:
    """Run the command that is named first; without one, or with another name, list them."""
    known = commands()
    if arguments[:1] and arguments[0] in known:
        return int(import_module(f"reliability.{arguments[0]}").main(arguments[1:]) or 0)
    print("usage: python -m reliability COMMAND [OPTIONS], with --help for its options\n")
    print("\n".join(f"  {name:10}{says}" for name, says in known.items()))
    return 0 if arguments[:1] in ([], ["-h"], ["--help"]) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
