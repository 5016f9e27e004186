"""What-if: two ledgers beside each other, and why they differ.

`compare(before, after)` is pure: the rows of two ledgers in, the rows of their difference out (`rows`). `what_if` and
`against` get the two sides: `read` from a published ledger, `scratch` from one computed anew with other rules in a
folder of its own.
"""

from tollbook.compare.difference import compare
from tollbook.compare.overlay import OverlayError
from tollbook.compare.read import LedgerError
from tollbook.compare.rows import Difference, Side
from tollbook.compare.whatif import Answer, ProfileError, WhatIf, against, between, what_if

__all__ = [
    "Answer",
    "Difference",
    "LedgerError",
    "OverlayError",
    "ProfileError",
    "Side",
    "WhatIf",
    "against",
    "between",
    "compare",
    "what_if",
]
