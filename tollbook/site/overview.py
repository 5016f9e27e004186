"""The data of the overview: a compact row an incident, in a script beside the page, since file:// forbids to fetch."""

# ruff: noqa: S608  (the only value in the SQL is a number of this module)

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

import duckdb

from tollbook.counts import plain
from tollbook.site import words
from tollbook.vocabulary import OUTCOMES

_EPOCH = dt.date(1970, 1, 1).toordinal()
_CHUNK = 2_000  # rows in memory at a time
_WORDS = 500  # characters of an incident's words for the text search

_ROWS = f"""
with counts as (
    select incident_id, list([code, low, best, high] order by code) as counts
    from (select *, 2 * (list_position($1::varchar[], outcome) - 1) + (party = 'perpetrators')::int as code
          from estimates where party in ('victims', 'perpetrators'))
    group by incident_id
), told as (
    select r.incident_id, left(concat_ws(' ', string_agg(distinct r.place_text, ' ' order by r.place_text),
        string_agg(distinct d.outlet, ' ' order by d.outlet), string_agg(distinct d.title, ' ' order by d.title)),
        {_WORDS}) as told
    from reports r join documents d using (doc_id) group by r.incident_id
)
select i.incident_id, i.date_from, i.date_to, i.place, i.admin1, i.country, c.name as country_name, i.lat, i.lon,
       i.perpetrator, i.attack_type, i.target, i.weapon, i.n_documents, i.n_sources, i.disagreement, counts, told
from incidents i left join countries c using (country) left join counts using (incident_id)
left join told using (incident_id)
order by i.date_from nulls last, i.incident_id
"""

_SUMMARY = """
select (select count(*) from incidents) as incidents,
       (select count(*) from documents) as articles,
       (select count(distinct doc_id) from reports where incident_id is not null) as telling,
       (select count(*) from claims) as claims,
       (select count(*) from rejects) as refused,
       (select min(published_on) from documents) as first_published,
       (select max(published_on) from documents) as last_published
"""


def write_data(db: duckdb.DuckDBPyConnection, out: TextIO) -> int:
    """Write the script that holds all incidents; return their number. Rows come in chunks, names are kept once."""
    names: dict[str, int] = {}
    written = 0
    cursor = db.execute(_ROWS, [list(OUTCOMES)])  # overview.js reads counts by their places
    columns = [c[0] for c in cursor.description]
    while found := cursor.fetchmany(_CHUNK):
        rows = [_row(dict(zip(columns, values, strict=True)), names) for values in found]
        out.write("TOLLBOOK.rows.push(\n" + ",\n".join(script_json(row) for row in rows) + ");\n")
        written += len(rows)
    out.write(f"TOLLBOOK.names = {script_json(list(names))};\n")
    return written


def _row(row: Mapping[str, Any], names: dict[str, int]) -> list[Any]:
    """One incident: see `read` in overview.js. Names are places in the list of all names, -1 where there is none."""

    def name(text: str | None) -> int:
        return -1 if not text else names.setdefault(text, len(names))

    return [
        row["incident_id"],
        _day(row["date_from"]),
        _day(row["date_to"]),
        name(row["place"]),
        name(row["admin1"]),
        name(row["country_name"] or row["country"]),
        _degrees(row["lat"]),
        _degrees(row["lon"]),
        name(row["perpetrator"]),
        name(words.attack(row)),
        name(plain(row["weapon"])),
        row["n_documents"],
        row["n_sources"],
        int(row["disagreement"]),
        [value for count in row["counts"] or () for value in count],
        row["told"] or "",
    ]


def _day(value: dt.date | None) -> int | None:
    """Days since 1970."""
    return None if value is None else value.toordinal() - _EPOCH


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def script_json(value: object) -> str:
    """Return JSON that can stand in a script, inline too: nothing in it ends the script or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_UNSAFE.get(c, c) for c in text) if not text.isascii() or _UNSAFE.keys() & set(text) else text


_UNSAFE = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def summary(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the numbers of the ledger that the overview opens with."""
    cursor = db.execute(_SUMMARY)
    names = [c[0] for c in cursor.description]
    (values,) = cursor.fetchall()
    return dict(zip(names, values, strict=True))


def titles(info: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the profiles of a ledger and what each is called."""
    start = "title.profiles/"
    for key, title in info.items():
        if key.startswith(start):
            yield key.removeprefix(start), title
