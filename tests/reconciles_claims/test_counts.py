"""How many were killed, wounded and taken in an incident: texts and the tallies of their one report."""

import pytest

from tollbook.article import analyse
from tollbook.counts import in_words, plain, quoted
from tollbook.rows import Document
from tollbook.rulebook import load_rulebook

BOOK = load_rulebook()
VICTIMS, ATTACKERS = ("killed", "victims"), ("killed", "perpetrators")
HURT, TAKEN = ("wounded", "victims"), ("abducted", "victims")

CORPUS: dict[str, dict[tuple[str, str], tuple[int | None, int | None]]] = {
    # lists
    "A policeman and his two sons were killed in an attack in Mosul.": {VICTIMS: (3, 3)},
    "Two soldiers a policeman and three civilians were killed in an attack in Baquba.": {VICTIMS: (6, 6)},
    "Nine Chinese and 65 Ethiopian workers were killed in an attack in Jijiga.": {VICTIMS: (74, 74)},
    "Ali Hassan, Omar Khalid and Yusuf Bello were killed by gunmen in Kano.": {VICTIMS: (3, 3)},
    "GUERRILLAS KILLED MAYOR PEDRO GOMEZ AND HIS WIFE IN AYACUCHO.": {VICTIMS: (2, 2)},
    "PRIESTS IGNACIO RUIZ, A RECTOR; PEDRO GIL (SPANISH) AND LUIS RAMOS WERE MURDERED IN LIMA.": {VICTIMS: (3, 3)},
    # told again, and parts
    "Six people, five men and one woman, were injured in a shooting in Macerata.": {HURT: (6, 6)},
    "A driver and a passenger, both migrants, were shot dead in an attack in Yala.": {VICTIMS: (2, 2)},
    "An attack in Lima killed Ana Gil, 34, a teacher. The murder of Ana Gil shocked Lima.": {VICTIMS: (1, 1)},
    "Two boys, 12 and 14, were killed by a shell in Donetsk.": {VICTIMS: (2, 2)},
    "Ten people were hurt in a bombing in Homs. Two are in critical condition.": {HURT: (10, 10)},
    # beside others
    "Thirty people, not counting the bomber, died in a bombing in Zliten.": {VICTIMS: (30, 30), ATTACKERS: (1, 1)},
    "Including the bomber, 61 people died in a bombing in Zliten.": {VICTIMS: (60, 60), ATTACKERS: (1, 1)},
    "Two policemen died, as did both gunmen, in an attack in Grozny.": {VICTIMS: (2, 2), ATTACKERS: (2, 2)},
    "A minister was killed in an attack in Lima in which two guards were also killed.": {VICTIMS: (3, 3)},
    # hurt or taken and then dead
    "A warden was injured in a bombing in Belfast and died eleven days later.": {VICTIMS: (1, 1)},
    "Gunmen abducted two traders in Jolo. Their bodies were found two days later.": {VICTIMS: (2, 2)},
    "Gunmen abducted two traders in Jolo. A guard was wounded. The hostages were shot dead.": {
        VICTIMS: (2, 2),
        HURT: (1, 1),
    },
    "Two bombers detonated in a market in Jolo. Nine people, including the bombers, were killed.": {
        VICTIMS: (7, 7),
        ATTACKERS: (2, 2),
    },
    "Three assailants stormed a bank in Jolo. The assailants and two guards were killed.": {
        VICTIMS: (2, 2),
        ATTACKERS: (3, 3),
    },
    "Six assailants raided a base in Jolo. Security forces killed all six.": {ATTACKERS: (6, 6)},
    "Six gunmen attacked four guards in Jolo. All four died in the raid.": {VICTIMS: (4, 4)},
    "Gunmen attacked miners in Jolo. Of the 11 miners, six were killed and three were injured.": {
        VICTIMS: (6, 6),
        HURT: (3, 3),
    },
    "Four soldiers were wounded in an attack in Gao and one of them later died.": {VICTIMS: (1, 1), HURT: (3, 3)},
    # no incident's tally
    "The conflict in Syria has killed 3,000 people.": {},
    "More than 600 farmers were murdered in over 40 massacres in Colombia.": {},
}


@pytest.mark.parametrize("text", CORPUS)
def test_an_incident_counts_everybody_once(text: str) -> None:
    reading = analyse(Document("d", "d", text=text, chars=len(text)), BOOK)
    assert {(t.outcome, t.party): (t.low, t.high) for t in reading.tallies} == CORPUS[text]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (13, 13, "13"),
        (0, 0, "0"),
        (12, None, "at least 12"),
        (None, 15, "up to 15"),
        (7, 12, "7 to 12"),
        (None, None, "an unstated number"),
    ],
)
def test_a_count_in_words(low: int | None, high: int | None, words: str) -> None:
    assert in_words(low, high) == words
    assert quoted(low, high) == (f"'{words}'" if None in (low, high) else words)


def test_a_vague_word_and_a_rough_count_in_words() -> None:
    assert (in_words(None, None, word="several"), quoted(None, None, word="several")) == ("several", "'several'")
    assert (in_words(20, 20, about=True), quoted(20, 20, about=True)) == ("about 20", "about 20")
    assert in_words(7, 12, about=True) == "7 to 12"


def test_codes_in_words() -> None:
    assert [plain(code) for code in ("armed_assault", "ied", None)] == ["armed assault", "IED", ""]
