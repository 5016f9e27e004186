"""Sentences and the casualty claims that the rules read in them, as a corpus; and what holds for any text."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.article import Reading, analyse
from tollbook.extraction import claims
from tollbook.extraction.mentions import Mentions
from tollbook.rows import Claim, Document
from tollbook.rulebook import Rulebook, load_rulebook

BOOK = load_rulebook()
Stated = tuple[str, str, str, int | None, int | None, str | None, str]


def read(text: str, book: Rulebook) -> Reading:
    return analyse(Document("d", "d", text=text, chars=len(text)), book)


def stated(claim: Claim) -> Stated:
    return (
        claim.outcome,
        claim.party,
        claim.victim_group,
        claim.low,
        claim.high,
        claim.word,
        claim.scope,
    )


def of(
    outcome: str,
    group: str,
    low: int | None,
    high: int | None,
    word: str | None = None,
    scope: str = "total",
    *,
    party: str = "victims",
) -> Stated:
    return (outcome, party, group, low, high, word, scope)


# Each sentence with all that it states, in text order; [] where it states nothing.
CORPUS: dict[str, list[Stated]] = {
    # plain statements
    "Gunmen killed 14 villagers in Ituri.": [of("killed", "civilians", 14, 14)],
    "Three policemen were shot dead in Quetta on Sunday.": [of("killed", "police", 3, 3)],
    "A roadside bomb wounded six soldiers near Gao.": [of("wounded", "soldiers", 6, 6)],
    "Two fishermen are missing off Jolo.": [of("missing", "civilians", 2, 2)],
    "Four nurses were abducted in Jonglei.": [of("abducted", "health_workers", 4, 4)],
    "Police arrested five suspects in Dhaka.": [of("captured", "attackers", 5, 5, party="perpetrators")],
    "A blast left nine people dead in Lviv.": [of("killed", "unknown", 9, 9)],
    # a clause about those of whom the verb is told
    "A man who tried to stab a guard was shot dead in Graz.": [of("killed", "attackers", 1, 1, party="perpetrators")],
    "Two clerks who were driving four nurses to Wau were killed.": [of("killed", "civilians", 2, 2)],
    "Raiders who shot at a guard were killed.": [],
    # a list of people, each with where he was
    "The bomb killed a guard at the gate and a girl in a bus.": [
        of("killed", "security_forces", 1, 1),
        of("killed", "civilians", 1, 1),
    ],
    "Gunmen killed a guard at the gate and two nurses fled.": [of("killed", "security_forces", 1, 1)],
    # those who attack elsewhere
    "Unknown gunmen shot dead a rebel commander in Quetta.": [of("killed", "attackers", 1, 1)],
    "Gunmen killed nine clerks and two raiders in Quetta.": [
        of("killed", "civilians", 9, 9),
        of("killed", "attackers", 2, 2, party="perpetrators"),
    ],
    # parts
    "Police arrested four gunmen after an attack in Jos that killed 12.": [
        of("captured", "attackers", 4, 4, party="perpetrators"),
        of("killed", "unknown", 12, 12),
    ],
    "Soldiers killed nine militants who had wounded six in Jos.": [
        of("killed", "attackers", 9, 9, party="perpetrators"),
        of("wounded", "unknown", 6, 6),
    ],
    "Soldiers arrested nine militants and killed six in Jos.": [
        of("captured", "attackers", 9, 9),
        of("killed", "attackers", 6, 6),
    ],
    "Gunmen shot at a bar in Jos, wounding nine people, two of them badly.": [
        of("wounded", "unknown", 9, 9),
        of("wounded", "unknown", 2, 2, scope="part"),
    ],
    "Troops raided a camp in Jos, killing 20 rebels, three of them commanders.": [
        of("killed", "attackers", 20, 20),
        of("killed", "attackers", 3, 3, scope="part"),
    ],
    "A mine killed two guards in Jos, bringing to 90 the number of guards killed since May.": [
        of("killed", "security_forces", 2, 2),
        of("killed", "unknown", 90, 90, scope="cumulative"),
    ],
    # two outcomes
    "A gunman fired at a bar killing two people and wounding four police said.": [
        of("killed", "unknown", 2, 2),
        of("wounded", "police", 4, 4),
    ],
    "The bomb killed 12 people and wounded 30 others in Lahore.": [
        of("killed", "unknown", 12, 12),
        of("wounded", "unknown", 30, 30),
    ],
    # a country in letters has a dot of its own
    "Two U.S. soldiers were killed in Mosul.": [of("killed", "soldiers", 2, 2)],
    # whose side "others" are on
    "Three rebels were killed and five others captured in Jolo.": [
        of("killed", "attackers", 3, 3, party="perpetrators"),
        of("captured", "attackers", 5, 5, party="perpetrators"),
    ],
    "Two suicide bombers were killed and 12 others wounded in Jolo.": [
        of("killed", "attackers", 2, 2, party="perpetrators"),
        of("wounded", "unknown", 12, 12),
    ],
    "The gunman was killed and five others wounded in Jolo.": [
        of("killed", "attackers", 1, 1, party="perpetrators"),
        of("wounded", "unknown", 5, 5),
    ],
    "Seven soldiers were killed and four wounded in Arauca.": [
        of("killed", "soldiers", 7, 7),
        of("wounded", "soldiers", 4, 4),
    ],
    "At least five people died and more than 20 were injured in Beni.": [
        of("killed", "unknown", 5, None),
        of("wounded", "unknown", 21, None),
    ],
    "The raid left eight herders dead and three wounded in Turkana.": [
        of("killed", "civilians", 8, 8),
        of("wounded", "civilians", 3, 3),
    ],
    # capitals, no commas, curly quotes
    "GUERRILLAS KILLED THREE SOLDIERS AND WOUNDED TWO NEAR CALI.": [
        of("killed", "soldiers", 3, 3),
        of("wounded", "soldiers", 2, 2),
    ],
    "AT LEAST 10 PEASANTS WERE MURDERED IN AYACUCHO.": [of("killed", "civilians", 10, None)],
    "BOMB KILLS NINE IN MOGADISHU": [of("killed", "unknown", 9, 9)],
    "Car bomb kills 11 wounds 25 in Homs": [of("killed", "unknown", 11, 11), of("wounded", "unknown", 25, 25)],
    "\u201cThree of the town\u2019s teachers were killed,\u201d said the mayor of Yala.": [
        of("killed", "teachers", 3, 3)
    ],
    # bounds and words
    "Up to 15 people were killed in Marib.": [of("killed", "unknown", None, 15)],
    "Between 10 and 15 soldiers were killed in Kidal.": [of("killed", "soldiers", 10, 15)],
    "Nearly 200 people were wounded in Kampala.": [of("wounded", "unknown", 200, 200)],
    "More than 60 pilgrims died in Karbala.": [of("killed", "civilians", 61, None)],
    "Several guards were wounded in Tripoli.": [of("wounded", "security_forces", None, None, "several")],
    "Dozens of people were killed in Kunduz.": [of("killed", "unknown", None, None, "dozens")],
    "Scores were injured in Colombo.": [of("wounded", "unknown", None, None, "scores")],
    "Many worshippers died in Kano.": [of("killed", "civilians", None, None, "many")],
    "The toll rose to 23 in Quetta.": [of("killed", "unknown", 23, 23)],
    # lists and parts
    "Seven soldiers and two civilians were killed in Mopti.": [
        of("killed", "soldiers", 7, 7),
        of("killed", "civilians", 2, 2),
    ],
    "A priest, a clerk and two guards were killed in Herat.": [
        of("killed", "clergy", 1, 1),
        of("killed", "civilians", 1, 1),
        of("killed", "security_forces", 2, 2),
    ],
    "Six people, including two children, were killed in Donetsk.": [
        of("killed", "unknown", 6, 6),
        of("killed", "civilians", 2, 2, None, "part"),
    ],
    "Twenty people were killed in the blast in Aden, including three nurses.": [
        of("killed", "unknown", 20, 20),
        of("killed", "health_workers", 3, 3, None, "part"),
    ],
    "Nine miners died in Kivu, four of them in hospital.": [
        of("killed", "civilians", 9, 9),
        of("killed", "civilians", 4, 4, None, "part"),
    ],
    # commas that got lost
    "A bomb hit a cafe in Jowhar killing at least 11 people witnesses and medics told reporters.": [
        of("killed", "unknown", 11, None),
    ],
    "A mine killed two troops and wounded four the ministry said.": [
        of("killed", "soldiers", 2, 2),
        of("wounded", "soldiers", 4, 4),
    ],
    "Nine people five of them tourists were injured in Luxor.": [
        of("wounded", "unknown", 9, 9),
        of("wounded", "civilians", 5, 5, None, "part"),
    ],
    # denied, taken back
    "The army denied that ten soldiers had been killed.": [],
    "Two guards, not one as earlier reported, were killed.": [of("killed", "security_forces", 2, 2)],
    # one attack as one of many
    "A bomb killed nine people, the latest in a series of attacks that left 200 dead across Iraq.": [
        of("killed", "unknown", 9, 9),
        of("killed", "unknown", 200, 200, None, "cumulative"),
    ],
    "A blast killed six, the deadliest attack in the city since March.": [of("killed", "unknown", 6, 6)],
    # named victims
    "Maria Quispe was shot dead in Ayacucho.": [of("killed", "unknown", 1, 1)],
    "Gunmen killed Juan Cordero, a teacher, in Cauca.": [of("killed", "teachers", 1, 1)],
    "The mayor of Tumaco and his wife were wounded.": [
        of("wounded", "politicians", 1, 1),
        of("wounded", "civilians", 1, 1),
    ],
    # bombers and attackers
    "Fifteen people, including two bombers, were killed and ten wounded in Basra.": [
        of("killed", "unknown", 15, 15),
        of("killed", "attackers", 2, 2, scope="part", party="perpetrators"),
        of("wounded", "unknown", 10, 10),
    ],
    "A suicide bomber killed nine people at a mosque in Kano.": [
        of("killed", "attackers", 1, 1, party="perpetrators"),
        of("killed", "unknown", 9, 9),
    ],
    "Two men blew themselves up in Istanbul, wounding four tourists.": [
        of("killed", "attackers", 2, 2, party="perpetrators"),
        of("wounded", "civilians", 4, 4),
    ],
    "Three of the attackers were killed by guards in Garissa.": [of("killed", "attackers", 3, 3, party="perpetrators")],
    "Gunmen attacked a post in Diffa, killing five soldiers; two gunmen were killed.": [
        of("killed", "soldiers", 5, 5),
        of("killed", "attackers", 2, 2, party="perpetrators"),
    ],
    "Soldiers killed eight militants in Waziristan.": [of("killed", "attackers", 8, 8)],
    # hostages
    "Gunmen took nine villagers hostage in Kaduna.": [of("abducted", "civilians", 9, 9)],
    "A French engineer was taken hostage in Agadez.": [of("abducted", "civilians", 1, 1)],
    "Two teachers were abducted in Narathiwat and later killed.": [of("killed", "teachers", 2, 2)],
    # none
    "There were no casualties in the blast in Athens.": [
        of("killed", "unknown", 0, 0),
        of("wounded", "unknown", 0, 0),
    ],
    "No one was killed in the fire in Izmir.": [of("killed", "unknown", 0, 0)],
    "No civilian casualties were reported in Aden.": [
        of("killed", "unknown", 0, 0),
        of("wounded", "unknown", 0, 0),
    ],
    # several incidents
    "Clashes have killed 60 people since Friday in Bangui.": [of("killed", "unknown", 60, 60, None, "cumulative")],
    "More than 300 people were killed over the past two years in Helmand.": [
        of("killed", "unknown", 301, None, None, "cumulative")
    ],
    # what states nothing
    "The bomb could have killed hundreds of people in Lyon.": [],
    "Hundreds could have been killed in Lviv.": [],
    "They had planned to kill 14 villagers in Ituri.": [],
    "The men would be killed if the truce failed in Marawi.": [],
    "He threatened to kill two hostages in Sulu.": [],
    "Gunmen killed or wounded 14 villagers in Ituri.": [],
    "Twelve policemen were killed or injured in Kandahar.": [],
    "The army did not kill three farmers in Arauca.": [],
    "Three miners were not killed in Cauca.": [],
    "Forty cows were killed in the raid on Jos.": [],
    "None of the nine hostages was killed in Sulu.": [],
    "Nine people were nearly killed in Goma.": [],
    "The shells destroyed 12 houses and five cars in Taiz.": [],
    "The convict was sentenced to 20 years in Cairo.": [],
}


@pytest.mark.parametrize("text", CORPUS)
def test_claims_of_a_sentence(text: str, book: Rulebook) -> None:
    found = read(text, book).claims
    assert [stated(c) for c in found] == CORPUS[text], [c.rule_id for c in found]


def test_claims_stand_in_text_order(book: Rulebook) -> None:
    text = "A blast killed nine people in Herat. Two others died later. " * 3
    found = read(text, book).claims
    assert [c.start_char for c in found] == sorted(c.start_char for c in found)
    assert len({c.claim_id for c in found}) == len(found) == 6


def test_a_number_of_things_between_people_and_verb_counts_nobody(book: Rulebook) -> None:
    found = read("Twelve policemen in two trucks were killed near Kandahar.", book).claims
    assert [(c.low, c.victim_group) for c in found] == [(12, "police")]


def test_claims_of_one_list_share_their_statement(book: Rulebook) -> None:
    seven, two, hurt = read("Seven soldiers and two clerks were killed and nine men wounded in Gao.", book).claims
    assert seven.statement_id == two.statement_id
    assert hurt.statement_id != two.statement_id


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nine people were killed in Herat, police said.", "security_source"),
        ("According to the interior minister, nine people were killed in Herat.", "official"),
        ("Nine people were killed in Herat, doctors said.", "medic"),
        ("Nine people were killed in Herat.", None),
    ],
)
def test_who_says_so(text: str, kind: str | None, book: Rulebook) -> None:
    (claim,) = read(text, book).claims
    assert claim.source_kind == kind
    assert (claim.source_text is None) == (kind is None)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Soldiers killed nine farmers in Ituri.", "state"),
        ("Gunmen killed nine farmers in Ituri.", "non_state"),
        ("Nine farmers were killed in Ituri.", None),
    ],
)
def test_who_did_it(text: str, side: str | None, book: Rulebook) -> None:
    (claim,) = read(text, book).claims
    assert claim.agent_side == side


def test_a_bare_number_means_the_people_told_before(book: Rulebook) -> None:
    killed, hurt = read("Three soldiers were killed and another wounded in Kidal.", book).claims
    assert (hurt.low, hurt.victim_group, hurt.additional) == (1, killed.victim_group, True)


@pytest.mark.parametrize("more", ["Five others", "Five other people", "A further five soldiers", "Another five"])
def test_what_comes_beside_a_count_is_additional(more: str, book: Rulebook) -> None:
    (claim,) = read(f"{more} were killed at the gate.", book).claims
    assert (claim.low, claim.additional) == (5, True)


PIECES = [
    "at least",
    "up to",
    "12",
    "three",
    "dozens of",
    "several",
    "a",
    "the",
    "policemen",
    "gunmen",
    "children",
    "bombers",
    "people",
    "others",
    "of them",
    "of the",
    "were",
    "was",
    "killed",
    "wounded",
    "injured",
    "kidnapped",
    "dead",
    "died",
    "including",
    "and",
    "or",
    "who",
    "in",
    "Kabul",
    "Nairobi",
    "on Monday",
    "police said",
    "a suicide bomber",
    "blew himself up",
    "no",
    "not",
    "would have",
    "toll",
    "rose to",
    ",",
    ".",
    ";",
    "(",
    "\u201c",
    "\u201d",
    "\n\n",
    "\n",
    "\x00",
    "\ue000",
    "\ue00d",
    "Maria Lopez",
    "army",
    "Boko Haram",
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))


@settings(max_examples=150)
@given(texts)
def test_every_claim_stands_in_its_sentence(text: str) -> None:
    reading = read(text, BOOK)
    sentences = {s.sentence_id: s for s in reading.sentences}
    for claim in reading.claims:
        sentence = sentences[claim.sentence_id]
        assert claim.quote == text[claim.start_char : claim.end_char]
        assert sentence.start_char <= claim.start_char < claim.end_char <= sentence.end_char
        assert sentence.kind != "furniture"


@settings(max_examples=150)
@given(texts)
def test_numbers_of_claims_are_bounds(text: str) -> None:
    for claim in read(text, BOOK).claims:
        assert claim.low is None or claim.low >= 0
        assert claim.high is None or claim.high >= (claim.low or 0)
        assert (claim.word is not None) <= (claim.low is None and claim.high is None)
        assert claim.low is not None or claim.high is not None or claim.word


@settings(max_examples=60)
@given(texts)
def test_same_text_same_claims(text: str) -> None:
    assert read(text, BOOK).claims == read(text, BOOK).claims


@settings(max_examples=60)
@given(texts, st.randoms(use_true_random=False))
def test_order_of_mentions_does_not_matter(text: str, random: Random) -> None:
    reading = read(text, BOOK)
    m = reading.mentions
    lists = [list(x) for x in (m.numbers, m.dates, m.places, m.actors, m.events, m.sources)]
    found = claims.find(reading.document, reading.sentences, Mentions(*lists), BOOK)
    for mentions in lists:
        random.shuffle(mentions)
    assert claims.find(reading.document, reading.sentences, Mentions(*lists), BOOK) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00" * 500,
        "killed " * 7_000,
        "12 " * 15_000,
        "three policemen, " * 3_000,
        "12 policemen and " * 3_000 + "were killed.",
        "were killed " * 4_000,
        "a" * 50_000,
        "(" * 50_000,
        "\ue000\ue001 were killed. " * 2_000,
    ],
    ids=["empty", "nul", "killed", "numbers", "people", "list", "verbs", "one word", "brackets", "symbols"],
)
def test_hostile_text_is_read_to_its_end(text: str, book: Rulebook) -> None:
    for claim in read(text, book).claims:
        assert claim.quote == text[claim.start_char : claim.end_char]


def test_who_an_attacker_is_told_to_be_is_no_victim_beside_him() -> None:
    reading = read("The assassin, a 16-year-old youth, is recovering in hospital after the attack in Lima.", BOOK)
    assert {(t.outcome, t.party, t.low) for t in reading.tallies} == {("wounded", "perpetrators", 1)}
