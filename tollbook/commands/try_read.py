"""What `tollbook try` is given: a sentence, a file, standard input; and rules of one's own."""

import datetime as dt
from pathlib import Path

import typer

from tollbook.article import Reading, analyse
from tollbook.commands.output import refuse
from tollbook.commands.try_text import TryError, article, given
from tollbook.limits import ArticleLimitError
from tollbook.reading.inputs import KINDS
from tollbook.rulebook import Rulebook, RulebookError, load_rulebook


def read(text: str, published: dt.date | None, rules: Path | None) -> tuple[Reading, Rulebook]:
    """Return what the rules find in what was given, and the rules. Leaves with code 2 where that cannot be."""
    book = _book(rules)
    try:
        path = _file(text)
        document = article(path, published, book) if path else given(_text(text), published)
    except TryError as error:
        refuse(str(error), error.hint)
    try:
        return analyse(document, book), book
    except ArticleLimitError as error:
        refuse(f"It is more than one article may hold: {error.detail}.", "docs/security.md has all limits.")


def _text(text: str) -> str:
    return str(typer.get_text_stream("stdin").read()) if text == "-" else text


def _file(text: str) -> Path | None:
    """The file that a text names; None where it is a text. Raises TryError for the name of a file that is not there."""
    if len(text) > 1000 or "\n" in text or "\x00" in text:
        return None
    path = Path(text)
    if path.is_file():
        return path
    if path.is_dir() and text not in ("", ".", ".."):
        raise TryError(f"{text} is a folder.", f"Its articles: tollbook run --articles {text}")
    if path.suffix.lower() in KINDS and not any(c.isspace() for c in text):
        raise TryError(f"There is no file {text}.", "Name an article, or write a sentence between quotes.")
    return None


def _book(rules: Path | None) -> Rulebook:
    if rules is None:
        return _loaded(None)
    from tollbook.authoring.laid import laid_over  # noqa: PLC0415 (what it needs is heavy, and seldom wanted)
    from tollbook.compare import OverlayError  # noqa: PLC0415

    try:
        with laid_over(rules) as laid:
            return _loaded(laid.root)
    except OverlayError as error:
        refuse(str(error), "tollbook rules new --rules DIR writes a first rule there.")


def _loaded(root: Path | None) -> Rulebook:
    try:
        return load_rulebook(root)
    except RulebookError as error:
        refuse(f"The rules cannot be used:\n{error}", "tollbook rules check shows all that is wrong.")
