"""The words that tables, rules, profiles and pages share, each set in the one order in which they are told."""

from collections.abc import Callable
from typing import Literal, get_args

Outcome = Literal["killed", "wounded", "missing", "abducted", "captured"]
Party = Literal["victims", "perpetrators", "all"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# Whom claims are about; `all` is both together, where a protocol counts so.
PARTIES: tuple[Party, ...] = ("victims", "perpetrators")

Progress = Callable[[str, int, int], None]  # told what is worked on, how much is done, and of how much
