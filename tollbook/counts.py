"""Counts in words, the same everywhere: "13", "at least 12", "up to 15", "7 to 12"."""


def in_words(low: int | None, high: int | None, *, word: str | None = None, about: bool = False) -> str:
    """Return a count as words; `word`, or "an unstated number", where both bounds are open."""
    if low is None and high is None:
        return word or "an unstated number"
    if high is None:
        return f"at least {low}"
    if low is None:
        return f"up to {high}"
    if low != high:
        return f"{low} to {high}"
    return f"about {low}" if about else str(low)


def quoted(low: int | None, high: int | None, *, word: str | None = None, about: bool = False) -> str:
    """The same, with quotation marks around what is no plain number: 'at least 12', 'several'."""
    words = in_words(low, high, word=word, about=about)
    return f"'{words}'" if low is None or high is None else words
