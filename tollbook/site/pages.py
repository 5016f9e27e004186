"""Which pages there must be, which of them changed, and their rows, a batch at a time."""

# ruff: noqa: S608  (the SQL is put together from constants of this package; values are parameters)

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tollbook.site.sections import Section

Row = Mapping[str, Any]
Facts = dict[str, list[Row]]  # section -> its rows

_ID = re.compile(r"[a-z]{1,8}_[0-9A-Za-z_-]{1,64}").fullmatch
BATCH = 400  # pages whose rows are in memory at the same time


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: its folder in the site and its sections."""

    folder: str
    sections: tuple[Section, ...]

    @property
    def table(self) -> str:
        """Name of the temporary table of its pages and their fingerprints."""
        return f"pages_{self.folder}"


def address(folder: str, page: str) -> str:
    """Return where a page lies in the site: its folder has at most 256 others, so that none holds 100,000 files.

    Raises ValueError for an id that Tollbook does not make: a ledger of somebody else's must not name files elsewhere.
    """
    if not _ID(page):
        raise ValueError(f"{page!r} is no id of a page; the ledger was not made by Tollbook")
    return f"{folder}/{page[4:6]}/{page}.html"


def fingerprint(db: duckdb.DuckDBPyConnection, kind: Kind, salt: str) -> None:
    """Make the temporary table of a kind: `page`, and `print`, which changes with any row of the page or with `salt`.

    Rows are hashed where they are; none comes to this process. Two hashes of 64 bits each, order does not matter.
    """
    first, *rest = kind.sections
    hashed = " union all ".join(
        f"select page, bit_xor(hash(s, '{s.name}')) as a, sum(hash('{s.name}', s)::hugeint) as b "
        f"from ({s.sql}) s where page is not null group by page"
        for s in (first, *rest)
    )
    db.execute(
        f"create or replace temp table {kind.table} as "
        f"select page, md5(concat_ws('.', $1, bit_xor(a), sum(b))) as print from ({hashed}) "
        f"where page in (select page from ({first.sql})) group by page order by page",
        [salt],
    )


def prints(db: duckdb.DuckDBPyConnection, kind: Kind) -> dict[str, str]:
    """Return page -> fingerprint."""
    return dict(db.execute(f"select page, print from {kind.table} order by page").fetchall())


def facts(db: duckdb.DuckDBPyConnection, kind: Kind, wanted: Sequence[str]) -> Iterator[tuple[str, Facts]]:
    """Give each wanted page with the rows of its sections. `wanted` is sorted; rows come a batch at a time."""
    for at in range(0, len(wanted), BATCH):
        batch = wanted[at : at + BATCH]
        found: dict[str, Facts] = {page: {s.name: [] for s in kind.sections} for page in batch}
        for section in kind.sections:
            for page, rows in _by_page(db, section, batch).items():
                found[page][section.name] = rows
        yield from found.items()


def _by_page(db: duckdb.DuckDBPyConnection, section: Section, batch: Sequence[str]) -> dict[str, list[Row]]:
    sql = f"from ({section.sql}) where page between $1 and $2 and page in (from unnest($3)) order by {section.order}"
    cursor = db.execute(sql, [batch[0], batch[-1], list(batch)])
    names = [column[0] for column in cursor.description]
    rows: dict[str, list[Row]] = defaultdict(list)
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        rows[row["page"]].append(row)
    return rows


def on_disk(site: Path, folder: str) -> set[str]:
    """Return the pages of a kind that are there."""
    return {path.stem for path in (site / folder).glob("??/*.html") if _ID(path.stem)}
