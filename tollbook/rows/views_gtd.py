"""The columns of `v_gtd`: names and order of the Global Terrorism Database, codes of its codebook of June 2017.

A comment that starts with `null:` is of a column that is never filled, and says why.
"""

from dataclasses import dataclass
from typing import Annotated

_CRITERION = "null: GTD's criteria are judgements of its coders"
_ONE = "null: the ledger holds one name of a group"


@dataclass(frozen=True, slots=True)
class Gtd:
    """Incidents as rows of the Global Terrorism Database, counted under the profile gtd.

    Codebook of June 2017. Incidents whose perpetrators are a state's forces are left out, as there. Its columns of
    second to fourth attack types, targets, groups and weapons, of ransoms and of international links are not here.
    """

    eventid: Annotated[str, "incident_id of the ledger; text, where GTD has a number"]
    iyear: Annotated[
        int | None,
        "year of incidents_by_profile.date_from; null when its days lie in two years or are unknown",
    ]
    imonth: Annotated[int, "month, 0 when unknown"]
    iday: Annotated[int, "day of the month, 0 when unknown"]
    approxdate: Annotated[str | None, "first and last day it can have been, where these differ, and the words for it"]
    extended: Annotated[int | None, "null: how long an incident went on is not read"]
    resolution: Annotated[str | None, "null: see extended"]
    country: Annotated[int | None, "null: GTD's country numbers are its own; country_txt has the name"]
    country_txt: Annotated[str | None, "countries.name"]
    region: Annotated[int | None, "countries.gtd_region, 1 to 12"]
    region_txt: Annotated[str | None, "its name"]
    provstate: Annotated[str, "incidents.admin1, Unknown when it is not told"]
    city: Annotated[str, "incidents.place where that is a city, town or village, else Unknown (see location)"]
    latitude: Annotated[float | None, "incidents.lat, degrees; blank when nothing smaller than a country is known"]
    longitude: Annotated[float | None, "incidents.lon, degrees; blank when nothing smaller than a country is known"]
    specificity: Annotated[
        int,
        "from incidents.place_precision: 1 city, village or a place in it, 3 district, 4 first-level division, 5 "
        "unknown; never 2, a city without "
        "coordinates of its own: that is 5 here",
    ]
    vicinity: Annotated[int, "from place_mentions.relation: 1 near the city, 0 in it, -9 unknown"]
    location: Annotated[str | None, "reports.place_text: the place as the articles write it"]
    summary: Annotated[str | None, "null: the ledger tells no stories; addnotes has the count's, claims the words"]
    crit1: Annotated[int | None, _CRITERION]
    crit2: Annotated[int | None, _CRITERION]
    crit3: Annotated[int | None, _CRITERION]
    doubtterr: Annotated[int | None, _CRITERION]
    alternative: Annotated[int | None, _CRITERION]
    multiple: Annotated[int | None, "null: incidents are not tied into series"]
    success: Annotated[int | None, "1 where anybody was killed, wounded or taken; blank otherwise: not read"]
    suicide: Annotated[int, "from incidents.attack_type and weapon: 1 a suicide attack, 0 no sign of one"]
    attacktype1: Annotated[int, "incidents.attack_type by field_codes, 1 to 9; 9 unknown"]
    attacktype1_txt: Annotated[str, "its name"]
    targtype1: Annotated[int, "incidents.target by field_codes, else whom it hit most; 1 to 22; 20 unknown"]
    targtype1_txt: Annotated[str, "its name"]
    corp1: Annotated[str | None, "null: names of what was attacked are not read"]
    target1: Annotated[str | None, "incidents.target, the ledger's word"]
    natlty1: Annotated[int | None, "null: nationality of the target is not read"]
    gname: Annotated[str, "incidents.perpetrator, Unknown when nobody is named"]
    gsubname: Annotated[str | None, _ONE]
    motive: Annotated[str | None, "null: motives are not read"]
    guncertain1: Annotated[
        int | None,
        "incidents.perpetrator_basis: 1 when the group is only suspected, 0 when it claimed it or is named; blank "
        "without",
    ]
    individual: Annotated[int | None, "null: whether attackers had ties to a group is not read"]
    nperps: Annotated[int | None, "null: the number of attackers is not read"]
    nperpcap: Annotated[int, "attackers captured (profile tollbook), -99 when nothing is said of it"]
    claimed: Annotated[int, "incidents.perpetrator_basis: 1 when a group claimed it, -9 unknown"]
    weaptype1: Annotated[int, "incidents.weapon by field_codes, 1 to 13; 13 unknown"]
    weaptype1_txt: Annotated[str, "its name"]
    weapdetail: Annotated[str | None, "incidents.weapon, the ledger's word"]
    nkill: Annotated[int | None, "estimates_by_profile: gtd, killed, all; blank when unknown"]
    nkillus: Annotated[int | None, "null: nationality of the dead is not read"]
    nkillter: Annotated[int | None, "the same for perpetrators"]
    nwound: Annotated[int | None, "estimates_by_profile: gtd, wounded, all; blank when unknown"]
    nwoundus: Annotated[int | None, "null: nationality of the wounded is not read"]
    nwoundte: Annotated[int | None, "the same for perpetrators"]
    property: Annotated[int | None, "null: damage is not read"]
    ishostkid: Annotated[int, "1 when the attack was a kidnapping or people were abducted, 0 otherwise"]
    nhostkid: Annotated[int | None, "abducted victims (profile tollbook); -99 when their number is not told"]
    addnotes: Annotated[str | None, "the explanation of nkill"]
    scite1: Annotated[str | None, "documents: outlet, day and headline of the first article"]
    scite2: Annotated[str | None, "second article"]
    scite3: Annotated[str | None, "third article"]
    dbsource: Annotated[str, "Tollbook"]
