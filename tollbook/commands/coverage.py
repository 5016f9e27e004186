"""How `tollbook rules coverage` prints."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tollbook.authoring.coverage import Coverage, RuleHits, coverage
from tollbook.authoring.reread import DIMENSIONS
from tollbook.commands.ledger import ledger_of
from tollbook.commands.output import aligned, counted, draw, on_terminal, one_line, refuse, say, say_json, table
from tollbook.rulebook import load_rulebook

Rows = list[tuple[str, ...]]
_WIDE = 150  # characters of a sentence in lines


def covered(home: Path, dimension: str | None, limit: int, *, again: bool, as_json: bool) -> None:
    """Print how far the rules reach over the ledger of `home`."""
    with ledger_of(home) as db, counted() as progress:
        found = coverage(db, load_rulebook(), again=again, progress=progress)
    known = list(dict.fromkeys(r.dimension for r in found.rules))
    if dimension is not None and dimension not in known:
        refuse(f"No rule is of the dimension {dimension!r}.", f"There are: {', '.join(known)}.")
    rules = [r for r in found.rules if dimension in (None, r.dimension)]
    silent = [r for r in found.silent if dimension in (None, r.dimension)]
    if as_json:
        say_json(_facts(found, rules, silent, limit))
        return
    sections: list[tuple[str, Sequence[str], Rows, int]] = [
        ("Rules by dimension", ("dimension", "rules", "fired", "never fired", "hits"), _by_dimension(rules), 0),
        ("Rules by hits", ("hits", "rule", "where"), _hits(rules), limit),
        ("Rules that never fired in this ledger", ("rule", "status", "where"), _silent(silent), limit),
    ]
    if dimension is None:
        columns = ("", "people", "claims", "articles", "words", "sentence", "article")
        title = "Numbers that no rule understood, what is most worth a rule first"
        sections.append((title, columns, _work(found), limit))
    for heading, names, rows, most in sections:
        _print(heading, names, rows, most)


def _print(title: str, names: Sequence[str], rows: Rows, most: int) -> None:
    shown = rows[:most] if most else rows
    more = (
        f"... and {len(rows) - len(shown)} more: --limit 0 shows them, --json has all" if len(shown) < len(rows) else ""
    )
    if on_terminal():
        draw(table(title, names, shown), more)
        return
    say(f"{title}\n{aligned([tuple(names), *shown])}\n" + (f"  {more}\n" if more else ""))


def _by_dimension(rules: Sequence[RuleHits]) -> Rows:
    out: Rows = []
    for dimension in dict.fromkeys(r.dimension for r in rules):
        mine = [r for r in rules if r.dimension == dimension]
        if all(r.hits is None for r in mine):
            out.append((dimension, str(len(mine)), "-", "-", "not counted: they leave no rows, see --again"))
            continue
        fired = sum(bool(r.hits) for r in mine)
        out.append((dimension, str(len(mine)), str(fired), str(len(mine) - fired), str(sum(r.hits or 0 for r in mine))))
    return out


def _hits(rules: Sequence[RuleHits]) -> Rows:
    fired = sorted((r for r in rules if r.hits), key=lambda r: (-(r.hits or 0), r.rule_id))
    return [(str(r.hits), r.rule_id, r.file or "not in the rules of now") for r in fired]


def _silent(rules: Sequence[RuleHits]) -> Rows:
    return [(r.rule_id, r.status, r.file or "not in the rules of now") for r in rules]


def _work(found: Coverage) -> Rows:
    return [
        (
            str(rank),
            "yes" if work.people else "-",
            str(work.claims),
            str(work.articles),
            one_line(work.words),
            _around(work.missed[0].sentence, work.missed[0].quote),
            one_line(work.missed[0].source_id),
        )
        for rank, work in enumerate(found.work, 1)
    ]


def _around(sentence: str, quote: str) -> str:
    """A sentence on one line, cut to what stands around the number."""
    text = one_line(sentence)
    if len(text) <= _WIDE:
        return text
    at = max(0, text.find(one_line(quote)) - _WIDE // 2)
    return ("…" if at else "") + text[at : at + _WIDE] + ("…" if at + _WIDE < len(text) else "")


def _facts(found: Coverage, rules: Sequence[RuleHits], silent: Sequence[RuleHits], limit: int) -> dict[str, Any]:
    work = found.work[:limit] if limit else found.work
    return {
        "rules": [asdict(r) for r in rules],
        "never_fired": [r.rule_id for r in silent],
        "not_counted": [d for d in DIMENSIONS if any(r.hits is None and r.dimension == d for r in rules)],
        "unmatched_numbers": [{"rank": n, **asdict(w)} for n, w in enumerate(work, 1)],
    }
