"""Tollbook in a notebook: one article read at once, and a published ledger opened. Shown as `tollbook.read`, `.open`.

What is here wraps the library for people who look; it computes nothing of its own.
"""

from tollbook.notebook.article import Article, Mentions
from tollbook.notebook.opening import LedgerNotFoundError, open_home
from tollbook.notebook.reading import read
from tollbook.notebook.rows import Rows

__all__ = ["Article", "LedgerNotFoundError", "Mentions", "Rows", "open_home", "read"]
