"""Splits a document into sentences, headlines, captions, datelines and page furniture."""

from dataclasses import dataclass, field, replace

from tollbook.ids import content_id
from tollbook.rows import Document, Sentence
from tollbook.rulebook import Rulebook
from tollbook.sentences.blocks import blocks, is_item
from tollbook.sentences.boundaries import Stops, sentences
from tollbook.sentences.furniture import SHORT, Furniture, Mark, opens_list

_HEADLINE_MAX = 220  # characters
_TOP = 8  # blocks from the start in which bylines are looked for
_OPENINGS = 2  # what may stand before the first words of a block
_SECOND_HEADLINE_WORDS = 4  # a shorter line under a headline is a name or a label
_ENDS = '.!?…:;"”’)]'
_FULL_STOP = (".", '."', ".”", ".'", ".’", ".)", ";", ",", ":")


def split(document: Document, book: Rulebook) -> list[Sentence]:
    """Return the sentences of `document.text` in order.

    Every piece of the text that is not white space is in exactly one of them; none crosses a blank line.
    `kind` is headline (titles at the top), body, caption, dateline, or furniture; the last is not read.
    """
    return _Splitter(document, book).run()


def split_unnamed(document: Document, book: Rulebook) -> list[Sentence]:
    """Return the same with empty `sentence_id`s, for those who only look at the words: hashes take a third of it."""
    return _Splitter(document, book, named=False).run()


@dataclass
class _Splitter:
    document: Document
    book: Rulebook
    named: bool = True
    out: list[Sentence] = field(default_factory=list)
    paragraph: int = 0
    in_body: bool = False  # a paragraph of the story has begun
    headlines: int = 0
    list_until: int = -1  # end of the block to which a list of other stories reaches so far

    def run(self) -> list[Sentence]:
        self.rules = self.book.memo("reading.furniture", Furniture)
        self.stops = self.book.memo("reading.stops", Stops.of)
        text = self.document.text
        self.shown = self.rules.shown(text)
        for start, end in blocks(text):
            self._block(text, start, end)
            self.paragraph += 1
        self._mark_teasers()
        return self.out

    def _block(self, text: str, start: int, end: int) -> None:
        block = text[start:end]
        top = self.paragraph < _TOP
        mark = self.rules.line(self.shown, start, end, top=top, headline=self.headlines > 0, body=self.in_body)
        if mark is not None:
            if opens_list(mark) or self.list_until >= 0:
                self.list_until = end
            self._add_all(text, [(start, end)] if mark.kind == "furniture" else self._cut(start, end), mark)
            return
        if self._in_list(text, block, start):
            self.list_until = end
            self._add(text, start, end, "furniture", self.out[-1].rule_id)
            return
        self.list_until = -1
        start = self._opened(text, start, end)
        if start < end:
            self._story(text, start, end)

    def _mark_teasers(self) -> None:
        """Mark the lines below the last sentence that are titles of other stories; one alone may be of this one."""
        found = []
        for index in range(len(self.out) - 1, -1, -1):
            line = self.out[index]
            if line.kind == "furniture":
                continue
            if line.kind != "body" or line.text.endswith(_FULL_STOP) or is_item(line.text, (0, len(line.text))):
                break
            mark = self.rules.end(self.shown, line.start_char, line.end_char)
            if mark is None:
                break
            found.append((index, mark))
        for index, mark in found if len(found) > 1 else ():
            self.out[index] = replace(self.out[index], kind=mark.kind, rule_id=mark.rule.id)

    def _opened(self, text: str, start: int, end: int) -> int:
        """Mark the day of the page or the dateline that a block opens with. Return where its own words begin."""
        top = not self.in_body or self.paragraph < _TOP  # a caption may stand before the first paragraph
        for _ in range(_OPENINGS):
            opening = self.rules.start(self.shown, start, end, top=top and text[end - 1] in _ENDS)
            if opening is None:
                break
            self._add_all(text, [(start, start + opening.length)], opening)
            start += opening.length
            while start < end and text[start].isspace():
                start += 1
            self.in_body = self.in_body or (opening.kind == "dateline" and start < end)
            if opening.kind == "dateline":
                break
        return start

    def _in_list(self, text: str, block: str, start: int) -> bool:
        """Whether this line is in a list of other stories: short, no sentence. At the top it may be the title."""
        if self.list_until < 0 or len(block) > SHORT or block.endswith(_FULL_STOP):
            return False
        apart = "\n\n" in text[self.list_until : start]
        return (
            self.in_body if apart else self.in_body or self.headlines > 0 or is_item(text, (start, start + len(block)))
        )

    def _story(self, text: str, start: int, end: int) -> None:
        spans = self._cut(start, end)
        if not self.in_body and self._is_headline(text, start, end, spans):
            self.headlines += 1
            for s, e in spans:
                self._add(text, s, e, "headline", None)
            return
        self.in_body = self.in_body or len(spans) != 1 or text[end - 1] in _ENDS
        for s, e in spans:
            mark = self.rules.sentence(self.shown, s, e)
            self._add(text, s, e, mark.kind if mark else "body", mark.rule.id if mark else None)

    def _is_headline(self, text: str, start: int, end: int, spans: list[tuple[int, int]]) -> bool:
        block = text[start:end].strip()
        if self.document.title is not None and block == self.document.title.strip():
            return True
        if self.headlines and block.count(" ") + 1 < _SECOND_HEADLINE_WORDS:
            return False
        return len(spans) == 1 and len(block) <= _HEADLINE_MAX and not block.endswith(_FULL_STOP)

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        return sentences(self.document.text, start, end, self.stops)

    def _add_all(self, text: str, spans: list[tuple[int, int]], mark: Mark) -> None:
        for start, end in spans:
            self._add(text, start, end, mark.kind, mark.rule.id)

    def _add(self, text: str, start: int, end: int, kind: str, rule_id: str | None) -> None:
        piece = text[start:end]
        stripped = piece.strip()
        start += len(piece) - len(piece.lstrip())
        end = start + len(stripped)
        if not stripped:
            return
        sentence_id = content_id("sen", self.document.doc_id, start, end) if self.named else ""
        position = len(self.out)
        self.out.append(
            Sentence(sentence_id, self.document.doc_id, position, self.paragraph, start, end, stripped, kind, rule_id)
        )
