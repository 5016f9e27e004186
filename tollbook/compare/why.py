"""Why something differs: from a row back to the rules that are not the same on both sides."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from tollbook.compare.match import overlap
from tollbook.compare.rows import Cause, Mention, RuleDifference, Side
from tollbook.compare.rulings import correction_differences, rule_differences, touched
from tollbook.rows import Claim, Report

MOST_POSSIBLE = 5  # with more that may be behind a difference, none is named
_OF_FIELD = {
    "date": ("date_mentions",),
    "place": ("place_mentions",),
    "admin1": ("place_mentions",),
    "country": ("place_mentions",),
    "lat": ("place_mentions",),
    "lon": ("place_mentions",),
    "perpetrator": ("actor_mentions", "event_mentions", "attribution_mentions"),
    "target": ("event_mentions", "actor_mentions"),
    "attack": ("event_mentions",),
    "weapon": ("event_mentions",),
}
Causes = tuple[Cause, ...]


class Evidence:
    """What stands behind differences. A rule counts where it made the row, or other rows of the same words."""

    def __init__(self, before: Side, after: Side) -> None:
        corrected = correction_differences(before.corrections, after.corrections)
        rules = rule_differences(before.ruling, after.ruling)
        self.rules: tuple[RuleDifference, ...] = (*rules, *(d for d, _ in corrected))
        self._corrected: dict[str, list[Cause]] = defaultdict(list)
        for d, correction in corrected:
            for name in (correction.claim_id, *correction.report_ids, *correction.incident_ids):
                if name:
                    self._corrected[name].append(Cause(d.name, d.change))
        self._how = touched(before.ruling, after.ruling)
        self._by_sentence: dict[str, list[Mention]] = defaultdict(list)
        self._by_document: dict[str, list[Mention]] = defaultdict(list)
        for mention in _differing(before.mentions, after.mentions):
            self._by_sentence[mention.sentence_id].append(mention)
            self._by_document[mention.doc_id].append(mention)
        old, new = ({d.doc_id: d.source_id for d in side.documents} for side in (before, after))
        self._documents = {n: Cause(s, "removed") for n, s in old.items() if n not in new}
        self._documents |= {n: Cause(s, "added") for n, s in new.items() if n not in old}
        other_default = before.profile != after.profile
        self.default = (Cause(f"{before.profile} -> {after.profile}", "default profile"),) if other_default else ()

    def of_claim(self, *sides: Claim | None) -> Causes:
        """Return what a claim that appeared, vanished or changed comes from."""
        claims = [c for c in sides if c is not None]
        documents = [self._documents[c.doc_id] for c in claims if c.doc_id in self._documents]
        corrected = self.of_corrected(*(c.claim_id for c in claims))
        if documents or corrected:
            return _sorted([*documents, *corrected])
        beside = [m for c in claims for m in self._by_sentence.get(c.sentence_id, ())]
        inside = [m for m in beside if any(overlap(m, c) for c in claims)]
        own = [c.rule_id for c in claims if c.rule_id in self._how]
        found = own + [m.rule_id for m in inside]
        return self._named(found or [m.rule_id for m in beside]) or self.possible()

    def of_field(self, name: str, reports: Iterable[Report]) -> Causes:
        """Return what a column of an incident with another value comes from; nothing for one that counts rows."""
        tables = next((tables for start, tables in _OF_FIELD.items() if name.startswith(start)), None)
        if tables is None:
            return ()
        return self._within(reports, tables) or self.possible()

    def of_reports(self, reports: Iterable[Report]) -> Causes:
        """Return what reports that are on one side only come from, as far as it is evident."""
        reports = list(reports)
        documents = [self._documents[r.doc_id] for r in reports if r.doc_id in self._documents]
        corrected = self.of_corrected(*(r.report_id for r in reports))
        return _sorted([*documents, *corrected, *self._within(reports, None)])

    def of_corrected(self, *names: str) -> Causes:
        """Return the corrections about these claims, reports or incidents that are on one side only."""
        return _sorted([cause for name in names for cause in self._corrected.get(name, ())])

    def of_link(self, reports: Iterable[Report]) -> Causes:
        """Return what a link between reports of either side comes from: what they say, or how they are weighed."""
        return joined([self.of_reports(reports), self.settings("linking/weights")]) or self.possible()

    def settings(self, *names: str) -> Causes:
        """Return those of these settings files that differ."""
        return _sorted([Cause(d.name, d.change) for d in self.rules if d.kind == "settings" and d.name in names])

    def of_profile(self, profile: str) -> Causes:
        """Return which profile files that decide a figure under `profile` differ; what it leaves open is tollbook's."""
        return self.settings(f"profiles/{profile}", "profiles/tollbook")

    def possible(self) -> Causes:
        """Return everything that differs, when it is little enough to look at: one of it may be the cause."""
        found = [Cause(d.said, d.change, evident=False) for d in self.rules]
        return _sorted(found) if len(found) <= MOST_POSSIBLE else ()

    def _within(self, reports: Iterable[Report], tables: tuple[str, ...] | None) -> Causes:
        return self._named(
            mention.rule_id
            for report in reports
            for mention in self._by_document.get(report.doc_id, ())
            if (tables is None or mention.table in tables) and overlap(mention, report)
        )

    def _named(self, rules: Iterable[str]) -> Causes:
        return _sorted([Cause(rule, self._how[rule]) for rule in rules if rule in self._how])


def joined(causes: Iterable[Causes]) -> Causes:
    """Return all causes, without the merely possible ones where others are evident."""
    found = [cause for held in causes for cause in held]
    evident = [cause for cause in found if cause.evident]
    return _sorted(evident or found)


def _sorted(causes: Iterable[Cause]) -> Causes:
    return tuple(sorted(set(causes)))


def _differing(before: Iterable[Mention], after: Iterable[Mention]) -> list[Mention]:
    """Mentions that stand on one side only."""
    old, new = Counter(before), Counter(after)
    return sorted([*(old - new), *(new - old)], key=lambda m: (m.doc_id, m.start_char, m.end_char, m.rule_id, m.value))
