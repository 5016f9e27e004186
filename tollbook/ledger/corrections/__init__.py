"""What analysts correct: applied last, to what was read and linked, and said wherever it shows.

`apply` is the entry: lines of corrections.csv in, what became of each out, with corrected links and the rows that
count in place of those read. `counting` puts these rows in their place before reconciliation, `told` says in its
decisions and explanations what was corrected. docs/corrections.md is for the analyst.
"""

from tollbook.ledger.corrections.applying import Corrected, apply, read_back
from tollbook.ledger.corrections.counting import COUNTED, Counting, Recounted, counting
from tollbook.ledger.corrections.telling import told

__all__ = ["COUNTED", "Corrected", "Counting", "Recounted", "apply", "counting", "read_back", "told"]
