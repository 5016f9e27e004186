"""The description of exported files: a Data Package (Frictionless standards, version 1) in `datapackage.json`.

CSV files are tabular resources with the types, units, descriptions and keys of their columns, so that
`frictionless validate datapackage.json` checks every cell and every key; files of other formats are listed beside them.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tollbook.export.cells import LIST
from tollbook.export.datasets import Dataset
from tollbook.export.formats import Format
from tollbook.export.units import unit_of
from tollbook.rows.schema import Column

FILE = "datapackage.json"
_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date", LIST: "array"}
_SOURCES = [
    {"title": "GeoNames (CC BY 4.0): coordinates, divisions and countries", "path": "https://www.geonames.org/"}
]


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that was written: its format by name, the datasets in it, whether it begins with a byte order mark."""

    path: Path
    kind: str
    format: Format
    datasets: Sequence[Dataset]
    bom: bool = False


def describe(resources: Sequence[Resource], info: Mapping[str, str], about: str) -> str:
    """Return the text of datapackage.json for files that are there. `info` is what the ledger says of itself."""
    tables = {r.datasets[0].name for r in resources if r.format.table}
    package = {
        "profile": "data-package",
        "name": "tollbook",
        "title": "Tollbook: a ledger of who was killed, wounded or taken in armed attacks, and according to whom",
        "description": about,
        "version": info.get("version", ""),
        "rules_digest": info.get("rules_digest", ""),
        "reconciliation_profile": info.get("profile", ""),
        "sources": _SOURCES,
        "resources": [_resource(r, tables) for r in resources],
    }
    return json.dumps({k: v for k, v in package.items() if v != ""}, indent=2, ensure_ascii=False) + "\n"


def _resource(resource: Resource, tables: Collection[str]) -> dict[str, Any]:
    single = resource.datasets[0]
    is_table = resource.format.table
    common = {
        "name": single.name if is_table else f"{resource.path.stem}-{resource.kind}",
        "path": resource.path.name,
        "description": single.about if len(resource.datasets) == 1 else _sheets(resource.datasets),
        "format": resource.kind,
        "mediatype": resource.format.media_type,
        "bytes": resource.path.stat().st_size,
        "hash": f"sha256:{_sha256(resource.path)}",
    }
    if not is_table:
        return {**common, "type": "file"}
    encoding = "utf-8-sig" if resource.bom else "utf-8"
    return {"profile": "tabular-data-resource", **common, "encoding": encoding, "schema": _schema(single, tables)}


def _sheets(datasets: Sequence[Dataset]) -> str:
    return "Sheets: codebook, " + ", ".join(d.name for d in datasets) + "."


def _schema(dataset: Dataset, tables: Collection[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(dataset, c) for c in dataset.columns], "missingValues": [""]}
    if dataset.key:
        schema["primaryKey"] = list(dataset.key)
    lists = {c.name for c in dataset.columns if c.type == LIST}  # no foreign key can be said of their elements
    keys = [
        {
            "fields": [r.column],
            "reference": {"resource": "" if r.table == dataset.name else r.table, "fields": [r.target]},
        }
        for r in dataset.references
        if r.table in tables and r.column not in lists
    ]
    return {**schema, **({"foreignKeys": keys} if keys else {})}


def _field(dataset: Dataset, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.comment,
    }
    unit = unit_of(dataset.name, column)
    if unit:
        field["unit"] = unit
    if column.name in dataset.key or (not column.nullable and column.type is not str):
        field["constraints"] = {"required": True}  # a text may be empty, which CSV cannot tell from missing
    return field


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
