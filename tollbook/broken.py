"""Articles on which a stage broke: what is known of the error, in words that are the same in every run.

An exception in the function that reads one article is a fault of Tollbook or of a rule, not of the article; but one
such article must not stop a run over a hundred thousand. It is set aside: nothing is taken from it, it is a row of
`rejects`, and the others go on. What is told of the error leaves its message out, which may quote the article.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any

import pyarrow.parquet as pq

from tollbook.limits import TOO_MUCH, TOO_SLOW, ArticleLimitError, TooSlowError
from tollbook.rows import Document, Reject
from tollbook.rulebook import LocatedRule

BROKE = "failed"
BROKEN_REASONS = (BROKE, TOO_SLOW)  # reasons in `rejects` that are no fault of the input
STAGE_DOCUMENTS = "documents"  # of a reject that is no row of `documents`
_KEY = b"tollbook.broken"  # in the metadata of a file of a stage: the articles that are not in it
_OURS = Path(__file__).parent


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """An article that was set aside: by which stage, with which kind of error, where in the code, in which rule.

    `rule_id` is empty where no rule was at work.
    """

    doc_id: str
    source_id: str
    stage: str
    reason: str
    error: str
    where: str
    rule_id: str

    @property
    def about(self) -> str:
        """The error in a few words."""
        return f"{self.error} at {self.where}" + (f", rule {self.rule_id}" if self.rule_id else "")

    @property
    def reject(self) -> Reject:
        """The article as a row of `rejects`."""
        detail = self.error if self.reason == TOO_MUCH else told(self.stage, self.about)
        return Reject(self.source_id, self.stage, self.reason, detail)


def told(stage: str, about: str) -> str:
    """Return what `rejects` says of an article on which a stage broke, and what to do."""
    return (
        f"{stage} broke on this article: {about}. It counts nowhere, and is tried again when the rules or the code of "
        "that stage change; `tollbook try FILE` shows the whole error. Please report it."
    )


def unread(error: Exception, source_id: str) -> Reject:
    """Return the row of `rejects` for an article, or a file of them, that the reader broke on."""
    kind, where, rule = known_of(error)
    about = f"{kind} at {where}" + (f", rule {rule}" if rule else "")
    return Reject(source_id, STAGE_DOCUMENTS, _reason(error), told("reading", about))


def is_of_the_article(error: Exception) -> bool:
    """Return whether an error comes from an article, not from the machine (memory, disk, network)."""
    return isinstance(error, TimeoutError) or not isinstance(error, OSError | MemoryError)


def broken(error: Exception, stage: str, document: Document) -> Broken:
    """Return what is known of an error in the function that a stage calls for a document.

    An article over a limit is none: what it holds too much of is told instead.
    """
    if isinstance(error, ArticleLimitError) and error.reason == TOO_MUCH:
        return Broken(document.doc_id, document.source_id, stage, TOO_MUCH, error.detail, "", "")
    return Broken(document.doc_id, document.source_id, stage, _reason(error), *known_of(error))


def _reason(error: Exception) -> str:
    return TOO_SLOW if isinstance(error, TimeoutError) else BROKE


def known_of(error: BaseException) -> tuple[str, str, str]:
    """Return the kind of an error, where in the code it was raised, and the rule at work, empty when there was none.

    The place is the innermost one in Tollbook, else the innermost.
    """
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if _is_ours(frame)]
    told = error.pattern if isinstance(error, TooSlowError) else ""
    rule = next((found for frame in reversed(ours) for found in _rules_in(frame)), told)
    return type(error).__name__, _place((ours or frames)[-1]) if frames else "an unknown place", rule


def _is_ours(frame: FrameType) -> bool:
    path = Path(frame.f_code.co_filename)
    return path.is_relative_to(_OURS) and path != _OURS / "stages" / "stage.py"  # what calls the functions of stages


def _place(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    shown = path.relative_to(_OURS.parent).as_posix() if path.is_relative_to(_OURS) else path.name
    return f"{shown}:{frame.f_lineno} ({frame.f_code.co_name})"


def _rules_in(frame: FrameType) -> Iterator[str]:
    """Ids of the rules that a function was working with: itself a variable, or in one (a hit, a reader of a rule)."""
    for value in frame.f_locals.values():
        for found in (value, getattr(value, "rule", None), getattr(value, "located", None)):
            if isinstance(found, LocatedRule):
                yield found.id


def as_metadata(articles: Iterable[Broken]) -> dict[bytes, bytes] | None:
    """Return articles as the metadata of an Arrow schema; None when there are none."""
    rows = [asdict(article) for article in sorted(articles)]
    return {_KEY: json.dumps(rows).encode()} if rows else None


def from_metadata(metadata: Mapping[bytes, bytes] | None) -> tuple[Broken, ...]:
    """Return the articles that the metadata of an Arrow schema names."""
    rows: list[Any] = json.loads((metadata or {}).get(_KEY, b"[]"))
    return tuple(Broken(**row) for row in rows)


def broken_in(files: Iterable[Path]) -> list[Broken]:
    """Return the articles that are not in these files of a stage on this machine, because a stage broke on them."""
    return sorted(article for file in files for article in from_metadata(pq.read_schema(file).metadata))
