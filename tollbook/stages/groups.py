"""Stages over everything that work group by group (incidents, say): what was made of a group stays while it is so.

Such a stage has a table of its groups among its outputs, each with a digest of all that its rows are made from. In the
next run, under the same rules and code, the rows of groups whose digest is the same are taken from the files of the
last. What comes out is a function of the inputs alone: the files of before only save work.
"""

# ruff: noqa: S608  (names come from the code; no input reaches the SQL)

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.database import connect, lock
from tollbook.rows.schema import PUBLIC_TABLES, Table, arrow_schema, from_table
from tollbook.sql import literal, quoted
from tollbook.stages.stage import Inputs
from tollbook.stages.tables import matching_rows, read_file

LONG = ("text", "story_bands")  # columns of documents: what is told of attacks does not depend on them
_DOCUMENTS = PUBLIC_TABLES["documents"].name


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a stage over everything."""

    group_id: Annotated[str, "id of the group"]
    digest: Annotated[str, "hash of all that its rows are made from"]


def groups_table(stage: str) -> Table:
    """Return the table of the groups of a stage."""
    return Table(f"{stage}_groups", Group, ("group_id",))


def digests(inputs: Inputs, members: pa.Table, joined: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return group -> digest of its rows in all tables of `joined`, by the tables' own column and that of `members`.

    `members` has the column `group_id`, and a row for each report (or what else belongs to a group).
    """
    # Files of a what-if are links to those of the home; a shut connection asks where a file really lies.
    files = {name: [path.resolve() for path in inputs.files[name]] for name in joined}
    folders = {path.parent for own in files.values() for path in own}
    parts = [_hashed(name, files[name], *pair) for name, pair in sorted(joined.items())]
    with connect(folders) as db:
        lock(db)
        db.register("members", members)
        found = db.execute(
            "SELECT group_id, sum(low)::VARCHAR || '-' || sum(high)::VARCHAR || '-' || count(*) "
            f"FROM ({' UNION ALL '.join(parts)}) GROUP BY group_id"
        ).fetchall()
    return dict(found)


def _hashed(table: str, paths: Sequence[Path], column: str, member: str) -> str:
    files = ", ".join(literal(str(path)) for path in paths)
    short = f"EXCLUDE ({', '.join(LONG)})" if table == _DOCUMENTS else ""
    return (
        "SELECT group_id, md5_number_lower(row) AS low, md5_number_upper(row) AS high FROM ("
        f"SELECT group_id, {literal(table)} || to_json(t)::VARCHAR AS row FROM "
        f"(SELECT * {short} FROM read_parquet([{files}], hive_partitioning = false)) AS t "
        f"JOIN members ON t.{quoted(column)} = members.{quoted(member)})"
    )


def fresh_groups(inputs: Inputs, table: Table, now: Mapping[str, str]) -> set[str]:
    """Return the groups that are not as the last run had them."""
    if table.name not in inputs.before:
        return set(now)
    before = {group.group_id: group.digest for group in from_table(Group, read_file(inputs.before[table.name]))}
    return {group_id for group_id, digest in now.items() if before.get(group_id) != digest}


def kept(inputs: Inputs, table: Table, column: str, groups: Collection[str]) -> pa.Table:
    """Return the rows of a table as the last run had them, of these groups by the `column` that names them."""
    if table.name not in inputs.before:
        return arrow_schema(table.row).empty_table()
    rows = read_file(inputs.before[table.name])
    return rows.filter(pc.is_in(rows.column(column), pa.array(sorted(groups), pa.string())))


def matching(inputs: Inputs, table: Table, column: str, values: Collection[Any]) -> list[Any]:
    """Return the rows of a table whose `column` is one of `values`, in the order of the files. Documents are short."""
    wanted = pa.array(sorted(values), pa.string())
    found: list[Any] = []
    long = LONG if table.name == _DOCUMENTS else ()
    names = [name for name in table.columns if name not in long]
    for path in inputs.files[table.name]:
        own = matching_rows(path, column, wanted, names)
        if own is None:
            continue
        for name in long:
            own = own.append_column(name, pa.array([""] * own.num_rows, pa.string()))
        found.extend(from_table(table.row, own))
    return found


def together(table: Table, *parts: pa.Table) -> pa.Table:
    """Return parts of a table as one, the same however its rows were spread over them."""
    schema = arrow_schema(table.row)
    return pa.concat_tables([part.select(schema.names).cast(schema) for part in parts]).combine_chunks()
