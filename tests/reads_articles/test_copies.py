"""Wire copies: what is a copy of what, and what is not."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.copies.candidates import MOST, candidates
from tollbook.copies.duplicates import mark_duplicates
from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rows import Document
from tollbook.rulebook import Rulebook

DAY = dt.date(2019, 6, 4)
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
RECORD = (
    "{day}: Assailants armed with rifles stormed a police post in {place}, in the north of the country, and set it on "
    "fire. {dead} officers were killed and their weapons were taken. No group claimed responsibility for the attack."
)


def document(book: Rulebook, name: str, text: str, day: int | None = 0, **known: str) -> Document:
    published = None if day is None else DAY + dt.timedelta(days=day)
    return make_document(Article(name, text, published_on=published, **known), book)


def copies(book: Rulebook, *made: Document) -> dict[str, str | None]:
    """`duplicate_of` by source_id, as source_ids."""
    marked = mark_duplicates(made, book)
    names = {d.doc_id: d.source_id for d in marked}
    return {d.source_id: names.get(d.duplicate_of or "") for d in marked}


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PARAGRAPHS[:3]),
        "Raid on outpost leaves soldiers dead\n\n" + STORY,
        "By Our Correspondent\n\n" + STORY + "\n\nFollow our channel for more news of the region.",
        STORY.replace("'", "’").replace("-", "\u2010").replace(" ", "\u00a0", 30),
        STORY.replace("nine", "9").replace("14", "fourteen"),
        STORY.replace("defence", "defense").replace("near the town", "close to the town"),
        "BELED-OMAR, June 3 (AFP) - " + STORY.upper(),
        "\n\n".join((*PARAGRAPHS[:1], *PARAGRAPHS[2:])),
        STORY.replace("on Monday", "on Monday, June 3,"),
    ],
    ids=["cut", "headline", "byline", "typography", "numerals", "spelling", "capitals", "shortened", "dated"],
)
def test_an_edited_copy_is_a_copy(book: Rulebook, text: str) -> None:
    later = document(book, "copy", text, day=1, outlet="Post")
    assert copies(book, later, document(book, "first", STORY, outlet="Herald")) == {"copy": "first", "first": None}


@pytest.mark.parametrize(
    "text",
    [
        STORY.replace("nine soldiers", "eleven soldiers"),
        STORY.replace("nine soldiers", "at least nine soldiers"),
        STORY.replace("14 soldiers", "several soldiers"),
        STORY + "\n\nThe ministry said later that the toll had risen to 12.",
    ],
    ids=["other", "bound", "vague", "added"],
)
def test_an_updated_story_is_no_copy_but_the_same_story(book: Rulebook, text: str) -> None:
    first, later = document(book, "first", STORY), document(book, "later", text, day=1)
    marked = mark_duplicates([later, first], book)
    assert [(d.duplicate_of, d.story_of) for d in marked] == [(None, first.doc_id), (None, None)]


def test_records_of_one_form_are_different(book: Rulebook) -> None:
    forms = [("03/02/2014", "Alpha", "Four"), ("03/02/2014", "Beta", "Four"), ("03/05/2014", "Alpha", "Four")]
    records = [RECORD.format(day=d, place=p, dead=n) for d, p, n in [*forms, ("03/02/2014", "Alpha", "Six")]]
    made = [document(book, str(i), text, day=None) for i, text in enumerate(records)]
    assert set(copies(book, *made).values()) == {None}
    years = [
        document(book, y, RECORD.format(day=f"In March {y}", place="Alpha", dead="Four")) for y in ("2013", "2014")
    ]
    assert set(copies(book, *years).values()) == {None}
    upper = [document(book, str(i), text.upper(), day=None) for i, text in enumerate(records)]
    assert set(copies(book, *upper).values()) == {None}


def test_a_line_or_two_is_a_copy_only_word_for_word_and_in_the_same_days(book: Rulebook) -> None:
    line = "A roadside bomb killed two soldiers."
    made = [document(book, "a", line), document(book, "b", line, day=1), document(book, "c", line, day=30)]
    other = document(book, "d", "A roadside bomb killed two soldiers in Beled.")
    assert copies(book, *made, other) == {"a": None, "b": "a", "c": None, "d": None}


def test_of_one_day_the_fuller_text_is_the_first(book: Rulebook) -> None:
    cut, full = document(book, "a", "\n\n".join(PARAGRAPHS[:3])), document(book, "b", STORY)
    assert copies(book, cut, full) == {"a": "b", "b": None}
    late = document(book, "b", STORY, day=1)
    assert copies(book, cut, late) == {"a": None, "b": None}, "what it adds on a later day is news"


def test_first_is_the_earliest_day_then_the_id(book: Rulebook) -> None:
    made = [document(book, n, STORY, day) for n, day in [("d", 0), ("a", 2), ("c", 0), ("b", None)]]
    assert copies(book, *made) == {"a": "c", "b": "c", "c": None, "d": "c"}


def test_a_copy_of_a_copy_is_a_copy_of_the_first(book: Rulebook) -> None:
    middle = "\n\n".join(PARAGRAPHS[:4])
    last = "Herald exclusive from the river region\n\n" + "\n\n".join(PARAGRAPHS[:2]) + "\n\nShare this story."
    made = [document(book, "1", STORY), document(book, "2", middle, 1), document(book, "3", last, 2)]
    assert copies(book, *made) == {"1": None, "2": "1", "3": "1"}


def test_a_cut_copy_does_not_join_two_versions(book: Rulebook) -> None:
    rest = "\n\n".join(PARAGRAPHS[1:])
    versions = [document(book, "1", STORY), document(book, "3", STORY.replace("nine soldiers", "12 soldiers"), 2)]
    assert copies(book, *versions, document(book, "2", rest, 1)) == {"1": None, "2": "1", "3": None}


VARIANTS = [
    STORY,
    "\n\n".join(PARAGRAPHS[:3]),
    "\n\n".join(PARAGRAPHS[1:]),
    STORY.replace("nine soldiers", "ten soldiers"),
    STORY.upper(),
    RECORD.format(day="03/02/2014", place="Alpha", dead="Four"),
    RECORD.format(day="03/02/2014", place="Beta", dead="Four"),
    "Nobody was hurt.",
]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, len(VARIANTS) - 1), st.sampled_from([0, 1, 5, None])), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_order_never_matters_and_the_latest_article_changes_no_other(
    book: Rulebook, told: list[tuple[int, int | None]], chance: random.Random
) -> None:
    made = [document(book, f"{n}", VARIANTS[which], day) for n, (which, day) in enumerate(told)]
    marks = {d.doc_id: d for d in mark_duplicates(made, book)}
    assert {d.doc_id: d for d in mark_duplicates(chance.sample(made, len(made)), book)} == marks
    for marked in marks.values():
        first = marks.get(marked.duplicate_of or "")
        assert first is None or first.duplicate_of is None, "chains are resolved"
        story = marks.get(marked.story_of or "")
        assert story is None or story.story_of is None
    late = document(book, "z", VARIANTS[told[0][0]], day=9)
    dated = [d for d in made if d.published_on is not None]
    after = {d.doc_id: d for d in mark_duplicates([late, *dated], book)}
    assert [after[d.doc_id] for d in dated] == mark_duplicates(dated, book)


def test_the_work_for_one_article_is_bounded_in_a_crowd() -> None:
    crowd = ["0badcafe" * 32] * 3000
    found = dict(candidates(crowd))
    assert max(len(earlier) for earlier in found.values()) <= MOST
    assert all(e < later for later, earlier in found.items() for e in earlier)
    assert dict(candidates([])) == dict(candidates(["", ""])) == {}


def test_a_phrase_in_common_makes_no_candidates() -> None:
    chance = random.Random(3)  # noqa: S311 (no secret)
    others = [[f"{chance.getrandbits(32):08x}" for _ in range(32)] for _ in range(501)]
    phrase = ["".join([*own[:5], "0badcafe", *own[6:]]) for own in others]
    copy = phrase[0][:128] + phrase[500][128:]  # the same body, another lead
    assert dict(candidates([*phrase[:500], copy])) == {500: [0]}
