"""Casualty claims: one row a statement, with its people, bounds, party and source."""

from tollbook.extraction.claims.finding import find

__all__ = ["find"]
