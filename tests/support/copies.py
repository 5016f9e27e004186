"""A story as an agency sends it out, for copies of it."""

PARAGRAPHS = (
    "Gunmen in two pickup trucks attacked an army outpost near the town of Beled-Omar before dawn on Monday and killed "
    "nine soldiers, the defence ministry said.",
    "The attackers came from the river and cut the only road to the outpost, a resident told reporters. The fighting "
    "went on for about an hour.",
    "Colonel Idris Maalim, who commands the sector, said that 14 soldiers had been wounded and that the army was "
    "searching the villages along the river's eastern bank.",
    "No group said that it was behind the attack, but the insurgents of the region have raided outposts there before. "
    "In March they killed three policemen at a checkpoint outside the town.",
    "The government has promised to send more troops to the river region before the rains, when the roads can no "
    "longer be used and the outposts depend on boats for their food and water.",
)
STORY = "\n\n".join(PARAGRAPHS)
