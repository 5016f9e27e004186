"""`tollbook doctor`: whether an installation and a home are as they should be. Looks, and repairs nothing.

`examine(home, articles)` yields findings: what was looked at, whether it is well, and what to do where it is not.
"""

from tollbook.doctor.examine import examine
from tollbook.doctor.finding import FAIL, OK, WARN, Finding

__all__ = ["FAIL", "OK", "WARN", "Finding", "examine"]
