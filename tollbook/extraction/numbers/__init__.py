"""Numbers: counts of people with their hedges and ranges, and what measures something else."""

from tollbook.extraction.numbers.mentions import find

__all__ = ["find"]
