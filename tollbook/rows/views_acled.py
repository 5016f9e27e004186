"""The columns of `v_acled`: names and order of the ACLED export since March 2023, meanings of its codebook of 2023.

A comment that starts with `null:` is of a column that is never filled, and says why.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

_NONE_BESIDE = "null: the ledger knows one name a side"


@dataclass(frozen=True, slots=True)
class Acled:
    """Incidents as rows of ACLED, fatalities under the profile acled.

    Columns of its export since March 2023, meanings of its codebook of 2023. Event types and actors are read from
    attack, target and victims here, they are not ACLED's.
    """

    event_id_cnty: Annotated[str, "incident_id of the ledger, or summary_id of a share of a total over several days"]
    event_date: Annotated[
        dt.date | None,
        "from incidents_by_profile: the day; the first of up to 7, the middle of up to 31; null when longer or unknown",
    ]
    year: Annotated[int | None, "year of event_date"]
    time_precision: Annotated[
        int | None,
        "incidents_by_profile.date_precision: 1 day, 2 within a week, 3 a month; null when longer or unknown",
    ]
    disorder_type: Annotated[str | None, "Political violence, or Strategic developments; null without an event_type"]
    event_type: Annotated[
        str | None,
        "Battles, Explosions/Remote violence, Violence against civilians, Strategic developments: what sub_event_type "
        "belongs to",
    ]
    sub_event_type: Annotated[
        str | None,
        "from incidents.attack_type and weapon by field_codes; attacks of other kinds are an Armed clash against a "
        "state's "
        "forces, an Attack against civilians, null when it is unknown against whom",
    ]
    actor1: Annotated[str | None, "incidents.perpetrator, else Unidentified Armed Group (<country>)"]
    assoc_actor_1: Annotated[str | None, _NONE_BESIDE]
    inter1: Annotated[str | None, "State forces; null for others: rebels and militias are not told apart here"]
    actor2: Annotated[
        str | None,
        "from victims and target: Police Forces of, Military Forces of <country> (ACLED adds years of rule), "
        "Civilians (<country>)",
    ]
    assoc_actor_2: Annotated[str | None, _NONE_BESIDE]
    inter2: Annotated[str | None, "State forces or Civilians, as actor2"]
    interaction: Annotated[str | None, "null: needs both inter1 and inter2"]
    civilian_targeting: Annotated[str | None, "Civilian targeting where the target or the dead are civilians only"]
    iso: Annotated[int | None, "countries.iso_numeric"]
    region: Annotated[str | None, "countries.acled_region"]
    country: Annotated[str | None, "countries.name"]
    admin1: Annotated[str | None, "incidents.admin1"]
    admin2: Annotated[str | None, "null: the gazetteer has no second-level divisions"]
    admin3: Annotated[str | None, "null: see admin2"]
    location: Annotated[str | None, "incidents.place, most specific"]
    latitude: Annotated[float | None, "incidents.lat, degrees"]
    longitude: Annotated[float | None, "incidents.lon, degrees"]
    geo_precision: Annotated[
        int | None,
        "from incidents.place_precision and place_mentions.relation: 1 the place itself, 2 near it or its district, 3 "
        "first-level division; null when wider or unknown",
    ]
    source: Annotated[str | None, "documents.outlet, each once"]
    source_scale: Annotated[str | None, "null: scale of the outlets is not known"]
    notes: Annotated[str | None, "the explanation of fatalities; ACLED tells the event here"]
    fatalities: Annotated[int, "estimates_by_profile: acled, killed, all; 0 when none are reported, as in ACLED"]
    tags: Annotated[str | None, "null: ACLED's own"]
    timestamp: Annotated[int | None, "null: nothing in the ledger depends on a clock"]
