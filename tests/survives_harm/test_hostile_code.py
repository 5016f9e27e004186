"""What is read off the code: patterns run against a clock, SQL holds no input, databases are shut."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import regex
from support.paths import ROOT

from tollbook.database import connect, lock
from tollbook.rulebook.explosive import slow_on
from tollbook.sql import literal, quoted

pytestmark = pytest.mark.slow

FILES = sorted(p for room in ("tollbook", "assets", "pipelines") for p in (ROOT / room).rglob("*.py"))
CALLS = {"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "compile", "template"}
COMPILE_RULES = {  # where patterns of rules are compiled, and why that is no call without a clock
    "tollbook/rulebook/timed.py": "every call there has the clock",
    "tollbook/rulebook/forms.py": "keeps what was compiled; `compiled` is imported in timed.py alone",
    "tollbook/rulebook/lint_base.py": "the lint runs them on texts of its own, against its own clock",
    "tollbook/authoring/drafts.py": "symbols of the code, on one character",
    "tollbook/rulebook/lint_patterns.py": "compiled to see whether it can be, never run",
}


@cache
def trees() -> dict[str, ast.Module]:
    return {p.relative_to(ROOT).as_posix(): ast.parse(p.read_text(encoding="utf-8")) for p in FILES}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls of methods, with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func)


def in_functions(tree: ast.AST) -> set[int]:
    """Ids of all nodes that run when a function does, not when the module is imported."""
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))
    return {id(inner) for f in functions for part in ([f.body] if isinstance(f, ast.Lambda) else f.body)
            for inner in ast.walk(part)}  # fmt: skip


def test_patterns_of_rules_are_compiled_where_the_clock_is() -> None:
    """In a function only what stands there as a literal (or is escaped) is compiled; all else goes through `Timed`."""
    found = []
    for name, tree in trees().items():
        running = in_functions(tree)
        for call, dotted in calls(tree):
            module, _, method = dotted.rpartition(".")
            of_patterns = module in ("re", "regex") and method in CALLS and id(call) in running
            if of_patterns and name not in COMPILE_RULES and not is_constant(call.args[0]):
                found.append(f"{name}:{call.lineno} {dotted}")
        found += [
            f"{name}:{node.lineno} forms.compiled"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and node.module == "tollbook.rulebook.forms"
            and "compiled" in {alias.name for alias in node.names}
            and name != "tollbook/rulebook/timed.py"
        ]
    assert not found


def is_constant(pattern: ast.expr) -> bool:
    if isinstance(pattern, ast.JoinedStr):
        return all(is_constant(part) for part in pattern.values)
    if isinstance(pattern, ast.FormattedValue):
        return ast.unparse(pattern.value).startswith(("re.escape(", "regex.escape("))
    return isinstance(pattern, ast.Constant)


def constants() -> dict[str, str]:
    """Patterns that modules hold, and literals in calls: the pattern, and one of the places where it stands."""
    found = {}
    for name, tree in trees().items():
        module = importlib.import_module(name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        for key, value in vars(module).items():
            found.update((pattern, f"{name} {key}") for pattern in patterns_in(value))
        for call, dotted in calls(tree):
            if dotted.rpartition(".")[0] in ("re", "regex") and call.args and isinstance(call.args[0], ast.Constant):
                found.setdefault(str(call.args[0].value), f"{name}:{call.lineno}")
    return found


def patterns_in(value: Any) -> Iterator[str]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
    elif type(value) in (tuple, list):
        for item in value:
            yield from patterns_in(item)


def test_patterns_of_the_code_cannot_explode() -> None:
    """They have no clock, so they are held to the same lint as those of rules."""
    found = {}
    for pattern, where in constants().items():
        flags = regex.VERSION0 | (regex.X if "\n" in pattern else 0)
        wrong = slow_on(pattern, regex.compile(pattern, flags))
        if wrong:
            found[where] = wrong
    assert not found


# SQL
SQL_METHODS = {"execute", "executemany", "sql", "query", "from_query"}


def test_databases_are_opened_in_one_place_and_shut() -> None:
    opened = [f"{n}:{c.lineno}" for n, tree in trees().items() for c, d in calls(tree) if d == "duckdb.connect"]
    assert [where.partition(":")[0] for where in opened] == ["tollbook/database.py"]
    for name, tree in trees().items():
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            called = {n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            if "connect" in called and function.name != "connect":
                assert "lock" in called, f"{name}: {function.name} opens a database and does not lock it"


def bare(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an SQL text that are no constants: what stands in the braces of an f-string, what is added."""
    if isinstance(node, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from bare(part.value)
    elif isinstance(node, ast.BinOp):
        yield from bare(node.left)
        yield from bare(node.right)
    elif isinstance(node, ast.IfExp):
        yield from bare(node.body)
        yield from bare(node.orelse)
    else:
        yield node


# Expressions in SQL that are no input: each is quoted by `quoted`, `literal` or `text`, or is SQL that stands in a
# module. Whoever adds one says here why it is safe.
VETTED = {
    r"(quoted|literal|parquet|_where)(\((?:[^()]|(?2))*\))": "quotes what it is given, or is made of nothing else",
    r"', '\.join\((map\((quoted|flat), |\(quoted\(c\.name\) for c in ).*\)\)": "quoted identifiers",
    r"[A-Z_]+|[a-z_]+\.[A-Z_]+": "a constant of a module",
    r"(glance|section|s|dataset|kind|first|table|look|view)\.(sql|query|kept|table|short|order|name)": "of a registry",
    r"dataset\.sql\(.*\)": "a query of a registry, over columns quoted by `csv_cell`, `flat`, `quoted`",
}
BUILT_HERE = {  # names of texts that are built of such parts in the same function
    "tollbook/warehouse/build.py": {"statement", "names", "source", "order", "made"},
    "tollbook/doctor/ledger.py": {"sql"},
    "tollbook/warehouse/content.py": {"row", "files"},  # of columns and files, quoted
    "tollbook/warehouse/ledgers.py": {"t"},
    "tollbook/warehouse/migrate.py": {"catalog", "name", "taken", "kept", "order"},
    "tollbook/warehouse/duck.py": {"sql"},  # handed on by `one`, whose callers are seen below
    "tollbook/warehouse/views/checks.py": {"sql"},
    "tollbook/compare/read.py": {"names", "key", "value", "wanted", "table", "name"},
    "tollbook/ledger/linking/blocking.py": {"way.keys", "way.pairs"},  # constants of `_WAYS`
    "tollbook/export/selection.py": {"ids", "name", "where"},
    "tollbook/export/writers.py": {"sql", "query", "', '.join(cells)"},
    "tollbook/site/pages.py": {"sql", "hashed"},
    "tollbook/stages/groups.py": {"' UNION ALL '.join(parts)"},  # of `_hashed`: names of files and columns, quoted
    "tollbook/commands/explain.py": {"sql"},
    "tollbook/commands/profiles.py": {"sql"},
    "tollbook/commands/summary.py": {"sql", "table"},
    "assets/metadata.py": {"cut", "order"},
}


def test_sql_holds_no_input() -> None:
    """Values are bound; what is written into SQL is an identifier of ours that is quoted, or SQL of ours."""
    found = []
    for name, tree in trees().items():
        for call, dotted in calls(tree):
            if dotted.rpartition(".")[2] not in SQL_METHODS or not call.args:
                continue
            for part in bare(call.args[0]):
                said = ast.unparse(part)
                if said in BUILT_HERE.get(name, ()) or any(regex.fullmatch(v, said) for v in VETTED):
                    continue
                found.append(f"{name}:{call.lineno} {said}")
    assert not found


def test_one_function_quotes_identifiers_and_one_literals() -> None:
    doubled = [n for n, tree in trees().items() for c, d in calls(tree) if d.endswith(".replace")
               and [ast.unparse(a) for a in c.args] in (["'\"'", "'\"\"'"], ['"\'"', '"\'\'"'])]  # fmt: skip
    assert set(doubled) == {"tollbook/sql.py", "tollbook/authoring/skeleton.py"}  # the latter: a text in YAML


def test_what_is_quoted_stays_what_it_was() -> None:
    with connect() as db:
        lock(db)
        for odd in ("'", '"', "a'b\"c", "x; drop table y --", "\\", "\n", "é\U0001f600", ""):
            assert db.execute(f"select {literal(odd)}").fetchall() == [(odd,)]
            named = odd or "empty"
            assert db.execute(f"select 1 as {quoted(named)}").description[0][0] == named
