"""`tollbook.read` and `tollbook.open`, the page about them, and the example notebook."""

import datetime as dt
import doctest
import html
import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import EXAMPLES, ROOT

import tollbook
from tollbook.notebook.spans import COLOURS, Span, highlighted
from tollbook.rulebook import Rulebook, RulebookError
from tollbook.warehouse.ledgers import BusyError, working_in

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "python.md"
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
SENTENCE = "At least 12 policemen were killed and several wounded in Mosul on Sunday, a police officer said."


@pytest.fixture(scope="module")
def article() -> tollbook.Article:
    return tollbook.read(SENTENCE, published="2021-09-07", outlet="The Herald")


@pytest.fixture
def workplace(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the repository is after `make run`."""
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "articles").symlink_to(EXAMPLES)
    own_home.rename(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_article_is_read_as_it_says(article: tollbook.Article) -> None:
    killed, wounded = article.claims
    assert (killed.outcome, killed.low, killed.high, killed.victim_group) == ("killed", 12, None, "police")
    assert (wounded.outcome, wounded.word) == ("wounded", "several")
    assert article.text[killed.start_char : killed.end_char] == killed.quote
    (report,) = article.reports
    assert (report.place, report.country, report.date_from) == ("Mosul", "IQ", dt.date(2021, 9, 5))
    assert {t.report_id for t in article.tallies} == {report.report_id}
    assert article.document.outlet == "The Herald"
    assert [n.low for n in article.mentions.numbers] == [12, None]


def test_a_date_and_its_text_are_the_same() -> None:
    assert tollbook.read(SENTENCE, published=dt.date(2021, 9, 7)) == tollbook.read(SENTENCE, published="2021-09-07")
    assert tollbook.read(SENTENCE).reports[0].date_from is None


def test_a_dateline_says_when() -> None:
    article = tollbook.read("BAGHDAD, Sept 7, 2021 (Reuters) - " + SENTENCE)
    assert (article.document.published_on, article.document.published_basis) == (dt.date(2021, 9, 7), "dateline")


def test_a_text_is_read_as_a_run_reads_it(example_home: Path) -> None:
    """The rows of claims are those of the ledger, but for ids, which know the file."""
    columns = "outcome, party, victim_group, low, high, word, scope, source_text, start_char, end_char, quote, rule_id"
    with tollbook.open(example_home) as ledger:
        documents = ledger.sql(
            "select doc_id, source_id, published_on, outlet, title from documents "
            "where source_id like '%.txt' and language = 'en' and duplicate_of is null order by source_id limit 6"
        ).fetchall()
        for doc_id, source_id, published, outlet, _ in documents:
            text = (ROOT / "examples" / "articles" / source_id).read_text(encoding="utf-8")
            article = tollbook.read(text, published=published, outlet=outlet)
            wanted = (
                f"select {columns} from claims where doc_id = ? order by start_char, end_char, rule_id, outcome, party"
            )
            in_ledger = ledger.execute(wanted, [doc_id]).fetchall()
            names = columns.split(", ")
            found = [tuple(getattr(c, n) for n in names) for c in article.claims]
            assert sorted(map(str, found)) == sorted(map(str, in_ledger)), source_id
            assert len(article.sentences) > 1


def test_what_it_shows_as_text(article: tollbook.Article) -> None:
    shown = repr(article)
    for words in ("2021-09-05", "Mosul", "killed, victims: at least 12", "wounded, victims: several", "casualties."):
        assert words in shown
    assert "2 numbers" in repr(article.mentions)
    assert "At least 12 policemen were killed" in repr(article.claims)
    assert repr(article.claims[:0]) == "no rows of Claim"
    assert repr(tollbook.read("The weather was fine.")).endswith("Claims: none")


def test_an_article_is_escaped_where_it_is_shown() -> None:
    hostile = 'Three people were killed in <script>alert(1)</script> Mosul & "Kirkuk" on Sunday, police said.'
    article = tollbook.read(hostile, published="2021-09-07")
    for shown in (article._repr_html_(), article.claims._repr_html_(), article.sentences._repr_html_()):
        assert "<script" not in shown
    assert "&lt;script&gt;" in article._repr_html_()
    assert 'title="' in article._repr_html_()


@given(st.data())
def test_highlighting_keeps_every_character(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=60))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(sorted(COLOURS)))
    spans = [Span(*sorted(pair), kind, "a.rule", '<"') for *pair, kind in data.draw(st.lists(ends, max_size=8))]
    shown = highlighted(text, spans, ["<b>"])
    body = shown[shown.index("pre-wrap") : shown.index("<pre")].split(">", 1)[1]
    assert html.unescape(re.sub(r"</?(?:mark|div)[^>]*>", "", body)) == text
    marked = sum(len(html.unescape(words)) for words in re.findall(r"<mark[^>]*>([^<]*)</mark>", body))
    assert marked == len({at for span in spans for at in range(span.start, span.end)})


def test_tables_become_data_frames(article: tollbook.Article) -> None:
    claims = article.claims.to_pandas()
    assert claims["low"].tolist() == [12, pd.NA]
    assert claims["low"].dtype == pd.Int64Dtype()
    assert article.reports.to_pandas()["date_from"].tolist() == [pd.Timestamp("2021-09-05")]
    empty = article.unmatched_numbers[:0].to_pandas()
    assert list(empty.columns) == list(article.unmatched_numbers.columns)
    assert article.sentences.to_pandas()["text"].tolist() == [SENTENCE]


OWN_RULE = """
schema: 1
dimension: casualties
rules:
  - id: casualties.killed.own
    title: "killed or injured <people>"
    status: experimental
    description: Words that no packaged rule counts.
    pattern: 'killed or injured {people}'
    emits: {outcome: killed}
"""


def test_own_rules_lie_over_those_that_ship_and_are_read_again_when_they_change(tmp_path: Path, book: Rulebook) -> None:
    assert tollbook.read(SENTENCE, rules=book).claims == tollbook.read(SENTENCE).claims
    text = "The blast had killed or injured nine people in Mosul on Sunday."
    own = tmp_path / "mine" / "casualties" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(OWN_RULE, encoding="utf-8")
    assert not tollbook.read(text).claims
    assert [(c.outcome, c.low) for c in tollbook.read(text, rules=tmp_path / "mine").claims] == [("killed", 9)]
    own.write_text(OWN_RULE.replace("killed or injured {", "killed or lost {"), encoding="utf-8")
    assert not tollbook.read(text, rules=str(tmp_path / "mine")).claims
    own.write_text("schema: [", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"mine/casualties/own\.yaml:\d"):
        tollbook.read(text, rules=tmp_path / "mine")
    with pytest.raises(ValueError, match="no folder"):
        tollbook.read(text, rules=tmp_path / "none")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no text"):
        tollbook.read(text)


def test_a_ledger_is_opened_to_be_read(example_home: Path) -> None:
    with tollbook.open(example_home) as ledger:
        assert ledger.sql("select count(*) from incidents").fetchall() == [(10,)]
        assert ledger.sql("select * from v_ucdp_ged limit 1").fetchall()
        with pytest.raises(duckdb.Error, match="read-only"):
            ledger.execute("create table mine (a int)")
    with pytest.raises(duckdb.Error, match="closed"):
        ledger.sql("select 1")
    with tollbook.open(str(example_home / "tollbook.duckdb")) as ledger:
        assert ledger.sql("from claims").df().shape[0] > 0


def test_where_there_is_no_ledger_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(tollbook.LedgerNotFoundError, match="tollbook run --articles PATH --home"):
        tollbook.open(tmp_path)


def test_importing_costs_nothing_and_reading_needs_no_dagster() -> None:
    heavy = "{'dagster', 'duckdb', 'pandas', 'pyarrow', 'pydantic', 'regex', 'yaml'}"
    code = (
        "import sys, tollbook\n"
        f"assert not {heavy} & {{m.split('.')[0] for m in sys.modules}}\n"
        "assert set(tollbook.__all__) <= set(dir(tollbook))\n"
        f"assert tollbook.read({SENTENCE!r}).claims\n"
        "assert not {'dagster', 'pandas'} & {m.split('.')[0] for m in sys.modules}\n"
        "try:\n    tollbook.nothing\n"
        "except AttributeError as error:\n    assert 'read' in str(error)\n"
        "else:\n    raise AssertionError\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_the_examples_of_the_page_are_true(workplace: Path) -> None:
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(test, out=report.append)
    assert not runner.failures, "".join(report)
    assert len(test.examples) > 6


def test_what_is_public_says_what_it_takes_gives_and_raises() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in tollbook.__all__:
        public = getattr(tollbook, name)
        assert inspect.getdoc(public), name
        assert re.search(rf"`(?:tollbook\.)?{name}\b", page), name
        if inspect.isfunction(public):
            signature = inspect.signature(public)
            assert "Raises" in inspect.getdoc(public), name
            assert signature.return_annotation is not inspect.Signature.empty, name
            assert not [p for p in signature.parameters if f"`{p}`" not in page and f"({p})" not in page], name
    for row in (tollbook.Article, tollbook.Published):
        assert not [field.name for field in fields(row) if f"`{field.name}`" not in page]


def test_a_ledger_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text(SENTENCE, encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        tollbook.make(tmp_path / "nowhere", tmp_path / "home")
    with pytest.raises(ValueError, match="no profile 'none'"):
        tollbook.make(tmp_path / "articles", tmp_path / "home", profile="none")
    with working_in(tmp_path / "home"), pytest.raises(BusyError, match="wait until it is done"):
        tollbook.make(tmp_path / "articles", tmp_path / "home")
    assert tollbook.make(tmp_path / "articles" / "one.txt", tmp_path / "home").rows["claims"] == 2


def test_the_notebook_runs(workplace: Path) -> None:
    import nbformat  # noqa: PLC0415 (takes seconds to import)
    from nbclient import NotebookClient  # noqa: PLC0415

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]
    where = {"metadata": {"path": str(workplace / "examples")}}
    done = NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert any("<mark" in output.get("data", {}).get("text/html", "") for output in outputs)
    assert any("explanation" in output.get("data", {}).get("text/html", "") for output in outputs)
