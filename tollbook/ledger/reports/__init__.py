"""The incidents that one article tells, with their claims and tallies.

`passage_cuts` cuts the article, `threads` tells its incidents apart, `fields`, `places` and `perpetrators` read when,
where and who, `tallies` the counts; `building` calls them in turn.
"""

from tollbook.ledger.reports.building import build

__all__ = ["build"]
