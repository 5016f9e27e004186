"""Rules as data: loading, validating, linting and running the examples of the YAML rules."""

from tollbook.rulebook.book import Fault, LocatedRule, Rulebook, RulebookError
from tollbook.rulebook.load import load_rulebook, packaged_rules

__all__ = ["Fault", "LocatedRule", "Rulebook", "RulebookError", "load_rulebook", "packaged_rules"]
