"""Reading one text as a run reads a file: cleaned, dated, and everything that the rules find in it."""

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path

from tollbook import article
from tollbook.authoring.laid import laid_over
from tollbook.documents import making
from tollbook.notebook.article import Article
from tollbook.reading import articles
from tollbook.reading.metadata import iso_day
from tollbook.rulebook import Rulebook, RulebookError, load_rulebook
from tollbook.rulebook.load import read_rules

SOURCE = "the given text"
_State = tuple[tuple[str, int, int], ...]  # name, time of change and size of each rule file


def read(
    text: str,
    *,
    published: dt.date | str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    rules: Rulebook | str | os.PathLike[str] | None = None,
) -> Article:
    """Return what the rules find in one article, or one sentence.

    The text is cleaned and read as `tollbook run` reads a file of it. `published` is its day of publication, a date or
    "YYYY-MM-DD", from which "on Sunday" is reckoned; without it, a dateline in the text is used where there is one.
    `outlet` says who published it; `title` is set before the text where the text does not begin with it. `rules` is a
    folder of rule files that lie over the rules that ship, read anew when one has changed, or a loaded rulebook.

    Raises ValueError for a text without words or of more than a million characters, for a day that cannot be read and
    for a folder without rule files; ArticleLimitError for a text over one of the `tollbook.limits`; RulebookError, with
    every fault, for rules that cannot be used.
    """
    book = rules if isinstance(rules, Rulebook) else _rulebook(rules)
    day = iso_day(published) if isinstance(published, str) else published
    given = articles.Article(SOURCE, text, title=title, outlet=outlet, published_on=day)
    return Article.of(article.analyse(making.make_document(given, book), book))


def _rulebook(folder: str | os.PathLike[str] | None) -> Rulebook:
    if folder is None:
        return load_rulebook()
    root = Path(folder).expanduser().resolve()
    states = ((path, path.stat()) for path in sorted(root.rglob("*.yaml")))
    return _loaded(root, tuple((str(p), s.st_mtime_ns, s.st_size) for p, s in states))


@lru_cache(maxsize=2)
def _loaded(root: Path, state: _State) -> Rulebook:  # noqa: ARG001 (a folder with a changed file is another call)
    with laid_over(root) as laid:
        book, faults = read_rules(laid.root)
    if faults:
        raise RulebookError([laid.named(fault) for fault in faults])
    return book
