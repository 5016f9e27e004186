"""Where an incident was of which only the police or officials of a place tell: "Police in Lae named two men killed"."""

from collections.abc import Collection

from tollbook.ledger.reports.thread import Thread
from tollbook.matching.patterns import Cue
from tollbook.rows import PlaceMention

_LOCAL = ("neighbourhood", "settlement", "district", "admin1")


def of_police(thread: Thread, named: Collection[str], police: Cue) -> PlaceMention | None:
    """The place whose police speak of an incident without another; `named` are all places that the article names."""
    found = [
        place
        for passage in thread.passages
        for place in passage.aside
        if place.precision in _LOCAL and police.found(passage.before(place.start_char, 60))
    ]
    return found[0] if found and set(named) <= {p.name for p in found} else None
