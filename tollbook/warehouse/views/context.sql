-- What v_ucdp_ged, v_acled and v_gtd share: each incident with its country, side, articles and whom it was against.
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
        SELECT DISTINCT r.incident_id, d.source_id, d.outlet, d.published_on, d.title,
            concat_ws(', ', coalesce(d.outlet, d.source_id), d.published_on::VARCHAR, d.title) AS citation
        FROM reports AS r
        JOIN documents AS d USING (doc_id)
    )
    GROUP BY incident_id
),
hit AS (
    -- Whether a state's people or civilians were hurt or taken, under any profile.
    SELECT e.incident_id, bool_or(c.label = 'state') AS state, bool_or(c.label = 'civilians') AS civilians
    FROM estimates_by_group AS e
    JOIN field_codes AS c ON c.dataset = 'ucdp' AND c.kind = 'victim_group' AND c.word = e.victim_group
    WHERE coalesce(e.best, e.high, e.low) > 0
    GROUP BY e.incident_id
),
context AS (
    SELECT i.*, c.name AS country_name, c.iso_numeric, c.ucdp_region, c.acled_region, c.gtd_region, c.gtd_region_txt,
        date_to - date_from + 1 AS days_long, s.side, coalesce(p.is_near, false) AS is_near, p.place_texts,
        a.citations, a.titles, a.outlets, a.days,
        coalesce(h.state, false) OR coalesce(t.label = 'state', false) AS against_state,
        coalesce(h.civilians, false) OR coalesce(t.label = 'civilians', false) AS against_civilians
    FROM incidents AS i
    LEFT JOIN countries AS c USING (country)
    LEFT JOIN sides AS s USING (incident_id)
    LEFT JOIN spots AS p USING (incident_id)
    LEFT JOIN articles AS a USING (incident_id)
    LEFT JOIN hit AS h USING (incident_id)
    LEFT JOIN field_codes AS t ON t.dataset = 'ucdp' AND t.kind = 'target' AND t.word = i.target
)
