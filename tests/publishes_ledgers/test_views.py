"""The views of the ledger: columns of the databases they stand beside, rows checked by hand, and sums."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support.view_rows import ROWS, ledger

from tollbook.rows import Estimate
from tollbook.rows.schema import PUBLIC_TABLES, columns
from tollbook.rows.views import PUBLIC_VIEWS, UNFILLED
from tollbook.rulebook import Rulebook
from tollbook.warehouse import open_ledger
from tollbook.warehouse.views.checks import check_view
from tollbook.warehouse.views.tables import code_rows, country_rows

pytestmark = pytest.mark.slow

# As the codebooks have them: UCDP GED 23.1; ACLED's export since March 2023; GTD June 2017 without the columns that the
# view's comment names.
CODEBOOKS = {
    "v_ucdp_ged": """
        id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
        dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
        number_of_sources source_article source_office source_date source_headline source_original where_prec
        where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
        region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high
        low gwnoa gwnob
    """,
    "v_acled": """
        event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1
        inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3
        location latitude longitude geo_precision source source_scale notes fatalities tags timestamp
    """,
    "v_gtd": """
        eventid iyear imonth iday approxdate extended resolution country country_txt region region_txt provstate city
        latitude longitude specificity vicinity location summary crit1 crit2 crit3 doubtterr alternative multiple
        success suicide attacktype1 attacktype1_txt targtype1 targtype1_txt corp1 target1 natlty1 gname gsubname
        motive guncertain1 individual nperps nperpcap claimed weaptype1 weaptype1_txt weapdetail nkill nkillus
        nkillter nwound nwoundus nwoundte property ishostkid nhostkid addnotes scite1 scite2 scite3 dbsource
    """,
}


@pytest.fixture(scope="module")
def made() -> Iterator[duckdb.DuckDBPyConnection]:
    with ledger() as db:
        yield db


def row(db: duckdb.DuckDBPyConnection, view: str, name: str) -> dict[str, Any]:
    """The row of an incident, without what is null."""
    key = PUBLIC_VIEWS[view].columns[0]
    cursor = db.execute(f"FROM {view} WHERE {key} = ?", [f"inc_{name}"])
    names = [c[0] for c in cursor.description]
    (values,) = cursor.fetchall()
    return {n: v for n, v in zip(names, values, strict=True) if v is not None}


def some(db: duckdb.DuckDBPyConnection, view: str, name: str, wanted: str) -> tuple[Any, ...]:
    found = row(db, view, name)
    return tuple(found.get(n) for n in wanted.split())


def test_the_ledger_has_every_table_and_view_of_the_contract(example_home: Path) -> None:
    with open_ledger(example_home) as db:
        tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        views = {n for (n,) in db.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
    assert tables == set(PUBLIC_TABLES)
    assert views == {"v_ucdp_ged", "v_acled", "v_gtd", "v_disagreements", "v_toll_by_place_month"}


@pytest.mark.parametrize("view", CODEBOOKS)
def test_columns_are_those_of_the_codebook_in_its_order(view: str) -> None:
    assert list(PUBLIC_VIEWS[view].columns) == CODEBOOKS[view].split()


@pytest.mark.parametrize("view", PUBLIC_VIEWS)
def test_columns_have_types_comments_and_are_filled_unless_they_say_so(
    view: str, made: duckdb.DuckDBPyConnection, example_home: Path
) -> None:
    declared = columns(PUBLIC_VIEWS[view].row)
    found = made.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [view],
    ).fetchall()
    assert found == [(c.name, c.sql, c.comment) for c in declared]
    filled = made.execute(f"SELECT {', '.join(f'count({c.name})' for c in declared)}, count(*) FROM {view}").fetchone()
    for column, count in zip(declared, filled, strict=False):
        assert bool(count) != column.comment.startswith(UNFILLED), column.name
        assert column.nullable or count == filled[-1], column.name
    with open_ledger(example_home) as db:
        for column in declared:
            if column.comment.startswith(UNFILLED):
                assert db.execute(f"SELECT count({column.name}) FROM {view}").fetchone() == (0,)


def test_police_at_a_checkpoint_for_ucdp(made: duckdb.DuckDBPyConnection) -> None:
    found = row(made, "v_ucdp_ged", "police")
    assert found == {
        "id": "inc_police", "year": 2021, "type_of_violence": 1, "dyad_name": "Government of Iraq - Islamic State",
        "side_a": "Government of Iraq", "side_b": "Islamic State", "number_of_sources": 2,
        "source_article": "Daily A, 2021-09-05, Toll of ambush at 13; Daily B, 2021-09-06; c.txt, No outlet, no day",
        "source_office": "Daily A; Daily B", "source_date": "2021-09-05; 2021-09-06",
        "source_headline": "Toll of ambush at 13; No outlet, no day", "source_original": "a police officer; medics",
        "where_prec": 2, "where_coordinates": "Rashad", "where_description": "Kirkuk; Rashad; near Rashad",
        "adm_1": "Kirkuk", "latitude": 35.4, "longitude": 44.3, "geom_wkt": "POINT (44.3 35.4)",
        # Row 250 and column 448 of half degrees from the south-west corner, counted from 0; cells counted from 1.
        "priogrid_gid": 250 * 720 + 448 + 1, "country": "Iraq", "region": "Middle East", "event_clarity": 1,
        "date_prec": 1, "date_start": dt.date(2021, 9, 5), "date_end": dt.date(2021, 9, 5),
        "deaths_a": 13, "deaths_b": 1, "deaths_civilians": 0, "deaths_unknown": 0, "best": 14, "high": 17, "low": 10,
    }  # fmt: skip


DEATHS = "type_of_violence side_a side_b deaths_a deaths_b deaths_civilians deaths_unknown best date_prec where_prec"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("market", (3, "Boko Haram", "Civilians", 1, 0, 5, 1, 7, 4, 1)),
        ("mixed", (None, "Government of Iraq", None, 0, 0, 0, 4, 4, 2, 4)),
        ("strike", (None, "Iraqi Army", None, 1, 2, 0, 0, 3, 1, 3)),
        ("village", (1, "Government of Iraq", "Islamic State", 3, 0, 0, 1, 4, 1, 1)),
        ("bare", (None, None, None, 0, 0, 0, 1, 1, None, None)),
    ],
)
def test_sides_and_precisions_for_ucdp(made: duckdb.DuckDBPyConnection, name: str, expected: tuple[Any, ...]) -> None:
    assert some(made, "v_ucdp_ged", name, DEATHS) == expected


def test_what_is_left_of_a_total_is_a_summary_event(made: duckdb.DuckDBPyConnection) -> None:
    cursor = made.execute("FROM v_ucdp_ged WHERE event_clarity = 2")
    names = [c[0] for c in cursor.description]
    ((*values,),) = cursor.fetchall()
    assert {n: v for n, v in zip(names, values, strict=True) if v is not None} == {
        "id": "sum_1", "year": 2021, "number_of_sources": 1, "source_article": "c.txt, No outlet, no day",
        "source_headline": "No outlet, no day", "where_prec": 6, "country": "Iraq", "region": "Middle East",
        "event_clarity": 2, "date_prec": 3, "date_start": dt.date(2021, 9, 5), "date_end": dt.date(2021, 9, 11),
        "deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 6, "best": 6, "high": 8, "low": 4,
    }  # fmt: skip
    share = made.execute("SELECT event_date, location, fatalities, notes FROM v_acled WHERE event_id_cnty = 'sum_2'")
    assert share.fetchall() == [(dt.date(2021, 9, 5), "Hawija", 3, "A share of 6.")]
    assert made.execute("SELECT count(*) FROM v_gtd WHERE eventid LIKE 'sum%'").fetchone() == (0,)


def test_ucdp_has_no_events_without_deaths(made: duckdb.DuckDBPyConnection) -> None:
    assert made.execute("SELECT count(*) FROM v_ucdp_ged WHERE id = 'inc_taken'").fetchone() == (0,)


def test_police_at_a_checkpoint_for_acled(made: duckdb.DuckDBPyConnection) -> None:
    assert row(made, "v_acled", "police") == {
        "event_id_cnty": "inc_police", "event_date": dt.date(2021, 9, 5), "year": 2021, "time_precision": 1,
        "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": "Islamic State", "actor2": "Police Forces of Iraq", "inter2": "State forces", "iso": 368,
        "region": "Middle East", "country": "Iraq", "admin1": "Kirkuk", "location": "Rashad", "latitude": 35.4,
        "longitude": 44.3, "geo_precision": 2, "source": "Daily A; Daily B", "notes": "14 by A.", "fatalities": 14,
    }  # fmt: skip


KIND = "event_date time_precision event_type sub_event_type actor1 actor2 civilian_targeting geo_precision fatalities"
TARGETED = "Civilian targeting"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("market", (dt.date(2019, 3, 16), 3, "Explosions/Remote violence", "Suicide bomb", "Boko Haram",
                    "Civilians (Nigeria)", TARGETED, 1, 7)),
        ("mixed", (dt.date(2021, 9, 5), 2, "Battles", "Armed clash", "Unidentified Armed Group (Iraq)",
                   "Military Forces of Iraq", None, 3, 4)),
        ("strike", (dt.date(2021, 9, 5), 1, "Explosions/Remote violence", "Air/drone strike", "Iraqi Army",
                    "Civilians (Iraq)", TARGETED, 2, 3)),
        ("village", (dt.date(2021, 9, 5), 1, "Battles", "Armed clash", "Islamic State",
                     "Military Forces of Iraq", None, 1, 4)),
        ("taken", (None, None, "Violence against civilians", "Abduction/forced disappearance",
                   "Unidentified Armed Group (Pakistan)", "Civilians (Pakistan)", TARGETED, None, 0)),
        ("bare", (None, None, None, None, None, None, None, None, 1)),
    ],
)  # fmt: skip
def test_kinds_and_precisions_for_acled(made: duckdb.DuckDBPyConnection, name: str, expected: tuple[Any, ...]) -> None:
    assert some(made, "v_acled", name, KIND) == expected


def test_police_at_a_checkpoint_for_gtd(made: duckdb.DuckDBPyConnection) -> None:
    assert row(made, "v_gtd", "police") == {
        "eventid": "inc_police", "iyear": 2021, "imonth": 9, "iday": 5, "country_txt": "Iraq", "region": 10,
        "region_txt": "Middle East & North Africa", "provstate": "Kirkuk", "city": "Rashad", "latitude": 35.4,
        "longitude": 44.3, "specificity": 1, "vicinity": 1, "location": "Kirkuk; Rashad; near Rashad", "success": 1,
        "suicide": 0, "attacktype1": 2, "attacktype1_txt": "Armed Assault", "targtype1": 3, "targtype1_txt": "Police",
        "target1": "checkpoint", "gname": "Islamic State", "guncertain1": 0, "nperpcap": 2, "claimed": 1,
        "weaptype1": 5, "weaptype1_txt": "Firearms", "weapdetail": "firearms", "nkill": 14, "nkillter": 1, "nwound": 4,
        "nwoundte": 1, "ishostkid": 0, "addnotes": "14 by A.", "scite1": "Daily A, 2021-09-05, Toll of ambush at 13",
        "scite2": "Daily B, 2021-09-06", "scite3": "c.txt, No outlet, no day", "dbsource": "Tollbook",
    }  # fmt: skip


EARLY = "2019-03-01 to 2019-03-31 (approximate date: early March)"
GTD = "iyear imonth iday approxdate specificity vicinity suicide attacktype1 targtype1 gname guncertain1 claimed " \
    "weaptype1 nkill nkillter ishostkid nhostkid"  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("market", (2019, 3, 0, EARLY, 1, 0, 1, 3, 14, "Boko Haram", 1, -9, 6, 7, None, 0, None)),
        ("mixed", (2021, 9, 0, "2021-09-05 to 2021-09-09", 4, -9, 0, 9, 4, "Unknown", None, -9, 13, 4, None, 0, None)),
        ("taken", (None, 0, 0, "2020-12-01 to 2021-02-01", 5, -9, 0, 6, 14, "Unknown", None, -9, 13, None, None, 1, 4)),
        ("bare", (None, 0, 0, None, 5, -9, 0, 9, 20, "Unknown", None, -9, 13, 1, None, 0, None)),
    ],
)
def test_unknowns_for_gtd(made: duckdb.DuckDBPyConnection, name: str, expected: tuple[Any, ...]) -> None:
    assert some(made, "v_gtd", name, GTD) == expected


def test_gtd_leaves_out_what_states_do(made: duckdb.DuckDBPyConnection) -> None:
    assert made.execute("SELECT count(*) FROM v_gtd WHERE eventid = 'inc_strike'").fetchone() == (0,)


def test_who_said_what(made: duckdb.DuckDBPyConnection) -> None:
    assert made.execute("SELECT count(*) FROM v_disagreements").fetchone() == (1,)
    found = row(made, "v_disagreements", "police")
    assert found["figures"] == ["at least 10", "13", "14 to 16", "dozens"]
    assert found["who_said_what"] == [
        "13 in Daily A, 2021-09-05, citing a police officer (best)",
        "at least 10 in Daily B, 2021-09-06, citing medics (low)",
        "14 to 16 in c.txt (high)",
        "dozens in c.txt (superseded)",
    ]
    assert found["claim_ids"] == ["clm_1", "clm_2", "clm_4", "clm_5", "clm_6"]
    assert (found["low"], found["best"], found["high"], found["n_figures"]) == (10, 13, 16, 4)
    assert (found["clause"], found["explanation"], found["country"]) == ("tollbook.majority", "13 by A.", "Iraq")


def test_tolls_by_place_and_month(made: duckdb.DuckDBPyConnection) -> None:
    shown = "month, country, place, incidents, incidents_in_dispute, killed_low, killed_best, killed_high, abducted"
    assert made.execute(f"SELECT {shown} FROM v_toll_by_place_month").fetchall() == [
        (dt.date(2019, 3, 1), "NG", "Maiduguri", 1, 0, 6, 7, 9, None),
        (dt.date(2021, 9, 1), "IQ", "Daquq", 1, 0, 2, 3, 3, None),
        (dt.date(2021, 9, 1), "IQ", "Hawija", 1, 0, 4, 4, 4, None),
        (dt.date(2021, 9, 1), "IQ", "Kirkuk", 1, 0, 4, 4, 4, None),
        (dt.date(2021, 9, 1), "IQ", "Rashad", 1, 1, 10, 13, 16, None),
        (None, "PK", "Pakistan", 1, 0, None, None, None, 4),
        (None, None, None, 1, 0, 1, 1, 1, None),
    ]


@pytest.mark.parametrize("view", PUBLIC_VIEWS)
def test_views_agree_with_the_estimates(view: str, made: duckdb.DuckDBPyConnection, example_home: Path) -> None:
    assert check_view(made, view).passed
    with open_ledger(example_home) as db:
        result = check_view(db, view)
        assert result.passed, result.message
        assert result.counts["rows"]


@pytest.mark.parametrize(
    ("view", "change"),
    [
        ("v_ucdp_ged", "* REPLACE (best + 1 AS best)"),
        ("v_ucdp_ged", "* REPLACE (deaths_b + 1 AS deaths_b)"),
        ("v_acled", "* REPLACE (fatalities + 1 AS fatalities)"),
        ("v_gtd", "* REPLACE (nwoundte + 1 AS nwoundte)"),
        ("v_disagreements", "* REPLACE (high + 1 AS high)"),
        ("v_toll_by_place_month", "* REPLACE (killed_best + 1 AS killed_best)"),
    ],
)
@pytest.mark.parametrize("lost", [False, True])
def test_a_view_that_disagrees_is_found(view: str, change: str, lost: bool) -> None:
    with ledger() as db:
        db.execute(f"CREATE TABLE held AS SELECT {'*' if lost else change} FROM {view}")
        if lost:
            db.execute(f"DELETE FROM held WHERE {PUBLIC_VIEWS[view].columns[-1]} IS NOT DISTINCT FROM "
                       f"(SELECT {PUBLIC_VIEWS[view].columns[-1]} FROM held LIMIT 1)")  # fmt: skip
        db.execute(f"CREATE OR REPLACE VIEW {view} AS FROM held")
        result = check_view(db, view)
        assert not result.passed
        assert "not as the estimates" in result.message


def test_views_can_be_read_from_an_attached_ledger(example_home: Path) -> None:
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{example_home / 'tollbook.duckdb'}' AS field (READ_ONLY)")
        for view in PUBLIC_VIEWS:
            assert db.execute(f"SELECT count(*) FROM field.{view}").fetchone() != (0,)


def test_an_empty_ledger_has_empty_views() -> None:
    with ledger({}) as db:
        for view in PUBLIC_VIEWS:
            assert db.execute(f"FROM {view}").fetchall() == []
            assert check_view(db, view).passed


def test_rows_of_views_are_sorted(made: duckdb.DuckDBPyConnection) -> None:
    ids = [name for (name,) in made.execute("SELECT event_id_cnty FROM v_acled").fetchall()]
    assert ids == [
        "inc_market",
        "inc_mixed",
        "inc_police",
        "inc_strike",
        "inc_village",
        "sum_2",
        "inc_bare",
        "inc_taken",
    ]


def test_sums_hold_when_an_incident_has_no_count_of_a_kind() -> None:
    with ledger({**ROWS, "estimates": [Estimate("inc_bare", "killed", "victims", None, None, None)]}) as db:
        assert check_view(db, "v_toll_by_place_month").passed
        assert db.execute("SELECT DISTINCT killed_best FROM v_toll_by_place_month").fetchall() == [(None,)]


def emitted(book: Rulebook, kind: str) -> set[str]:
    """The values that rules of events and the reading of articles give to a kind of thing."""
    found: set[str] = set()
    for rule in (r.rule for r in book.rules if r.dimension == "events"):
        stated = [e.values or {} for e in rule.entries or ()] or [{}]
        given = rule.emits if isinstance(rule.emits, list) else [rule.emits or {}]
        found |= {v["value"] for g in given for s in stated if (v := {**g, **s}).get("kind") == kind and "value" in v}
    return found


@pytest.mark.parametrize(("kind", "column", "known"), [
    ("attack", "attack_type", "suicide_bombing"), ("weapon", "weapon", "car_bomb"), ("target", "target", "market"),
])  # fmt: skip
def test_every_word_of_the_rules_has_a_code(book: Rulebook, kind: str, column: str, known: str) -> None:
    words = emitted(book, kind)
    assert known in words
    assert words <= {c.word for c in code_rows() if (c.dataset, c.kind) == ("gtd", column)}


def test_codes_are_those_of_gtd() -> None:
    labels = {(c.kind, c.code): c.label for c in code_rows() if c.dataset == "gtd"}
    assert labels["attack_type", 3] == "Bombing/Explosion"
    assert labels["target", 14] == "Private Citizens & Property"
    assert labels["weapon", 13] == "Unknown"
    assert len({(c.dataset, c.kind, c.word) for c in code_rows()}) == len(code_rows())
    events = {c.word for c in code_rows() if (c.dataset, c.kind) == ("acled", "sub_event_type")}
    assert {c.label for c in code_rows() if c.dataset == "acled" and c.kind in {"attack_type", "weapon"}} <= events


def test_countries_have_names_and_regions() -> None:
    rows = {c.country: c for c in country_rows()}
    shown = {k: (c.name, c.iso_numeric, c.ucdp_region, c.acled_region, c.gtd_region) for k, c in rows.items()}
    assert shown["IQ"] == ("Iraq", 368, "Middle East", "Middle East", 10)
    assert shown["NA"] == ("Namibia", 516, "Africa", "Southern Africa", 11)
    assert shown["NO"] == ("Norway", 578, "Europe", "Europe", 8)
    assert shown["XK"][1:] == (None, "Europe", "Europe", 9)
    assert shown["CO"] == ("Colombia", 170, "Americas", "South America", 3)
    assert all(c.ucdp_region for c in rows.values() if c.acled_region)
