"""What tests send to workers: a module of its own, so that a worker imports little."""

import os
import signal
from pathlib import Path

from tollbook.ids import content_id
from tollbook.rows import Document, Sentence
from tollbook.rulebook import Rulebook

DEATH = "TOLLBOOK_TEST_DEATH"  # a file: the process that makes it dies at once


def square(number: int) -> int:
    if number < 0:
        raise ArithmeticError(f"{number} is too small")
    return number * number


def dies_once(document: Document, book: Rulebook) -> list[Sentence]:
    """Kill the process of the first call in the middle of the work, then make one row a document."""
    mark = Path(os.environ[DEATH])
    if document.source_id == "5" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    row = content_id("sen", document.doc_id)
    return [Sentence(row, document.doc_id, 0, 0, 0, document.chars, document.text)]
