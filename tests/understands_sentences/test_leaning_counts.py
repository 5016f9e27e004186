"""Counts that lean on others of their sentence: so many times those before, all but some, place by place."""

import pytest

from tollbook.article import analyse
from tollbook.rows import Document
from tollbook.rulebook import Rulebook

Counted = tuple[str, int | None, int | None, str]  # outcome, low, high, scope

CORPUS: dict[str, list[Counted]] = {
    "A bomb killed nine shoppers and injured as many in Jolo.": [
        ("killed", 9, 9, "total"),
        ("wounded", 9, 9, "total"),
    ],
    "Seven policemen and two clerks died and as many were hurt in Gao.": [
        ("killed", 7, 7, "total"),
        ("killed", 2, 2, "total"),
        ("wounded", 9, 9, "total"),
    ],
    "At least five men were killed and twice as many wounded in Gao.": [
        ("killed", 5, None, "total"),
        ("wounded", 10, None, "total"),
    ],
    "It killed 22 people and more than twice that number were injured in Homs.": [
        ("killed", 22, 22, "total"),
        ("wounded", 45, None, "total"),
    ],
    "In Gao twice as many were injured.": [],  # nobody knows as whom
    "All but two of the 12 passengers were killed near Menaka.": [("killed", 10, 10, "total")],
    "Ten people were killed on Saturday, six in Nyala and four in Kutum.": [
        ("killed", 10, 10, "cumulative"),
        ("killed", 6, 6, "total"),
        ("killed", 4, 4, "total"),
    ],
    "Gunmen killed two couples, six people in all, in Beni.": [
        ("killed", 2, 2, "part"),
        ("killed", 6, 6, "total"),
    ],
    "The toll of the raid in Djibo rose to nine after a nurse died.": [
        ("killed", 9, 9, "total"),
        ("killed", 1, 1, "part"),
    ],
}


@pytest.mark.parametrize("text", CORPUS)
def test_counts_that_lean_on_others(text: str, book: Rulebook) -> None:
    found = analyse(Document("d", "d", text=text, chars=len(text)), book).claims
    assert [(c.outcome, c.low, c.high, c.scope) for c in found] == CORPUS[text], [c.rule_id for c in found]
