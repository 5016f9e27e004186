"""A small ledger made by hand, for the tests of the views: an incident of each kind that the views tell apart."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from tollbook.rows import (
    ActorMention,
    Claim,
    Decision,
    Document,
    Estimate,
    GroupEstimate,
    Incident,
    LedgerInfo,
    PlaceMention,
    ProfileEstimate,
    ProfileIncident,
    Report,
    SideEstimate,
    SummaryEvent,
)
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.sql import quoted
from tollbook.warehouse.build import create_tables

DAY = dt.date(2021, 9, 5)
IRAQ = {"country": "IQ", "admin1": "Kirkuk", "lat": 35.4, "lon": 44.3}
MARCH = {"date_from": dt.date(2019, 3, 1), "date_to": dt.date(2019, 3, 31)}
WHO = {"perpetrator": "Islamic State", "perpetrator_basis": "claimed"}


def incident(name: str, **values: Any) -> Incident:
    return Incident(f"inc_{name}", **{"n_documents": 1, "n_reports": 1, "n_sources": 1, **values})


INCIDENTS = (
    # Police at a checkpoint near a town, on a day; three figures.
    incident("police", date_from=DAY, date_to=DAY, place="Rashad", place_precision="settlement", target="checkpoint",
             attack_type="ambush", weapon="firearms", n_documents=3, n_sources=2, disagreement=True, **IRAQ, **WHO),
    # A market in a town, early in a month; a group that is only suspected.
    incident("market", place="Maiduguri", place_precision="settlement", country="NG", admin1="Borno", lat=11.8,
             lon=13.1, target="market", attack_type="bombing", weapon="suicide_vest", perpetrator="Boko Haram",
             perpetrator_basis="suspected", **MARCH),
    # Soldiers and civilians, nobody knows how many of each; five days, a province; nobody is named.
    incident("mixed", date_from=DAY, date_to=DAY + dt.timedelta(days=4), place="Kirkuk", place_precision="admin1",
             attack_type="attack", **IRAQ),
    # An air strike by an army on a village; in a district.
    incident("strike", date_from=DAY, date_to=DAY, place="Daquq", place_precision="district", target="village",
             attack_type="air_strike", weapon="aircraft", perpetrator="Iraqi Army", perpetrator_basis="claimed",
             **IRAQ),
    # A kidnapping without dead, in a country, between two years.
    incident("taken", date_from=dt.date(2020, 12, 1), date_to=dt.date(2021, 2, 1), place="Pakistan",
             place_precision="country", country="PK", lat=30.0, lon=70.0, target="workers", attack_type="kidnapping"),
    # A village in which soldiers died more than others.
    incident("village", date_from=DAY, date_to=DAY, place="Hawija", place_precision="settlement", target="village",
             attack_type="armed_assault", weapon="firearms", **IRAQ, **WHO),
    # Nothing is known but that somebody died.
    incident("bare"),
)  # fmt: skip


def killed(
    name: str, low: int, best: int, high: int, party: str = "all", outcome: str = "killed"
) -> list[ProfileEstimate]:
    return [
        ProfileEstimate(p, f"inc_{name}", outcome, party, low, best, high, explanation=f"{best} by A.")
        for p in ("ucdp", "acled", "gtd")
        if party == "all" or p != "acled"
    ]


def group(name: str, victim_group: str, best: int, outcome: str = "killed") -> list[GroupEstimate]:
    return [
        GroupEstimate(p, f"inc_{name}", outcome, victim_group, best, best, best)
        for p in ("tollbook", "ucdp", "acled", "gtd")
    ]


BY_PROFILE = [
    *killed("police", 10, 14, 17), *killed("police", 1, 1, 1, "perpetrators"),
    *killed("police", 3, 4, 5, outcome="wounded"),
    *killed("police", 1, 1, 1, "perpetrators", "wounded"),
    *killed("market", 6, 7, 9),
    *killed("mixed", 4, 4, 4),
    *killed("strike", 2, 3, 3),
    *killed("village", 4, 4, 4), *killed("village", 4, 4, 4, "victims"), *killed("market", 6, 6, 6, "victims"),
    *killed("bare", 1, 1, 1),
    ProfileEstimate("tollbook", "inc_taken", "abducted", "victims", 4, 4, 4),
    ProfileEstimate("tollbook", "inc_police", "captured", "perpetrators", 2, 2, 2),
]  # fmt: skip
BY_GROUP = [
    *group("police", "police", 13), *group("police", "attackers", 1), *group("market", "civilians", 5),
    *group("market", "police", 1), *group("village", "soldiers", 3),
    *group("mixed", "soldiers", 3), *group("mixed", "civilians", 2), *group("strike", "civilians", 2),
    *group("taken", "workers", 4, "abducted"),
]  # fmt: skip
ESTIMATES = [
    Estimate("inc_police", "killed", "victims", 10, 13, 16, 4, 2, True, "tollbook.majority", "13 by A."),
    Estimate("inc_police", "wounded", "victims", 3, 3, 4),
    Estimate("inc_police", "killed", "perpetrators", 1, 1, 1),
    Estimate("inc_market", "killed", "victims", 6, 7, 9),
    Estimate("inc_mixed", "killed", "victims", 4, 4, 4),
    Estimate("inc_strike", "killed", "victims", 2, 3, 3),
    Estimate("inc_taken", "abducted", "victims", 4, 4, 4),
    Estimate("inc_taken", "missing", "victims", 1, 1, 1),
    Estimate("inc_police", "captured", "perpetrators", 2, 2, 2),
    Estimate("inc_police", "wounded", "perpetrators", 1, 1, 1),
    Estimate("inc_village", "killed", "victims", 4, 4, 4),
    Estimate("inc_bare", "killed", "victims", 1, 1, 1),
    Estimate("inc_bare", "captured", "victims", 1, 1, 1),
]
DOCUMENTS = [
    Document("doc_a", "a.txt", "Toll of ambush at 13", "Daily A", published_on=DAY),
    Document("doc_b", "b.txt", None, "Daily B", published_on=DAY + dt.timedelta(days=1)),
    Document("doc_c", "c.txt", "No outlet, no day"),
]


def report(
    name: str, doc: str, place: str, precision: str, text: str, mention: str, actor: str | None = None
) -> Report:
    who = {"mention_IS": "Islamic State", "mention_BH": "Boko Haram", "mention_army": "Iraqi Army"}
    return Report(f"rep_{name}_{doc}", f"doc_{doc}", f"inc_{name}", place=place, place_precision=precision,
                  place_text=text, place_mention_id=mention, actor_mention_id=actor,
                  perpetrator=who.get(actor or ""))  # fmt: skip


REPORTS = [
    report("police", "a", "Rashad", "settlement", "Rashad", "at", "mention_IS"),
    report("police", "b", "Rashad", "settlement", "near Rashad", "near", "mention_IS"),
    report("police", "c", "Kirkuk", "admin1", "Kirkuk", "at"),
    report("market", "b", "Maiduguri", "settlement", "Maiduguri", "at", "mention_BH"),
    report("mixed", "a", "Kirkuk", "admin1", "Kirkuk province", "at"),
    report("strike", "a", "Daquq", "district", "Daquq", "at", "mention_army"),
    report("taken", "b", "Pakistan", "country", "Pakistan", "at"),
    report("village", "a", "Hawija", "settlement", "Hawija", "at", "mention_IS"),
    report("bare", "c", "", "", "", ""),
]


def place(relation: str) -> PlaceMention:
    return PlaceMention(relation, "doc_a", "sen", 0, 0, "", "", relation=relation)


def actor(name: str, mention: str, side: str) -> ActorMention:
    return ActorMention(mention, "doc_a", "sen", 0, 0, "", "", name=name, side=side)


def said(
    claim: str, doc: str, low: int | None, high: int | None, start: int, use: str, **values: Any
) -> tuple[Any, Any]:
    return (
        Claim(f"clm_{claim}", f"doc_{doc}", "sen", f"rep_police_{doc}", low=low, high=high, start_char=start, **values),
        Decision("inc_police", "killed", "victims", "tollbook", f"clm_{claim}", use, "tollbook.x", ""),
    )


SAID = [
    said("1", "a", 13, 13, 0, "best"),
    said("2", "a", 13, 13, 9, "repeat", source_text="a police officer"),
    said("3", "a", 3, 3, 20, "part"),
    said("4", "b", 10, None, 0, "low", source_text="medics"),
    said("5", "c", 14, 16, 0, "high"),
    said("6", "c", None, None, 9, "superseded", word="dozens"),
]


def by_side(name: str, **best: int) -> list[SideEstimate]:
    return [SideEstimate("ucdp", f"inc_{name}", "killed", side, best.get(side, 0)) for side in SIDES]


SIDES = ("a", "b", "civilians", "unknown")
BY_SIDE = [
    *by_side("police", a=13, b=1), *by_side("market", a=1, b=1, civilians=5), *by_side("mixed", unknown=4),
    *by_side("strike", a=1, b=2), *by_side("bare", unknown=1),
    *by_side("village", a=3, unknown=1),
]  # fmt: skip


def written(profile: str, row: Incident) -> ProfileIncident:
    """An incident as a profile writes it: for UCDP, "early March" are its first ten days."""
    counted = profile != "ucdp" or row.incident_id != "inc_taken"
    last = dt.date(2019, 3, 10) if (profile, row.incident_id) == ("ucdp", "inc_market") else row.date_to
    code = {"inc_police": 1, "inc_strike": 1, "inc_village": 1, "inc_mixed": 2, "inc_market": 3, "inc_taken": 3}.get(
        row.incident_id
    )
    note = "approximate date: early March" if (profile, row.incident_id) == ("gtd", "inc_market") else None
    return ProfileIncident(
        profile, row.incident_id, counted, "", "", row.date_from, last, code if profile == "acled" else None, note
    )


WRITTEN = [written(profile, row) for profile in ("tollbook", "ucdp", "acled", "gtd") for row in INCIDENTS]
SUMMARIES = [
    SummaryEvent("sum_1", "ucdp", "killed", DAY, DAY + dt.timedelta(days=6), None, "IQ", 4, 6, 8, 20, 14, 2,
                 ("inc_police",), ("clm_6",), 1),
    SummaryEvent("sum_2", "acled", "killed", DAY, DAY, "Hawija", "IQ", 3, 3, 3, 6, 0, None, (), ("clm_6",), 1,
                 explanation="A share of 6."),
    SummaryEvent("sum_3", "ucdp", "wounded", DAY, DAY, None, "IQ", 1, 1, 1, 1, 0, 2),
]  # fmt: skip
ROWS: Mapping[str, Sequence[Any]] = {
    "documents": DOCUMENTS,
    "incidents": INCIDENTS,
    "reports": REPORTS,
    "claims": [claim for claim, _ in SAID],
    "decisions": [decision for _, decision in SAID],
    "estimates": ESTIMATES,
    "estimates_by_profile": BY_PROFILE,
    "estimates_by_group": BY_GROUP,
    "estimates_by_side": BY_SIDE,
    "incidents_by_profile": WRITTEN,
    "summary_events": SUMMARIES,
    "place_mentions": [place("at"), place("near")],
    "actor_mentions": [
        actor("Islamic State", "mention_IS", "non_state"),
        actor("Boko Haram", "mention_BH", "non_state"),
        actor("Iraqi Army", "mention_army", "state"),
    ],
    "ledger_info": [LedgerInfo("profile", "tollbook")],
}


@contextmanager
def ledger(rows: Mapping[str, Sequence[Any]] = ROWS) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with all tables and views, and these rows."""
    with duckdb.connect() as db:
        create_tables(db)
        for name, held in rows.items():
            db.register("given", to_table(PUBLIC_TABLES[name].row, held))
            db.execute(f"INSERT INTO {quoted(name)} FROM given")
        yield db
