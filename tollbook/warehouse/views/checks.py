"""Checks that the views say what the estimates say."""

from collections.abc import Mapping

import duckdb

from tollbook.sql import quoted
from tollbook.warehouse.checks import CheckResult
from tollbook.warehouse.duck import one

# For each view, SQL for what is wrong in it: a name of each row that does not agree with `estimates*` or is missing.
_WRONG: Mapping[str, str] = {
    "v_ucdp_ged": """
        SELECT coalesce(v.id, e.incident_id) AS what
        FROM v_ucdp_ged AS v
        FULL JOIN (
            SELECT incident_id, low, best, high FROM estimates_by_profile
            WHERE profile = 'ucdp' AND outcome = 'killed' AND party = 'all' AND best >= 1
            UNION ALL
            SELECT summary_id, low, best, high FROM summary_events WHERE profile = 'ucdp' AND outcome = 'killed'
        ) AS e ON e.incident_id = v.id
        WHERE (v.low, v.best, v.high) IS DISTINCT FROM (e.low, e.best, e.high)
        UNION ALL
        SELECT id FROM v_ucdp_ged
        WHERE best <> deaths_a + deaths_b + deaths_civilians + deaths_unknown
            OR least(deaths_a, deaths_b, deaths_civilians, deaths_unknown) < 0
    """,
    "v_acled": """
        SELECT coalesce(v.event_id_cnty, i.incident_id) AS what
        FROM v_acled AS v
        FULL JOIN (
            SELECT incident_id, coalesce(e.best, 0) AS best
            FROM incidents
            LEFT JOIN (FROM estimates_by_profile WHERE profile = 'acled' AND outcome = 'killed' AND party = 'all') AS e
                USING (incident_id)
            UNION ALL
            SELECT summary_id, best FROM summary_events WHERE profile = 'acled' AND outcome = 'killed'
        ) AS i ON i.incident_id = v.event_id_cnty
        WHERE v.fatalities IS DISTINCT FROM i.best
    """,
    "v_gtd": """
        SELECT v.eventid AS what
        FROM v_gtd AS v
        LEFT JOIN (
            SELECT incident_id,
                sum(best) FILTER (WHERE outcome = 'killed' AND party = 'all') AS nkill,
                sum(best) FILTER (WHERE outcome = 'killed' AND party = 'perpetrators') AS nkillter,
                sum(best) FILTER (WHERE outcome = 'wounded' AND party = 'all') AS nwound,
                sum(best) FILTER (WHERE outcome = 'wounded' AND party = 'perpetrators') AS nwoundte
            FROM estimates_by_profile WHERE profile = 'gtd' GROUP BY incident_id
        ) AS e ON e.incident_id = v.eventid
        WHERE (v.nkill, v.nkillter, v.nwound, v.nwoundte) IS DISTINCT FROM (e.nkill, e.nkillter, e.nwound, e.nwoundte)
        UNION ALL
        SELECT incident_id FROM incidents
        WHERE NOT EXISTS (FROM v_gtd WHERE eventid = incident_id)
            AND NOT EXISTS (
                SELECT 1 FROM reports AS r JOIN actor_mentions AS m ON m.mention_id = r.actor_mention_id
                WHERE r.incident_id = incidents.incident_id AND m.side = 'state')
        UNION ALL
        SELECT eventid FROM v_gtd GROUP BY eventid HAVING count(*) > 1
    """,
    "v_disagreements": """
        SELECT coalesce(v.incident_id, e.incident_id) AS what
        FROM v_disagreements AS v
        FULL JOIN (FROM estimates WHERE disagreement) AS e USING (incident_id, outcome, party)
        WHERE (v.low, v.best, v.high, v.clause) IS DISTINCT FROM (e.low, e.best, e.high, e.clause)
    """,
    "v_toll_by_place_month": """
        SELECT label AS what FROM (
            SELECT 'incidents' AS label, (SELECT count(*) FROM incidents) AS held,
                (SELECT sum(incidents) FROM v_toll_by_place_month) AS shown
            UNION ALL SELECT 'killed', sum(best), (SELECT sum(killed_best) FROM v_toll_by_place_month)
            FROM estimates WHERE outcome = 'killed' AND party = 'victims'
            UNION ALL SELECT 'wounded', sum(best), (SELECT sum(wounded_best) FROM v_toll_by_place_month)
            FROM estimates WHERE outcome = 'wounded' AND party = 'victims'
            UNION ALL SELECT 'lowest killed', sum(low), (SELECT sum(killed_low) FROM v_toll_by_place_month)
            FROM estimates WHERE outcome = 'killed' AND party = 'victims'
            UNION ALL SELECT 'highest killed', sum(high), (SELECT sum(killed_high) FROM v_toll_by_place_month)
            FROM estimates WHERE outcome = 'killed' AND party = 'victims'
            UNION ALL SELECT 'attackers killed', sum(best), (SELECT sum(attackers_killed) FROM v_toll_by_place_month)
            FROM estimates WHERE outcome = 'killed' AND party = 'perpetrators'
        ) WHERE coalesce(held, 0) <> coalesce(shown, 0)
    """,
}


def check_view(db: duckdb.DuckDBPyConnection, name: str) -> CheckResult:
    """Check that a view has the incidents and counts that the estimates have, each once."""
    (rows,) = one(db, f"SELECT count(*) FROM {quoted(name)}")  # noqa: S608 (a name of ours)
    wrong, example = one(db, f"SELECT count(*), min(what) FROM ({_WRONG[name]})")  # noqa: S608
    message = f"{wrong} rows are not as the estimates, e.g. {example}" if wrong else f"{rows} rows agree with estimates"
    return CheckResult(f"views.{name}", not wrong, f"{name}: {message}", {"rows": rows, "wrong": wrong})
