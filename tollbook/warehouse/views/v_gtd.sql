-- GTD codebook of June 2017 (START, University of Maryland): 0 for an unknown month or day, -9 unknown, -99 unknown
-- number, blank where a count is unknown. Attacks by states are outside of it.
WITH {context},
counts AS (
    SELECT incident_id,
        max(best) FILTER (WHERE outcome = 'killed' AND party = 'all') AS nkill,
        max(best) FILTER (WHERE outcome = 'killed' AND party = 'perpetrators') AS nkillter,
        max(best) FILTER (WHERE outcome = 'wounded' AND party = 'all') AS nwound,
        max(best) FILTER (WHERE outcome = 'wounded' AND party = 'perpetrators') AS nwoundte,
        max(explanation) FILTER (WHERE outcome = 'killed' AND party = 'all') AS explanation
    FROM estimates_by_profile
    WHERE profile = 'gtd'
    GROUP BY incident_id
),
taken AS (
    -- GTD's rules for counts are about dead and wounded; of those taken, the default profile speaks.
    SELECT incident_id,
        max(best) FILTER (WHERE outcome = 'abducted' AND party = 'victims') AS abducted,
        max(best) FILTER (WHERE outcome = 'captured' AND party = 'perpetrators') AS captured
    FROM estimates_by_profile
    WHERE profile = 'tollbook'
    GROUP BY incident_id
),
victims AS (
    SELECT e.incident_id,
        first(c.code ORDER BY e.best DESC, c.code) AS code, first(c.label ORDER BY e.best DESC, c.code) AS label
    FROM estimates_by_group AS e
    JOIN field_codes AS c ON c.dataset = 'gtd' AND c.kind = 'victim_group' AND c.word = e.victim_group
    WHERE e.profile = 'gtd' AND e.best > 0
    GROUP BY e.incident_id
),
coded AS (
    SELECT x.*, n.nkill, n.nkillter, n.nwound, n.nwoundte, n.explanation, k.abducted, k.captured,
        x.attack_type IN ('kidnapping', 'hostage_taking') OR coalesce(k.abducted, 0) > 0 AS hostages,
        a.code AS attack, a.label AS attack_txt, w.code AS arm, w.label AS arm_txt,
        CASE WHEN t.code = 20 OR t.code IS NULL THEN v.code ELSE t.code END AS aim,
        CASE WHEN t.code = 20 OR t.code IS NULL THEN v.label ELSE t.label END AS aim_txt
    FROM context AS x
    LEFT JOIN counts AS n USING (incident_id)
    LEFT JOIN taken AS k USING (incident_id)
    LEFT JOIN victims AS v USING (incident_id)
    LEFT JOIN field_codes AS a ON a.dataset = 'gtd' AND a.kind = 'attack_type' AND a.word = x.attack_type
    LEFT JOIN field_codes AS w ON w.dataset = 'gtd' AND w.kind = 'weapon' AND w.word = x.weapon
    LEFT JOIN field_codes AS t ON t.dataset = 'gtd' AND t.kind = 'target' AND t.word = x.target
    WHERE x.profile = 'gtd' AND x.clarity IS NULL AND x.side IS DISTINCT FROM 'state'
),
located AS (
    SELECT *,
        CASE WHEN lat IS NULL OR lon IS NULL THEN 5
             WHEN place_precision IN ('facility', 'neighbourhood', 'settlement') THEN 1
             WHEN place_precision = 'district' THEN CASE WHEN is_near THEN 1 ELSE 3 END
             WHEN place_precision = 'admin1' THEN 4
             ELSE 5 END AS spot,
        place_precision = 'settlement' OR (place_precision = 'district' AND is_near) AS is_city
    FROM coded
)
SELECT
    incident_id AS eventid,
    CASE WHEN year(date_from) = year(date_to) THEN year(date_from) END AS iyear,
    CASE WHEN date_trunc('month', date_from) = date_trunc('month', date_to) THEN month(date_from) ELSE 0 END AS imonth,
    CASE WHEN date_from = date_to THEN day(date_from) ELSE 0 END AS iday,
    CASE WHEN date_from < date_to THEN date_from || ' to ' || date_to || coalesce(' (' || date_note || ')', '') END
        AS approxdate,
    country_name AS country_txt,
    gtd_region AS region,
    gtd_region_txt AS region_txt,
    coalesce(admin1, 'Unknown') AS provstate,
    CASE WHEN is_city THEN place ELSE 'Unknown' END AS city,
    CASE WHEN spot < 5 THEN lat END AS latitude,
    CASE WHEN spot < 5 THEN lon END AS longitude,
    spot AS specificity,
    CASE WHEN is_city IS NOT TRUE THEN -9 WHEN is_near THEN 1 ELSE 0 END AS vicinity,
    place_texts AS location,
    CASE WHEN greatest(nkill, nwound, abducted, 0) > 0 THEN 1 END AS success,
    CASE WHEN attack_type = 'suicide_bombing' OR weapon = 'suicide_vest' THEN 1 ELSE 0 END AS suicide,
    coalesce(attack, 9) AS attacktype1,
    coalesce(attack_txt, 'Unknown') AS attacktype1_txt,
    coalesce(aim, 20) AS targtype1,
    coalesce(aim_txt, 'Unknown') AS targtype1_txt,
    target AS target1,
    coalesce(perpetrator, 'Unknown') AS gname,
    CASE WHEN perpetrator IS NOT NULL THEN (perpetrator_basis = 'suspected')::INTEGER END AS guncertain1,
    coalesce(captured, -99) AS nperpcap,
    CASE WHEN perpetrator_basis = 'claimed' THEN 1 ELSE -9 END AS claimed,
    coalesce(arm, 13) AS weaptype1,
    coalesce(arm_txt, 'Unknown') AS weaptype1_txt,
    weapon AS weapdetail,
    nkill,
    nkillter,
    nwound,
    nwoundte,
    coalesce(hostages, false)::INTEGER AS ishostkid,
    CASE WHEN hostages THEN coalesce(abducted, -99) END AS nhostkid,
    explanation AS addnotes,
    citations[1] AS scite1,
    citations[2] AS scite2,
    citations[3] AS scite3,
    'Tollbook' AS dbsource
FROM located
