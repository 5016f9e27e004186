"""Small ledgers made by hand for the tests of the site, one of them with text that wants to do harm."""

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

from support.warehouse_rows import Rows, stored

from tollbook.rows import documents, incidents, info, mentions, reports
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.warehouse.build import MADE_HERE
from tollbook.warehouse.publish import publish

NOON = dt.datetime(2020, 1, 1, 12)
DAY = dt.date(2020, 5, 4)
EVIL = '"><script>window.harm = 1</script><img src=x onerror="window.harm = 1">\u2028</script><!--'
RULES = ("numbers.digits", "casualties.killed.active", "actors.groups", "places.towns", "attribution.said")


def empty() -> Rows:
    return {name: [] for name in PUBLIC_TABLES if name not in MADE_HERE}


def put_out(home: Path, rows: Rows, *, rule_text: str = "why") -> None:
    """Publish rows as the ledger of `home`."""
    rules = [info.RuleRow(r, r.split(".", maxsplit=1)[0], "test", rule_text, rule_text, 0, rule_text) for r in RULES]
    known = {"profile": "tollbook", "version": "0", "rules_digest": "0" * 32, "title.profiles/tollbook": "Our own"}
    publish(home, stored(home / "stages", rows), rules, known, read=len(rows["documents"]), published_at=NOON)


def told(number: int = 12, doc: str = "doc_11", *, words: str = "", url: str | None = None) -> Rows:
    """A ledger of one article that tells one incident; `words` stand in every text that an article can bring in."""
    text = f"{words}\n\nGunmen of Some Group killed {number} soldiers in Sometown{words}, said one.\nNo more{words}."
    key = doc.removeprefix("doc_")

    def span(quote: str) -> dict[str, object]:
        start = text.index(quote)
        return {"start_char": start, "end_char": start + len(quote), "quote": quote}

    sha = hashlib.sha256(text.encode()).hexdigest()
    rows = empty()
    rows["documents"] = [
        documents.Document(
            doc, f"{key}.txt{words}", title=f"Title{words}", outlet=f"Outlet{words}", url=url, agency=words or None,
            published_on=DAY, published_basis="metadata", text=text, chars=len(text), sha256=sha,
        )
    ]  # fmt: skip
    sentence = f"sen_{key}"
    rows["sentences"] = [documents.Sentence(sentence, doc, 0, 0, 0, len(text), text)]
    at = {"doc_id": doc, "sentence_id": sentence}
    rows["number_mentions"] = [
        mentions.NumberMention(
            f"num_{key}", **at, **span(str(number)), rule_id="numbers.digits", low=number, high=number
        )
    ]
    rows["actor_mentions"] = [
        mentions.ActorMention(
            f"act_{key}", **at, **span("Some Group"), rule_id="actors.groups", actor_id="some",
            name=f"Some Group{words}", kind="armed_group",
        )
    ]  # fmt: skip
    rows["place_mentions"] = [
        mentions.PlaceMention(
            f"plc_{key}", **at, **span("Sometown"), rule_id="places.towns", place_id=None, name=f"Sometown{words}",
        )
    ]  # fmt: skip
    rows["claims"] = [
        reports.Claim(
            f"clm_{key}", **at, report_id=f"rep_{key}", low=number, high=number, source_text=f"an officer{words}",
            source_kind="official", rule_id="casualties.killed.active", number_mention_id=f"num_{key}",
            **span(f"killed {number} soldiers in Sometown"),
        )
    ]  # fmt: skip
    rows["reports"] = [
        reports.Report(
            f"rep_{key}", doc, f"inc_{key}", date_from=DAY, date_to=DAY, place=f"Sometown{words}",
            place_text=f"Sometown{words}", country="IQ", lat=33.0, lon=44.0, perpetrator=f"Some Group{words}",
            end_char=len(text),
        )
    ]  # fmt: skip
    rows["tallies"] = [
        reports.Tally(f"rep_{key}", "killed", "victims", number, number, claim_ids=(f"clm_{key}",)),
    ]
    rows["incidents"] = [
        incidents.Incident(
            f"inc_{key}", date_from=DAY, date_to=DAY, place=f"Sometown{words}", admin1=words or None, country="IQ",
            lat=33.0, lon=44.0, perpetrator=f"Some Group{words}", n_documents=1, n_reports=1, n_sources=1,
            first_reported=DAY, last_reported=DAY,
        )
    ]  # fmt: skip
    count = {"low": number, "best": number, "high": number, "n_claims": 1, "n_sources": 1, "clause": "tollbook.exact"}
    why = f"{number} by an officer{words}."
    rows["estimates"] = [incidents.Estimate(f"inc_{key}", "killed", "victims", **count, explanation=why)]
    rows["estimates_by_profile"] = [
        incidents.ProfileEstimate("tollbook", f"inc_{key}", "killed", "victims", **count, explanation=why)
    ]
    rows["incidents_by_profile"] = [
        incidents.ProfileIncident(profile, f"inc_{key}", True, "", "") for profile in ("tollbook", "acled", "gtd")
    ]
    rows["decisions"] = [
        incidents.Decision(
            f"inc_{key}", "killed", "victims", "tollbook", f"clm_{key}", "best", "tollbook.exact", f"one{words}"
        )
    ]
    rows["toll_history"] = [incidents.TollHistory(f"inc_{key}", DAY, "killed", "victims", number, number, number)]
    rows["incident_changes"] = [
        incidents.IncidentChange(DAY, "new", f"inc_{key}", None, f"rep_{key}", f"first report of it{words}")
    ]
    return rows


def together(*ledgers: Rows) -> Rows:
    """The rows of several ledgers."""
    return {name: [row for rows in ledgers for row in rows[name]] for name in empty()}


def bare(rows: Rows) -> Rows:
    """The same without day, place, actor, counts and outlet of anything."""
    nothing = {"date_from": None, "date_to": None, "place": None, "country": None, "lat": None, "lon": None}
    gone = ("estimates", "estimates_by_profile", "decisions", "toll_history", "tallies", "incident_changes")
    return {
        **rows,
        **{name: [] for name in gone},
        "documents": [
            replace(d, title=None, outlet=None, published_on=None, published_basis=None) for d in rows["documents"]
        ],
        "incidents": [
            replace(i, **nothing, admin1=None, perpetrator=None, first_reported=None, last_reported=None)
            for i in rows["incidents"]
        ],
        "reports": [replace(r, **nothing, place_text=None, perpetrator=None) for r in rows["reports"]],
    }
