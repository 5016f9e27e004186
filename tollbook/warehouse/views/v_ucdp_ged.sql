-- UCDP GED codebook 23.1 (Department of Peace and Conflict Research, Uppsala): an event has at least one death; best is
-- the sum of the deaths of both sides, of civilians and of people of unknown status.
WITH {context},
counted AS (
    SELECT incident_id, low, best, high FROM estimates_by_profile
    WHERE profile = 'ucdp' AND outcome = 'killed' AND party = 'all'
    UNION ALL
    SELECT summary_id, low, best, high FROM summary_events WHERE profile = 'ucdp' AND outcome = 'killed'
),
dead AS (
    -- Side a is the state's here, side b the armed group's, whoever attacked whom.
    SELECT incident_id,
        sum(best) FILTER (WHERE side = 'a') AS of_state, sum(best) FILTER (WHERE side = 'b') AS of_group,
        sum(best) FILTER (WHERE side = 'civilians') AS civilians
    FROM estimates_by_side
    WHERE profile = 'ucdp' AND outcome = 'killed'
    GROUP BY incident_id
),
said AS (
    SELECT r.incident_id, string_agg(DISTINCT c.source_text, '; ' ORDER BY c.source_text) AS sources
    FROM claims AS c
    JOIN reports AS r USING (report_id)
    WHERE c.outcome = 'killed'
    GROUP BY r.incident_id
),
sided AS (
    SELECT x.*, n.low, n.best, n.high, o.sources,
        coalesce(d.of_state, 0) AS of_state, coalesce(d.of_group, 0) AS of_group, coalesce(d.civilians, 0) AS civilians,
        -- Forces of a state that attack are side A too, but not the attacked.
        x.against_state AND x.side IS DISTINCT FROM 'state' AS on_state,
        x.perpetrator IS NOT NULL AND x.side = 'non_state' AS by_group
    FROM context AS x
    JOIN counted AS n USING (incident_id)
    LEFT JOIN dead AS d USING (incident_id)
    LEFT JOIN said AS o USING (incident_id)
    WHERE x.profile = 'ucdp'
),
named AS (
    SELECT *,
        CASE WHEN on_state THEN 'Government of ' || country_name ELSE perpetrator END AS side_a,
        CASE WHEN on_state THEN perpetrator WHEN by_group AND against_civilians THEN 'Civilians' END AS side_b,
        -- Where no state has a part, the attackers are side A and have no side B that could lose anybody.
        on_state OR side IS NOT DISTINCT FROM 'state' AS with_state
    FROM sided
)
SELECT
    incident_id AS id,
    CASE WHEN year(date_from) = year(date_to) THEN year(date_from) END AS year,
    CASE WHEN by_group AND on_state THEN 1 WHEN by_group AND against_civilians THEN 3 END AS type_of_violence,
    side_a || ' - ' || side_b AS dyad_name,
    side_a,
    side_b,
    n_sources AS number_of_sources,
    array_to_string(citations, '; ') AS source_article,
    outlets AS source_office,
    days AS source_date,
    titles AS source_headline,
    sources AS source_original,
    CASE WHEN place_precision IN ('facility', 'neighbourhood', 'settlement', 'district') AND is_near THEN 2
         WHEN place_precision IN ('facility', 'neighbourhood', 'settlement') THEN 1
         WHEN place_precision = 'district' THEN 3
         WHEN place_precision = 'admin1' THEN 4
         WHEN place_precision = 'country' THEN 6 END AS where_prec,
    place AS where_coordinates,
    place_texts AS where_description,
    admin1 AS adm_1,
    lat AS latitude,
    lon AS longitude,
    'POINT (' || lon || ' ' || lat || ')' AS geom_wkt,
    -- 720 cells of half a degree in each row, counted from the south-west corner (PRIO-GRID codebook 2.0).
    floor((lat + 90) * 2) * 720 + floor((lon + 180) * 2) + 1 AS priogrid_gid,
    country_name AS country,
    ucdp_region AS region,
    coalesce(clarity, 1) AS event_clarity,
    CASE WHEN days_long = 1 THEN 1 WHEN days_long < 7 THEN 2 WHEN days_long = 7 THEN 3 WHEN days_long <= 31 THEN 4
         WHEN days_long <= 366 THEN 5 END AS date_prec,
    date_from AS date_start,
    date_to AS date_end,
    CASE WHEN with_state THEN of_state ELSE of_group END AS deaths_a,
    CASE WHEN with_state THEN of_group ELSE 0 END AS deaths_b,
    civilians AS deaths_civilians,
    best - of_group - civilians - CASE WHEN with_state THEN of_state ELSE 0 END AS deaths_unknown,
    best,
    high,
    low
FROM named
