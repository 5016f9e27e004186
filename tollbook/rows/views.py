"""The views of the ledger: which row class gives each its columns and comments, and the order of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from tollbook.rows.views_acled import Acled
from tollbook.rows.views_gtd import Gtd
from tollbook.rows.views_own import Disagreement, TollByPlaceMonth
from tollbook.rows.views_ucdp import UcdpGed

UNFILLED = "null: "  # what the comment of a column starts with that is always null


@dataclass(frozen=True, slots=True)
class View:
    """A view: name, row class, SQL of what its rows are sorted by (nulls last)."""

    name: str
    row: type
    order: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(f.name for f in fields(self.row))


_VIEWS = (
    View("v_ucdp_ged", UcdpGed, ("date_start", "date_end", "id")),
    View("v_acled", Acled, ("event_date", "event_id_cnty")),
    View("v_gtd", Gtd, ("iyear", "imonth", "iday", "eventid")),
    View("v_disagreements", Disagreement, ("date_from", "date_to", "incident_id", "outcome", "party DESC")),
    View("v_toll_by_place_month", TollByPlaceMonth, ("month", "country", "admin1", "place")),
)

PUBLIC_VIEWS: Mapping[str, View] = MappingProxyType({view.name: view for view in _VIEWS})
"""The views of `tollbook.duckdb` by name, in the order in which they are made and documented."""
