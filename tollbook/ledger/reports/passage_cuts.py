"""Cuts an article into passages: a sentence, or a clause of one where it turns to another incident."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from tollbook.extraction.cues import cue
from tollbook.extraction.mentions import Mentions
from tollbook.ledger.reports.passage_reading import read_passage
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.roles import is_parent
from tollbook.ledger.reports.sections import mark_sections
from tollbook.ledger.reports.thread_sums import mark_sums
from tollbook.matching.patterns import Cue, finds
from tollbook.rows import ActorMention, Claim, Document, PlaceMention, Sentence
from tollbook.rulebook import Rulebook

# What a sentence is cut at, and within how many characters it must come to an attack or to people hurt then; the first
# needs none told before it.
_TURN = "turn_break"
_BREAKS = ((_TURN, 120), ("deed_break", 400), ("clause_break", 400), ("weak_break", 40))
_SOON = 120  # characters within which what follows a recalled attack must come to an attack or to people hurt
_CLAUSES = ("clause_break", "deed_break")
_TURNED = 40  # characters before what is recalled in which the time between is told
_BULLET = regex.compile(r"\s*[•*·▪‣-] ")


def cut(
    document: Document, sentences: Sequence[Sentence], mentions: Mentions, claims: Sequence[Claim], book: Rulebook
) -> list[Passage]:
    """Return the passages of an article in text order; furniture is left out."""
    by_sentence: dict[str, list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence_id, []).append(claim)
    out: list[Passage] = []
    for sentence in sentences:
        if sentence.kind != "furniture":
            found, own = mentions.of(sentence.sentence_id), by_sentence.get(sentence.sentence_id, [])
            whole = read_passage(document, sentence, (sentence.start_char, sentence.end_char), found, own, book)
            at = _end_of_recall(whole, book)
            if at is not None:
                halves = (whole.start, at), (at, whole.end)
                earlier, news = (read_passage(document, sentence, span, found, own, book) for span in halves)
                earlier.on_other_day = not finds("hours_after", earlier.text, book)
                out.extend(_recalled(earlier, news))
                continue
            spans = _spans(whole, book)
            parts = [whole]
            if len(spans) > 1:
                parts = [read_passage(document, sentence, span, found, own, book) for span in spans]
            for before, part in pairwise(parts):
                part.clause, part.inherited = True, before.dates or before.inherited
                part.recalls = part.start in _turns(whole, book)
                part.on_other_day = part.recalls and not finds("hours_before", before.text[-_TURNED:], book)
                _turn_back(before, part)
                _stay_there(before, part)
                _share_day(before, part, book)
            out.extend(parts)
    _recall_groups(out, book)
    mark_sections(out)
    mark_sums(out, book)
    return out


def _end_of_recall(whole: Passage, book: Rulebook) -> int | None:
    """Where a sentence comes to its own attack that opens with an earlier one ("Days after rebels killed six, ...")."""
    opening = cue("opening_recall", book).match(whole.text)
    if opening is None:
        return None
    told = [c.start_char for c in whole.own_claims if c.outcome != "captured"] + [e.start_char for e in whole.attacks]
    anchors = sorted(a - whole.start for a in told)
    for end in cue("recall_end", book).finditer(whole.text):
        earlier = any(opening.end() <= a < end.start() for a in anchors)
        if earlier and any(end.end() <= a < end.end() + _SOON for a in anchors):
            return whole.start + end.end()
    return None


def _recalled(earlier: Passage, news: Passage) -> list[Passage]:
    """Return both halves of such a sentence, the news first; the other is told as having been so many days before."""
    back = (d.offset_days for d in earlier.dates[:1] if d.offset_days is not None)
    days = [replace(d, offset_days=-days) for d, days in zip(earlier.dates, back, strict=False)]
    rest = [d for d in earlier.dates if d.offset_days is None and d.date_from is not None]
    earlier.dates = rest or days
    earlier.clause, earlier.recalls = True, True
    return [news, earlier]


def _turns(whole: Passage, book: Rulebook) -> set[int]:
    """Where the sentence turns to what came before: "..., a week after gunmen killed six"."""
    pattern = book.memo(f"passages.{_TURN}", _breaks(_TURN))
    return {whole.start + m.end() for m in pattern.finditer(whole.text)}


def _turn_back(before: Passage, part: Passage) -> None:
    """Give "came two days after ..." as a day counted back to the part that tells what it came after."""
    last = before.dates[-1] if before.dates else None
    if last is None or before.end - last.end_char > 2:
        return
    if last.offset_days is None and last.date_from is None and part.recalls:
        before.dates, part.inherited = before.dates[:-1], []  # "a month after"
    elif last.offset_days is not None and last.offset_days > 0:
        before.dates = before.dates[:-1]
        part.inherited = []
        if not part.dates:
            part.dates = [replace(last, offset_days=-last.offset_days)]


def _stay_there(before: Passage, part: Passage) -> None:
    """Give what is recalled the place of what was done after it: "soldiers patrolled Jos, two days after ..."."""
    if part.recalls and not (part.places or before.own_claims or before.attacks or before.sources):
        part.places = list(before.places)


def _share_day(before: Passage, part: Passage, book: Rulebook) -> None:
    """Give the day told last to both where the part has no subject of its own.

    "Killed two in X and one in Y on Tuesday"; "killed two in X and wounded three in Y on Tuesday". Or where they are
    told together: "in two attacks, rebels killed two in X and a mine wounded three in Y on Tuesday".
    """
    there = book.flagged("casualties", "there")
    own = [c for c in part.claims[:1] if c.start_char == part.start or c.rule_id in there]
    told = own or finds("told_together", before.text, book)
    if before.own_claims and not before.dates and not before.inherited and told:
        before.inherited = part.dates


def _recall_groups(passages: Sequence[Passage], book: Rulebook) -> None:
    last: ActorMention | None = None
    header: ActorMention | None = None
    for passage in passages:
        passage.group_before = last
        passage.group_of_list = header if _BULLET.match(passage.text) else None
        if passage.text.rstrip().endswith(":"):
            header = next((a for a in passage.actors if a.kind == "armed_group"), None)
        groups = [a for a in reversed(passage.actors) if a.kind == "armed_group"]
        if len(groups) > 1:  # "X, which is allied with Y": "the group" is X
            groups = [a for a in groups if not is_parent(passage, a, book)] or groups
        last = next(iter(groups), last)


def _spans(whole: Passage, book: Rulebook) -> list[tuple[int, int]]:
    """The sentence whole, or cut where both sides have an attack or claim and places or days that differ."""
    sentence = whole.sentence
    anchors = sorted([c.start_char for c in whole.claims] + [e.start_char for e in whole.events if e.kind == "attack"])
    if not anchors:
        return [(whole.start, whole.end)]
    inside = [(c.start_char, c.end_char) for c in whole.claims]
    for name, soon in _BREAKS if anchors[0] < anchors[-1] else _BREAKS[:1]:
        pattern = book.memo(f"passages.{name}", _breaks(name))
        breaks = [whole.start + m.end() for m in pattern.finditer(whole.text)]
        breaks = [at for at in breaks if not any(a < at < b for a, b in inside)]
        found = _cuts(sentence, breaks, _Turn(name, soon, anchors, whole))
        if len(found) > 1:
            return found
    return [(whole.start, whole.end)]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What decides whether a sentence turns to another incident at a break of the kind `name`."""

    name: str
    soon: int  # characters within which the words after it must come to an attack or to people hurt
    anchors: Sequence[int]  # where attacks and people hurt are told
    whole: Passage

    def at(self, start: int, at: int, end: int) -> bool:
        """Whether the words from `at` to `end` tell another incident than those from `start`."""
        if not any(at <= a < at + self.soon for a in self.anchors):
            return False
        if self.name == _TURN:
            return True
        if not any(start <= a < at for a in self.anchors) or self._goes_on(at):
            return False
        return self._other_day(start, at, end) or self._other_place(start, at, end) or self._other_deed(start, at, end)

    def _goes_on(self, at: int) -> bool:
        """Whether it counts people beside those before ("one was killed and three others were hurt")."""
        after = [c for c in self.whole.claims if c.start_char >= at]
        return bool(after) and after[0].additional

    def _other_day(self, start: int, at: int, end: int) -> bool:
        days = [d for d in self.whole.dates if d.precision in ("day", "night", "month")]
        before = [d for d in days if start <= d.start_char < at]
        after = [d for d in days if at <= d.start_char < min(end, at + self.soon)]
        if self.name not in _CLAUSES or not (before and after):
            return False
        return before[-1].date_from != after[0].date_from

    def _other_deed(self, start: int, at: int, end: int) -> bool:
        """Whether it tells two deeds on different people ("the kidnapping of X and the murder of Y")."""
        if self.name != "deed_break":
            return False
        before = [c for c in self.whole.own_claims if start <= c.start_char < at]
        after = [c for c in self.whole.own_claims if at <= c.start_char < end]
        if not before or not after or {c.outcome for c in before} == {c.outcome for c in after}:
            return False
        return {c.outcome for c in (*before, *after)} == {"killed", "abducted"}

    def _other_place(self, start: int, at: int, end: int) -> bool:
        first = at if self.name in _CLAUSES else min(a for a in self.anchors if at <= a)
        places = [p for p in self.whole.places if p.precision != "country"]
        if self.whole.text[max(0, at - self.whole.start - 2) : at - self.whole.start] == "; " and not places:
            places = self.whole.places  # "8 dead in Togo bus attack; 7 killed in Benin"
        before = _finest([p for p in places if start <= p.start_char < at])
        after = [p for p in places if first <= p.start_char < end]
        if self.name == "weak_break" and before == [self.whole.opens_with] and all(p.place_id is None for p in after):
            return False  # "in Kibera, a man died and two were hurt at a bar in Soweto": all of it in Kibera
        return bool(before and after) and not any(_overlap(b, a) for b in before for a in after)


def _breaks(name: str) -> Callable[[Rulebook], Cue]:
    return lambda book: Cue(book, "{" + name + "}")


def _cuts(sentence: Sentence, breaks: Sequence[int], turn: _Turn) -> list[tuple[int, int]]:
    start, out = sentence.start_char, []
    for at in breaks:
        if turn.at(start, at, sentence.end_char):
            out.append((start, at))
            start = at
    return [*out, (start, sentence.end_char)]


def _finest(places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places without those in which others of them lie: "in two attacks in Balochistan, gunmen in Harnai"."""
    return [p for p in places if not any(q.admin1 == p.name != q.name for q in places)]


def _overlap(one: PlaceMention, other: PlaceMention) -> bool:
    if one.name == other.name:
        return True
    if (one.place_id is None) != (other.place_id is None):
        return False
    if one.place_id and one.place_id == other.place_id:
        return True
    names = (one.name, one.admin1), (other.name, other.admin1)
    return names[0][0] == names[1][1] or names[1][0] == names[0][1]
