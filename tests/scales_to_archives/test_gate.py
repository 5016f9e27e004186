"""The gate of articles: what it keeps out tells nothing, what it lets in is seen, and who need not care does not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tollbook.article import analyse
from tollbook.documents.making import make_document
from tollbook.extraction.claims.possible import Possible
from tollbook.extraction.gate import ArticleGate, gate
from tollbook.ledger.reports import building
from tollbook.reading.articles import Article
from tollbook.rows import Document
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rows.schema import columns, to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.sentences.splitting import split
from tollbook.stages import StageStore, per_document, run_stage

QUIET = (
    "The harvest fair in Lerum drew more visitors than ever.\n\nA baker from the valley won the prize for rye bread."
)
LOUD = "Gunmen attacked a checkpoint near Lerum.\n\nThree policemen were killed on Monday."
SENTENCES = per_document("sentences", split, outputs=(T["sentences"],), dimensions=("furniture",))
PACKAGED = load_rulebook()
TEXTS = sorted(
    {e.text for r in PACKAGED.rules for e in [*r.rule.examples.match, *r.rule.examples.no_match, *r.rule.examples.todo]}
)


def made(text: str, book: Rulebook) -> Document:
    return make_document(Article("a", text), book)


@pytest.mark.parametrize(
    ("text", "read_on"),
    [
        (QUIET, False),
        (LOUD, True),
        ("The mayor opened a library.\n\nTwo people were hurt when a shelf fell.", True),
        ("The mayor opened a library.\n\nA bomber was seen in Lerum on Monday.", True),
        ("The mayor opened a library.\n\nThe Free Valley Army claimed responsibility for the car bomb.", True),
        ("The mayor opened a library.\n\nA car bomb was shown in Lerum on Monday.", False),
        ("The company found 12 investors.\n\nThe executive board praised their skilled head of sales.", False),
        ("03/05/2016: Unknown people came to a farm in Lerum.", True),
    ],
)
def test_what_an_attack_or_harm_cannot_be_told_without_opens_it(text: str, read_on: bool, book: Rulebook) -> None:
    assert made(text, book).read_on is read_on


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3))
def test_what_is_kept_out_tells_nothing(texts: list[str]) -> None:
    document = make_document(Article("a", "\n\n".join(texts)), PACKAGED)
    if not document.read_on:
        found = analyse(document, PACKAGED)
        assert not [*found.claims, *found.reports, *found.tallies, *found.tallies_by_group]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3))
def test_what_is_not_looked_at_would_tell_nothing(texts: list[str]) -> None:
    document = make_document(Article("a", "\n\n".join(texts)), PACKAGED)
    found = analyse(document, PACKAGED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Possible, "claims", lambda *_: True)
        patch.setattr(building, "may_start", lambda _: True)
        assert analyse(document, PACKAGED) == found


def test_every_example_that_a_claim_or_an_attack_is_read_from_is_let_in(book: Rulebook) -> None:
    rules = [*book.of("casualties"), *(r for r in book.of("events") if emits(r.rule.emits) == "attack")]
    told = [" ".join(filter(None, (e.before, e.text))) for r in rules for e in r.rule.examples.match]
    shut = [text for text in told if not made(text, book).read_on]
    assert not shut


def emits(given: object) -> object:
    return given.get("kind") if isinstance(given, dict) else None


def test_it_is_seen_and_nothing_is_extracted(tmp_path: Path, book: Rulebook) -> None:
    quiet, loud = (
        replace(made(text, book), doc_id=f"doc_{n}", source_id=str(n)) for n, text in enumerate((QUIET, LOUD))
    )
    store = StageStore(tmp_path / "home")
    store.put_documents(to_table(Document, [quiet, loud]))
    run_stage(store, SENTENCES, book)
    assert {d.source_id: d.read_on for d in store.rows(T["documents"])} == {"0": False, "1": True}
    assert {s.doc_id for s in store.rows(T["sentences"])} == {loud.doc_id}
    assert next(c.comment for c in columns(Document) if c.name == "read_on")


@pytest.mark.slow
def test_only_the_rules_that_it_is_made_of_change_it(tmp_path: Path, book: Rulebook) -> None:
    group = "groups_west_africa.yaml"
    assert ArticleGate(
        with_change(tmp_path / "a", book, f"actors/{group}", "aliases: [", "aliases: [Lerum Front, ")
    ).digest == (gate(book).digest)
    other = with_change(
        tmp_path / "b", book, "events/attacks.yaml", "aliases: [attacks, ", "aliases: [attacks, lerumed, "
    )
    assert ArticleGate(other).digest != gate(book).digest
    assert make_document(Article("a", "They lerumed the mill."), other).read_on


def with_change(folder: Path, book: Rulebook, file: str, old: str, new: str) -> Rulebook:
    for path in book.root.rglob("*.yaml"):
        copy = folder / path.relative_to(book.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_rulebook(folder)
