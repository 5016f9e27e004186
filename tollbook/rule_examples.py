"""Whether the examples of all rules hold, remembered for as long as rules and code stay as they are.

Running them takes seconds and depends on nothing but rules and code, so the outcome is kept in the user's cache folder
and not in a home: a new home need not pay for it again.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, get_args

from platformdirs import user_cache_dir

from tollbook.extraction.registry import trials
from tollbook.ledger.profile_examples import try_profiles
from tollbook.rows.schema import Table
from tollbook.rulebook import Rulebook
from tollbook.rulebook.examples import run_examples
from tollbook.rulebook.models import Dimension
from tollbook.stages import AllRows, Stage, StageStore, run_stage


@dataclass(frozen=True, slots=True)
class ExampleFault:
    """An example that does not hold."""

    file: Annotated[str, "rule file, relative to the folder of rules"]
    line: Annotated[int, "line of the rule"]
    rule_id: Annotated[str, "rule that the example is of"]
    message: Annotated[str, "what the rule did with it"]


def find_faults(book: Rulebook) -> list[ExampleFault]:
    """Run the examples of all rules and profiles. Returns those that do not hold, by file and line."""
    faults = sorted({*run_examples(book, trials()), *try_profiles(book)[0]})
    return [ExampleFault(**asdict(fault)) for fault in faults]


FAULTS = Table("rule_examples", ExampleFault, ("file", "line", "rule_id", "message"))
EXAMPLES = Stage(
    FAULTS.name,
    AllRows(find_faults, (), (FAULTS,)),
    inputs=(),
    outputs=(FAULTS,),
    dimensions=get_args(Dimension),
    modules=("tollbook.extraction.registry", "tollbook.ledger.profile_examples", "tollbook.rulebook.examples"),
    sharded=False,
)


def example_faults(book: Rulebook, cache: Path | None = None) -> list[ExampleFault]:
    """Return the examples that do not hold; run only when rules or code changed since they ran last.

    `cache` is a folder that is made when needed; the user's own when not given. One that cannot be written is not used.
    """
    store = StageStore(cache or Path(user_cache_dir("tollbook", appauthor=False)))
    try:
        run_stage(store, EXAMPLES, book)
        return store.rows(FAULTS)
    except OSError:
        return find_faults(book)
