"""The journal of a home: what runs did, an event a line as JSON, in `logs/` and on standard error where that is asked.

An event names stages, shards, articles (id and file), rules and counts. No text of an article: an error is told by its
kind, its place in the code and the rule at work, because its message may quote what was read. JSON is written in
ASCII, so that nothing in the name of a file can drive a terminal.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

import structlog

from tollbook.broken import BROKEN_REASONS, STAGE_DOCUMENTS, broken_in, known_of
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.rulebook import RulebookError
from tollbook.stages import MissingStageError, StagesError, StageStore
from tollbook.warehouse import PublishError

FOLDER, FILE = "logs", "tollbook.jsonl"  # in the home
MAX_BYTES, OLD_FILES = 5_000_000, 5  # so that all of it stays below 30 MB
TEXT, JSON = "text", "json"
FORMATS = (TEXT, JSON)
FORMAT_VARIABLE = "TOLLBOOK_LOG_FORMAT"
_PLAIN = (OSError, RulebookError, StagesError, MissingStageError, PublishError)  # their messages quote no article
_stream: list[TextIO] = []  # a copy of standard error, none or one


class Journal:
    """Writes events, each with the facts that are bound to it. What cannot be written is left out: no run fails so."""

    def __init__(self, *sinks: logging.Handler, **facts: Any) -> None:
        self._sinks = sinks
        self.failed = False  # whether an error was told of
        logger = logging.Logger(__name__)  # of its own: nobody else's settings bear on it
        for sink in sinks:
            logger.addHandler(sink)
        processors: list[structlog.typing.Processor] = [
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            _in_order,
            structlog.processors.JSONRenderer(default=str),
        ]
        wrapped = structlog.wrap_logger(logger, processors, structlog.stdlib.BoundLogger)
        self._log: structlog.stdlib.BoundLogger = wrapped.bind(**facts)

    def tell(self, event: str, level: str = "info", **facts: Any) -> str:
        """Write an event; returns it as words for a log of another kind."""
        self.failed = self.failed or level == "error"
        getattr(self._log, level)(event, **facts)
        return as_words(event, facts)

    def close(self) -> None:
        """Close what it wrote to."""
        for sink in self._sinks:
            sink.close()


def journal_of(home: Path, form: str = TEXT, **facts: Any) -> Journal:
    """Return the journal of a home; with the form `json` it goes to standard error too. Only for who holds its lock."""
    with suppress(OSError):
        (home / FOLDER).mkdir(parents=True, exist_ok=True)
    sinks: list[logging.Handler] = [_File(home / FOLDER / FILE, maxBytes=MAX_BYTES, backupCount=OLD_FILES, delay=True)]
    if form == JSON:
        sinks.append(_Stream(_stream[0] if _stream else sys.stderr))
    return Journal(*sinks, **facts)


def write_to(stream: TextIO) -> None:
    """Have journals use this stream as standard error: a copy, where somebody else redirects the original."""
    _stream[:] = [stream]


def as_words(event: str, facts: Mapping[str, Any]) -> str:
    """Return an event as `event stage=claims rows=12`, on one line and harmless."""
    render = structlog.processors.LogfmtRenderer(bool_as_flag=False)
    shown = {key: _harmless(value) for key, value in facts.items() if value not in (None, "")}
    return f"{event} {render(None, '', shown)}".rstrip()


def failure(error: BaseException) -> dict[str, Any]:
    """Return what is told of an error: its kind, place and rule, where it was, a message that quotes nothing."""
    kind, where, rule = known_of(error)
    notes = list(getattr(error, "__notes__", ()))
    return {
        "error": kind,
        "where": where,
        "rule": rule or None,
        "in": notes or None,
        "message": str(error) if isinstance(error, _PLAIN) else None,
    }


def broken_articles(store: StageStore) -> Iterator[dict[str, Any]]:
    """Yield what is told of each article that a stage, or the reader, broke on."""
    for reject in store.rows(PUBLIC_TABLES["rejects"]):
        if reject.reason in BROKEN_REASONS and reject.stage == STAGE_DOCUMENTS:
            yield {"stage": reject.stage, "source_id": reject.source_id, "reason": reject.reason}
    for path in store.paths("article_reports"):
        for article in broken_in([path]):
            yield {"shard": path.name.split("-", 1)[0], **asdict(article)}


def _in_order(_: Any, __: str, facts: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What every event has comes first, for who reads the lines."""
    return {**{name: facts.pop(name) for name in ("time", "level", "event")}, **facts}


def _harmless(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value).encode("unicode_escape").decode("ascii")


class _File(RotatingFileHandler):
    """The file of a journal. A line that a killed run left half written is ended, so that it spoils no other."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if stream.tell() and not Path(self.baseFilename).read_bytes().endswith(b"\n"):
            stream.write("\n")
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Leave the event out."""


class _Stream(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Leave the event out: nobody reads any more."""
