"""Tallies where an article tells the same people again: by another noun, beside other people, dead by then."""

import pytest
from reconciles_claims.test_tallies import Numbers, tallies

from tollbook.rulebook import Rulebook

TOLD: dict[str, dict[str, Numbers]] = {
    # others wounded beside the dead of all of it are no others than the wounded told elsewhere
    "A guard killed, two hurt in Kano blast\n\nKANO - A blast in Kano killed a guard on Monday while two others were "
    'injured. Officials said: "One guard was killed and 2 soldiers were injured."': {
        "killed": (1, 1, None),
        "wounded": (2, 2, None),
    },
    "A blast in Kano left one officer dead. One agency said an officer had been killed, with 12 more people wounded. "
    "Another put the number of wounded at 41.": {"killed": (1, 1, None), "wounded": (12, 41, None)},
    # beside more dead they are
    "Gunmen in Kano killed one guard and wounded another. At the gate they killed two officers and wounded two more.": {
        "killed": (3, 3, None),
        "wounded": (3, 3, None),
    },
    "Two guards were killed in Kano on Monday and four wounded. In a later clash another guard was killed and two "
    "more wounded.": {"killed": (3, 3, None), "wounded": (6, 6, None)},
    # "a fifth" is one of five
    "Five people were killed in a raid in Kano on Monday. Four were brought dead to the hospital, a doctor said. "
    "A fifth died during treatment.": {"killed": (5, 5, None)},
    "Two clerks were killed at once in a raid in Kano on Monday and a third died later.": {"killed": (3, 3, None)},
    # a number that a death among the wounded raised to another is none of its own
    'Rebels killed 13 sailors on a bus near Kano on Monday. "We found 12 bodies and three wounded, but one of them '
    'died," an officer said.': {"killed": (13, 13, None), "wounded": (2, 2, None)},
    "A passenger was killed while 11 others were hurt by a bomb in Kano on Monday. One of the 12 passengers hurt in it "
    "succumbed, police said.": {"killed": (1, 1, None), "wounded": (11, 11, None)},
    # a toll holds those told after it by nobody else
    "The death toll of a blast in Kano rose to four after a woman succumbed to her injuries. Two women were killed on "
    "the day of the blast.": {"killed": (4, 4, None)},
    # hurt by name, then dead
    "Gunmen fired at two men in Kano on Monday, injuring Musa Bello and Ado Garba. Both men later died in hospital.": {
        "killed": (2, 2, None)
    },
    # attackers in a number of all the dead
    "At least eight people were killed in a raid in Kano on Monday, including three raiders who were gunned down "
    "by police.": {"killed": (5, None, None), "killed perpetrators": (3, 3, None)},
    # a word of more people than a number told of some of them
    "A bomb in Kano wounded several people on Monday. A policeman was wounded in the leg.": {
        "wounded": (None, None, "several")
    },
    "A bomb in Kano wounded dozens of people on Monday. Five policemen were wounded.": {
        "wounded": (None, None, "dozens")
    },
    "A bomb in Kano wounded dozens of people on Monday. Hospitals treated 61 wounded people.": {
        "wounded": (61, 61, None)
    },
    # who says it is not hurt
    "Five people were killed by a bomb in Kano on Monday. According to the head of the hospital, Musa Bello, around 34 "
    "people were injured.": {"killed": (5, 5, None), "wounded": (34, 34, None)},
    # as many people of forces by another name
    "Two soldiers were killed by a mine near Kano on Monday. The governor confirmed the death of two police guards in "
    "the blast.": {"killed": (2, 2, None)},
    # a picture is older than its article; a tweet is a source
    "A bomb killed 58 people on a bus in Kano on Monday.\n\nPhoto: The toll of the bus blast rose to 30. (AFP)\n\n"
    "Officials said the dead were farmers.": {"killed": (58, 58, None)},
    "A bomb killed 58 people on a bus in Kano on Monday.\n\n[tweet, @newsdesk: toll of the Kano blast now 30 dead]\n\n"
    "Officials said the dead were farmers.": {"killed": (30, 58, None)},
    # one more makes up the number told first, with those told one by one or by where they died
    "Four guards were killed in an ambush near Kano on Monday. Three guards were killed on the spot and nine injured. "
    "One of the injured later succumbed to his injuries.": {"killed": (4, 4, None), "wounded": (8, 8, None)},
    "Three councillors were injured in a blast in Kano on Monday. Spokesman Musa Bello and treasurer Ada Obi were "
    "injured in the attack. Another councillor was also injured.": {"wounded": (3, 3, None)},
    # wounded told one by one by name; the dead who are told again by a name are the same
    "A grenade exploded at a bar in Kano on Monday. Editor Musa Bello was wounded by splinters. Painter Ada Obi was "
    "also wounded, a doctor said.": {"wounded": (2, 2, None)},
    "Musa Bello was wounded by a grenade in Kano on Monday. Dentist Ada Obi is being treated at the army hospital. "
    "Obi was wounded in the leg.": {"wounded": (2, 2, None)},
    # no men and children are among women
    "Five women, two men and three children died when shells hit Kano on Monday.": {"killed": (10, 10, None)},
    "Five people, two men and three women, died when shells hit Kano on Monday.": {"killed": (5, 5, None)},
    # who is dead is not wounded; a toll of another source stands beside the first
    "Six policemen were killed by gunmen in Kano on Monday. Two of the victims were burned beyond recognition.": {
        "killed": (6, 6, None)
    },
    "A bomb killed 21 people in Kano on Monday, a doctor said. The government put the toll at three.": {
        "killed": (3, 21, None)
    },
}


@pytest.mark.parametrize("text", TOLD)
def test_told_again(text: str, book: Rulebook) -> None:
    assert tallies(text, book) == TOLD[text]
