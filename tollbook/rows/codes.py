"""Countries, and how the ledger's words translate into the codes of other databases. Made at publishing."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory, its names and codes, and the region that each database puts it in."""

    country: Annotated[str, "ISO 3166-1 alpha-2, as in incidents.country"]
    iso3: Annotated[str, "ISO 3166-1 alpha-3"]
    iso_numeric: Annotated[int | None, "ISO 3166-1 numeric, null where ISO has none (Kosovo)"]
    name: Annotated[str, "English name (GeoNames)"]
    ucdp_region: Annotated[str | None, "region in UCDP GED: Africa, Americas, Asia, Europe, Middle East"] = None
    acled_region: Annotated[str | None, "region in ACLED, null where it is not known to us"] = None
    gtd_region: Annotated[int | None, "number of the region in GTD, null where it is not known to us"] = None
    gtd_region_txt: Annotated[str | None, "region in GTD"] = None


@dataclass(frozen=True, slots=True)
class FieldCode:
    """What a word of the ledger is in another database: the views `v_ucdp_ged`, `v_acled`, `v_gtd` translate by it."""

    dataset: Annotated[str, "ucdp, acled, gtd"]
    kind: Annotated[str, "which word: attack_type, weapon, target, victim_group, or sub_event_type of ACLED itself"]
    word: Annotated[str, "the ledger's word"]
    code: Annotated[int | None, "number in the other database, null where it has names only"]
    label: Annotated[str, "name in the other database"]
