"""Makes once what every first run would have to make: `python -m tollbook.prepare`, when an environment is set up.

The compact gazetteer, whether the examples of the packaged rules hold, and the patterns compiled to see that, go into
the folder of the environment. One that cannot be written is no fault: runs then keep them in the user's cache folder.
"""

from contextlib import suppress
from pathlib import Path

from tollbook.extraction.places.gazetteer import keep_gazetteer
from tollbook.kept import environment_folder
from tollbook.rule_examples import keep_faults
from tollbook.rulebook import load_rulebook
from tollbook.rulebook.forms import keep_forms


def prepare(folder: Path) -> None:
    """Put them into a folder, which is made; raises OSError when it cannot be written, RulebookError for bad rules."""
    folder.mkdir(parents=True, exist_ok=True)
    keep_gazetteer(folder)
    keep_faults(load_rulebook(), folder)
    keep_forms(folder)


if __name__ == "__main__":
    with suppress(OSError):
        prepare(environment_folder())
