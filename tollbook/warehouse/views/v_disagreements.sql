-- Every figure of an incident that was considered, with who said it; parts of totals and totals over several are not.
WITH stated AS (
    SELECT x.incident_id, x.outcome, x.party, x.use, c.claim_id, c.start_char, c.source_text, c.low, c.high,
        CASE WHEN c.low IS NULL AND c.high IS NULL THEN coalesce(c.word, 'no number')
             WHEN c.high IS NULL THEN 'at least ' || c.low
             WHEN c.low IS NULL THEN 'up to ' || c.high
             WHEN c.low < c.high THEN c.low || ' to ' || c.high
             ELSE c.low::VARCHAR END AS figure,
        coalesce(d.outlet, d.source_id) AS outlet, d.source_id, d.published_on
    FROM decisions AS x
    JOIN claims AS c USING (claim_id)
    JOIN documents AS d USING (doc_id)
    WHERE x.profile = (SELECT value FROM ledger_info WHERE key = 'profile') AND x.use NOT IN ('part', 'cumulative')
),
voices AS (
    -- An article repeats its figure, now from its headline, now from a mouth: one voice, and all whom it cites for it.
    SELECT incident_id, outcome, party, source_id, figure, min(coalesce(low, high)) AS size, min(published_on) AS day,
        list(claim_id ORDER BY start_char, claim_id) AS claim_ids,
        concat_ws(', ', figure || ' in ' || min(outlet), min(published_on)::VARCHAR,
            'citing ' || string_agg(DISTINCT source_text, ' and ' ORDER BY source_text))
            || ' (' || coalesce(string_agg(DISTINCT use, ', ' ORDER BY use) FILTER (WHERE use <> 'repeat'), 'repeat')
            || ')' AS voice
    FROM stated
    GROUP BY incident_id, outcome, party, source_id, figure
),
figures AS (
    SELECT incident_id, outcome, party, list(figure ORDER BY size NULLS LAST, figure) AS figures
    FROM (SELECT incident_id, outcome, party, figure, min(size) AS size FROM voices GROUP BY ALL)
    GROUP BY ALL
),
said AS (
    SELECT incident_id, outcome, party,
        list(voice ORDER BY day NULLS LAST, source_id, size NULLS LAST, figure) AS who_said_what,
        flatten(list(claim_ids ORDER BY day NULLS LAST, source_id, size NULLS LAST, figure)) AS claim_ids
    FROM voices
    GROUP BY ALL
)
SELECT e.incident_id, i.date_from, i.date_to, i.place, i.admin1, c.name AS country, i.perpetrator, e.outcome, e.party,
    e.low, e.best, e.high, coalesce(len(f.figures), 0) AS n_figures, e.n_sources, coalesce(f.figures, []) AS figures,
    coalesce(s.who_said_what, []) AS who_said_what, coalesce(s.claim_ids, []) AS claim_ids, e.clause, e.explanation
FROM estimates AS e
JOIN incidents AS i USING (incident_id)
LEFT JOIN countries AS c USING (country)
LEFT JOIN figures AS f USING (incident_id, outcome, party)
LEFT JOIN said AS s USING (incident_id, outcome, party)
WHERE e.disagreement
