"""What every profile makes of one incident of a published ledger, as tables in Markdown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import duckdb

from tollbook.commands.explain import MAX_SHOWN, ExplainError, Row
from tollbook.commands.output import draw, on_terminal, one_line, say, say_json, span_of_counts, table
from tollbook.counts import in_words
from tollbook.warehouse.open import open_file

_FIND = """
select incident_id from incidents where starts_with(incident_id, $1)
union select r.incident_id from reports r join documents d using (doc_id)
where d.source_id = $1 and r.role = 'main' and r.incident_id is not null
order by 1
"""
_SAID = """
select d.source_id, d.published_on, r.role, r.date_from, r.date_to, t.outcome, t.party, t.low, t.high, t.word,
       (select string_agg(distinct c.source_text, '; ' order by c.source_text) from claims c
        where list_contains(t.claim_ids, c.claim_id) and c.source_text is not null) as who
from reports r join documents d using (doc_id) join tallies t using (report_id)
where r.incident_id = $1 order by d.published_on, d.source_id, t.outcome, t.party desc
"""
_COUNTED = """
select outcome, party, profile, low, best, high, disagreement, clause, explanation from estimates_by_profile
where incident_id = $1 order by outcome, profile <> 'tollbook', profile, party desc
"""
_DECIDED = """
select d.source_id, c.outcome, c.party, c.low, c.high, c.word, x.profile, x.use, x.clause, c.start_char, c.claim_id
from decisions x join claims c using (claim_id) join documents d using (doc_id)
where x.incident_id = $1 order by c.outcome, c.party desc, d.published_on, d.source_id, c.start_char, c.claim_id
"""
_SIDES = "select profile, side, best, explanation from estimates_by_side where incident_id = $1 order by all"
_HISTORY = """
select as_of, outcome, party, low, best, high from toll_history where incident_id = $1
order by outcome, party desc, as_of
"""
_DAYS = """
select profile, counted, date_from, date_to, date_precision, date_note, date_clause from incidents_by_profile
where incident_id = $1 order by profile <> 'tollbook', profile
"""
_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\`*[]|<"})
_DECISIONS = "What each profile does with each claim"
_WIDE = 150  # characters of a terminal that shows a column for each profile with no clause cut in two
_KEYS = {
    "What the articles say": "said",
    "What each profile makes of it": "by_profile",
    _DECISIONS: "decisions",
    "Deaths by side": "by_side",
    "The days of the incident": "days",
    "How the toll grew": "history",
}


def show(wanted: str, home: Path, *, as_json: bool = False) -> None:
    """Print what the sources say of an incident and what each profile makes of it: tables, Markdown when piped, JSON.

    `wanted` is an incident_id or its start, or the `source_id` of an article that is about it. Raises ExplainError
    with what to do.
    """
    incident, found = _compared(wanted, home)
    if as_json:
        say_json({"incident_id": incident, **{_KEYS[title]: rows for title, rows in found.items()}})
    elif on_terminal():
        if get_terminal_size().columns < _WIDE:
            found[_DECISIONS] = _stacked(found.get(_DECISIONS, []))
        draw(
            *(
                table(title, list(rows[0]), [list(row.values()) for row in rows])
                for title, rows in found.items()
                if rows
            )
        )
    else:
        say(_markdown(found))


def _markdown(found: Mapping[str, Sequence[Row]]) -> str:
    return "\n\n".join(f"### {title}\n\n{_plain(rows)}" for title, rows in found.items())


def _compared(wanted: str, home: Path) -> tuple[str, dict[str, list[Row]]]:
    ledger = home / "tollbook.duckdb"
    if not ledger.is_file():
        raise ExplainError(f"There is no {ledger}: run `tollbook run --home {home}` first, or name another home.")
    with open_file(ledger) as connection:
        incident = _find(connection, wanted)
        return incident, facts(connection, incident)


def facts(connection: duckdb.DuckDBPyConnection, incident_id: str) -> dict[str, list[Row]]:
    """Return the rows of each table by title; one that would have none is left out."""

    def rows(sql: str) -> list[Row]:
        cursor = connection.execute(sql, [incident_id])
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    found = {
        "What the articles say": _said(rows(_SAID)),
        "What each profile makes of it": _counted(rows(_COUNTED)),
        _DECISIONS: _decided(rows(_DECIDED)),
        "Deaths by side": rows(_SIDES),
        "The days of the incident": rows(_DAYS),
        "How the toll grew": [{**_key(r), "low/best/high": span_of_counts(r)} for r in rows(_HISTORY)],
    }
    return {title: rows for title, rows in found.items() if rows}


def _find(connection: duckdb.DuckDBPyConnection, wanted: str) -> str:
    found = [row[0] for row in connection.execute(_FIND, [wanted]).fetchall()]
    if not found:
        raise ExplainError(f"The ledger has no incident {wanted!r}, and no article of that name is about one.")
    if len(found) > 1:
        ids = ", ".join(found[:MAX_SHOWN])
        raise ExplainError(f"{wanted!r} stands for {len(found)} incidents; give one of them: {ids}")
    return str(found[0])


def _key(row: Row) -> Row:
    return {k: row[k] for k in ("as_of", "outcome", "party")}


def _said(rows: Sequence[Row]) -> list[Row]:
    """One row an article, one column an outcome and party."""
    counts = list(dict.fromkeys(_what(r) for r in sorted(rows, key=lambda r: (r["outcome"], r["party"] != "victims"))))
    articles: dict[str, Row] = {}
    who: dict[str, list[str]] = defaultdict(list)
    for r in rows:
        name = r["source_id"]
        day = _days(r["date_from"], r["date_to"])
        articles.setdefault(
            name, {"article": name, "published": r["published_on"], "tells it as of": day, **dict.fromkeys(counts)}
        )
        articles[name][_what(r)] = _stated(r)
        who[name] += [r["who"]] if r["who"] else []
    return [{**a, "according to": "; ".join(dict.fromkeys(who[name]))} for name, a in articles.items()]


def _days(first: object, last: object) -> str:
    if first == last or last is None:
        return "" if first is None else str(first)
    return f"until {last}" if first is None else f"{first} to {last}"


def _what(row: Row) -> str:
    return str(row["outcome"] if row["party"] == "victims" else f"{row['outcome']} {row['party']}")


def _counted(rows: Sequence[Row]) -> list[Row]:
    return [
        {
            "outcome": r["outcome"],
            "profile": r["profile"],
            "party": r["party"],
            "low/best/high": span_of_counts(r),
            "disagree": "yes" if r["disagreement"] else "no",
            "clause": r["clause"],
            "explanation": r["explanation"],
        }
        for r in rows
    ]


def _decided(rows: Sequence[Row]) -> list[Row]:
    """One row a claim, one column a profile: use and clause."""
    profiles = sorted({r["profile"] for r in rows}, key=lambda p: (p != "tollbook", p))
    claims: dict[str, Row] = {}
    for r in rows:
        first = {"article": r["source_id"], "claim": f"{_stated(r)} {_what(r)}", **dict.fromkeys(profiles)}
        claims.setdefault(r["claim_id"], first)[r["profile"]] = f"{r['use']} ({r['clause']})"
    return list(claims.values())


def _stacked(rows: Sequence[Row]) -> list[Row]:
    """The same for a narrow terminal: one row a claim and profile, what is told of the claim once."""
    out: list[Row] = []
    for row in rows:
        uses = [(profile, use) for profile, use in row.items() if profile not in ("article", "claim") and use]
        for at, (profile, use) in enumerate(uses):
            told = {"article": "", "claim": ""} if at else {k: row[k] for k in ("article", "claim")}
            out.append({**told, "profile": profile, "use (clause)": use})
    return out


def _stated(row: Mapping[str, Any]) -> str:
    return in_words(row["low"], row["high"], word=row["word"])


def _plain(rows: Sequence[Row]) -> str:
    return "\n".join(_lines(rows)) if rows else ""


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    yield "| " + " | ".join(rows[0]) + " |"
    yield "| " + " | ".join("---" for _ in rows[0]) + " |"
    for row in rows:
        yield "| " + " | ".join(_text(value) for value in row.values()) + " |"


def _text(value: object) -> str:
    """A cell: text of articles stays in it, and becomes no link, picture or tag where the table is shown."""
    return one_line(value).translate(_ESCAPED)
