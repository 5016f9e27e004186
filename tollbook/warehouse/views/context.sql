-- What v_ucdp_ged, v_acled and v_gtd share: each event of a profile, an incident or what is left of a total over several
-- (a summary), with its days as the profile writes them, its country, whose the perpetrator is, and whom it was against.
events AS (
    SELECT p.profile, i.incident_id, NULL::BIGINT AS clarity, p.date_from, p.date_to, p.date_precision, p.date_note,
        i.place, i.admin1, i.country, i.lat, i.lon, i.place_precision, i.perpetrator, i.perpetrator_basis, i.target,
        i.attack_type, i.weapon, i.n_sources
    FROM incidents_by_profile AS p
    JOIN incidents AS i USING (incident_id)
    WHERE p.counted
    UNION ALL BY NAME
    SELECT profile, summary_id AS incident_id, coalesce(clarity, 2) AS clarity, date_from, date_to, place, country,
        n_sources, CASE WHEN place IS NULL AND country IS NOT NULL THEN 'country' END AS place_precision
    FROM summary_events
    WHERE outcome = 'killed'
),
told AS (
    SELECT incident_id, doc_id FROM reports
    UNION ALL
    SELECT s.summary_id, c.doc_id
    FROM (SELECT summary_id, unnest(claim_ids) AS claim_id FROM summary_events) AS s
    JOIN claims AS c USING (claim_id)
),
sides AS (
    -- Whose the perpetrator is, where all mentions of it say the same.
    SELECT r.incident_id, CASE WHEN count(DISTINCT m.side) = 1 THEN min(m.side) END AS side
    FROM reports AS r
    JOIN incidents AS i USING (incident_id)
    JOIN actor_mentions AS m ON m.mention_id = r.actor_mention_id
    WHERE r.perpetrator = i.perpetrator AND m.side IN ('state', 'non_state')
    GROUP BY r.incident_id
),
spots AS (
    -- One report that puts it near the place makes it near: the careful reading of a precision.
    SELECT r.incident_id,
        coalesce(bool_or(m.relation IN ('near', 'offset'))
            FILTER (WHERE r.place = i.place AND r.place_precision = i.place_precision), false) AS is_near,
        string_agg(DISTINCT r.place_text, '; ' ORDER BY r.place_text) AS place_texts
    FROM reports AS r
    JOIN incidents AS i USING (incident_id)
    LEFT JOIN place_mentions AS m ON m.mention_id = r.place_mention_id
    GROUP BY r.incident_id
),
articles AS (
    SELECT incident_id,
        list(citation ORDER BY published_on NULLS LAST, source_id) AS citations,
        string_agg(title, '; ' ORDER BY published_on NULLS LAST, source_id) AS titles,
        string_agg(DISTINCT outlet, '; ' ORDER BY outlet) AS outlets,
        string_agg(DISTINCT published_on::VARCHAR, '; ' ORDER BY published_on::VARCHAR) AS days
    FROM (
        SELECT DISTINCT t.incident_id, d.source_id, d.outlet, d.published_on, d.title,
            concat_ws(', ', coalesce(d.outlet, d.source_id), d.published_on::VARCHAR, d.title) AS citation
        FROM told AS t
        JOIN documents AS d USING (doc_id)
    )
    GROUP BY incident_id
),
hit AS (
    -- Whether a state's people or civilians were hurt or taken, and whether those of the state were half of all victims.
    SELECT e.incident_id, bool_or(c.label = 'state') AS state, bool_or(c.label = 'civilians') AS civilians,
        bool_or(c.label = 'state' AND e.best * 2 >= v.best) AS mostly_state
    FROM estimates_by_group AS e
    JOIN field_codes AS c ON c.dataset = 'ucdp' AND c.kind = 'victim_group' AND c.word = e.victim_group
    LEFT JOIN estimates_by_profile AS v ON v.profile = e.profile AND v.incident_id = e.incident_id
        AND v.outcome = e.outcome AND v.party = 'victims'
    WHERE coalesce(e.best, e.high, e.low) > 0
    GROUP BY e.incident_id
),
context AS (
    SELECT e.*, c.name AS country_name, c.iso_numeric, c.ucdp_region, c.acled_region, c.gtd_region, c.gtd_region_txt,
        e.date_to - e.date_from + 1 AS days_long, s.side, coalesce(p.is_near, false) AS is_near, p.place_texts,
        a.citations, a.titles, a.outlets, a.days,
        -- A policeman or two among the dead of a market do not make it an attack on the police.
        coalesce(t.label = 'state' OR h.mostly_state OR (h.state AND t.label IS DISTINCT FROM 'civilians'), false)
            AS against_state,
        coalesce(t.label = 'civilians' OR h.civilians, false) AS against_civilians
    FROM events AS e
    LEFT JOIN countries AS c USING (country)
    LEFT JOIN sides AS s USING (incident_id)
    LEFT JOIN spots AS p USING (incident_id)
    LEFT JOIN articles AS a USING (incident_id)
    LEFT JOIN hit AS h USING (incident_id)
    LEFT JOIN field_codes AS t ON t.dataset = 'ucdp' AND t.kind = 'target' AND t.word = e.target
)
