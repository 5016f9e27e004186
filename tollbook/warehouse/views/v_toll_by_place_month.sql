WITH counts AS (
    SELECT incident_id,
        max(low) FILTER (WHERE outcome = 'killed' AND party = 'victims') AS killed_low,
        max(best) FILTER (WHERE outcome = 'killed' AND party = 'victims') AS killed_best,
        max(high) FILTER (WHERE outcome = 'killed' AND party = 'victims') AS killed_high,
        max(low) FILTER (WHERE outcome = 'wounded' AND party = 'victims') AS wounded_low,
        max(best) FILTER (WHERE outcome = 'wounded' AND party = 'victims') AS wounded_best,
        max(high) FILTER (WHERE outcome = 'wounded' AND party = 'victims') AS wounded_high,
        max(best) FILTER (WHERE outcome = 'missing' AND party = 'victims') AS missing,
        max(best) FILTER (WHERE outcome = 'abducted' AND party = 'victims') AS abducted,
        max(best) FILTER (WHERE outcome = 'captured' AND party = 'victims') AS captured,
        max(best) FILTER (WHERE outcome = 'killed' AND party = 'perpetrators') AS attackers_killed,
        max(best) FILTER (WHERE outcome = 'wounded' AND party = 'perpetrators') AS attackers_wounded,
        max(best) FILTER (WHERE outcome = 'captured' AND party = 'perpetrators') AS attackers_captured
    FROM estimates
    GROUP BY incident_id
),
dated AS (
    SELECT *,
        CASE WHEN date_trunc('month', date_from) = date_trunc('month', date_to)
             THEN date_trunc('month', date_from)::DATE END AS month
    FROM incidents
)
SELECT i.month, i.country, c.name AS country_name, i.admin1, i.place, count(*) AS incidents,
    count(*) FILTER (WHERE i.disagreement) AS incidents_in_dispute,
    sum(killed_low) AS killed_low, sum(killed_best) AS killed_best, sum(killed_high) AS killed_high,
    sum(wounded_low) AS wounded_low, sum(wounded_best) AS wounded_best, sum(wounded_high) AS wounded_high,
    sum(missing) AS missing, sum(abducted) AS abducted, sum(captured) AS captured,
    sum(attackers_killed) AS attackers_killed, sum(attackers_wounded) AS attackers_wounded,
    sum(attackers_captured) AS attackers_captured
FROM dated AS i
LEFT JOIN countries AS c USING (country)
LEFT JOIN counts AS n USING (incident_id)
GROUP BY ALL
