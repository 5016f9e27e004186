"""The site as files: which pages there are, where links lead, when pages are written, and that text stays text."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import duckdb
import pytest
from lxml import html
from support.silent import Silent
from support.site_ledger import DAY, EVIL, bare, empty, put_out, together, told
from typer.testing import CliRunner

from tollbook.cli import app
from tollbook.site import write_site
from tollbook.site.overview import script_json
from tollbook.site.words import counted, days, link, plain
from tollbook.warehouse import LedgerNotFoundError

pytestmark = pytest.mark.slow

MONTH = dt.date(2021, 4, 1), dt.date(2021, 4, 30)


@pytest.fixture(scope="module")
def site(example_home: Path) -> Path:
    """The site of the example articles, as the run wrote it."""
    return example_home / "site"


def pages(site: Path, kind: str = "*") -> list[Path]:
    return sorted(site.glob(f"{kind}/??/*.html"))


def rows(home: Path, sql: str) -> set[str]:
    with duckdb.connect(str(home / "tollbook.duckdb"), read_only=True) as db:
        return {row[0] for row in db.execute(sql).fetchall()}


def test_a_page_for_each_incident_and_each_article_that_tells_one(site: Path, example_home: Path) -> None:
    assert {p.stem for p in pages(site, "incidents")} == rows(example_home, "select incident_id from incidents")
    telling = rows(example_home, "select doc_id from reports where incident_id is not null")
    assert {p.stem for p in pages(site, "articles")} == telling
    assert telling < rows(example_home, "select doc_id from documents"), "some articles tell nothing"


def test_every_link_leads_to_a_page_and_to_words_in_it(site: Path) -> None:
    ids: dict[Path, set[str]] = {}
    seen = 0
    for page in [site / "index.html", *pages(site)]:
        tree = html.parse(page)
        ids.setdefault(page.resolve(), set(tree.xpath("//@id")))
        for address in tree.xpath("//a/@href | //script/@src | //link[@rel='stylesheet']/@href"):
            if urlsplit(address).scheme:
                assert urlsplit(address).scheme in ("http", "https"), address
                continue
            path, anchor = urldefrag(address)
            target = (page.parent / path).resolve() if path else page.resolve()
            assert target.is_file(), f"{page}: {address}"
            if anchor:
                ids.setdefault(target, set(html.parse(target).xpath("//@id")))
                assert anchor in ids[target], f"{page}: {address}"
                seen += "clm_" in anchor
    assert seen > 100


def test_every_figure_leads_to_its_words(site: Path) -> None:
    for page in pages(site, "incidents"):
        tree = html.parse(page)
        figures = tree.xpath(
            "//*[@class='decisions']/li/b | //table[.//caption[contains(., 'each article says')]]//td/b"
        )
        assert all(figure.xpath("./a/@href") for figure in figures), page
        for figure in tree.xpath("//*[@class='big']"):
            if "unknown" not in figure.text_content():
                assert figure.xpath("./a/@href"), page


def test_the_marked_text_is_the_text(site: Path, example_home: Path) -> None:
    with duckdb.connect(str(example_home / "tollbook.duckdb"), read_only=True) as db:
        texts = dict(db.execute("select doc_id, text from documents").fetchall())
        claims = db.execute("select claim_id, doc_id, quote from claims where report_id is not null").fetchall()
    trees = {p.stem: html.parse(p) for p in pages(site, "articles")}
    for doc_id, tree in trees.items():
        shown = "".join(tree.xpath("//div[@id='text']/p//text()"))
        assert "".join(shown.split()) == "".join(texts[doc_id].split())
    for claim_id, doc_id, quote in claims:
        marks = trees[doc_id].xpath("//mark[contains(concat(' ', @data-claims, ' '), $id)]", id=f" {claim_id} ")
        assert "".join("".join(mark.itertext()) for mark in marks).split() == quote.split()


def test_every_mark_has_its_rule_and_why(site: Path) -> None:
    for page in pages(site, "articles"):
        tree = html.parse(page)
        notes = {note.get("id"): note.text_content() for note in tree.xpath("//div[@id='notes']/div")}
        for ids in tree.xpath("//div[@id='text']//mark/@aria-describedby"):
            for note in ids.split():
                assert re.search(r"Rule [a-z_]+\.[a-z_.]+: \S", notes[note]), notes[note]


def test_pages_are_written_when_their_rows_change_and_removed_with_them(tmp_path: Path) -> None:
    first, second = told(12, "doc_11"), told(5, "doc_22")
    put_out(tmp_path, together(first, second))
    done = write_site(tmp_path)
    assert (done.incidents, done.articles, done.written, done.kept, done.removed) == (2, 2, 4, 0, 0)
    before = {p: p.stat().st_mtime_ns for p in pages(done.index.parent)}
    again = write_site(tmp_path)
    assert (again.written, again.kept, again.removed, again.digest) == (0, 4, 0, done.digest)

    first["decisions"] = [replace(d, reason="another reason") for d in first["decisions"]]
    put_out(tmp_path, together(first, second))
    changed = write_site(tmp_path)
    assert (changed.written, changed.kept) == (2, 2)
    assert changed.digest != done.digest
    touched = {p.stem for p, at in before.items() if p.stat().st_mtime_ns != at}
    assert touched == {"inc_11", "doc_11"}

    put_out(tmp_path, second)
    gone = write_site(tmp_path)
    assert (gone.written, gone.kept, gone.removed) == (0, 2, 2)
    assert {p.stem for p in pages(gone.index.parent)} == {"inc_22", "doc_22"}


def test_a_changed_rule_rewrites_the_articles_that_show_it(tmp_path: Path) -> None:
    put_out(tmp_path, told())
    write_site(tmp_path)
    put_out(tmp_path, told(), rule_text="said better")
    done = write_site(tmp_path)
    assert (done.written, done.kept) == (1, 1)
    assert "said better" in pages(done.index.parent, "articles")[0].read_text()


def test_a_page_that_was_half_written_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_out(tmp_path, told(12))
    write_site(tmp_path)
    put_out(tmp_path, told(13))
    with monkeypatch.context() as patch:
        patch.setattr("tollbook.site.write.article_page", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_site(tmp_path)
    put_out(tmp_path, told(12))  # back to what the receipt of the first run knew
    done = write_site(tmp_path)
    assert done.written == 2
    assert all("13" not in html.parse(p).findtext(".//main") for p in pages(done.index.parent))
    (page,) = pages(done.index.parent, "incidents")
    page.unlink()
    assert write_site(tmp_path).written == 1
    (done.index.parent / ".pages.json").write_text("[")
    assert write_site(tmp_path).written == 2


@pytest.mark.parametrize("ledger", [empty(), bare(told())], ids=["empty", "bare"])
def test_a_ledger_with_little_in_it_makes_sensible_pages(tmp_path: Path, ledger: dict[str, list[object]]) -> None:
    put_out(tmp_path, ledger)  # type: ignore[arg-type]
    done = write_site(tmp_path)
    index = html.parse(done.index).find(".//main").text_content()
    assert ("no incident yet" in index) == (not ledger["incidents"])
    for page in pages(done.index.parent):
        words = html.parse(page).find(".//main").text_content()
        assert "None" not in words, page
        assert "unknown" in words, page


def test_text_that_wants_to_do_harm_stays_text(tmp_path: Path) -> None:
    put_out(tmp_path, told(words=EVIL, url="javascript:alert(1)"), rule_text=EVIL)
    done = write_site(tmp_path)
    for page in [done.index, *pages(done.index.parent)]:
        tree = html.parse(page)
        assert all(s.get("src") and not (s.text or "").strip() for s in tree.iter("script")), page
        assert not tree.xpath("//img | //@*[starts-with(name(), 'on')] | //@style | //style"), page
        assert not [a for a in tree.xpath("//@href") if a.strip().lower().startswith("javascript:")], page
        assert tree.xpath("//meta[@http-equiv='Content-Security-Policy'][contains(@content, \"default-src 'none'\")]")
    assert all(
        EVIL.split("\u2028")[0] in html.parse(p).find(".//main").text_content() for p in pages(done.index.parent)
    )
    data = (done.index.parent / "assets" / "incidents.js").read_text(encoding="utf-8")
    assert "<" not in data
    assert "\u2028" not in data
    (row,) = json.loads(data.removeprefix("TOLLBOOK.rows.push(\n").split(");\nTOLLBOOK.names")[0].join("[]"))
    assert EVIL.split("\u2028")[0] in row[-1]


def test_the_same_ledger_makes_the_same_report(tmp_path: Path, own_home: Path) -> None:
    def content(site: Path) -> dict[str, bytes]:
        return {str(p.relative_to(site)): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}

    before = content(own_home / "site")
    moved = own_home.rename(tmp_path / "elsewhere")
    for page in pages(moved / "site"):
        page.unlink()
    write_site(moved)
    assert content(moved / "site") == before


def test_the_command_writes_it_and_says_where(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["site", "--home", str(tmp_path)])
    assert missing.exit_code == 2
    assert "tollbook run" in missing.stderr
    put_out(tmp_path, told())
    first = CliRunner().invoke(app, ["site", "--home", str(tmp_path)])
    assert first.exit_code == 0, first.output
    assert str(tmp_path / "site" / "index.html") in first.stdout
    assert "1 incidents, 1 articles: 2 pages written, 0 kept" in first.stdout
    assert "0 pages written, 2 kept" in CliRunner().invoke(app, ["site", "--home", str(tmp_path)]).stdout
    with duckdb.connect(str(tmp_path / "tollbook.duckdb")) as db:
        db.execute("alter table rules drop column title")
    old = CliRunner().invoke(app, ["site", "--home", str(tmp_path)])
    assert old.exit_code == 2
    assert "cannot be read as a ledger" in old.stderr


def test_the_command_gives_a_script_facts(tmp_path: Path) -> None:
    put_out(tmp_path, together(told(12, "doc_11"), told(5, "doc_22")))
    first, again = (
        json.loads(CliRunner().invoke(app, ["site", "--home", str(tmp_path), "--json"]).stdout) for _ in range(2)
    )
    assert Path(first["site"]).is_file()
    assert (first["incidents"], first["articles"]) == (2, 2)
    assert first["pages"] == {"written": 4, "kept": 0, "removed": 0}
    assert again == {**first, "pages": {"written": 0, "kept": 4, "removed": 0}}


def test_a_folder_where_the_report_cannot_stand_is_said_with_a_hint(tmp_path: Path) -> None:
    put_out(tmp_path, told())
    (tmp_path / "site").write_text("in the way", encoding="utf-8")
    done = CliRunner().invoke(app, ["site", "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert str(tmp_path / "site") in done.stderr
    assert "Hint: " in done.stderr


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    put_out(tmp_path, together(told(12, "doc_11"), told(5, "doc_22")))
    heard: list[tuple[str, int, int]] = []
    write_site(tmp_path, lambda kind, done, of: heard.append((kind, done, of)))
    assert heard == [("incidents", 0, 2), ("incidents", 2, 2), ("articles", 0, 2), ("articles", 2, 2)]
    heard.clear()
    write_site(tmp_path, lambda kind, done, of: heard.append((kind, done, of)))
    assert not heard, "nothing is written, so there is nothing to wait for"


def test_codes_become_words() -> None:
    assert [plain(code) for code in ("armed_assault", "ied", None)] == ["armed assault", "IED", ""]


def test_the_asset_tells_what_it_wrote(example_run: tuple[Path, Silent]) -> None:
    home, watcher = example_run
    told_of = watcher.materialised["site"]
    assert told_of["pages written"] == told_of["incidents"] + told_of["articles"] > 0
    assert str(told_of["site"]).endswith(f"{home.name}/site/index.html")


def test_without_a_ledger_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(LedgerNotFoundError):
        write_site(tmp_path)


def test_only_web_addresses_become_links() -> None:
    assert link("https://example.org/a?b=c") == "https://example.org/a?b=c"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x",
        "https://",
        "http://[",
        "",
        None,
    ):
        assert link(bad) is None


def test_json_in_a_script_ends_nothing() -> None:
    text = script_json({"a": [EVIL, "é</script>\u2029&"]})
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
    assert json.loads(text) == {"a": [EVIL, "é</script>\u2029&"]}


def test_days_and_counts_in_words() -> None:
    assert days(DAY, DAY) == "4 May 2020"
    assert days(*MONTH) == "April 2021"
    assert days(dt.date(2021, 4, 4), dt.date(2021, 4, 5)) == "4–5 April 2021"
    assert days(dt.date(2021, 3, 31), dt.date(2021, 4, 1)) == "31 March – 1 April 2021"
    assert days(dt.date(2021, 1, 1), dt.date(2021, 12, 31)) == "2021"
    assert days(dt.date(2020, 12, 31), dt.date(2021, 1, 1)) == "31 December 2020 – 1 January 2021"
    assert days(None, None) == "day unknown"
    one = {"low": 1, "high": 1, "word": None, "outcome": "killed"}
    assert counted({**one, "party": "perpetrators"}) == "1 attacker killed"
    assert counted({**one, "high": None, "party": "victims"}) == "at least 1 killed"
