"""Marking a text: whatever spans lie over it, its words stay, and each word is under the spans that cover it."""

from hypothesis import given
from hypothesis import strategies as st

from tollbook.site.spans import Piece, Span, paragraphs

TEXTS = st.text(alphabet="ab \n<é😀", max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    ends = st.integers(-2, len(text) + 2)
    pairs = draw(st.lists(st.tuples(ends, ends, st.booleans()), max_size=8))
    return text, [
        Span(a, b, "claim" if claim else "number", f"n{i}", f"clm_{i}" if claim else None)
        for i, (a, b, claim) in enumerate(pairs)
    ]


def flat(text: str, spans: list[Span]) -> list[Piece]:
    return [piece for pieces in paragraphs(text, spans) for piece in pieces]


@given(marked())
def test_the_words_stay_and_carry_the_spans_over_them(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    good = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    at = 0
    for piece in flat(text, spans):
        assert piece.text
        start = text.index(piece.text, at)
        assert not text[at:start].strip(), "only blanks between paragraphs are left out"
        at = start + len(piece.text)
        if piece.text.strip():
            over = [
                s for s in good if s.start < at and start < s.end and text[max(s.start, start) : min(s.end, at)].strip()
            ]
            assert set(piece.notes.split()) == {s.note for s in over}
            assert set(piece.claims.split()) == {s.anchor for s in over if s.anchor}
    assert not text[at:].strip()


@given(marked())
def test_every_claim_over_words_has_one_anchor(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    good = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    begun = [anchor for piece in flat(text, spans) for anchor in piece.begins]
    assert len(begun) == len(set(begun))
    for s in good:
        if s.anchor:
            assert (s.anchor in begun) == bool(text[s.start : s.end].strip())


def test_the_shortest_mention_gives_the_kind() -> None:
    spans = [Span(0, 9, "actor", "a"), Span(0, 3, "place", "b"), Span(0, 9, "claim", "c", "clm")]
    assert [(p.text, p.kind) for p in flat("one two 3", spans)] == [("one", "place"), (" two 3", "actor")]


def test_furniture_is_quiet() -> None:
    ((first, second),) = paragraphs("Sign up! News", [], [(0, 8)])
    assert (first.text, first.quiet, second.text, second.quiet) == ("Sign up!", True, " News", False)


def test_a_claim_over_two_paragraphs_is_marked_in_both() -> None:
    first, second = paragraphs("a b\n\nc d", [Span(2, 6, "claim", "n", "clm")])
    assert [p.text for p in (*first, *second) if p.claims] == ["b", "c"]
    assert [p.begins for p in (*first, *second)] == [(), ("clm",), (), ()]
