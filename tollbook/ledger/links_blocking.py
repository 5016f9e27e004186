"""Candidate pairs: reports that share a country and a day, or a place name and a span of days.

DuckDB does the joining, so cost grows with the reports of a day and place, not with all pairs.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from tollbook.ledger.links_settings import LinkSettings
from tollbook.ledger.links_subject import POINT, Subject

_BUCKET = 32  # days; spans meet in a bucket, then their days are compared
_REPORTS = pa.schema(
    [("n", pa.int32()), ("doc", pa.string()), ("country", pa.string()), ("province", pa.string()),
     ("kind", pa.string()), ("lo", pa.int32()), ("hi", pa.int32()), ("lat", pa.float64()), ("lon", pa.float64())]
)  # fmt: skip
_TOKENS = pa.schema([("n", pa.int32()), ("token", pa.string()), ("fine", pa.bool_())])

# Same country and day give or take one; not when both points are known and lie far apart.
_BY_DAY = """
with days as (
  select n, doc, country, province, lat, lon, unnest(range(lo, hi + 1)) as day from reports
  where kind = 'day' and country is not null)
select a.n, b.n from days a join (select * exclude (day), unnest([day - 1, day, day + 1]) as day from days) b
  on a.country = b.country and a.day = b.day
where a.n < b.n and a.doc <> b.doc
  and (a.province = b.province or a.province is null or b.province is null
       or abs(a.lat - b.lat) * 111 <= $km and abs(a.lon - b.lon) * 111 * cos(radians(a.lat)) <= $km)
"""
# A shared place name, days up to the greatest gap apart.
_BY_NAME = """
with days as (
  select r.n, doc, country, token, unnest(range(lo, hi + 1)) as day from reports r join tokens using (n)
  where kind = 'day' and fine)
select a.n, b.n from days a
  join (select * exclude (day), unnest(range(day - $gap, day + $gap + 1)) as day from days) b
  on a.token = b.token and a.day = b.day
where a.n < b.n and a.doc <> b.doc and coalesce(a.country = b.country, true)
"""
# A shared place name or province, where one report has a span of days or no date of its own.
_BY_SPAN = f"""
with spans as (
  select r.*, token, unnest(range(lo // {_BUCKET}, hi // {_BUCKET} + 1)) as bucket from reports r join tokens using (n)
  where lo is not null)
select least(a.n, b.n), greatest(a.n, b.n) from spans a join spans b on a.token = b.token and a.bucket = b.bucket
where a.kind <> 'day' and a.n <> b.n and a.doc <> b.doc and coalesce(a.country = b.country, true)
  and a.lo <= b.hi and b.lo <= a.hi
"""  # noqa: S608 - the bucket size is a constant of this module


def candidates(subjects: Sequence[Subject], settings: LinkSettings) -> list[tuple[int, int]]:
    """Return pairs of positions in `subjects` that are worth comparing, smaller first, sorted."""
    reports = pa.Table.from_pylist([_row(n, s) for n, s in enumerate(subjects)], schema=_REPORTS)
    tokens = pa.Table.from_pylist(
        [row for n, s in enumerate(subjects) for row in _tokens(n, s, settings)], schema=_TOKENS
    )
    with duckdb.connect(":memory:") as con:
        con.register("reports_in", reports)
        con.register("tokens_in", tokens)
        con.execute("create table reports as from reports_in; create table tokens as from tokens_in")
        con.execute("create table pairs (a integer, b integer)")
        con.execute("insert into pairs " + _BY_DAY, {"km": settings.region_km})
        con.execute("insert into pairs " + _BY_NAME, {"gap": settings.max_gap_days})
        con.execute("insert into pairs " + _BY_SPAN)
        return [(int(a), int(b)) for a, b in con.execute("select distinct a, b from pairs order by a, b").fetchall()]


def _row(n: int, subject: Subject) -> dict[str, object]:
    lo, hi = subject.window or (subject.lo, subject.hi)
    report = subject.report
    return {
        "n": n, "doc": report.doc_id, "country": report.country, "province": subject.province, "kind": subject.kind,
        "lo": lo, "hi": hi, "lat": report.lat, "lon": report.lon,
    }  # fmt: skip


def _tokens(n: int, subject: Subject, settings: LinkSettings) -> Iterator[dict[str, object]]:
    lo, hi = subject.window or (subject.lo, subject.hi)
    if lo is None or hi is None or (subject.window is None and hi - lo > settings.longest_range_days):
        return
    told = subject.context | subject.beside
    fine = {k for k in (subject.key, *told) if k} if _is_point(subject) else set(told)
    for token in sorted(fine):
        yield {"n": n, "token": token, "fine": True}
    if subject.province and subject.province not in fine and hi - lo <= 2 * _BUCKET:
        yield {"n": n, "token": subject.province, "fine": False}


def _is_point(subject: Subject) -> bool:
    return (subject.report.place_precision or "unknown") in POINT
