"""Corrections of claims and reports: what is rejected, which fields are changed, and which line said it last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tollbook.ledger.corrections.counting import changed
from tollbook.ledger.corrections.effects import Effect
from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.ledger.corrections.targets import Targets, kind_of
from tollbook.ledger.corrections.values import Field, claim_fields, report_fields
from tollbook.ledger.corrections.words import of_claim, of_report
from tollbook.rows import Claim, CorrectionLine, Document, Report


@dataclass(slots=True)
class _Said:
    """What is said of one claim or report: each field with the line that set it last, or the line that rejects it."""

    fields: dict[str, tuple[Field, int]] = field(default_factory=dict)
    rejected_by: int | None = None

    @property
    def lines(self) -> set[int]:
        """The lines that are in force."""
        return {n for _, n in self.fields.values()} | ({self.rejected_by} if self.rejected_by is not None else set())

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that the fields set; a place first, since it clears what others may set again."""
        ordered = sorted((f for f, _ in self.fields.values()), key=lambda f: f.name != "place")
        return {column: value for f in ordered for column, value in f.columns.items()}


class Settings:
    """What corrections say of claims and reports. Of two that contradict each other the later one holds."""

    def __init__(self, targets: Targets, documents: Mapping[str, Document]) -> None:
        self.overruled: dict[int, int] = {}  # line -> the later line that took its place
        self._targets = targets
        self._documents = documents
        self._said: dict[str, _Said] = defaultdict(_Said)

    @property
    def rejected(self) -> frozenset[str]:
        """The claims that do not count."""
        return frozenset(ident for ident, said in self._said.items() if said.rejected_by is not None)

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """Columns and values by claim_id and report_id."""
        return {ident: said.columns for ident, said in self._said.items() if said.fields}

    def reject(self, line: CorrectionLine) -> Effect:
        """Take a claim out of the count."""
        claim = self._targets.claim(line.target_id)
        if line.value:
            raise CorrectionError("bad_value", "column value: reject takes none; use change to give another count")
        said = self._said[claim.claim_id]
        before = said.lines
        said.fields.clear()
        said.rejected_by = line.line
        self._overrule(before, line.line)
        return self._of_claim(claim, of_claim(claim, self._documents), claim.scope)

    def change(self, line: CorrectionLine) -> Effect:
        """Set fields of a claim or a report."""
        kind = kind_of(line.target_id)
        if kind == "claim":
            claim = self._targets.claim(line.target_id)
            said = self._set(claim.claim_id, claim_fields(line.value), line.line)
            now = replace(claim, **said.columns)
            return self._of_claim(claim, of_claim(claim, self._documents, now), now.scope)
        if kind == "report":
            report = self._targets.report(line.target_id)
            fields = report_fields(line.value)
            self._set(report.report_id, fields, line.line)
            ids = (report.report_id,)
            return Effect(of_report(report, fields, self._documents), report_ids=ids, bears_on=ids)
        told = "column target_id: change takes a claim_id (clm_...) or a report_id (rep_...), this is "
        raise CorrectionError("wrong_target", f"{told}{line.target_id[:40]!r}")

    def reports(self) -> list[Report]:
        """The reports with changed fields, sorted by id."""
        changes = self.changes
        of_reports = sorted(ident for ident in changes if ident in self._targets.reports)
        return [self._placed(changed(self._targets.reports[i], changes), changes[i]) for i in of_reports]

    def _placed(self, report: Report, columns: Mapping[str, object]) -> Report:
        """A report with another place: what another report knows of that place, where the change says no more."""
        if "place" not in columns or report.place is None or report.lat is not None:
            return report
        name = report.place.casefold()
        same = (
            r for r in self._targets.reports.values() if r.place and r.place.casefold() == name and r.lat is not None
        )
        known = min(
            (r for r in same if "country" not in columns or r.country == report.country),
            key=lambda r: r.report_id,
            default=None,
        )
        if known is None:
            return report
        where = ("place", "place_id", "country", "lat", "lon", "place_precision")
        return replace(report, admin1=report.admin1 or known.admin1, **{name: getattr(known, name) for name in where})

    def _set(self, ident: str, fields: Sequence[Field], line: int) -> _Said:
        said = self._said[ident]
        before = said.lines
        said.rejected_by = None
        said.fields.update({f.name: (f, line) for f in fields})
        self._overrule(before - said.lines, line)
        return said

    def _overrule(self, lines: Iterable[int], line: int) -> None:
        self.overruled.update(dict.fromkeys(lines, line))

    def _of_claim(self, claim: Claim, says: str, scope: str) -> Effect:
        """The effect on a claim that is counted with `scope`."""
        if claim.report_id is not None:
            return Effect(says, claim.claim_id, bears_on=(claim.report_id,))
        alone = "" if scope == "cumulative" else "; it belongs to no incident, so it counts in none"
        return Effect(says + alone, claim.claim_id)
