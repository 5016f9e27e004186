"""What one article may cost: over a limit it is refused where it stands, and the others go on."""

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.small_stages import T, document, put, split

import tollbook
from tollbook import limits
from tollbook.article import analyse
from tollbook.broken import broken_in
from tollbook.documents.making import make_document
from tollbook.limits import ArticleLimitError, TooSlowError, at_most
from tollbook.reading.articles import Article
from tollbook.reading.faults import ReadError
from tollbook.rows import Reject
from tollbook.rulebook import Rulebook
from tollbook.rulebook.timed import Timed
from tollbook.stages import StageStore, per_document, run_stage
from tollbook.warehouse import open_ledger

QUIET = """Gunmen killed four policemen at a checkpoint near Kirkuk on Sunday, a police officer said.

At least two other people were wounded in the attack, he added.
"""
LONG = "\n".join(f"Gunmen killed {n} people in Kirkuk." for n in range(2, limits.MAX_CLAIMS + 100))


def explodes(doc: Any, sentences: Any, book: Rulebook) -> Any:
    """A stage with a rule that explodes on what stands in one of the documents, and a limit that another is over."""
    Timed("(?:a|aa)+(?:b|c)", "rule numbers.bad").search(doc.text)
    at_most(100, len(doc.text), "characters")
    return list(sentences)


def kept(doc: Any, sentences: Any, book: Rulebook) -> Any:
    assert doc.source_id not in ("bad.txt", "long.txt"), "what a stage refused goes no further"
    return list(sentences)


def test_an_article_over_a_limit_is_set_aside_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Rulebook
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    store = StageStore(tmp_path)
    rows = [document("good.txt"), document("bad.txt", "a" * 60 + ". b"), document("long.txt", "Four fled. " * 10)]
    put(store, rows)
    cut = per_document("sentences", split, outputs=(T["sentences"],))
    bad = per_document("bad", explodes, inputs=(T["sentences"],), outputs=(replace(T["sentences"], name="again"),))
    later = per_document("later", kept, inputs=(bad.outputs[0],), outputs=(replace(T["sentences"], name="kept"),))
    for stage in (cut, bad, later):
        run_stage(store, stage, book, ahead=(cut, bad, later))
    assert {row.doc_id for row in store.rows(later.outputs[0])} == {rows[0].doc_id}
    slow, long = (article.reject for article in broken_in(store.paths("kept")))
    if slow.source_id != "bad.txt":
        slow, long = long, slow
    assert (slow.source_id, slow.stage, slow.reason) == ("bad.txt", "bad", "over_time")
    assert ", rule numbers.bad. It counts nowhere" in slow.detail
    told = "110 characters, more than 100; split it into its articles"
    assert long == Reject("long.txt", "bad", "too_much", told)
    assert run_stage(store, bad, book).computed == 0, "what was refused is not tried again"


@pytest.mark.slow
def test_an_article_over_a_limit_is_told_of_in_rejects(tmp_path: Path) -> None:
    articles, home = tmp_path / "articles", tmp_path / "home"
    articles.mkdir()
    for name, text in {"long.txt": LONG, "quiet.txt": QUIET, "dots.txt": "Five died. " * 20_001}.items():
        (articles / name).write_text(text, encoding="utf-8")
    tollbook.make(articles, home)
    with open_ledger(home) as db:
        rejects = db.execute("select source_id, stage, reason, detail from rejects order by all").fetchall()
        told = db.execute("select distinct source_id from claims join documents using (doc_id)").fetchall()
        read = dict(db.execute("select key, value from ledger_info where key like 'articles%'").fetchall())
    assert [row[:3] for row in rejects] == [("dots.txt", "documents", "too_much"), ("long.txt", "claims", "too_much")]
    assert rejects[1][3] == ("1,201 statements of people hurt or taken, more than 1,200; split it into its articles")
    assert told == [("quiet.txt",)]
    assert read == {"articles_read": "3", "articles_kept": "2", "articles_rejected": "1"}


def test_limits_of_the_text_itself(book: Rulebook) -> None:
    for text, reason in (("a " * 500_001, "too_long"), ("Five died.\n" * 20_001, "too_much")):
        with pytest.raises(ReadError) as caught:
            make_document(Article("x", text), book)
        assert caught.value.reason == reason


def test_a_clock_that_is_hit_while_a_file_is_read_refuses_the_article(
    monkeypatch: pytest.MonkeyPatch, book: Rulebook
) -> None:
    def slow(*_: object) -> None:
        raise TooSlowError("rule furniture.bad", "text")

    monkeypatch.setattr("tollbook.documents.making.split_unnamed", slow)
    with pytest.raises(ReadError, match=r"rule furniture\.bad took more than 5 seconds") as caught:
        make_document(Article("x", QUIET), book)
    assert caught.value.reason == "over_time"


@pytest.mark.parametrize("text", [LONG, "Gunmen attacked Kirkuk on Monday.\n" * 2_001])
def test_more_than_an_article_may_tell_is_refused(book: Rulebook, text: str) -> None:
    with pytest.raises(ArticleLimitError, match="split it into its articles"):
        analyse(make_document(Article("x", text), book), book)


def test_a_chronicle_of_hundreds_of_attacks_is_read(book: Rulebook) -> None:
    text = "\n\n".join(f"On May {n % 28 + 1}, a bomb in Kirkuk killed {n} people." for n in range(2, 152))
    found = analyse(make_document(Article("x", text), book), book)
    assert len(found.claims) == 150


@pytest.mark.parametrize("error", [TooSlowError("rule a.b", "text"), ArticleLimitError("too_much", "6 of them")])
def test_limits_come_back_from_another_process(error: ArticleLimitError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), again.reason, again.detail) == (type(error), error.reason, error.detail)


def test_at_most() -> None:
    at_most(3, 3, "things")
    with pytest.raises(ArticleLimitError, match="4 things, more than 3"):
        at_most(3, 4, "things")


@pytest.mark.parametrize("call", ["search", "match", "fullmatch", "finditer"])
def test_every_call_of_a_pattern_runs_against_the_clock(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.02)
    pattern = Timed("(?:a|aa)+(?:b|c)", "rule a.b")
    with pytest.raises(TooSlowError, match=r"rule a\.b took more than"):
        getattr(pattern, call)("a" * 60 + " b" if call != "fullmatch" else "a" * 60)
