-- UCDP GED codebook 23.1 (Department of Peace and Conflict Research, Uppsala): an event has at least one death in its
-- best, low or high estimate; best is the sum of the deaths of both sides, of civilians and of unknown.
WITH {context},
totals AS (
    SELECT incident_id, low, best, high FROM estimates_by_profile
    WHERE profile = 'ucdp' AND outcome = 'killed' AND party = 'all' AND best IS NOT NULL AND greatest(best, high) >= 1
),
attackers AS (
    SELECT incident_id, best AS attackers FROM estimates_by_profile
    WHERE profile = 'ucdp' AND outcome = 'killed' AND party = 'perpetrators'
),
grouped AS (
    SELECT e.incident_id,
        sum(e.best) FILTER (WHERE c.label = 'state') AS forces, sum(e.best) FILTER (WHERE c.label = 'civilians') AS civilians
    FROM estimates_by_group AS e
    JOIN field_codes AS c ON c.dataset = 'ucdp' AND c.kind = 'victim_group' AND c.word = e.victim_group
    WHERE e.profile = 'ucdp' AND e.outcome = 'killed'
    GROUP BY e.incident_id
),
stated AS (
    SELECT t.*, least(coalesce(a.attackers, 0), t.best) AS attackers,
        t.best - least(coalesce(a.attackers, 0), t.best) AS victims,
        coalesce(g.forces, 0) AS forces, coalesce(g.civilians, 0) AS civilians
    FROM totals AS t
    LEFT JOIN attackers AS a USING (incident_id)
    LEFT JOIN grouped AS g USING (incident_id)
),
-- Groups are reconciled each on its own and may add up to more than the victims. A single class then has them all; of
-- two, nobody knows which count is too large, and all are of unknown status.
dead AS (
    SELECT incident_id, low, best, high, attackers,
        CASE WHEN forces + civilians <= victims THEN forces WHEN civilians = 0 THEN victims ELSE 0 END AS forces,
        CASE WHEN forces + civilians <= victims THEN civilians WHEN forces = 0 THEN victims ELSE 0 END AS civilians
    FROM stated
),
said AS (
    SELECT r.incident_id, string_agg(DISTINCT c.source_text, '; ' ORDER BY c.source_text) AS sources
    FROM claims AS c
    JOIN reports AS r USING (report_id)
    WHERE c.outcome = 'killed'
    GROUP BY r.incident_id
),
sided AS (
    SELECT x.*, d.low, d.best, d.high, d.attackers, d.forces, d.civilians, o.sources,
        -- A state's forces that attack are side A themselves; those whom they kill are of neither class.
        x.against_state AND x.side IS DISTINCT FROM 'state' AS on_state,
        x.perpetrator IS NOT NULL AND x.side = 'non_state' AS by_group
    FROM context AS x
    JOIN dead AS d USING (incident_id)
    LEFT JOIN said AS o USING (incident_id)
),
named AS (
    SELECT *,
        CASE WHEN on_state THEN 'Government of ' || country_name ELSE perpetrator END AS side_a,
        CASE WHEN on_state THEN perpetrator WHEN by_group AND against_civilians THEN 'Civilians' END AS side_b
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
    1 AS event_clarity,
    CASE WHEN days_long = 1 THEN 1 WHEN days_long < 7 THEN 2 WHEN days_long = 7 THEN 3 WHEN days_long <= 31 THEN 4
         WHEN days_long <= 366 THEN 5 END AS date_prec,
    date_from AS date_start,
    date_to AS date_end,
    CASE WHEN on_state THEN forces ELSE attackers END AS deaths_a,
    CASE WHEN on_state THEN attackers ELSE 0 END AS deaths_b,
    civilians AS deaths_civilians,
    best - attackers - civilians - CASE WHEN on_state THEN forces ELSE 0 END AS deaths_unknown,
    best,
    high,
    low
FROM named
