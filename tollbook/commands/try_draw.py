"""How `tollbook try` looks on a terminal: the text with coloured spans, a legend, and what each span is."""

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tollbook.article import Reading
from tollbook.commands.output import harmless
from tollbook.commands.try_text import kinds, mentions_of, report_lines, unread, unread_lines
from tollbook.rows import Sentence
from tollbook.rulebook import Rulebook

# Colours of the sixteen that each terminal has in its own theme; a claim is told by its line too.
STYLES = {
    "number": "bold yellow",
    "date": "magenta",
    "place": "green",
    "actor": "cyan",
    "event": "red",
    "source": "blue",
    "claim": "underline bold",
    "in no claim": "reverse yellow",
}


def drawn(reading: Reading, book: Rulebook) -> Group:
    """Return what was found in an article for a terminal."""
    parts: list[Text | Padding] = [_legend(), Text()]
    for sentence in reading.sentences:
        parts.append(_sentence(reading, sentence))
        here = list(mentions_of(reading, sentence.sentence_id))
        if here:
            parts.append(Padding(_table(here), (0, 0, 1, 2)))
    parts += [Text(harmless(line)) for line in report_lines(reading)]
    parts += [Text(harmless(line), style="yellow") for line in unread_lines(reading, book)]
    if not reading.claims:
        parts.append(Text("no claims", style="bold"))
    return Group(*parts)


def _legend() -> Text:
    legend = Text()
    for name, style in STYLES.items():
        legend.append(name, style).append("  ")
    return legend


def _sentence(reading: Reading, sentence: Sentence) -> Text:
    """The sentence with its spans; claims last, so that their line runs under everything in them."""
    text = Text(_same_length(sentence.text), style="dim" if sentence.kind == "furniture" else "")
    for name, rows in kinds(reading).items():
        style = STYLES.get(name.removesuffix("s"))
        for row in rows if style else ():
            if row.sentence_id == sentence.sentence_id:
                text.stylize(style or "", row.start_char - sentence.start_char, row.end_char - sentence.start_char)
    for number in unread(reading):
        if number.sentence_id == sentence.sentence_id:
            start = number.start_char - sentence.start_char
            text.stylize(STYLES["in no claim"], start, start + len(number.quote))
    return text


def _same_length(text: str) -> str:
    """Text in which each character that could drive a terminal is a space, so that offsets stay where they are."""
    return "".join(c if harmless(c) and c not in "\n\t" else " " for c in text)


def _table(rows: list[tuple[str, tuple[str, ...]]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(5):
        table.add_column(overflow="fold")
    for kind, cells in rows:
        name, *others = (Text(harmless(cell)) for cell in cells)
        name.stylize(STYLES.get(kind, ""))
        table.add_row(name, *others)
    return table
