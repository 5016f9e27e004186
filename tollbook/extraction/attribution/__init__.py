"""According to whom: the phrases in which a source speaks."""

from tollbook.extraction.attribution.mentions import find

__all__ = ["find"]
