"""What the numbers of a column count or measure."""

import regex

from tollbook.rows.schema import Column

_PEOPLE = regex.compile(
    r"(?:.*_)?(?:low|best|high)|deaths_\w+|fatalities|nkill(?:ter|us)?|nwound(?:te|us)?|nhostkid|nperps|nperpcap|total|known"
)
_UNITS = (
    ("people", _PEOPLE),
    ("degrees", regex.compile(r"lat|lon|latitude|longitude")),  # WGS 84
    ("characters", regex.compile(r"start_char|end_char|chars|offset")),
    ("days", regex.compile(r"offset_days|days_long")),
)
_OTHER = frozenset({"number_mentions"})  # a number there has its own column `unit`


def unit_of(dataset: str, column: Column) -> str | None:
    """Return the unit of a column of numbers: people, degrees, characters; None where there is none."""
    if column.type not in (int, float):
        return None
    return next(
        (
            unit
            for unit, names in _UNITS
            if names.fullmatch(column.name) and not (unit == "people" and dataset in _OTHER)
        ),
        None,
    )
