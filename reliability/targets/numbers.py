"""Numbers in any sentence: words, digits, ranges, bounds; spans apart, low no more than high."""

from reliability.fuzz import Target
from reliability.invariants import apart, bounded, quotes
from tollbook import sentences
from tollbook.extraction import numbers
from tollbook.reading.clean import clean
from tollbook.rows import Document
from tollbook.rulebook import load_rulebook


def one_input(data: bytes) -> None:
    """Read the numbers of a text."""
    text = clean(data.decode("utf-8", "replace"))
    book, document = load_rulebook(), Document("doc", "any", text=text, chars=len(text))
    cut = sentences.split(document, book)
    found = numbers.find(document, cut, book)
    quotes(document, found)
    apart(found, "numbers")
    bounded(found)
    assert numbers.find(document, cut, book) == found, "twice the same"
    inside = {s.sentence_id: s for s in cut}
    for n in found:
        assert inside[n.sentence_id].start_char <= n.start_char <= n.end_char <= inside[n.sentence_id].end_char, n


_WORDS = (
    "at least", "more than", "up to", "between", "and", "or", "to", "from", "dozens", "scores of", "several", "hundred",
    "thousand", "million", "two", "twenty-", "a", "half", "no", "per cent", "%", "1,000", "1.5", "3rd", "-", "–", "½",
    "٥", "５", "XIV", "first", "km", "am", "$", "kg", "year-old", "nobody", "dozen", "a couple of", "(", "of",
)  # fmt: skip
TARGET = Target(one_input, tuple(word.encode() for word in _WORDS), longest=600)
