"""Which incidents are exported, and what belongs to them: every key that an exported row names is exported too."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from tollbook.export.faults import ExportError
from tollbook.sql import literal

_DAYS = "(date_to >= {start} AND date_from <= {end})"
_NEAREST = """
SELECT name || ' (' || country || ')' FROM countries
ORDER BY jaro_winkler_similarity(lower(name), lower($1)) DESC, name LIMIT 3
"""
_CLOSURES = (
    # An incident's reports, their claims with what these are parts of, and totals over several incidents that cover it.
    ("reports", "SELECT report_id FROM reports WHERE incident_id IN (FROM kept_incidents)"),
    (
        "claims",
        """WITH RECURSIVE reached AS (
            SELECT claim_id FROM claims WHERE report_id IN (FROM kept_reports)
            UNION SELECT claim_id FROM decisions WHERE incident_id IN (FROM kept_incidents)
            UNION SELECT claim_id FROM cumulative_totals
                WHERE list_has_any(incident_ids, (SELECT coalesce(list(incident_id), []) FROM kept_incidents))
            UNION SELECT unnest(claim_ids) FROM summary_events WHERE summary_id IN (FROM kept_summaries)
            UNION SELECT c.part_of FROM claims AS c JOIN reached AS r USING (claim_id) WHERE c.part_of IS NOT NULL
        ) SELECT claim_id FROM reached JOIN claims USING (claim_id)
        WHERE report_id IS NULL OR report_id IN (FROM kept_reports)""",
    ),
    (
        "documents",
        """WITH RECURSIVE reached AS (
            SELECT doc_id FROM reports WHERE report_id IN (FROM kept_reports)
            UNION SELECT doc_id FROM claims WHERE claim_id IN (FROM kept_claims)
            UNION SELECT unnest([d.duplicate_of, d.story_of]) FROM documents AS d JOIN reached AS r USING (doc_id)
        ) SELECT doc_id FROM reached WHERE doc_id IS NOT NULL""",
    ),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Incidents in these countries (codes or names; none: all) that can have been in these days, both included.

    With a bound, an incident whose days are unknown is left out. `profile` is the profile of the counts.
    """

    countries: Sequence[str] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    profile: str | None = None

    @property
    def everything(self) -> bool:
        """Whether no row is left out."""
        return not (self.countries or self.start or self.end)


def select(db: duckdb.DuckDBPyConnection, wanted: Selection) -> None:
    """Make the temporary tables `kept_*` of ids that belong to a selection. Raises ExportError for unknown names."""
    if wanted.start and wanted.end and wanted.start > wanted.end:
        raise ExportError(f"--from {wanted.start} is after --to {wanted.end}.", "Exchange the two days.")
    if wanted.profile is not None:
        _check_profile(db, wanted.profile)
    where = _condition(db, wanted)
    _keep(db, "incidents", f"SELECT incident_id FROM incidents WHERE {where}")  # noqa: S608 (made of literals)
    _keep(db, "summaries", f"SELECT DISTINCT summary_id FROM summary_events WHERE {where}")  # noqa: S608
    for name, ids in _CLOSURES:
        _keep(db, name, _every(name) if wanted.everything else ids)


def _every(name: str) -> str:
    return f"SELECT {'doc' if name == 'documents' else name.removesuffix('s')}_id FROM {name}"  # noqa: S608


def _keep(db: duckdb.DuckDBPyConnection, name: str, ids: str) -> None:
    db.execute(f"CREATE OR REPLACE TEMP TABLE kept_{name} AS {ids}")


def _condition(db: duckdb.DuckDBPyConnection, wanted: Selection) -> str:
    terms = []
    if wanted.countries:
        codes = ", ".join(literal(_code(db, name)) for name in wanted.countries)
        terms.append(f"country IN ({codes})")
    if wanted.start or wanted.end:
        bounds = (wanted.start or dt.date.min, wanted.end or dt.date.max)
        start, end = (f"DATE {literal(day.isoformat())}" for day in bounds)
        terms.append(_DAYS.format(start=start, end=end))
    return " AND ".join(terms) or "true"


def _code(db: duckdb.DuckDBPyConnection, name: str) -> str:
    found = db.execute(
        "SELECT country FROM countries WHERE lower($1) IN (lower(country), lower(iso3), lower(name))", [name.strip()]
    ).fetchone()
    if found is not None:
        return str(found[0])
    near = ", ".join(text for (text,) in db.execute(_NEAREST, [name]).fetchall())
    raise ExportError(f"There is no country {name!r}.", f"Give its ISO code or English name. Nearest: {near}.")


def _check_profile(db: duckdb.DuckDBPyConnection, profile: str) -> None:
    known = [n for (n,) in db.execute("SELECT DISTINCT profile FROM incidents_by_profile ORDER BY 1").fetchall()]
    if known and profile not in known:
        raise ExportError(f"The ledger has no profile {profile!r}.", f"It has: {', '.join(known)}.")
