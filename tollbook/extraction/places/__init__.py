"""Places in an article: names of the world gazetteer and the rules, resolved to one place each, and unknown names.

Steps: names in each sentence (`spans`), the patterns beside them (`context`), comma chains (`chains`), which of the
places of one name is meant (`resolve`), which names are places at all (`accept`), rows (`rows`).
"""

from collections.abc import Sequence

from tollbook.extraction.places.accept import accept, mark_metonyms, mark_people
from tollbook.extraction.places.chains import link_chains
from tollbook.extraction.places.context import contexts_of, read_contexts
from tollbook.extraction.places.evidence import PlaceReading, evidence_of
from tollbook.extraction.places.mentions import rows_of
from tollbook.extraction.places.names import find_spans
from tollbook.extraction.places.resolve import resolve
from tollbook.extraction.places.seats import settle_seats, with_seats
from tollbook.extraction.places.words import tokens_of, words_of
from tollbook.extraction.places.world import world_of
from tollbook.rows import Document, PlaceMention, Sentence
from tollbook.rulebook import Rulebook


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[PlaceMention]:
    """Return the place mentions of one article in text order."""
    world, words, contexts = world_of(book), words_of(book), contexts_of(book)
    readings: list[PlaceReading] = []
    for index, sentence in enumerate(sentences):
        if sentence.kind == "furniture":
            continue
        tokens = tokens_of(sentence.text)
        spans = with_seats(tokens, find_spans(tokens, world, words), words)
        read_contexts(tokens, spans, contexts, words)
        own = [PlaceReading(span, index, tokens.cased) for span in spans]
        mark_metonyms(tokens.folded, own, book)
        mark_people(tokens, own, words)
        link_chains(tokens, own, contexts, words, dateline=sentence.kind == "dateline")
        readings.extend(own)
    evidence = evidence_of(readings, words.generic)
    settle_seats(readings, evidence, world)
    for reading in reversed(readings):
        resolve(reading, evidence)
    accept(readings, evidence, words)
    return rows_of(document, sentences, readings)
