"""Casualty claims: one row a statement, with its people, bounds, party and source."""

from tollbook.extraction.claims.finding import casualty_word, find, looked_for_in

__all__ = ["casualty_word", "find", "looked_for_in"]
