"""Who a claim is from, as a reader would say it, whether anybody else can be meant, and whether it was corrected."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:[.'’-][\p{L}\p{N}]+)*")
_NOUNS = (
    "att_security", "att_official", "att_office", "att_official_weak", "att_medic", "att_perpetrator", "att_media",
    "att_monitor",
)  # fmt: skip
_COMMON = (*_NOUNS, "att_witness", "att_source_noun", "att_adjective", "att_article", "att_indefinite")
_NAMED_KINDS = ("agency", "monitor", "perpetrator")  # kinds that are told by their names
_ENDS = (" of", " in", " at", " from", " for", " the", " a", " an")  # of a phrase that was cut
_LONG = 70  # characters; a longer name is told without what stands after its first comma
_BEFORE = 80  # characters before a claim in which "initially said" is looked for
_AFTER = 60  # and after it, "as initially reported"


@dataclass(frozen=True, eq=False)
class SourceNames:
    """Words that decide how a source is written and whether it is one that can be met again."""

    common: frozenset[str]
    nouns: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    anonymous: frozenset[str]
    speakers: frozenset[str]
    again: frozenset[str]
    before: Cue
    after: Cue

    @classmethod
    def of(cls, book: Rulebook) -> "SourceNames":
        """Read the lexicons of a book."""
        return cls(
            common=frozenset(w for name in _COMMON for w in book.words(name) if " " not in w),
            nouns=frozenset(w for name in _NOUNS for words in book.words(name) for w in words.split()),
            articles=frozenset(book.words("att_article")),
            indefinite=frozenset(book.words("att_indefinite")),
            anonymous=frozenset(book.words("att_anonymous")),
            speakers=frozenset(book.words("att_speaker")),
            again=frozenset(book.words("att_again")),
            before=Cue(book, "{att_corrected}"),
            after=Cue(book, "{att_corrected_after}"),
        )

    def name(self, text: str) -> str:
        """A source inside a sentence: "A police officer" is "a police officer", "Al Jazeera" stays."""
        text = " ".join(text.split())
        while text.endswith(_ENDS):
            text = text.rpartition(" ")[0]
        if len(text) > _LONG and ", " in text:
            text = text.partition(", ")[0]
        words = text.split(" ")
        if len(words) == 2 and fold(words[0]) in self.articles and fold(words[1]) in self.again & self.anonymous:
            return _one_of_many(words[1].lower())  # who it was the article told before
        if text.isupper() and len(words) > 1:
            return text.lower()
        first, second = words[0], words[1] if len(words) > 1 else ""
        is_name = second[:1].isupper() and fold(first) not in self.articles | self.indefinite
        is_common = fold(first) in self.common and not (first.isupper() and len(first) > 1)
        return text[:1].lower() + text[1:] if is_common and not is_name else text

    def key(self, text: str, kind: str | None) -> str | None:
        """What is equal for the same source in any article; None for one of many ("a police officer", "sources").

        An office, a person by full name, or a group or agency by its name; other words may be no source at all.
        """
        head = text.partition(",")[0]
        words = [fold(w) for w in _WORD.findall(head)]
        told = [w for w in words if w not in self.articles]
        if self.anonymous.intersection(told) or self.speakers.issuperset(told):
            return None
        if words[0] in self.indefinite and not self.speakers.intersection(told):
            return None
        named = not text.isupper() and sum(w[:1].isupper() for w in _WORD.findall(head)) > 1
        if kind not in _NAMED_KINDS and not named and not self.nouns.intersection(told):
            return None
        return " ".join(w for w in told if w not in self.indefinite) or None


def _one_of_many(noun: str) -> str:
    if noun.endswith("s"):
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def with_sources(claims: Iterable[Claim], sentences: Sequence[Sentence], book: Rulebook) -> list[Claim]:
    """Return the claims of one article, in text order, with `source_name`, `source_key` and `corrected`."""
    names = book.memo("claims.source_names", SourceNames.of)
    by_id = {s.sentence_id: s for s in sentences}
    ends: dict[str, int] = defaultdict(int)
    out = []
    for claim in claims:
        sentence = by_id[claim.sentence_id]
        corrected = _is_corrected(claim, sentence, ends[claim.sentence_id], names)
        ends[claim.sentence_id] = claim.end_char
        text = claim.source_text
        name, key = (names.name(text), names.key(text, claim.source_kind)) if text else (None, None)
        if name or key or corrected:
            claim = replace(claim, source_name=name, source_key=key, corrected=corrected)  # noqa: PLW2901
        out.append(claim)
    return out


def _is_corrected(claim: Claim, sentence: Sentence, after: int, names: SourceNames) -> bool:
    """Whether the sentence says that this was a first count ("initially said", "down from", "as first reported")."""
    folded = fold(sentence.text)
    start, end = max(after, claim.start_char - _BEFORE, sentence.start_char), claim.end_char
    start, end = start - sentence.start_char, end - sentence.start_char
    if names.before.search(folded, start, end):
        return True
    return names.after.match(folded, end, min(len(folded), end + _AFTER)) is not None
