"""When: days and spans of days, as words and day of publication settle them."""

from tollbook.extraction.dates.mentions import find

__all__ = ["find"]
