"""Everything that can be wrong with a folder of rules: loading, lint, examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tollbook.rulebook.book import Fault, Rulebook
from tollbook.rulebook.examples import Trial, count_examples, run_examples
from tollbook.rulebook.lint import Conventions, PatternCompiles, lint
from tollbook.rulebook.load import read_rules


@dataclass(frozen=True, slots=True)
class Checked:
    """The faults of a rulebook, by file and line, and how much was looked at."""

    faults: tuple[Fault, ...]
    n_rules: int
    n_examples: int  # 0 when the rules are too broken to run any

    @property
    def summary(self) -> str:
        """One line with the totals."""
        tried = f"{self.n_examples} examples" if self.n_examples else "no examples run"
        found = f"{len(self.faults)} faults" if self.faults else "no faults"
        return f"{self.n_rules} rules, {tried}: {found}"


def check_rules(
    root: Path | None,
    conventions: Callable[[Rulebook], Conventions],
    trials: Mapping[str, Trial],
    try_profiles: Callable[[Rulebook], tuple[list[Fault], int]] | None = None,
) -> Checked:
    """Load, lint and try the rules under `root` (None: the packaged ones).

    `try_profiles` returns the faults of the profiles of a book and how many worked cases it ran. Faults of loading
    and lint come together; the examples run only when every file loads and every pattern compiles.
    """
    book, unloaded = read_rules(root)
    known = conventions(book)
    broken = [*unloaded, *lint(book, known, [PatternCompiles()])]
    faults = {*broken, *lint(book, known)}
    if broken:
        return Checked(tuple(sorted(faults)), len(book.rules), 0)
    of_profiles, n_cases = try_profiles(book) if try_profiles else ([], 0)
    faults |= {*run_examples(book, trials), *of_profiles}
    return Checked(tuple(sorted(faults)), len(book.rules), count_examples(book) + n_cases)
