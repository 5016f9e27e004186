"""What one report says of one group of victims."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tollbook.ledger.tallies_persons import size
from tollbook.rows import Claim


def of_group(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one group: "three soldiers" of 27 killed are all of them, but not three of 13 soldiers."""
    most: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim.scope == "total":
            most[claim.party] = max(most[claim.party], size(claim))
    inside = {c.claim_id for c in claims if 0 < most[c.party] >= size(c)}
    return [replace(c, scope="total") if c.scope == "part" and c.claim_id not in inside else c for c in claims]
