"""Counts and codes in words, the same everywhere: "13", "at least 12", "7 to 12"; "armed assault", "IED"."""

_ABBREVIATIONS = frozenset({"ied"})


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


def plain(code: str | None) -> str:
    """Write a code of the ledger as words: armed_assault is "armed assault", ied is "IED"."""
    words = (code or "").replace("_", " ")
    return words.upper() if words in _ABBREVIATIONS else words
