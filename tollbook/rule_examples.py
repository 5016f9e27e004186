"""Whether the examples of all rules hold, remembered for as long as rules and code stay as they are.

Running them takes seconds and depends on nothing but rules and code, so the outcome is kept where `tollbook.kept` says
and not in a home: a new home need not pay for it again.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from tollbook.ids import digest
from tollbook.kept import kept, prune, user_folder
from tollbook.ledger.reconciling.profile_examples import try_profiles
from tollbook.memory import collection_paused
from tollbook.rule_trials import trials
from tollbook.rulebook import Rulebook
from tollbook.rulebook.examples import run_examples
from tollbook.stages import code_version
from tollbook.storage.files import write_atomically

_CODE = ("tollbook.rule_trials", "tollbook.ledger.reconciling.profile_examples", "tollbook.rulebook.examples")
_NAME = "examples-{}.json"
_MOST = 8  # outcomes that are kept: of other rules, or of another version


@dataclass(frozen=True, slots=True)
class ExampleFault:
    """An example that does not hold."""

    file: Annotated[str, "rule file, relative to the folder of rules"]
    line: Annotated[int, "line of the rule"]
    rule_id: Annotated[str, "rule that the example is of"]
    message: Annotated[str, "what the rule did with it"]


def find_faults(book: Rulebook) -> list[ExampleFault]:
    """Run the examples of all rules and profiles. Returns those that do not hold, by file and line."""
    with collection_paused():
        faults = sorted({*run_examples(book, trials()), *try_profiles(book)[0]})
    return [ExampleFault(**asdict(fault)) for fault in faults]


def example_faults(book: Rulebook, cache: Path | None = None) -> list[ExampleFault]:
    """Return the examples that do not hold; run only when rules or code changed since they ran last.

    `cache` is a folder that is made when needed; those of `tollbook.kept` when not given. One that cannot be written
    is not used.
    """
    name = _NAME.format(_version(book))
    for path in kept(name) if cache is None else [cache / name]:
        with suppress(OSError, ValueError, TypeError):
            return [ExampleFault(**fault) for fault in json.loads(path.read_text(encoding="utf-8"))]
    found = find_faults(book)
    with suppress(OSError):
        _keep(found, book, cache or user_folder())
    return found


def keep_faults(book: Rulebook, folder: Path) -> None:
    """Run the examples and keep the outcome in a folder. Raises OSError when it cannot be written."""
    _keep(find_faults(book), book, folder)


def _keep(faults: list[ExampleFault], book: Rulebook, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(fault) for fault in faults])
    write_atomically(folder / _NAME.format(_version(book)), lambda private: _write(private, text))
    prune(folder, _NAME.format("*"), _MOST)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _version(book: Rulebook) -> str:
    """What the outcome depends on: all rules, and the code that runs them."""
    return digest([book.digest(), code_version(_CODE)])
