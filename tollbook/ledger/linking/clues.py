"""What a report tells beside day, place and counts: weekdays whose date nothing settles, and who speaks in it by name.

An article without a day of publication says "on Thursday"; that an article of the day before a Friday tells the same
is little, and that it tells of a Monday rules it out. A police chief who is quoted by name in both is more.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tollbook.ledger.linking.settings import LinkSettings
from tollbook.rows import AttributionMention, DateMention, Document, Report

_NAME_WORDS = 2  # of a name the last ones are those that all outlets write: "Sheikh Omar Hassan" and "Omar Hassan"


class Clues(NamedTuple):
    """Weekdays as numbers, Monday is 0: those that the report tells, and one that its article tells elsewhere.

    Names of speakers, folded.
    """

    weekdays: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()
    speakers: frozenset[str] = frozenset()


NO_CLUES = Clues()


class ClueBook:
    """The clues of all articles, by article.

    Who speaks over more than `speaker_days` speaks of many incidents, so that it tells nothing that he does.
    """

    def __init__(
        self,
        settings: LinkSettings,
        dates: Iterable[DateMention] = (),
        speakers: Iterable[AttributionMention] = (),
        documents: Iterable[Document] = (),
    ) -> None:
        self._weekdays: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._speakers: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for date in dates:
            if date.kind == "weekday" and date.date_from is None:
                self._weekdays[date.doc_id].extend(
                    (date.start_char, day) for day in _days_in(date.quote, settings.weekdays)
                )
        for said in speakers:
            name = speaker_key(said.source_text, settings.office_words) if said.named else None
            if name:
                self._speakers[said.doc_id].append((said.start_char, name))
        self._often = self._speak_often(documents, settings.speaker_days)

    def _speak_often(self, documents: Iterable[Document], speaker_days: int) -> frozenset[str]:
        days: dict[str, list[int]] = defaultdict(list)
        for document in documents:
            if document.published_on:
                for _, name in self._speakers.get(document.doc_id, ()):
                    days[name].append(document.published_on.toordinal())
        return frozenset(name for name, on in days.items() if max(on) - min(on) > speaker_days)

    def of(self, report: Report) -> Clues:
        """Return what stands in the sentences of this report, and beside it the only weekday of its article."""
        days = self._weekdays.get(report.doc_id, [])
        weekdays = frozenset(day for at, day in days if report.start_char <= at < report.end_char)
        elsewhere = frozenset(day for _, day in days) if report.role == "main" else frozenset()
        names = {n for at, n in self._speakers.get(report.doc_id, ()) if report.start_char <= at < report.end_char}
        return Clues(weekdays, elsewhere if len(elsewhere) == 1 else frozenset(), frozenset(names - self._often))


def _days_in(quote: str, weekdays: Sequence[str]) -> list[int]:
    return [n for n, name in enumerate(weekdays) if name in quote.lower()]


def speaker_key(source: str, offices: Sequence[str]) -> str | None:
    """Return the last two words of a name, folded; null for one name alone, and for an office."""
    plain = unicodedata.normalize("NFKD", source.partition(",")[0])
    words = [w for w in plain.replace(".", " ").split() if w[0].isupper()]
    kept = ["".join(c for c in w.casefold() if c.isalnum()) for w in words[-_NAME_WORDS:]]
    whole = len(kept) == _NAME_WORDS and all(len(w) > 1 for w in kept)
    return None if not whole or set(offices) & set(kept) else " ".join(kept)
