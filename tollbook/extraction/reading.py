"""Everything that the rules recognise in the sentences of one article, before any claim is looked for."""

from collections.abc import Sequence

from tollbook.extraction import actors, attribution, dates, events, numbers, places
from tollbook.extraction.mentions import Mentions
from tollbook.rows import Document, Sentence
from tollbook.rulebook import Rulebook


def read(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> Mentions:
    """Return the mentions of all kinds in some sentences of a document; furniture is not read."""
    return Mentions(
        numbers.find(document, sentences, book),
        dates.find(document, sentences, book),
        places.find(document, sentences, book),
        actors.find(document, sentences, book),
        events.find(document, sentences, book),
        attribution.find(document, sentences, book),
    )
