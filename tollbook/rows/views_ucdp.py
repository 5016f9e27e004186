"""The columns of `v_ucdp_ged`: names, order and codes of the UCDP GED codebook 23.1.

A comment that starts with `null:` is of a column that is never filled, and says why.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

_NO_ID = "null: UCDP gives its own ids; the ledger invents none"


@dataclass(frozen=True, slots=True)
class UcdpGed:
    """Incidents with at least one death as rows of the UCDP Georeferenced Event Dataset, under the profile ucdp.

    Columns of the codebook 23.1. The sides are read from perpetrator, target and victims here, they are not UCDP's.
    """

    id: Annotated[str, "incident_id of the ledger, or summary_id; text, where GED has a number of its own"]
    relid: Annotated[str | None, _NO_ID]
    year: Annotated[int | None, "year of the incident; null when its days lie in two years or are unknown"]
    active_year: Annotated[int | None, "null: whether a dyad passes 25 deaths in the year needs UCDP's full data"]
    code_status: Annotated[str | None, "null: state of UCDP's own coding"]
    type_of_violence: Annotated[
        int | None,
        "1 state-based (a named non-state group against a state's forces), 3 one-sided (such a group against "
        "civilians); null where reports do not settle it; 2, non-state, is never given",
    ]
    conflict_dset_id: Annotated[str | None, _NO_ID]
    conflict_new_id: Annotated[int | None, _NO_ID]
    conflict_name: Annotated[str | None, "null: goes with UCDP's conflict id"]
    dyad_dset_id: Annotated[str | None, _NO_ID]
    dyad_new_id: Annotated[int | None, _NO_ID]
    dyad_name: Annotated[str | None, "side_a - side_b, where both are known"]
    side_a_dset_id: Annotated[str | None, _NO_ID]
    side_a_new_id: Annotated[int | None, _NO_ID]
    side_a: Annotated[
        str | None, "the government whose forces were attacked (Government of <country>), else the perpetrator"
    ]
    side_b_dset_id: Annotated[str | None, _NO_ID]
    side_b_new_id: Annotated[int | None, _NO_ID]
    side_b: Annotated[str | None, "the perpetrator where side_a is a government under attack; Civilians where they are"]
    number_of_sources: Annotated[int, "incidents.n_sources: independent ones, copies of one story count once"]
    source_article: Annotated[str | None, "documents: outlet, day and headline of each article that reports it"]
    source_office: Annotated[str | None, "documents.outlet, each once"]
    source_date: Annotated[str | None, "documents.published_on, each once"]
    source_headline: Annotated[str | None, "documents.title, where the source gives one"]
    source_original: Annotated[str | None, "claims.source_text: who is cited for deaths, as written"]
    where_prec: Annotated[
        int | None,
        "from incidents.place_precision and place_mentions.relation: 1 the place itself, 2 near it, 3 district, "
        "4 first-level division, 6 country; null when unknown; "
        "5 (a line or fuzzy area) and 7 (international waters or airspace) are never given",
    ]
    where_coordinates: Annotated[str | None, "incidents.place, which the coordinates are of"]
    where_description: Annotated[str | None, "reports.place_text: the place as the articles write it"]
    adm_1: Annotated[str | None, "incidents.admin1, without a word for its kind"]
    adm_2: Annotated[str | None, "null: the gazetteer has no second-level divisions"]
    latitude: Annotated[float | None, "incidents.lat, degrees"]
    longitude: Annotated[float | None, "incidents.lon, degrees"]
    geom_wkt: Annotated[str | None, "the coordinates as POINT (longitude latitude)"]
    priogrid_gid: Annotated[int | None, "PRIO-GRID cell of the coordinates, computed: half degrees from 90 S, 180 W"]
    country: Annotated[str | None, "countries.name; GED writes some names with a second one in brackets"]
    country_id: Annotated[int | None, "null: Gleditsch-Ward numbers are in no source that the ledger uses"]
    region: Annotated[str | None, "countries.ucdp_region: Africa, Americas, Asia, Europe, Middle East"]
    event_clarity: Annotated[
        int,
        "1 an incident; 2 what is left of a total over several when known ones are taken off (summary_events)",
    ]
    date_prec: Annotated[
        int | None,
        "from the days: 1 day, 2 two to six days, 3 a week, 4 up to a month, 5 up to a year; null when longer or "
        "unknown",
    ]
    date_start: Annotated[dt.date | None, "incidents_by_profile.date_from: first day it can have been"]
    date_end: Annotated[dt.date | None, "incidents_by_profile.date_to: last day it can have been"]
    deaths_a: Annotated[
        int, "estimates_by_side: dead of the state; of the group that attacked where no state has a part"
    ]
    deaths_b: Annotated[int, "estimates_by_side: dead of the armed group, where a state has a part; else 0"]
    deaths_civilians: Annotated[int, "estimates_by_side: civilians"]
    deaths_unknown: Annotated[
        int, "estimates_by_side: dead of no known group; in attacks on civilians, a state's dead too"
    ]
    best: Annotated[int, "estimates_by_profile: ucdp, killed, all (summary_events for clarity 2); the sum of the four"]
    high: Annotated[int | None, "the same, high"]
    low: Annotated[int | None, "the same, low"]
    gwnoa: Annotated[str | None, "null: see country_id"]
    gwnob: Annotated[str | None, "null: see country_id"]
