"""What SQL answers on a ledger, as the tables of Markdown in which pages show it."""

from pathlib import Path

import duckdb


def answer(home: Path, sql: str) -> str:
    with duckdb.connect(str(home / "tollbook.duckdb"), read_only=True) as db:
        cursor = db.execute(sql)
        names = [c[0] for c in cursor.description]
        rows = [names, ["---"] * len(names), *cursor.fetchall()]
    cells = [["" if v is None else " ".join(str(v).split()).replace("|", "\\|") for v in row] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)
