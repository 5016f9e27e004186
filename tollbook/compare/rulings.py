"""Which rules, lexicons and settings differ between two ledgers."""

from collections.abc import Iterable, Iterator, Mapping

from tollbook.compare.rows import RuleDifference, Ruling
from tollbook.compare.values import of
from tollbook.rows import Correction


def rule_differences(before: Ruling, after: Ruling) -> tuple[RuleDifference, ...]:
    """Return what was added, removed or changed: rules, then lexicons and settings, each sorted by name."""
    return (*_rules(before, after), *_words(before.words, after.words))


def _rules(before: Ruling, after: Ruling) -> Iterator[RuleDifference]:
    old, new = ({r.rule_id: r for r in ruling.rules} for ruling in (before, after))
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name), new.get(name)
        change = _change(of(a, "digest"), of(b, "digest"))
        if change:
            where = after.files.get(name) or before.files.get(name)
            yield RuleDifference("rule", name, change, where, of(a, "n_matches"), of(b, "n_matches"))


def _words(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[RuleDifference]:
    if not before or not after:  # a ledger of before these were noted
        return
    for key in sorted(before.keys() | after.keys()):
        change = _change(before.get(key), after.get(key))
        if change:
            kind, _, name = key.partition(".")
            yield RuleDifference(kind, name, change)


def _change(before: str | None, after: str | None) -> str | None:
    if before == after:
        return None
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def touched(before: Ruling, after: Ruling) -> dict[str, str]:
    """Return rule id -> how it differs: itself (added, removed, changed), or `through lexicon <name>`."""
    found = rule_differences(before, after)
    lexicons = {d.name for d in found if d.kind == "lexicon"}
    uses = {**before.uses, **after.uses}
    through = {rule: sorted(names & lexicons) for rule, names in uses.items()}
    how = {rule: f"through lexicon {', '.join(names)}" for rule, names in through.items() if names}
    return {**how, **{d.name: d.change for d in found if d.kind == "rule"}}


def correction_differences(
    before: Iterable[Correction], after: Iterable[Correction]
) -> list[tuple[RuleDifference, Correction]]:
    """Return the corrections that are on one side only, with what they say, by line."""
    old, new = ({c.correction_id: c for c in side} for side in (before, after))
    found = [("removed", c) for name, c in old.items() if name not in new]
    found += [("added", c) for name, c in new.items() if name not in old]
    ordered = sorted(found, key=lambda f: (f[1].line, f[1].correction_id))
    return [(RuleDifference("correction", f"corrections.csv line {c.line}", how, _says(c)), c) for how, c in ordered]


def _says(correction: Correction) -> str:
    said = f"{correction.action} {correction.target_id} {correction.value}".strip()
    return f"{said} ({correction.author}, {correction.date}: {correction.reason})"
