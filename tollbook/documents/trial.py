"""Runs one rule of rules/furniture or rules/publication over a text, as its examples and `tollbook rules check` do."""

import datetime as dt
from typing import Any

from tollbook.documents.agency import credits_in
from tollbook.documents.daybounds import text_hits, url_hits
from tollbook.documents.daylines import compiled
from tollbook.documents.publication import address_hits, text_context, text_day
from tollbook.rows import Document
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.sentences.splitting import split

Trial = tuple[str, dict[str, Any]]


def try_rule(rule: LocatedRule, text: str, book: Rulebook) -> list[Trial]:
    """Return (span, values) of each match of `rule` in `text`; for rules on addresses and names `text` is one.

    Values are `kind` for furniture; `published_on` and `basis`, `published_from` and `published_to`, or `agency`
    for publication, days as ISO text.
    """
    return _furniture(rule, text, book) if rule.dimension == "furniture" else _publication(rule, text, book)


def _furniture(rule: LocatedRule, text: str, book: Rulebook) -> list[Trial]:
    document = Document(doc_id="doc_trial", source_id="trial", text=text)
    marked = [s for s in split(document, book) if s.rule_id == rule.id]
    if not marked:
        return []
    paragraphs: dict[int, list[Any]] = {}
    for sentence in marked:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    return [(text[s[0].start_char : s[-1].end_char], {"kind": s[0].kind}) for s in paragraphs.values()]


def _publication(rule: LocatedRule, text: str, book: Rulebook) -> list[Trial]:
    emits = rule.rule.emits if isinstance(rule.rule.emits, dict) else {}
    where = str(emits.get("where"))
    rules = {k: found.only(rule.id) for k, found in book.memo("reading.publication", compiled).items()}
    if where.startswith("credit"):
        document = Document(doc_id="doc_trial", source_id="trial", text=text)
        return [(text[s:e], {"agency": a}) for a, s, e in credits_in(split(document, book), book)]
    if where in ("url", "filename"):
        return [(text[f.start : f.end], _day(f.day, f.rule.basis)) for f in address_hits(rules, where, text)]
    if where in ("url_bounds", "text_bounds"):
        hits = url_hits(rules, text) if where == "url_bounds" else text_hits(rules, text, book)
        return [(text[s:e], _bounds(bound)) for _, s, e, bound in hits]
    found = text_day(text, rules, text_context(text))
    return [(text[found.start : found.end], _day(found.day, found.rule.basis))] if found else []


def _day(day: dt.date, basis: str) -> dict[str, Any]:
    return {"published_on": day.isoformat(), "basis": basis}


def _bounds(bound: tuple[dt.date | None, dt.date | None]) -> dict[str, Any]:
    names = ("published_from", "published_to")
    return {name: day.isoformat() for name, day in zip(names, bound, strict=True) if day is not None}
