"""What the page of an incident says, from the rows of its sections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tollbook.site import words
from tollbook.site.pages import Facts, Row, address

Words = dict[str, Any]
Key = tuple[str, str]  # outcome, party

_ORDER = {use: n for n, use in enumerate(words.USES)}  # the deciding ones first


def incident_page(facts: Facts, profile: str, titles: Mapping[str, str]) -> Words:
    """Return the context of the template. `profile` is the default one, `titles` has the name of each profile."""
    (incident,) = facts["incident"]
    claims = {c["claim_id"]: c for c in facts["claims"]}
    evidence = Evidence(facts, claims)
    profiles = sorted({e["profile"] for e in facts["estimates"]} | set(titles), key=lambda p: (p != profile, p))
    articles = _articles(facts, evidence)
    return {
        "incident": incident,
        "figures": list(_figures(facts, profile, evidence)),
        "profiles": [(name, titles.get(name, name)) for name in profiles],
        "by_profile": _by_profile(facts, profiles, evidence),
        "groups": _groups(facts),
        "sides": _sides(facts, titles),
        "kept_out": [
            (titles.get(r["profile"], r["profile"]), r["reason"]) for r in facts["by_profile"] if not r["counted"]
        ],
        "history": _history(facts),
        "columns": articles[0],
        "articles": articles[1],
        "decisions": [(titles.get(p, p), p, _decisions(facts, claims, evidence, p)) for p in profiles],
        "corrections": facts["corrections"],
        "changes": facts["changes"],
        "links": _links(facts),
    }


class Evidence:
    """Where the words of a figure stand: addresses of claims in the pages of their articles."""

    def __init__(self, facts: Facts, claims: Mapping[str, Row]) -> None:
        self.documents = {r["doc_id"]: r for r in facts["reports"]}
        self._claims = claims
        self._decided: dict[tuple[str, Key], list[Row]] = defaultdict(list)
        for d in facts["decisions"]:
            self._decided[d["profile"], (d["outcome"], d["party"])].append(d)
            if d["party"] != "all":  # a protocol with one number for everybody still says what it does with each claim
                self._decided[d["profile"], (d["outcome"], "all")].append(d)

    def address(self, claim_id: str) -> str | None:
        """Return the address of a claim, None for one of another incident."""
        claim = self._claims.get(claim_id)
        return f"../../{address('articles', claim['doc_id'])}#{claim_id}" if claim else None

    def of(self, profile: str, key: Key, value: int | None) -> str | None:
        """Return the address of the claim that gives a value under a profile: the one that decided, where it does."""
        if value is None:
            return None
        decided = self._decided[profile, key]
        telling = [d for d in decided if self._tells(d["claim_id"], value)] or [
            d for d in decided if d["use"] in ("best", "low", "high")
        ]
        best = min(telling, key=lambda d: (_ORDER[d["use"]], d["claim_id"]), default=None)
        return self.address(best["claim_id"]) if best else None

    def _tells(self, claim_id: str, value: int) -> bool:
        claim = self._claims.get(claim_id)
        return claim is not None and value in (claim["low"], claim["high"])


def _figures(facts: Facts, profile: str, evidence: Evidence) -> Iterator[Words]:
    """The counts under the default profile, the dead first."""
    for e in sorted((e for e in facts["estimates"] if e["profile"] == profile), key=words.rank):
        yield {**_figure(e, profile, evidence), "what": words.whose(e["outcome"], e["party"]), "row": e}


def _figure(estimate: Row, profile: str, evidence: Evidence) -> Words:
    key = estimate["outcome"], estimate["party"]
    return {
        "row": estimate,
        "differ": not estimate["low"] == estimate["best"] == estimate["high"],
        **{n: (estimate[n], evidence.of(profile, key, estimate[n])) for n in ("low", "best", "high")},
    }


def _by_profile(facts: Facts, profiles: Sequence[str], evidence: Evidence) -> list[Words]:
    """One entry an outcome and party: the figure under each profile, None where it has none."""
    found: dict[Key, dict[str, Words]] = defaultdict(dict)
    for e in sorted(facts["estimates"], key=words.rank):
        found[e["outcome"], e["party"]][e["profile"]] = _figure(e, e["profile"], evidence)
    return [
        {"what": words.whose(*key), "figures": [(name, figures.get(name)) for name in profiles]}
        for key, figures in found.items()
    ]


def _groups(facts: Facts) -> list[tuple[str, list[Row]]]:
    """Counts by victim group, where there is more to say than one unknown group."""
    told: dict[str, list[Row]] = defaultdict(list)
    for g in facts["groups"]:
        told[g["outcome"]].append(g)
    return [(outcome, rows) for outcome, rows in told.items() if any(r["victim_group"] != "unknown" for r in rows)]


def _sides(facts: Facts, titles: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Counts by side under each protocol that has them, where there is more than noughts."""
    names = {"a": "the state", "b": "the armed group"}
    told: dict[tuple[str, str], list[tuple[Any, Any]]] = defaultdict(list)
    for s in facts["sides"]:
        told[titles.get(s["profile"], s["profile"]), s["outcome"]].append((names.get(s["side"], s["side"]), s["best"]))
    return [(*key, rows) for key, rows in told.items() if any(n for _, n in rows)]


def _history(facts: Facts) -> list[Words]:
    """The counts after each day on which something was published, by outcome and party; days without change go."""
    told: dict[Key, list[Row]] = defaultdict(list)
    for h in sorted(facts["history"], key=words.rank):
        key = h["outcome"], h["party"]
        last = told[key][-1] if told[key] else None
        if last is None or any(last[n] != h[n] for n in ("low", "best", "high")):
            told[key].append(h)
    return [
        {"what": words.whose(*key), "rows": rows, "key": "-".join(key), "last": facts["incident"][0]["last_reported"]}
        for key, rows in told.items()
    ]


def _articles(facts: Facts, evidence: Evidence) -> tuple[list[str], list[Words]]:
    """The articles side by side: who, when, what place and day they tell, and their figures by outcome and party."""
    tallies: dict[str, dict[Key, Row]] = defaultdict(dict)
    for t in sorted(facts["tallies"], key=words.rank):
        tallies[t["report_id"]][t["outcome"], t["party"]] = t
    keys = sorted(
        {k for row in tallies.values() for k in row}, key=lambda k: words.rank({"outcome": k[0], "party": k[1]})
    )
    said: dict[tuple[str, Key], list[str]] = defaultdict(list)
    for c in facts["claims"]:
        if c["source_text"]:
            said[c["report_id"], (c["outcome"], c["party"])].append(c["source_text"])
    copies: dict[str, list[Row]] = defaultdict(list)
    for copy in facts["copies"]:
        copies[copy["doc_id"]].append(copy)
    rows = [
        {
            "row": r,
            "page": address("articles", r["doc_id"]),
            "copies": copies[r["doc_id"]],
            "figures": [_said(tallies[r["report_id"]].get(k), said[r["report_id"], k], evidence) for k in keys],
        }
        for r in facts["reports"]
    ]
    return [words.whose(*k) for k in keys], rows


def _said(tally: Row | None, sources: Sequence[str], evidence: Evidence) -> Words | None:
    if tally is None:
        return None
    where = [a for a in map(evidence.address, tally["claim_ids"]) if a]
    who = list(dict.fromkeys(sources))
    return {"text": words.stated(tally), "where": where[0] if where else None, "who": who}


def _decisions(facts: Facts, claims: Mapping[str, Row], evidence: Evidence, profile: str) -> list[Words]:
    """What became of each claim under a profile, the deciding ones first."""
    rows = [d for d in facts["decisions"] if d["profile"] == profile and d["claim_id"] in claims]
    rows.sort(key=lambda d: (words.rank(d), _ORDER[d["use"]], d["claim_id"]))
    found: dict[Key, list[Words]] = defaultdict(list)
    for d in rows:
        claim = claims[d["claim_id"]]
        article = evidence.documents.get(claim["doc_id"])
        found[d["outcome"], d["party"]].append(
            {
                "claim": claim,
                "stated": words.stated(claim),
                "where": evidence.address(d["claim_id"]),
                "article": words.source_name(article) if article else "",
                "use": words.USES.get(d["use"], d["use"]),
                "decision": d,
            }
        )
    return [{"what": words.whose(*key), "rows": rows} for key, rows in found.items()]


def _links(facts: Facts) -> list[Words]:
    """For each article the strongest evidence that it tells the same incident as another one."""
    names = {r["doc_id"]: words.source_name(r) for r in facts["reports"]}
    seen: set[str] = set()
    found = []
    for link in facts["links"]:  # the highest score first
        pair = {link["doc_id"], link["other_doc_id"]}
        if pair - seen and len(pair) == 2:
            seen |= pair
            found.append({"first": names.get(link["doc_id"]), "second": names.get(link["other_doc_id"]), "row": link})
    return found
