"""The ledger in files that other programs read: CSV, Parquet, Excel, GeoJSON, described by a datapackage.json.

`export(home, out, request)` writes them and says what it wrote. What can be exported is `SHAPES`, as what `FORMATS`.
"""

from tollbook.export.datasets import SHAPES
from tollbook.export.faults import ExportError
from tollbook.export.formats import FORMATS
from tollbook.export.run import Exported, Request, Written, export, export_to
from tollbook.export.selection import Selection

__all__ = [
    "FORMATS",
    "SHAPES",
    "ExportError",
    "Exported",
    "Request",
    "Selection",
    "Written",
    "export",
    "export_to",
]
