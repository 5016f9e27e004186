-- ACLED codebook of 2023, and its guide to the columns of March 2023.
WITH {context},
deaths AS (
    SELECT incident_id, best, explanation FROM estimates_by_profile
    WHERE profile = 'acled' AND outcome = 'killed' AND party = 'all'
    UNION ALL
    SELECT summary_id, best, explanation FROM summary_events WHERE profile = 'acled' AND outcome = 'killed'
),
forces AS (
    -- Police or military: of whom more were hurt; of both alike, the military, which stands first in the alphabet.
    SELECT incident_id, first(label ORDER BY people DESC, label) AS forces
    FROM (
        SELECT e.incident_id, c.label, sum(e.best) AS people
        FROM estimates_by_group AS e
        JOIN field_codes AS c ON c.dataset = 'acled' AND c.kind = 'victim_group' AND c.word = e.victim_group
        WHERE e.profile = 'tollbook' AND e.best > 0
        GROUP BY ALL
    )
    GROUP BY incident_id
),
placed AS (
    SELECT x.*, d.best, d.explanation, coalesce(f.forces, t.label) AS forces,
        against_civilians AND NOT against_state AS on_civilians,
        CASE WHEN days_long <= 7 THEN date_from
             WHEN days_long <= 31 THEN date_from + (days_long - 1)::INTEGER // 2 END AS event_date,
        CASE WHEN a.label = 'Remote explosive/landmine/IED' THEN coalesce(w.label, a.label) ELSE a.label END AS always
    FROM context AS x
    LEFT JOIN deaths AS d USING (incident_id)
    LEFT JOIN forces AS f USING (incident_id)
    LEFT JOIN field_codes AS a ON a.dataset = 'acled' AND a.kind = 'attack_type' AND a.word = x.attack_type
    LEFT JOIN field_codes AS w ON w.dataset = 'acled' AND w.kind = 'weapon' AND w.word = x.weapon
    LEFT JOIN field_codes AS t ON t.dataset = 'acled' AND t.kind = 'target' AND t.word = x.target
    WHERE x.profile = 'acled'
),
typed AS (
    SELECT *,
        CASE WHEN always IS NOT NULL THEN always
             WHEN attack_type = 'arson' AND coalesce(best, 0) = 0 THEN 'Looting/property destruction'
             WHEN against_state THEN 'Armed clash'
             WHEN on_civilians THEN 'Attack' END AS sub_event
    FROM placed
)
SELECT
    x.incident_id AS event_id_cnty,
    x.event_date,
    year(x.event_date) AS year,
    CASE WHEN days_long = 1 THEN 1 WHEN days_long <= 31 THEN x.date_precision END AS time_precision,
    CASE WHEN e.label = 'Strategic developments' THEN e.label WHEN e.label IS NOT NULL THEN 'Political violence' END
        AS disorder_type,
    e.label AS event_type,
    x.sub_event AS sub_event_type,
    coalesce(x.perpetrator, 'Unidentified Armed Group (' || x.country_name || ')') AS actor1,
    CASE WHEN x.side = 'state' THEN 'State forces' END AS inter1,
    CASE WHEN against_state THEN forces || ' ' || x.country_name
         WHEN on_civilians THEN 'Civilians (' || x.country_name || ')' END AS actor2,
    CASE WHEN on_civilians THEN 'Civilians' WHEN against_state AND forces IS NOT NULL THEN 'State forces' END AS inter2,
    CASE WHEN on_civilians THEN 'Civilian targeting' END AS civilian_targeting,
    x.iso_numeric AS iso,
    x.acled_region AS region,
    x.country_name AS country,
    x.admin1,
    x.place AS location,
    x.lat AS latitude,
    x.lon AS longitude,
    CASE WHEN place_precision IN ('facility', 'neighbourhood', 'settlement') AND NOT is_near THEN 1
         WHEN place_precision IN ('facility', 'neighbourhood', 'settlement', 'district') THEN 2
         WHEN place_precision = 'admin1' THEN 3 END AS geo_precision,
    x.outlets AS source,
    x.explanation AS notes,
    coalesce(x.best, 0) AS fatalities
FROM typed AS x
LEFT JOIN field_codes AS e ON e.dataset = 'acled' AND e.kind = 'sub_event_type' AND e.word = x.sub_event
