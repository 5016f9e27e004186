"""The columns of the ledger's own views: where sources disagree, and tolls by place and month."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Counts on which the sources of an incident disagree: the figures, who said what, the clause that decided and why.

    Under the default profile.
    """

    incident_id: Annotated[str, "incident"]
    date_from: Annotated[dt.date | None, "first day it can have been"]
    date_to: Annotated[dt.date | None, "last day it can have been"]
    place: Annotated[str | None, "place, most specific"]
    admin1: Annotated[str | None, "first-level division"]
    country: Annotated[str | None, "name of the country"]
    perpetrator: Annotated[str | None, "who did it, canonical name"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims or perpetrators"]
    low: Annotated[int | None, "lowest count"]
    best: Annotated[int | None, "best count"]
    high: Annotated[int | None, "highest count"]
    n_figures: Annotated[int, "different figures stated; parts and totals over several incidents are not among them"]
    n_sources: Annotated[int, "independent sources considered"]
    figures: Annotated[tuple[str, ...], "the figures as stated, smallest first: 10, at least 12, 13"]
    who_said_what: Annotated[
        tuple[str, ...],
        "for each article and figure: figure, outlet, day, who is cited, what became of the figure",
    ]
    claim_ids: Annotated[tuple[str, ...], "claims that state them, to go on in claims and decisions"]
    clause: Annotated[str, "clause of the profile that decided"]
    explanation: Annotated[str, "why, in a sentence"]


@dataclass(frozen=True, slots=True)
class TollByPlaceMonth:
    """Victims and attackers by place and month under the default profile.

    Rows without a month hold what lies in more than one or has no date, so that the columns add up to all of
    `estimates`.
    """

    month: Annotated[dt.date | None, "first day of the month; null when it is not known which"]
    country: Annotated[str | None, "ISO 3166 alpha-2"]
    country_name: Annotated[str | None, "name of the country"]
    admin1: Annotated[str | None, "first-level division"]
    place: Annotated[str | None, "place, most specific"]
    incidents: Annotated[int, "incidents, also those without counts"]
    incidents_in_dispute: Annotated[int, "of these, where sources disagree on a count"]
    killed_low: Annotated[int | None, "victims killed, sum of the lowest counts; null when no count is known"]
    killed_best: Annotated[int | None, "victims killed, sum of the best counts"]
    killed_high: Annotated[int | None, "victims killed, sum of the highest counts"]
    wounded_low: Annotated[int | None, "victims wounded, sum of the lowest counts"]
    wounded_best: Annotated[int | None, "victims wounded, sum of the best counts"]
    wounded_high: Annotated[int | None, "victims wounded, sum of the highest counts"]
    missing: Annotated[int | None, "victims missing, sum of the best counts"]
    abducted: Annotated[int | None, "victims abducted, sum of the best counts"]
    captured: Annotated[int | None, "victims captured, sum of the best counts"]
    attackers_killed: Annotated[int | None, "perpetrators killed, sum of the best counts"]
    attackers_wounded: Annotated[int | None, "perpetrators wounded, sum of the best counts"]
    attackers_captured: Annotated[int | None, "perpetrators captured, sum of the best counts"]
