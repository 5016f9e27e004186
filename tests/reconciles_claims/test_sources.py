"""Who is independent of whom, who corrects whom, and how an explanation names them."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.accounts import Case, day
from support.ledger_rows import DAY, article, ledger_book
from support.reconcile_all import Archive, reconcile_all

from tollbook.article import analyse
from tollbook.copies.duplicates import mark_duplicates
from tollbook.documents.making import make_document
from tollbook.ledger.reconciling.sources import PRECEDENCE, Sources, independent, kind_of
from tollbook.ledger.reconciling.statements import name_of
from tollbook.reading.articles import Article
from tollbook.rulebook import Rulebook


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return ledger_book()


def by(name: str, key: str | None = None, kind: str = "security_source") -> dict[str, str | None]:
    """A cited source, as a claim has it."""
    return {"source_text": name, "source_name": name, "source_key": key, "source_kind": kind}


def test_a_cited_source_replaces_its_own_earlier_figure_in_any_outlet(rules):
    case = Case().tell("a", (12, 12), **by("police", "police"))
    case.tell("b", (9, 9), published=day(1), **by("the police", "police"))
    row = case.default(rules)
    assert (row.low, row.best, row.high, row.disagreement, row.n_sources) == (9, 9, 9, False, 2)
    assert row.explanation == (
        "9 by the police (b); 12 by police (a) a day earlier was replaced by that source's own later figure."
    )


def test_a_correction_lowers_the_toll_in_its_history_too(rules):
    case = Case().tell("a", (12, 12), **by("police", "police"))
    case.tell("b", (9, 9), published=day(1), **by("police", "police"))
    ledger = reconcile_all(Archive(case.documents, case.reports, case.tallies, case.claims), rules)
    told = {(h.as_of, h.low, h.best, h.high) for h in ledger.toll_history if h.outcome == "killed"}
    assert told == {(day(0), 12, 12, 12), (day(1), 9, 9, 9)}


@pytest.mark.parametrize(
    ("first", "second", "when"),
    [
        (by("a police officer"), by("a police officer"), 1),
        (by("police", "police"), by("the army", "army"), 1),
        (by("police", "police"), by("police", "police"), 0),
    ],
    ids=["one of many", "another", "same day"],
)
def test_another_source_replaces_nothing(rules, first, second, when):
    case = Case().tell("a", (12, 12), **first).tell("b", (9, 9), published=day(when), **second)
    assert (case.default(rules).low, case.default(rules).high) == (9, 12)


def test_who_is_called_like_an_agency_is_not_the_agency(rules):
    wire = Case().tell("a", (12, 12), doc={"agency": "Wire"})
    agency = wire.tell("b", (9, 9), published=day(1), **by("Wire", "wire", "agency"))
    assert (agency.default(rules).low, agency.default(rules).high) == (9, 9)
    office = Case().tell("a", (12, 12), doc={"agency": "Wire"})
    office.tell("b", (9, 9), published=day(1), **by("the Wire office", "wire", "official"))
    assert (office.default(rules).low, office.default(rules).high) == (9, 12)


def test_an_article_without_outlet_and_agency_goes_by_its_headline():
    title = "Eleven guards killed in an attack on a convoy on the road to"  # 60 characters
    assert name_of(article("a", outlet=None, title=title), "") == f'"{title}"'
    assert name_of(article("a", outlet=None, title=title + " Kano"), "") == f'"{title.removesuffix(" to")} ..."'


def test_an_update_of_a_story_replaces_its_figure_and_is_the_same_source(rules):
    case = Case().tell("a", (12, 12)).tell("b", (15, 15), published=day(1), doc={"story_of": "doc_a"})
    row = case.default(rules)
    assert (row.low, row.best, row.high, row.n_sources) == (15, 15, 15, 1)


def test_what_an_outlet_has_from_an_agency_is_the_agency_s(rules):
    case = Case().tell("a", (8, 8)).tell("w", (11, 11), doc={"agency": "Wire"})
    case.tell("b", (11, 11), **by("Wire", "wire", "agency"))
    assert (case.default(rules).best, case.default(rules).n_sources) == (8, 2)


@pytest.mark.parametrize(
    ("documents", "together"),
    [
        # one outlet's two stories, and two outlets' one story, are one source, however many lie between
        ({"a": {"outlet": "O"}, "b": {"outlet": "O"}}, True),
        ({"a": {"outlet": "O"}, "b": {"outlet": "P", "story_of": "doc_a"}}, True),
        ({"a": {"outlet": "O"}, "b": {"outlet": "P"}, "c": {"outlet": "O", "story_of": "doc_b"}}, True),
        ({"b": {"outlet": "Z"}, "a": {"outlet": "P"}, "c": {"outlet": "Z", "story_of": "doc_a"}}, True),
        ({"a": {"outlet": "O"}, "b": {"outlet": "P"}}, False),
        ({"a": {"outlet": None}, "b": {"outlet": None}}, False),
        # what an outlet has from an agency does not make the outlet one with it, nor with others that print it
        (
            {"c": {"agency": "Wire", "outlet": "O"}, "a": {"outlet": "P", "story_of": "doc_c"}, "b": {"outlet": "O"}},
            False,
        ),
        ({"a": {"agency": "Wire", "outlet": "O"}, "b": {"outlet": "O"}}, False),
        ({"a": {"agency": "Wire", "outlet": "O"}, "b": {"agency": "Press", "outlet": "O"}}, False),
        ({"a": {"agency": "Wire", "outlet": "O"}, "b": {"agency": "Wire", "outlet": "P"}}, True),
    ],
)
def test_which_articles_are_one_source(documents, together):
    known = [article(name, **values) for name, values in documents.items()]
    sources = Sources(known)
    found = {d.doc_id: sources.of(d, "") for d in known}
    assert (found["doc_a"] == found["doc_b"]) == together


def test_an_outlet_with_a_story_of_its_own_is_a_second_source(rules):
    """Two outlets print one story, and one of them another besides."""
    case = Case().tell("a", (9, 9), doc={"outlet": "O"}).tell("b", (9, 9), doc={"outlet": "P", "story_of": "doc_a"})
    assert case.tell("c", (9, 9), doc={"outlet": "P"}).default(rules).n_sources == 2


def test_an_explanation_names_the_agency_of_an_outlet(rules):
    case = Case().tell("a", (9, 9), doc={"outlet": "Post", "agency": "Wire"})
    assert case.default(rules).explanation == "9 in Post (Wire)."


def test_the_outlet_that_cut_the_credit_is_the_agency_too():
    credited = article("b", agency="Wire", story_agency="Wire", story_of="doc_a")
    bare, other = article("a", story_agency="Wire"), article("c")
    sources = Sources([bare, credited, other])
    assert sources.of(bare, "") == sources.of(credited, "") != sources.of(other, "")


def test_independent_sources():
    assert independent([]) == 0
    assert independent([("o1", "s1"), ("o1", "s2")]) == 1, "one outlet"
    assert independent([("o1", "wire"), ("o2", "wire")]) == 1, "one agency"
    assert independent([("o1", "a"), ("o1", "b"), ("o2", "a"), ("o3", "b")]) == 2, "two agencies that one outlet prints"
    assert independent([("o1", "wire"), ("o2", "wire"), ("o1", "own")]) == 2
    assert independent([("o1", "a"), ("o1", "b"), ("o2", "a")]) == 2
    assert independent([("o1", "a"), ("o2", "a"), ("o2", "b")]) == 2


PAIRS = st.lists(st.tuples(st.sampled_from("opqr"), st.sampled_from("1234")), max_size=8)


def most(pairs):
    """The size of the largest set without a shared publisher or origin, by trying all."""
    if not pairs:
        return 0
    (publisher, origin), *rest = pairs
    return max(most(rest), 1 + most([p for p in rest if p[0] != publisher and p[1] != origin]))


@settings(max_examples=150)
@given(PAIRS)
def test_independent_is_the_largest_set_without_a_shared_one(pairs):
    assert independent(pairs) == most(pairs)


def test_the_kind_of_a_count_is_the_highest_that_gives_it():
    case = Case().tell("a", (5, 5), (5, 5), (5, 5))
    kinds = ("witness", "medic", "perpetrator")
    claims = [replace(c, source_kind=k) for c, k in zip(case.claims, kinds, strict=True)]
    assert kind_of(claims) == "medic"
    assert kind_of(claims[2:]) == "perpetrator"
    assert kind_of([]) is None
    assert (
        kind_of([replace(c, source_kind=k) for c, k in zip(claims, ("official", "medic", None), strict=True)])
        == "official"
    )
    assert kind_of([claims[2], replace(claims[0], source_kind=None)]) is None
    assert kind_of([replace(claims[0], source_kind="passer-by"), claims[0]]) == "witness"
    assert PRECEDENCE.index("official") < PRECEDENCE.index("medic") < PRECEDENCE.index("security_source")


def test_explanation_names_who_said_it_and_when(rules):
    case = Case()
    case.tell("Post", (13, 13), **by("a police officer and a medic"))
    case.tell("Mint", (12, None), published=day(1))
    case.tell("Globe (AP)", (10, 10), published=day(-1), doc={"agency": "AP"}, **by("police sources"))
    case.tell("Kayhan", (16, None), **by("state media", kind="media"))
    case.tell("Sun", (13, 13))
    assert case.default(rules).explanation == (
        "13 by a police officer and a medic (Post) and in Sun; 'at least 12' in Mint a day later agrees; "
        "10 by police sources (Globe, AP) a day earlier is the low, 'at least 16' by state media (Kayhan) the high."
    )


KEYS = [
    ("Police said", "police", "police"),
    ("The interior ministry said", "the interior ministry", "interior ministry"),
    ("A spokesman for the army said", "a spokesman for the army", "spokesman for army"),
    ("Ali Naji said", "Ali Naji", "ali naji"),
    ("A police officer said", "a police officer", None),
    ("Security sources said", "security sources", None),
    ("Residents said", "residents", None),
    ("The spokesman said", "the spokesman", None),
]


@pytest.mark.parametrize(("said", "name", "key"), KEYS, ids=[k[0] for k in KEYS])
def test_a_claim_knows_who_it_is_from(book, said, name, key):
    text = f"{said} that nine soldiers were killed in Mosul on Sunday."
    found = analyse(make_document(Article("a", text, published_on=dt.date(2021, 9, 6)), book), book)
    (claim,) = found.claims
    assert (claim.source_name, claim.source_key) == (name, key)


def test_explanation_of_words_alone_and_of_many(rules):
    case = Case().tell("a", (None, None), word="several", qualifier="vague", **by("residents", kind="witness"))
    assert case.default(rules).explanation == "Only 'several' by residents (a), taken as 3."
    many = Case()
    for name in "abcdefg":
        many.tell(name, (4, 4))
    assert many.default(rules).explanation == "4 in a, b and five others."
    twice = Case().tell("a", (4, 4), (4, None), **by("police", "police"))
    assert twice.default(rules).explanation == "4 by police (a)."


REVISED = [
    ("Police first said 10 people had died, but later revised the toll to 8.", (8, 8)),
    ("Nine soldiers were killed, the army said, down from an initial count of 11 killed.", (9, 9)),
    ("Nine people were killed, not 12 killed as first reported.", (9, 9)),
    ("Nine people were killed in the raid. Police initially said that 12 people had been killed.", (9, 9)),
    ("Police initially said that 12 people had been killed.", (12, 12)),
    ("Nine people were killed, police said. Hospital officials said 12 people had been killed.", (9, 12)),
]


@pytest.mark.parametrize(("text", "bounds"), REVISED, ids=[t for t, _ in REVISED])
def test_an_article_goes_past_its_own_first_count(book, text, bounds):
    text = "Gunmen attacked a checkpoint in Baghdad on Sunday. " + text
    document = make_document(Article("a", text, published_on=dt.date(2021, 9, 5)), book)
    (tally,) = [t for t in analyse(document, book).tallies if t.outcome == "killed" and t.party == "victims"]
    assert (tally.low, tally.high) == bounds


def test_a_count_under_a_picture_is_older_than_its_article(book):
    text = (
        "Bomb kills nine in Herat market\n\n"
        "The scene after the blast that killed at least six people. Photo: A. Karimi\n\n"
        "A bomb exploded in a crowded market in Herat on Sunday, killing nine people, police said."
    )
    made = analyse(make_document(Article("a", text, published_on=dt.date(2019, 3, 3)), book), book)
    (tally,) = made.tallies
    (under_it,) = [c for c in made.claims if c.low == 6]
    assert (tally.low, tally.high, under_it.scope) == (9, 9, "background")
    assert under_it.report_id == tally.report_id
    assert under_it.claim_id not in tally.claim_ids
    only = text.replace("killing nine people", "near a bank").replace("Bomb kills nine in", "Bomb at")
    (tally,) = analyse(make_document(Article("a", only, published_on=dt.date(2019, 3, 3)), book), book).tallies
    assert (tally.low, tally.high) == (6, None)


def read(texts, book, copies=()):
    """The whole chain over texts as (outlet, day, text), with copies marked as the reading stage does."""
    made = [
        make_document(Article(f"{n}-{outlet}", text, outlet=outlet, published_on=DAY + dt.timedelta(days=when)), book)
        for n, (outlet, when, text) in enumerate((*texts, *copies))
    ]
    documents = mark_duplicates(made, book)
    found = [analyse(d, book) for d in documents if d.duplicate_of is None]
    archive = Archive(
        documents,
        *([row for a in found for row in getattr(a, name)] for name in ("reports", "tallies", "claims")),
        place_mentions=[m for a in found for m in a.mentions.places],
        date_mentions=[m for a in found for m in a.mentions.dates],
    )
    return reconcile_all(archive, book)


def test_seven_and_several_are_at_least_seven(book):
    """The vague word is one of those added up: no exact count, and no larger figure disagrees with it."""
    told = "Gunmen attacked a checkpoint in Baghdad on Tuesday. They killed {}."
    several = ("Post", 0, told.format("seven soldiers and several civilians"))
    twelve = ("Mint", 0, told.format("12 people"))
    (alone,) = read([several], book).reconciliation.estimates
    assert (alone.best, alone.explanation, alone.n_claims) == (7, "'at least 7' in Post.", 2)
    (both,) = read([several, twelve], book).reconciliation.estimates
    assert (both.low, both.best, both.high, both.disagreement) == (7, 12, 12, False)


ADDED_UP = [
    ("They killed seven soldiers and two civilians.", ["best", "best"]),
    ("They killed two soldiers and two civilians.", ["best", "best"]),
    ("They killed two soldiers in the morning. They killed two more soldiers in the evening.", ["best", "best"]),
    ("They killed nine people. Police said that nine people were killed.", ["best", "repeat"]),
]


@pytest.mark.parametrize(("text", "uses"), ADDED_UP, ids=[t for t, _ in ADDED_UP])
def test_claims_that_are_added_up_are_no_repeats(book, text, uses):
    text = "Gunmen attacked a checkpoint in Baghdad on Tuesday. " + text
    decisions = read([("Post", 0, text)], book).reconciliation.decisions
    assert sorted(d.use for d in decisions if d.profile == "tollbook") == uses


TELLING = (
    "{who} attacked a police checkpoint in Kirkuk on Tuesday and killed {n} policemen, {source} said. Two more were "
    "wounded and taken to hospital, {source} added, and the road to the city was closed until the evening.\n\nNobody "
    "has claimed the attack. Islamic State fighters have often raided the villages and outposts of the district, which "
    "lies far from the main roads and has seen many raids this year."
)
ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(["Post", "Herald", "Mint"]),
        st.integers(0, 3),
        st.builds(
            TELLING.format,
            who=st.sampled_from(["Gunmen", "Insurgents"]),
            n=st.sampled_from(["three", "four", "at least five", "nine"]),
            source=st.sampled_from(["police", "a medic", "the interior ministry"]),
        ),
    ),
    min_size=1,
    max_size=3,
)
EDITS = [
    lambda t: t,
    lambda t: "Raid on checkpoint near Kirkuk\n\n" + t,
    lambda t: t.split("\n\n")[0],
    lambda t: t.replace("-", "–") + "\n\nFollow our channel for more.",
]


@pytest.mark.slow
@settings(max_examples=25)
@given(ARTICLES, st.sampled_from(EDITS), st.integers(0, 5), st.data())
def test_a_copy_changes_nothing_but_its_own_rows_and_the_count_of_documents(book, texts, edit, later, data):
    _, when, text = data.draw(st.sampled_from(texts))
    before, after = read(texts, book), read(texts, book, [("Sun", max(when, 3) + later, edit(text))])
    assert after.reconciliation == before.reconciliation
    assert (after.reports, after.links) == (before.reports, before.links)
    assert after.incident_changes == before.incident_changes
    assert after.toll_history == before.toll_history
    told = {i.incident_id: i.n_documents for i in before.incidents}
    assert all(i.n_documents - told[i.incident_id] in (0, 1) for i in after.incidents)
    assert any(i.n_documents > told[i.incident_id] for i in after.incidents)
    assert [i.n_sources for i in after.incidents] == [i.n_sources for i in before.incidents]
