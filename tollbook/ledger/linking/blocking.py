"""Candidate pairs: reports whose days and places can be those of one incident, without looking at all pairs.

DuckDB does the joining. Each way to be a candidate has a key so fine that a busy country or town does not compare its
reports of a day, or a memory of a year all reports of that year: what the keys leave out could not link with the
weights of `rules/linking/weights.yaml` (a test holds that), but for a name in two spellings where little else agrees.
Reports do not meet in a key that more than `crowded_from` share: there `crowds` chooses whom to compare.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import duckdb
import pyarrow as pa

from tollbook.database import connect, lock
from tollbook.ledger.linking.counts import KILLED, number
from tollbook.ledger.linking.crowds import Candidates, Crowds
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import POINT, Subject

_BUCKET = 32  # days; spans meet in a bucket, then their days are compared
_SHORT = 5  # days of the longest span that is joined day by day
_MONTHS = 64  # a span of more days tells so little that only a count that tells makes a candidate
_REPORTS = pa.schema(
    [("n", pa.int32()), ("doc", pa.string()), ("country", pa.string()), ("province", pa.string()),
     ("kind", pa.string()), ("lo", pa.int32()), ("hi", pa.int32()), ("lat", pa.float64()), ("lon", pa.float64()),
     ("mapped", pa.bool_()), ("unknown", pa.bool_())]
)  # fmt: skip
_TOKENS = pa.schema([("n", pa.int32()), ("token", pa.string()), ("fine", pa.bool_())])
# Target, attack and counts. `step` is such that counts near each other differ by one step at most, 0 for the others.
_TRAITS = pa.schema(
    [("n", pa.int32()), ("what", pa.string()), ("name", pa.string()), ("value", pa.int32()), ("step", pa.int32())]
)

# `moved` and `beside` are 0 where a report stands itself, else it stands beside: a day or a step on.
_TABLES = f"""
create table reports as from reports_in; create table tokens as from tokens_in; create table traits as from traits_in;
create table pairs (a integer, b integer); create table crowded (k ubigint);
create table crowds (way varchar, k ubigint, n integer, own boolean);
create table days as select *, unnest(range(lo, hi + 1)) as day from reports
  where lo is not null and hi - lo < {_SHORT};
create table near_days as select * replace (day + moved as day) from days, unnest([-1, 0, 1]) m(moved);
create table near_traits as select * replace (step + beside as step) from
  (select *, unnest(case when value is null then [0] else [-1, 0, 1] end) as beside from traits);
create table spans as select *, unnest(range(lo // {_BUCKET}, hi // {_BUCKET} + 1)) as bucket,
  hi - lo >= {_SHORT} as long from reports where lo is not null;
"""  # noqa: S608 - constants of this module


class _Way(NamedTuple):
    """A way to be a candidate: rows (k, n, own, what, value, fine), and which pairs that meet in a key it takes.

    `own` where the report stands itself; of a pair one must. Pairs are taken from `met`, with `what` they share.
    """

    keys: str
    pairs: str = "select a, b from met"
    limits: tuple[str, ...] = ()  # parameters of `pairs`
    values: tuple[str, ...] = ()  # and of `keys`


_WAYS = {
    # The same place name and day, give or take one.
    "place": _Way("""
      select hash(token, day) as k, n, moved = 0 as own, null::varchar as what, null::integer as value, fine
      from near_days join tokens using (n) where fine"""),
    # Points near each other. A cell is 0.3 degrees high, and wide enough for its neighbours to hold what is near.
    "point": _Way("""
      select hash(day, floor(lat / 0.3) + y, floor(lon) + x) as k, n, moved = 0 and y = 0 and x = 0 as own,
        null::varchar as what, null::integer as value, true as fine
      from near_days, unnest([-1, 0, 1]) r(y), unnest([-1, 0, 1]) c(x) where lat is not null""", """,
      apart as (select a, b, greatest(abs(p.lat - q.lat), abs(p.lon - q.lon) * cos(radians(p.lat))) * 111 as km
        from met join reports p on a = p.n join reports q on b = q.n)
      select a, b from apart where km <= $near_km
      union all select a, b from apart join traits s on a = s.n join near_traits t on b = t.n and s.what = t.what
        and s.name = t.name and s.step = t.step where km <= $around_km""", ("near_km", "around_km")),
    # The same province and day, and a count that tells or two other traits; one is enough where a place is not on the
    # map.
    "province": _Way("""
      select hash(province, day, what, name, step) as k, n, moved = 0 and beside = 0 as own, what, value, true as fine
      from near_days join near_traits using (n) where province is not null""", """
      select a, b from met join reports p on a = p.n join reports q on b = q.n group by a, b
      having count(distinct what) > 1 or max(value) >= $telling_count or not bool_and(p.mapped and q.mapped)
      """, ("telling_count",)),
    # The same country and day: where no province is known, as above; else two traits, a count that tells among them.
    "country": _Way("""
      select hash(country, day, what, name, step) as k, n, moved = 0 and beside = 0 as own, what, value, true as fine
      from near_days join near_traits using (n) where country is not null""", """
      select a, b from met join reports p on a = p.n join reports q on b = q.n
      where p.province is null or q.province is null or p.province <> q.province group by a, b
      having case when bool_and(p.province <> q.province)
        then count(distinct what) > 1 and max(value) >= $telling_count
        else count(distinct what) > 1 or max(value) >= $telling_count end""", ("telling_count",)),
    # Further apart in days, up to the greatest gap: the same place name, target of a kind and a count that tells.
    "name": _Way("""
      select hash(token, day + gap, step) as k, n, gap = 0 and beside = 0 as own, what, value, true as fine
      from days join tokens using (n) join near_traits using (n),
        unnest(range(-$max_gap_days, $max_gap_days + 1)) g(gap)
      where kind = 'day' and fine and what = $killed and value >= $telling_count
      """, values=("max_gap_days", "killed", "telling_count")),
    # A span of days or none: the same place and a count, one that tells where it is longer than months, or two traits;
    # the same province and two traits.
    "span": _Way("""
      select hash(token, bucket, what, name, step) as k, n, long and beside = 0 as own, what, value, fine
      from spans join tokens using (n) join near_traits using (n)""", """
      select a, b from met join reports p on a = p.n join reports q on b = q.n
      where p.lo <= q.hi and q.lo <= p.hi group by a, b
      having case when max(greatest(p.hi - p.lo, q.hi - q.lo)) <= $months
        then count(distinct what) > 1 or bool_or(fine and value is not null)
        else max(value) >= $telling_count and (count(distinct what) > 1 or bool_or(fine)) end
      """, ("months", "telling_count")),
    # A day that nothing settles: the same place, and a count that tells or the same speaker.
    "unknown": _Way("""
      select hash(token, what, name, step) as k, n, beside = 0 and unknown as own, what, value, fine
      from reports join tokens using (n) join near_traits using (n)
      where fine and (value >= $telling_count or what = 'speaker')""", values=("telling_count",)),
    # The same span of the same place.
    "same span": _Way("""
      select hash(token, lo, hi, bucket) as k, n, long as own, null::varchar as what, null::integer as value, fine
      from spans join tokens using (n) where fine"""),
}  # fmt: skip
_MET = """
insert into pairs with met as (
  select x.n as a, y.n as b, x.what, least(x.value, y.value) as value, x.fine and y.fine as fine
  from keys x join keys y using (k) join reports a on x.n = a.n join reports b on y.n = b.n
  where x.own and k not in (from crowded) and a.n <> b.n and a.doc <> b.doc and coalesce(a.country = b.country, true))
"""
_CROWDED = "create or replace table crowded as select k from keys group by k having count(distinct n) > $crowded_from"
_IN_CROWDS = "insert into crowds select $way, k, n, bool_or(own) from keys where k in (from crowded) group by k, n"
_CHOSEN = """
insert into pairs select a, b from (
  select a, b, count(*) as blocks, min(rank) as rank, min(most) as most from chosen_in group by a, b)
qualify row_number() over (partition by a order by blocks desc, rank, b) <= min(most) over (partition by a)
"""


def candidates(subjects: Sequence[Subject], settings: LinkSettings) -> Candidates:
    """Return pairs of positions in `subjects` that are worth comparing, smaller first, sorted; and who is in crowds."""
    rows = [_row(n, s, settings) for n, s in enumerate(subjects)]
    tokens = [row for n, s in enumerate(subjects) for row in _tokens(n, s)]
    traits = [row for n, s in enumerate(subjects) for row in _traits(n, s, settings)]
    with connect() as con:
        lock(con)
        con.register("reports_in", pa.Table.from_pylist(rows, schema=_REPORTS))
        con.register("tokens_in", pa.Table.from_pylist(tokens, schema=_TOKENS))
        con.register("traits_in", pa.Table.from_pylist(traits, schema=_TRAITS))
        con.execute(_TABLES)
        given = {**settings.model_dump(), "killed": " ".join(KILLED), "months": _MONTHS}
        for name, way in _WAYS.items():
            con.execute(f"create or replace table keys as {way.keys}", {key: given[key] for key in way.values})
            if len(rows) > settings.crowded_from:
                con.execute(_CROWDED, {"crowded_from": settings.crowded_from})
                con.execute(_IN_CROWDS, {"way": name})
            con.execute(_MET + way.pairs, {key: given[key] for key in way.limits})
        crowds = _chosen(con, subjects, settings)
        found = con.execute("select distinct least(a, b), greatest(a, b) from pairs order by all").fetchall()
    return Candidates([(int(a), int(b)) for a, b in found], crowds)


def _chosen(con: duckdb.DuckDBPyConnection, subjects: Sequence[Subject], settings: LinkSettings) -> dict[int, int]:
    """Add the pairs of crowded keys; returns who is in which crowd."""
    crowds = Crowds(subjects, settings)
    members = con.execute("select way, k, n, own from crowds order by all").fetchall()
    for _, block in groupby(members, key=lambda row: row[:2]):
        crowds.add((int(n), bool(own)) for *_, n, own in block)
    if members:
        con.register("chosen_in", crowds.table())
        con.execute(_CHOSEN)
    return crowds.of()


def _row(n: int, subject: Subject, settings: LinkSettings) -> dict[str, object]:
    lo, hi = subject.window or (subject.lo, subject.hi)
    report = subject.report
    if lo is not None and hi is not None and subject.window is None and hi - lo > settings.longest_range_days:
        lo = hi = None
    return {
        "n": n, "doc": report.doc_id, "country": report.country, "province": subject.province, "kind": subject.kind,
        "lo": lo, "hi": hi, "lat": report.lat, "lon": report.lon,
        "mapped": report.place_id is not None and report.place_precision in POINT,
        "unknown": subject.is_of_no_day,
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
    for name in sorted(subject.clues.speakers):
        yield {"n": n, "what": "speaker", "name": name, "value": None, "step": 0}
    for key, count in sorted(subject.counts.items()):
        value = number(count)
        if value > 0:
            step = math.floor(math.log2(value + 8) / 0.42)  # a quarter more, or three, is less than a step
            yield {"n": n, "what": " ".join(key), "name": "", "value": min(value, 2**31 - 1), "step": step}
