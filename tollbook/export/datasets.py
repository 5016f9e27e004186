"""What can be exported: datasets (a table each) by shape, with the columns, comments and keys of their rows.

Columns and comments are those of the row classes; only `incidents_with_counts`, which is no table of the ledger, has
its columns put together here.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tollbook.rows.schema import PUBLIC_TABLES, Column, Reference, Table, columns
from tollbook.rows.views import PUBLIC_VIEWS, View
from tollbook.sql import literal, quoted
from tollbook.vocabulary import OUTCOMES

WIDE = "incidents_with_counts"
_COUNTS = {"low": "lowest count", "best": "best count", "high": "highest count"}
_EVERYONE = {"victims": "victims", "perpetrators": "perpetrators", "all": "victims and perpetrators together"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table to export: `query` gives its columns, `order` (SQL) sorts its rows, `kept` (SQL) says which are selected.

    `key` is empty where no columns identify a row; `point` names the columns of latitude and longitude that make the
    dataset a map.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    query: str
    order: tuple[str, ...]
    kept: str = "true"
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    point: tuple[str, str] | None = None
    identity: str | None = None

    def sql(self, select: str = "*") -> str:
        """Return the query for `select` of the selected rows, in order."""
        by = ", ".join(f"{term} NULLS LAST" for term in self.order)
        return f"SELECT {select} FROM ({self.query}) WHERE {self.kept} ORDER BY {by}"  # noqa: S608 (own names)


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to look at the ledger: what it is for, and its datasets under a profile (None: the ledger's default)."""

    about: str
    datasets: Callable[[str | None], tuple[Dataset, ...]]
    has_profile: bool = True


_OF_INCIDENT = "incident_id IN (FROM kept_incidents)"
_KEPT: Mapping[str, str] = {
    "documents": "doc_id IN (FROM kept_documents)",
    **dict.fromkeys(
        ("sentences", "number_mentions", "date_mentions", "place_mentions", "actor_mentions", "event_mentions",
         "attribution_mentions", "unmatched_numbers"), "doc_id IN (FROM kept_documents)"),
    **dict.fromkeys(("claims", "cumulative_totals"), "claim_id IN (FROM kept_claims)"),
    **dict.fromkeys(("reports", "tallies", "tallies_by_group", "incident_changes"), "report_id IN (FROM kept_reports)"),
    **dict.fromkeys(
        ("incidents", "estimates", "estimates_by_profile", "estimates_by_group", "estimates_by_side",
         "incidents_by_profile", "toll_history"), _OF_INCIDENT),
    "summary_events": "summary_id IN (FROM kept_summaries)",
    "decisions": f"{_OF_INCIDENT} AND claim_id IN (FROM kept_claims)",
    "links": "report_id IN (FROM kept_reports) AND other_report_id IN (FROM kept_reports)",
    "corrections": "(claim_id IS NULL OR claim_id IN (FROM kept_claims)) AND (len(incident_ids) = 0 OR "
    "list_has_any(incident_ids, (SELECT coalesce(list(incident_id), []) FROM kept_incidents)))",
    "ledger_info": "key <> 'published_at'",  # it alone differs between two equal ledgers
}  # fmt: skip


def _tables(profile: str | None) -> tuple[Dataset, ...]:
    return tuple(_table(table, profile) for table in PUBLIC_TABLES.values())


def _table(table: Table, profile: str | None) -> Dataset:
    kept = _KEPT.get(table.name, "true")
    if profile is not None and "profile" in table.columns:
        kept = f"({kept}) AND profile = {literal(profile)}"
    shape = columns(table.row)
    may_be_null = {c.name for c in shape if c.nullable}
    return Dataset(
        table.name,
        _about(table.row),
        shape,
        f"FROM {quoted(table.name)}",
        tuple(map(quoted, table.order)),
        kept,
        table.key if table.unique and not may_be_null & set(table.key) else (),
        table.references,
        ("lat", "lon") if table.name == "incidents" else None,
        "incident_id" if table.name == "incidents" else None,
    )


def _view(name: str, identity: str) -> Callable[[str | None], tuple[Dataset, ...]]:
    view: View = PUBLIC_VIEWS[name]
    key = quoted(identity)
    kept = f"{key} IN (FROM kept_incidents) OR {key} IN (FROM kept_summaries)"
    dataset = Dataset(
        name.removeprefix("v_"),
        _about(view.row),
        columns(view.row),
        f"FROM {quoted(name)}",
        view.order,
        kept,
        point=("latitude", "longitude"),
        identity=identity,
    )
    return lambda _: (dataset,)


def _about(row: type) -> str:
    return " ".join((inspect.getdoc(row) or "").split())


def _incidents(profile: str | None) -> tuple[Dataset, ...]:
    """Incidents with their counts beside them, a column for each outcome, party and bound."""
    source, parties = "estimates", [*_EVERYONE][:2]
    if profile is not None:
        source = f"(FROM estimates_by_profile WHERE profile = {literal(profile)})"
        parties = [*_EVERYONE]
    base = PUBLIC_TABLES["incidents"]
    cells = [
        (party, outcome, bound, f"{'' if party == 'victims' else party + '_'}{outcome}_{bound}")
        for party in parties
        for outcome in OUTCOMES
        for bound in _COUNTS
    ]
    counts = ", ".join(
        f"max({bound}) FILTER (outcome = '{outcome}' AND party = '{party}') AS {name}"
        for party, outcome, bound, name in cells
    )
    told = "string_agg(outcome || ' ' || party || ': ' || explanation, ' ' ORDER BY outcome, party DESC)"
    query = (
        f"SELECT i.*, e.* EXCLUDE (incident_id) FROM incidents AS i LEFT JOIN (SELECT incident_id, {counts}, "  # noqa: S608
        f"{told} FILTER (explanation <> '') AS explanation FROM {source} GROUP BY incident_id) AS e USING (incident_id)"
    )
    under = f"profile {profile}" if profile else "the default profile"
    shape = (
        *columns(base.row),
        *(
            Column(n, int, True, f"{_COUNTS[b]} of {_EVERYONE[p]} {o}; empty where none is known")
            for p, o, b, n in cells
        ),
        Column("explanation", str, True, "how each count came about, in words"),
    )
    about = f"One incident a row, its counts under {under} beside it."
    order = tuple(map(quoted, base.order))
    return (Dataset(WIDE, about, shape, query, order, _OF_INCIDENT, base.key, (), ("lat", "lon"), "incident_id"),)


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "incidents": Shape("one incident a row, its counts beside it", _incidents),
        "tables": Shape("every table of the ledger, with its keys", _tables),
        "ucdp-ged": Shape("events in the columns of UCDP GED", _view("v_ucdp_ged", "id"), has_profile=False),
        "gtd": Shape("events in the columns of GTD", _view("v_gtd", "eventid"), has_profile=False),
        "acled": Shape("events in the columns of ACLED", _view("v_acled", "event_id_cnty"), has_profile=False),
    }
)
"""The shapes by the name that `--shape` takes."""
