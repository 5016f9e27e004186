"""Trials of what the ledger promises under fire: kills, failing writes, bad input, hostile text, other machines.

Each command is a module of this package with a function `main(arguments) -> exit code`; `python -m reliability` lists
them. They take minutes to hours and are for a developer to run; the tests run short forms of the same code. Nothing in
here is part of the installed package.
"""
