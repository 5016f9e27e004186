"""What a person wants to see first of each asset: a sentence, then small tables, as SQL over the stages.

Every query gives a few rows, in an order of its own; `many(n, 'thing')` writes a count with its noun. How they are
drawn is `assets.metadata`.
"""

# ruff: noqa: S608  (the queries are written here; no input reaches them)

from collections.abc import Mapping
from dataclasses import dataclass

TOP = 10  # rows of a list


@dataclass(frozen=True, slots=True)
class Glance:
    """A small table under a title; with `bars` its last column, a count, is drawn too. `wide` cells are to be read."""

    title: str
    sql: str
    bars: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A sentence (SQL for one text) and tables of an asset; `also` names tables of other stages that they read."""

    short: str
    glances: tuple[Glance, ...] = ()
    also: tuple[str, ...] = ()


def _ranked(title: str, value: str, table: str, where: str = "true", name: str = "") -> Glance:
    """How many rows of a table have which value, most first."""
    column = name or value
    found = f"select {value} as {column}, count(*) as rows from {table} where {where} group by all"
    sql = f"{found} order by 2 desc, 1 limit {TOP}"
    return Glance(title, sql, bars=True)


def _by_month(title: str, day: str, table: str) -> Glance:
    month = f"coalesce(strftime({day}, '%Y-%m'), 'unknown')"
    newest = f"select {month} as month, count(*) as rows from {table} group by all order by 1 desc limit 24"
    return Glance(f"{title}, the last 24", f"from ({newest}) order by month", bars=True)


# A profile that counts attackers in gives the sum of both parties besides.
_PARTY = "(select if(coalesce(bool_or(party = 'all'), false), 'all', 'victims') from estimates)"
_SUM = f"coalesce(sum({{0}}) filter (outcome = 'killed' and party = {_PARTY}), 0)::bigint"

LOOKS: Mapping[str, Look] = {
    "articles": Look(
        "select many(count(*), 'file') || ', ' || format_bytes(coalesce(sum(size), 0)::bigint) from articles",
        (_ranked("files by kind", "kind", "articles"),),
    ),
    "documents": Look(
        """select many(count(*), 'article') || ' of ' || many(count(distinct outlet), 'outlet')
            || coalesce(', published ' || min(published_on) || ' to ' || max(published_on), '')
            || '; ' || count(*) filter (language <> 'en') || ' not in English, '
            || count(*) filter (duplicate_of is not null) || ' copies, '
            || count(*) filter (published_on is null) || ' without a day' from documents""",
        (
            _by_month("articles by month", "published_on", "documents"),
            _ranked("outlets", "coalesce(outlet, 'unknown')", "documents", name="outlet"),
            Glance("refused", f"select source_id, detail from input_rejects order by all limit {TOP}", wide=True),
        ),
    ),
    "sentences": Look(
        """select many(count(*), 'sentence') || ' in ' || many(count(distinct doc_id), 'article') || ', '
            || count(*) filter (kind = 'furniture') || ' of them page furniture, read no further' from sentences""",
        (_ranked("sentences by kind", "kind", "sentences"),),
    ),
    "number_mentions": Look(
        """select many(count(*), 'number') || ', ' || count(*) filter (unit = 'count')
            || ' of which can count people; ' || count(*) filter (word is not null) || ' vague words'
            from number_mentions""",
        (
            _ranked("what they count", "unit", "number_mentions"),
            _ranked("how they are bounded", "qualifier", "number_mentions", "unit = 'count'"),
        ),
    ),
    "date_mentions": Look(
        """select many(count(*), 'date') || ', ' || count(*) filter (date_from is null and kind <> 'duration')
            || ' not settled by text and day of publication' from date_mentions""",
        (
            _ranked("how precise", "precision", "date_mentions"),
            _ranked("not settled", "quote", "date_mentions", "date_from is null and kind <> 'duration'"),
        ),
    ),
    "place_mentions": Look(
        """select many(count(*), 'place') || ' in ' || many(count(distinct country), 'country', 'countries') || ', '
            || count(*) filter (place_id is null) || ' not in the gazetteer' from place_mentions""",
        (
            _ranked("countries", "coalesce(country, 'unknown')", "place_mentions", name="country"),
            _ranked("not in the gazetteer", "quote", "place_mentions", "place_id is null and relation <> 'demonym'"),
        ),
    ),
    "actor_mentions": Look(
        """select many(count(*), 'mention') || ', ' || count(*) filter (actor_id is not null) || ' of '
            || many(count(distinct actor_id), 'named actor') from actor_mentions""",
        (
            _ranked("named actors", "name", "actor_mentions", "actor_id is not null"),
            _ranked("kinds", "kind", "actor_mentions"),
        ),
    ),
    "event_mentions": Look(
        "select many(count(*), 'word') || ' for attacks, weapons, targets and claims of them' from event_mentions",
        (_ranked("what they stand for", "concat_ws(': ', kind, value)", "event_mentions", name="meaning"),),
    ),
    "attribution_mentions": Look(
        """select many(count(*), 'attribution') || ', ' || count(*) filter (named)
            || ' to a source with a name of its own' from attribution_mentions""",
        (_ranked("who says so", "source_kind", "attribution_mentions"),),
    ),
    "claims": Look(
        """select many(count(*), 'claim') || ' in ' || many(count(distinct doc_id), 'article') || ', '
            || count(*) filter (outcome = 'killed') || ' of them of people killed, '
            || count(*) filter (source_text is not null) || ' with a source of their own' from found_claims""",
        (
            _ranked("claims by outcome", "concat_ws(', ', outcome, party)", "found_claims", name="outcome"),
            Glance(
                "largest",
                f"""select outcome, low, high, victim_group, source_text, quote from found_claims
                    order by greatest(low, high) desc nulls last, claim_id limit {TOP}""",
            ),
        ),
    ),
    "reports": Look(
        """select many(count(*), 'report') || ' in ' || many(count(distinct doc_id), 'article') || ', '
            || count(*) filter (date_from is null) || ' without a day, '
            || count(*) filter (place is null) || ' without a place, '
            || count(*) filter (perpetrator is not null) || ' with a named perpetrator' from article_reports""",
        (
            _ranked("reports by role", "role", "article_reports"),
            Glance(
                "numbers that no rule understood",
                f"select quote, sentence from unmatched_numbers order by doc_id, start_char limit {TOP}",
                wide=True,
            ),
        ),
    ),
    "links": Look(
        """select many(count(*), 'pair') || ' of reports scored, ' || count(*) filter (same)
            || ' taken as the same incident' from found_links""",
        (
            Glance(
                "scores",
                """select round(score)::int as score, if(same, 'same incident', 'not the same') as taken_as,
                    count(*) as pairs from found_links group by all order by 1 desc, 2""",
                bars=True,
            ),
            Glance(
                "closest calls",
                f"""select if(same, 'same', 'not the same') as taken_as, score, reasons from found_links
                    order by abs(score - (select coalesce(max(score) filter (not same) + min(score) filter (same),
                    2 * min(score)) / 2 from found_links)), report_id, other_report_id limit {TOP // 2}""",
                wide=True,
            ),
        ),
    ),
    "correction_lines": Look(
        "select many(count(*), 'line') || ' of corrections.csv' from correction_lines",
        (
            Glance(
                "corrections",
                f"""select line, action, target_id, value, author, reason from correction_lines
                    order by line limit {TOP}""",
            ),
        ),
    ),
    "corrections": Look(
        """select many(count(*), 'correction') || ', ' || count(*) filter (applied) || ' applied' from corrections""",
        (
            Glance(
                "what they did",
                f"select line, action, author, outcome from corrections order by line limit {TOP}",
                wide=True,
            ),
        ),
    ),
    "rejects": Look(
        """select many(count(*), 'input') || ' refused, whole or in part' from rejects""",
        (
            _ranked("why", "concat_ws(': ', stage, reason)", "rejects", name="reason"),
            Glance("which", f"select source_id, reason, detail from rejects order by all limit {TOP}", wide=True),
        ),
    ),
    "incidents": Look(
        """select many(count(*), 'incident') || ' from ' || coalesce(sum(n_reports), 0) || ' reports; '
            || count(*) filter (n_sources > 1) || ' have more than one source, and on '
            || count(*) filter (disagreement) || ' the sources disagree' from incidents""",
        (
            _by_month("incidents by month", "date_from", "incidents"),
            _ranked("countries", "coalesce(country, 'unknown')", "incidents", name="country"),
            _ranked("perpetrators", "coalesce(perpetrator, 'nobody named')", "incidents", name="perpetrator"),
        ),
    ),
    "estimates": Look(
        f"""select {_SUM.format("best")} || ' people killed in all, between ' || {_SUM.format("low")} || ' and '
            || {_SUM.format("high")} || if({_PARTY} = 'all', ', attackers counted in', ', attackers not counted')
            || '; disputed: ' || count(*) filter (disagreement) || ' of ' || many(count(*), 'figure')
            from estimates""",
        (
            Glance(
                "deadliest",
                f"""select date_from as day, concat_ws(', ', place, country) as place, low, high, best as killed
                    from estimates join incidents using (incident_id)
                    where outcome = 'killed' and party = {_PARTY}
                    order by best desc nulls last, date_from, incident_id limit {TOP}""",
                bars=True,
            ),
            Glance(
                "widest disagreements",
                f"""select place, outcome, low, best, high, explanation
                    from estimates join incidents using (incident_id) where estimates.disagreement
                    order by high - low desc nulls last, date_from, incident_id, outcome limit {TOP // 2}""",
                wide=True,
            ),
            Glance(
                "killed under each profile (with the attackers, where it counts them)",
                """select profile, sum(low)::bigint as low, sum(high)::bigint as high, sum(best)::bigint as best
                    from estimates_by_profile where outcome = 'killed' and party in ('all', 'victims')
                    and (party = 'all' or profile not in (select profile from estimates_by_profile where party = 'all'))
                    group by all order by best desc, profile""",
                bars=True,
            ),
        ),
        also=("incidents",),
    ),
}
