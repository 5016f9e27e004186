"""Checks that every number in a tally comes from claims of its report."""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

import duckdb

from tollbook.rows.schema import Table
from tollbook.sql import quoted
from tollbook.warehouse.checks import CheckResult
from tollbook.warehouse.duck import one

# Above so many claims, sums are too many to write down; a bound must then lie between none and all of them together.
_MAX_CLAIMS = 8

_CLAIMS_OF = """
WITH numbered AS (SELECT row_number() OVER () AS tally, * FROM {table}),
named AS (SELECT tally, unnest(claim_ids) AS claim_id FROM numbered),
cited AS (
    SELECT tally, c.* FROM named LEFT JOIN claims AS c USING (claim_id)
),
"""

# Each claim gives its bounds, or nothing; one about another party or group, or about a part, may also be taken off a
# total ("27 people including the two bombers" leaves 25). `reached` holds all sums that can be made so.
_UNEXPLAINED = (
    _CLAIMS_OF
    + """
choices AS (
    SELECT t.tally, t.report_id, t.outcome, t.low, t.high,
        list(list_filter([c.low, c.high], lambda n: n IS NOT NULL)) FILTER (c.claim_id IS NOT NULL) AS stated,
        list(CASE WHEN c.{group} <> t.{group} OR c.scope = 'part' OR c.moved
             THEN list_filter([c.low, c.high, -c.low, -c.high], lambda n: n IS NOT NULL)
             ELSE list_filter([c.low, c.high], lambda n: n IS NOT NULL) END
        ) FILTER (c.claim_id IS NOT NULL) AS choice
    FROM numbered AS t LEFT JOIN cited AS c USING (tally)
    WHERE t.low IS NOT NULL OR t.high IS NOT NULL
    GROUP BY ALL
),
reached AS (
    SELECT *, CASE WHEN len(choice) <= {most} THEN list_reduce(
        list_prepend([0::BIGINT], choice),
        lambda sums, bounds: list_distinct(
            sums || flatten([[total + bound for total in sums] for bound in list_distinct(bounds)]))
        ) END AS sums,
        flatten(stated) AS bounds
    FROM choices
),
wrong AS (
    SELECT concat_ws(' ', report_id, outcome, low, high) AS what FROM reached AS r
    WHERE NOT coalesce(len(choice) > 0 AND {low_explained} AND {high_explained}, false)
)
SELECT count(*), min(what) FROM wrong
"""
)

_EXPLAINED = """(r.{0} IS NULL OR CASE
    WHEN r.{0} = 0 THEN list_contains(r.bounds, 0)
    WHEN r.sums IS NULL THEN r.{0} <= list_sum(r.bounds)
    ELSE list_contains(r.sums, r.{0}) END)"""

_ELSEWHERE = (
    _CLAIMS_OF
    + """
wrong AS (
    SELECT concat_ws(' ', t.report_id, t.outcome, c.claim_id) AS what
    FROM numbered AS t JOIN cited AS c USING (tally)
    WHERE c.report_id IS DISTINCT FROM t.report_id
)
SELECT count(*), min(what) FROM wrong
"""
)


def check_tallies(db: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    """Check that each bound of a tally is a bound of a claim of its report, or a sum of such.

    `table` is `tallies` or `tallies_by_group`. Claims of another party or
    group, parts, and those who died later may be taken off a total.
    """
    group = "party" if "party" in table.columns else "victim_group"
    name = quoted(table.name)
    (rows,) = one(db, f"SELECT count(*) FROM {name}")
    elsewhere, where = one(db, _ELSEWHERE.format(table=name))
    sql = _UNEXPLAINED.format(
        table=name,
        group=group,
        most=_MAX_CLAIMS,
        low_explained=_EXPLAINED.format("low"),
        high_explained=_EXPLAINED.format("high"),
    )
    unexplained, which = one(db, sql)
    wrong = []
    if elsewhere:
        wrong.append(f"{elsewhere} claims are of another report, e.g. {where}")
    if unexplained:
        wrong.append(f"{unexplained} rows have a number that their claims do not give, e.g. {which}")
    message = "; ".join(wrong) or f"every number of {rows} rows comes from claims of its report"
    counts = {"rows": rows, "elsewhere": elsewhere, "unexplained": unexplained}
    return CheckResult(f"numbers.{table.name}", not wrong, f"{table.name}: {message}", counts)
