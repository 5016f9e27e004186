"""Candidate pairs: reports whose days and places can be those of one incident, without looking at all pairs.

DuckDB does the joining. Each way to be a candidate has a key so fine that a busy country or town does not compare its
reports of a day, or a memory of a year all reports of that year: what the keys leave out could not link with the
weights of `rules/linking/weights.yaml` (a test holds that), but for a name in two spellings where little else agrees.
"""

import math
from collections.abc import Iterator, Sequence

import pyarrow as pa

from tollbook.database import connect, lock
from tollbook.ledger.linking.counts import KILLED, number
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import POINT, Subject

_BUCKET = 32  # days; spans meet in a bucket, then their days are compared
_SHORT = 5  # days of the longest span that is joined day by day
_MONTHS = 64  # a span of more days tells so little that only a count that tells makes a candidate
_REPORTS = pa.schema(
    [("n", pa.int32()), ("doc", pa.string()), ("country", pa.string()), ("province", pa.string()),
     ("kind", pa.string()), ("lo", pa.int32()), ("hi", pa.int32()), ("lat", pa.float64()), ("lon", pa.float64()),
     ("mapped", pa.bool_())]
)  # fmt: skip
_TOKENS = pa.schema([("n", pa.int32()), ("token", pa.string()), ("fine", pa.bool_())])
# Target, attack and counts. `step` is such that counts near each other differ by one step at most, 0 for the others.
_TRAITS = pa.schema(
    [("n", pa.int32()), ("what", pa.string()), ("name", pa.string()), ("value", pa.int32()), ("step", pa.int32())]
)

_TABLES = f"""
create table reports as from reports_in; create table tokens as from tokens_in; create table traits as from traits_in;
create table pairs (a integer, b integer);
create table days as select *, unnest(range(lo, hi + 1)) as day from reports
  where lo is not null and hi - lo < {_SHORT};
create table next_days as select * replace (unnest([day - 1, day, day + 1]) as day) from days;
create table next_traits as select * replace
  (unnest(case when value is null then [step] else [step - 1, step, step + 1] end) as step) from traits;
create table spans as select *, unnest(range(lo // {_BUCKET}, hi // {_BUCKET} + 1)) as bucket from reports
  where lo is not null;
"""  # noqa: S608 - constants of this module
# What every pair must have.
_APART = "a.n <> b.n and a.doc <> b.doc and coalesce(a.country = b.country, true)"
# The same place name and day, give or take one.
_BY_PLACE = f"""
select a.n, b.n from days a join tokens s on a.n = s.n join tokens t on s.token = t.token
  join next_days b on t.n = b.n and a.day = b.day where s.fine and t.fine and {_APART}
"""  # noqa: S608
# Points near each other. A cell is 0.3 degrees high, and wide enough for its neighbours to hold what is near.
_BY_POINT = f"""
with cells as (select *, floor(lat / 0.3) as y, floor(lon) as x from days where lat is not null),
near as (select *, floor(lat / 0.3) as y, floor(lon) as x from next_days where lat is not null),
nearer as (select * replace (unnest([y - 1, y, y + 1]) as y) from near),
nearest as (select * replace (unnest([x - 1, x, x + 1]) as x) from nearer),
pairs as (
  select a.n, b.n as m, greatest(abs(a.lat - b.lat), abs(a.lon - b.lon) * cos(radians(a.lat))) * 111 as km
  from cells a join nearest b on a.day = b.day and a.y = b.y and a.x = b.x where {_APART})
select n, m from pairs where km <= $near
union all select p.n, m from pairs p join traits s on p.n = s.n
  join next_traits t on p.m = t.n and s.what = t.what and s.name = t.name and s.step = t.step where km <= $around
"""  # noqa: S608
# The same province and day, and a count that tells or two other traits; one is enough where a place is not on the map.
_BY_PROVINCE = f"""
select a.n, b.n from days a join traits s on a.n = s.n join next_traits t using (what, name, step)
  join next_days b on t.n = b.n and a.province = b.province and a.day = b.day
where {_APART} group by a.n, b.n
having count(distinct what) > 1 or max(least(s.value, t.value)) >= $telling or not bool_and(a.mapped and b.mapped)
"""  # noqa: S608
# The same country and day: where no province is known, as above; else two traits, a count that tells among them.
_BY_COUNTRY = f"""
select a.n, b.n from days a join traits s on a.n = s.n join next_traits t using (what, name, step)
  join next_days b on t.n = b.n and a.country = b.country and a.day = b.day
where {_APART} and (a.province is null or b.province is null or a.province <> b.province) group by a.n, b.n
having case when bool_and(a.province <> b.province)
  then count(distinct what) > 1 and max(least(s.value, t.value)) >= $telling
  else count(distinct what) > 1 or max(least(s.value, t.value)) >= $telling end
"""  # noqa: S608
# Further apart in days, up to the greatest gap: the same place name, target of a kind and a count that tells.
_BY_NAME = f"""
with told as (
  select r.*, token, step from days r join tokens t on r.n = t.n join traits c on r.n = c.n
  where kind = 'day' and fine and what = $killed and value >= $telling),
near as (select * replace (unnest(range(day - $gap, day + $gap + 1)) as day) from told),
nearer as (select * replace (unnest([step - 1, step, step + 1]) as step) from near)
select a.n, b.n from told a join nearer b on a.token = b.token and a.day = b.day and a.step = b.step where {_APART}
"""  # noqa: S608
# A span of days or none: the same place and a count, one that tells where it is longer than months, or two traits;
# the same province and two traits. Or the same span of the same place.
_BY_SPAN = f"""
with told as (select r.*, token, fine from spans r join tokens t on r.n = t.n),
long as (from told where hi - lo >= {_SHORT})
select a.n, b.n from long a join traits s on a.n = s.n join next_traits t using (what, name, step)
  join told b on t.n = b.n and a.token = b.token and a.bucket = b.bucket
where {_APART} and a.lo <= b.hi and b.lo <= a.hi group by a.n, b.n
having case when max(greatest(a.hi - a.lo, b.hi - b.lo)) <= {_MONTHS}
  then count(distinct what) > 1 or bool_or(a.fine and b.fine and s.value is not null)
  else max(least(s.value, t.value)) >= $telling and (count(distinct what) > 1 or bool_or(a.fine and b.fine)) end
union all select a.n, b.n from long a join told b using (token, lo, hi, bucket) where a.fine and b.fine and {_APART}
"""  # noqa: S608


def candidates(subjects: Sequence[Subject], settings: LinkSettings) -> list[tuple[int, int]]:
    """Return pairs of positions in `subjects` that are worth comparing, smaller first, sorted."""
    rows = [_row(n, s, settings) for n, s in enumerate(subjects)]
    tokens = [row for n, s in enumerate(subjects) for row in _tokens(n, s)]
    traits = [row for n, s in enumerate(subjects) for row in _traits(n, s, settings)]
    with connect() as con:
        lock(con)
        con.register("reports_in", pa.Table.from_pylist(rows, schema=_REPORTS))
        con.register("tokens_in", pa.Table.from_pylist(tokens, schema=_TOKENS))
        con.register("traits_in", pa.Table.from_pylist(traits, schema=_TRAITS))
        con.execute(_TABLES)
        telling = {"telling": settings.telling_count}
        gap = {"gap": settings.max_gap_days, "killed": " ".join(KILLED), **telling}
        for query, values in (
            (_BY_PLACE, {}),
            (_BY_POINT, {"near": settings.near_km, "around": settings.around_km}),
            (_BY_PROVINCE, telling),
            (_BY_COUNTRY, telling),
            (_BY_NAME, gap),
            (_BY_SPAN, telling),
        ):
            con.execute("insert into pairs " + query, values)
        found = con.execute("select distinct least(a, b), greatest(a, b) from pairs order by all").fetchall()
    return [(int(a), int(b)) for a, b in found]


def _row(n: int, subject: Subject, settings: LinkSettings) -> dict[str, object]:
    lo, hi = subject.window or (subject.lo, subject.hi)
    report = subject.report
    if lo is not None and hi is not None and subject.window is None and hi - lo > settings.longest_range_days:
        lo = hi = None
    return {
        "n": n, "doc": report.doc_id, "country": report.country, "province": subject.province, "kind": subject.kind,
        "lo": lo, "hi": hi, "lat": report.lat, "lon": report.lon,
        "mapped": report.place_id is not None and report.place_precision in POINT,
    }  # fmt: skip


def _tokens(n: int, subject: Subject) -> Iterator[dict[str, object]]:
    told = subject.context | subject.beside
    point = (subject.report.place_precision or "unknown") in POINT
    fine = {k for k in (subject.key, *told) if k} if point else set(told)
    for token in sorted(fine):
        yield {"n": n, "token": token, "fine": True}
    if subject.province and subject.province not in fine:
        yield {"n": n, "token": subject.province, "fine": False}


def _traits(n: int, subject: Subject, settings: LinkSettings) -> Iterator[dict[str, object]]:
    for what, name, kinds in (
        ("target", subject.report.target, settings.target_kinds),
        ("attack", subject.report.attack_type, settings.attack_kinds),
    ):
        if name and name not in settings.vague_kinds:
            alike = [f"kind {k}" for k, kind in enumerate(kinds) if name in kind]
            for kind in alike or [name]:
                yield {"n": n, "what": what, "name": kind, "value": None, "step": 0}
    for key, count in sorted(subject.counts.items()):
        value = number(count)
        if value > 0:
            step = math.floor(math.log2(value + 8) / 0.42)  # a quarter more, or three, is less than a step
            yield {"n": n, "what": " ".join(key), "name": "", "value": min(value, 2**31 - 1), "step": step}
