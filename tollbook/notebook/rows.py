"""Rows of one table, to be looked at: a sequence that shows itself as a table and becomes a data frame."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from tollbook.rows.schema import columns, to_table

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")
MAX_SHOWN = 20  # rows that a table shows of itself
MAX_CELL = 60  # characters of a cell


class Rows(Sequence[R], Generic[R]):
    """The rows of one table, in its order. Columns, types and comments are those of the table in docs/schema.md."""

    __slots__ = ("_row", "_rows")

    def __init__(self, row: type[R], rows: Iterable[R]) -> None:
        self._row = row
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows[R]": ...
    def __getitem__(self, index: int | slice) -> "R | Rows[R]":
        return Rows(self._row, self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and (self._row, self._rows) == (other._row, other._rows)

    def __hash__(self) -> int:
        return hash((self._row, self._rows))

    @property
    def columns(self) -> dict[str, str]:
        """What each column means, by its name."""
        row: type = self._row  # mypy takes type[R] for unhashable
        return {column.name: column.comment for column in columns(row)}

    def to_pandas(self) -> "pd.DataFrame":
        """Return the rows as a data frame: counts as `Int64` (open bounds are NA), days as `datetime64`, text as `str`.

        The columns are there when there are no rows, too.
        """
        import pandas as pd  # noqa: PLC0415 (only who asks for a frame pays for pandas)
        import pyarrow as pa  # noqa: PLC0415

        wanted: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        frame: pd.DataFrame = to_table(self._row, self._rows).to_pandas(date_as_object=False, types_mapper=wanted.get)
        return frame

    def _telling(self) -> "pd.DataFrame":
        """The first rows, without ids, offsets and columns that say nothing here."""
        frame = self[:MAX_SHOWN].to_pandas()
        hidden = ("_id", "_ids", "_char", "_bands", "sha256", "_key")
        names = [c for c in frame.columns if not c.endswith(hidden) or c == "rule_id"]
        said = [c for c in names if frame[c].notna().any() and (frame[c].dtype.name != "boolean" or frame[c].any())]
        shown: pd.DataFrame = frame[said].astype(object).where(frame[said].notna(), "")
        return shown

    def _more(self) -> str:
        return f"{len(self)} rows of {self._row.__name__}" + (
            f", the first {MAX_SHOWN}:" if len(self) > MAX_SHOWN else ""
        )

    def __repr__(self) -> str:
        if not self:
            return f"no rows of {self._row.__name__}"
        shown = self._telling().to_string(index=False, max_colwidth=MAX_CELL)
        return f"{self._more()}\n{shown}"

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>no rows of {self._row.__name__}</p>"
        return f"<p>{self._more()}</p>{self._telling().to_html(index=False, border=0)}"
