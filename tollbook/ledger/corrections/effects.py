"""What one correction did."""

from dataclasses import dataclass, replace

from tollbook.ids import content_id
from tollbook.rows import Correction, CorrectionLine


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction did, in words; the claim or reports it is about; reports whose incidents it bears on."""

    says: str
    claim_id: str | None = None
    report_ids: tuple[str, ...] = ()
    bears_on: tuple[str, ...] = ()


def correction(line: CorrectionLine, effect: Effect, *, applied: bool = True) -> Correction:
    """Return the row of a line, its incidents still unknown."""
    said = (line.target_id, line.action, line.value, line.author, line.date, line.reason)
    ident = content_id("cor", *said)
    row = Correction(ident, line.line, *said, applied=applied, outcome=effect.says)
    return replace(row, claim_id=effect.claim_id, report_ids=effect.report_ids)
