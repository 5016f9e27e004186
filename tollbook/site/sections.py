"""What a page shows, as queries on the ledger. A page is rendered from these rows and written anew when they change.

Each section is a query whose first column, `page`, names the incident or the article that a row belongs to.
"""

# ruff: noqa: S608  (the SQL is put together from constants of this package; values are parameters)

from dataclasses import dataclass

_RULE = "(select digest from rules r where r.rule_id = m.rule_id) as rule_digest"  # its text is looked up by rule_id


@dataclass(frozen=True, slots=True)
class Section:
    """A name, a query with the column `page`, and the order of its rows within a page."""

    name: str
    sql: str
    order: str


def _mentions(table: str, values: str) -> Section:
    sql = f"select doc_id as page, mention_id, start_char, end_char, rule_id, {values}, {_RULE} from {table} m"
    return Section(table, sql, "start_char, end_char, mention_id")


_PROFILE = "(select value from ledger_info where key = 'profile')"

INCIDENT: tuple[Section, ...] = (
    Section(
        "incident",
        "select i.incident_id as page, i.*, c.name as country_name "
        "from incidents i left join countries c using (country)",
        "page",
    ),
    Section(
        "estimates",
        "select incident_id as page, profile, outcome, party, low, best, high, n_claims, n_sources, disagreement, "
        "clause, explanation from estimates_by_profile",
        "outcome, party, profile",
    ),
    Section(
        "groups",
        "select incident_id as page, outcome, victim_group, low, best, high from estimates_by_group "
        f"where profile = {_PROFILE}",
        "outcome, victim_group",
    ),
    Section(
        "sides",
        "select incident_id as page, profile, outcome, side, best from estimates_by_side",
        "profile, outcome, side",
    ),
    Section(
        "by_profile",
        "select incident_id as page, profile, counted, reason, date_from, date_to, date_note from incidents_by_profile",
        "profile",
    ),
    Section(
        "history",
        "select incident_id as page, as_of, outcome, party, low, best, high from toll_history",
        "outcome, party, as_of nulls last",
    ),
    Section(
        "reports",
        "select r.incident_id as page, r.report_id, r.doc_id, r.role, r.date_from, r.date_to, r.place, r.place_text, "
        "r.perpetrator, r.perpetrator_basis, d.source_id, d.title, d.outlet, d.agency, d.url, d.published_on, "
        "d.story_of from reports r join documents d using (doc_id) where r.incident_id is not null",
        "published_on nulls last, source_id, report_id",
    ),
    Section(
        "copies",
        "select distinct r.incident_id as page, r.doc_id, d.doc_id as copy_id, d.source_id, d.outlet, d.published_on, "
        "d.url from documents d join reports r on r.doc_id = d.duplicate_of where r.incident_id is not null",
        "published_on nulls last, source_id, copy_id",
    ),
    Section(
        "claims",
        "select r.incident_id as page, c.claim_id, c.doc_id, c.report_id, c.outcome, c.party, c.victim_group, c.low, "
        "c.high, c.qualifier, c.word, c.scope, c.source_text, c.source_kind, c.quote, c.rule_id, c.start_char "
        "from claims c join reports r using (report_id) where r.incident_id is not null",
        "doc_id, start_char, claim_id",
    ),
    Section(
        "tallies",
        "select r.incident_id as page, t.report_id, t.outcome, t.party, t.low, t.high, t.word, t.claim_ids "
        "from tallies t join reports r using (report_id) where r.incident_id is not null",
        "report_id, outcome, party",
    ),
    Section(
        "decisions",
        "select incident_id as page, claim_id, profile, outcome, party, use, clause, reason from decisions",
        "claim_id, profile, outcome, party",
    ),
    Section(
        "corrections",
        "select unnest(incident_ids) as page, line, action, author, date, reason, outcome from corrections",
        "date, line",
    ),
    Section(
        "changes",
        "select x.incident_id as page, x.as_of, x.change, x.other_incident_id, x.reason, d.source_id, d.outlet "
        "from incident_changes x join reports r using (report_id) join documents d using (doc_id)",
        "as_of nulls first, change desc, source_id, other_incident_id",
    ),
    Section(
        "links",
        "select a.incident_id as page, a.doc_id, b.doc_id as other_doc_id, l.score, l.reasons "
        "from links l join reports a using (report_id) join reports b on b.report_id = l.other_report_id "
        "where l.same and a.incident_id = b.incident_id",
        "score desc, doc_id, other_doc_id",
    ),
)

ARTICLE: tuple[Section, ...] = (
    Section(
        "document",
        "select doc_id as page, doc_id, source_id, title, outlet, url, agency, published_on, published_basis, "
        "published_from, published_to, text, story_of from documents "
        "where doc_id in (select doc_id from reports where incident_id is not null)",
        "page",
    ),
    Section(
        "sentences",
        "select doc_id as page, start_char, end_char, kind from sentences where kind = 'furniture'",
        "start_char",
    ),
    _mentions("number_mentions", "low, high, qualifier, word, unit"),
    _mentions("date_mentions", "date_from, date_to, precision"),
    _mentions("place_mentions", "name, admin1, country, precision, relation"),
    _mentions("actor_mentions", "name, kind"),
    _mentions("event_mentions", "kind, value"),
    _mentions("attribution_mentions", "source_text, source_kind"),
    Section(
        "claims",
        "select m.doc_id as page, m.claim_id, m.start_char, m.end_char, m.rule_id, m.outcome, m.party, m.victim_group, "
        "m.low, m.high, m.qualifier, m.word, m.scope, m.source_text, m.source_kind, m.quote, m.person, "
        f"rep.incident_id, {_RULE} from claims m left join reports rep using (report_id)",
        "start_char, end_char, claim_id",
    ),
    Section(
        "decisions",
        "select c.doc_id as page, d.claim_id, d.outcome, d.party, d.use, d.clause, d.reason "
        f"from decisions d join claims c using (claim_id) where d.profile = {_PROFILE}",
        "claim_id, outcome, party",
    ),
    Section(
        "reports",
        "select r.doc_id as page, r.report_id, r.incident_id, r.role, r.date_from, r.date_to, r.place, r.admin1, "
        "r.country, c.name as country_name, r.perpetrator, r.perpetrator_basis, r.attack_type, r.target, r.start_char "
        "from reports r left join countries c using (country)",
        "start_char, report_id",
    ),
    Section(
        "tallies",
        "select r.doc_id as page, t.report_id, t.outcome, t.party, t.low, t.high, t.word "
        "from tallies t join reports r using (report_id)",
        "report_id, outcome, party desc",
    ),
    Section(
        "unmatched",
        "select doc_id as page, start_char, end_char, quote from unmatched_numbers",
        "start_char, end_char",
    ),
)
"""The sections of a page by kind; the first one of each says which pages there are."""
