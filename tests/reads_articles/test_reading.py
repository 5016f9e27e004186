"""Files to documents: inventory, decoding, cleaning, HTML, records, metadata, agency, language, copies."""

import datetime as dt
import json
import unicodedata
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import EXAMPLES

from tollbook.copies.duplicates import mark_duplicates
from tollbook.documents.language import language_of
from tollbook.documents.making import make_document, read_input
from tollbook.reading.articles import Article
from tollbook.reading.clean import clean
from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError
from tollbook.reading.html import read_html
from tollbook.reading.inputs import Inventory, inventory, inventory_digest
from tollbook.rows import Document, Reject
from tollbook.rulebook import Rulebook, load_rulebook

STORY = "A bomb killed nine guards at a depot in Kano on Monday, police said. Three others were wounded in the blast. "


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def read_all(folder: Path, book: Rulebook) -> tuple[Inventory, list[Document], list[Reject]]:
    found = inventory(folder)
    documents: list[Document] = []
    rejects = list(found.rejects)
    for source in found.inputs:
        made, refused = read_input(source, found.metadata, book)
        documents += made
        rejects += refused
    return found, mark_duplicates(documents, book), rejects


def test_examples(book: Rulebook) -> None:
    found, documents, rejects = read_all(EXAMPLES, book)
    by_id = {d.source_id: d for d in documents}
    assert len(found.inputs) >= 12
    assert {(r.source_id, r.reason) for r in rejects} == {
        ("notes.md", "unsupported_type"),
        ("wire/feed.jsonl:6", "empty"),
    }
    page = by_id["kirkuk-convoy.html"]
    assert (page.outlet, page.published_on) == ("Kirkuk Monitor", dt.date(2022, 12, 19))
    assert not any(word in page.text for word in ("cookies", "analytics", "Subscribe"))
    assert by_id["feed-0003"].duplicate_of == by_id["feed-0002"].doc_id
    assert (by_id["feed-0005"].language, by_id["feed-0001"].language) == ("es", "en")
    assert by_id["woheilat-2021--upnewsinfo-reuters.retold.txt"].agency == "Reuters"
    assert by_id["samarra-2017--xinhua.retold.txt"].agency == "Xinhua"
    assert all(d.text == clean(d.text) and d.chars == len(d.text) for d in documents)


def test_reading_twice_gives_the_same(book: Rulebook) -> None:
    assert read_all(EXAMPLES, book) == read_all(EXAMPLES, book)


def test_inventory(tmp_path: Path, book: Rulebook) -> None:
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(STORY)
    (folder / "sub" / "b.TXT").write_text(STORY)
    (folder / ".hidden.txt").write_text(STORY)
    (folder / "README.md").write_text("x")
    (folder / "empty.txt").touch()
    (folder / "gold.jsonl").write_text('{"file": "a.txt", "reports": []}\n')
    (folder / "corrections.csv").write_text("incident_id\n")
    (tmp_path / "outside.txt").write_text(STORY)
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "metadata.csv").write_text(
        "file,published_on,outlet,url\na.txt,2014-05-06,Daily,\nb.txt,2014-05-06,,\na.txt,,,\nsub/b.TXT,someday,,\n"
        "sub/b.TXT,1,2,3,4\n"
    )
    found, documents, rejects = read_all(folder, book)
    assert [i.source for i in found.inputs] == ["a.txt", "gold.jsonl", "sub/b.TXT"]
    assert {(r.stage, r.source_id, r.reason) for r in rejects} == {
        ("articles", "README.md", "unsupported_type"),
        ("articles", "empty.txt", "empty"),
        ("articles", "link.txt", "outside_folder"),
        ("articles", "gone.txt", "unreadable"),
        ("documents", "gold.jsonl", "missing_columns"),
        ("metadata", "metadata.csv:3", "metadata_without_file"),
        ("metadata", "metadata.csv:4", "repeated_file"),
        ("metadata", "metadata.csv:5", "bad_date"),
        ("metadata", "metadata.csv:6", "bad_row"),
    }
    assert [(d.source_id, d.published_on, d.outlet) for d in documents] == [
        ("a.txt", dt.date(2014, 5, 6), "Daily"),
        ("sub/b.TXT", None, None),
    ]
    assert documents[1].duplicate_of == documents[0].doc_id
    before = inventory_digest(folder)
    assert before == inventory_digest(folder)
    (folder / "new.txt").write_text(STORY)
    assert inventory_digest(folder) != before


def test_one_file_and_nothing(tmp_path: Path, book: Rulebook) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    assert [i.source for i in inventory(tmp_path / "a.txt").inputs] == ["a.txt"]
    with pytest.raises(FileNotFoundError):
        inventory(tmp_path / "b")


def test_too_large(tmp_path: Path, book: Rulebook) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert [r.reason for r in inventory(tmp_path).rejects] == ["too_large"]
    (tmp_path / "long.txt").write_text("word " * 200_100)
    _, documents, rejects = read_all(tmp_path, book)
    assert (documents, [r.reason for r in rejects]) == ([], ["too_large", "too_long"])
    assert "split" in rejects[1].detail


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_records(kind: str, tmp_path: Path, book: Rulebook) -> None:
    rows = [
        {
            "id": "r1",
            "text": STORY + "One.",
            "title": "Depot blast",
            "published_on": "2014-05-06",
            "outlet": "Daily (AFP)",
        },
        {"id": "r2", "text": STORY + "Two.", "title": None, "published_on": "soon", "outlet": None},
        {"id": "r1", "text": STORY + "Three.", "title": None, "published_on": None, "outlet": None},
        {"id": "", "text": STORY, "title": None, "published_on": None, "outlet": None},
        {"id": "r5", "text": " ", "title": None, "published_on": None, "outlet": None},
    ]
    path = tmp_path / f"rows.{kind}"
    if kind == "jsonl":
        path.write_text("\n".join(json.dumps(r) for r in rows) + "\nnot json\n[1]\n\n")
    else:
        frame = pd.DataFrame(rows)
        frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)
    _, documents, rejects = read_all(tmp_path, book)
    first, second = documents
    assert (first.source_id, first.title, first.published_on, first.agency) == (
        "r1", "Depot blast", dt.date(2014, 5, 6), "AFP",
    )  # fmt: skip
    assert first.text.startswith("Depot blast\n\nA bomb killed")
    assert (second.source_id, second.published_on) == ("r2", None)
    reasons = sorted(r.reason for r in rejects if r.stage == "documents")
    assert reasons == sorted(["repeated_id", "missing_id", "empty"] + (["bad_json"] * 2 if kind == "jsonl" else []))
    assert [(r.source_id, r.reason) for r in rejects if r.stage == "metadata"] == [(f"rows.{kind}:2", "bad_date")]
    read = len(rows) + (2 if kind == "jsonl" else 0)
    assert len(documents) + len(reasons) == read


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.csv", b"a,b\n1,2\n", "missing_columns"),
        ("x.jsonl", b'{"id": 1}\n', "missing_columns"),
        ("x.parquet", b"PAR1 no", "bad_parquet"),
        ("x.csv", b"id,text\n", "empty"),
        ("x.txt", b"%PDF-1.4 ...", "not_text"),
        ("x.txt", b"ab\x00\x01\x02cd" * 50, "not_text"),
        ("x.txt", b"  \n \n", "empty"),
        ("x.html", b"<html><body><script>1</script></body></html>", "no_main_text"),
    ],
)
def test_refused_files(name: str, data: bytes, reason: str, tmp_path: Path, book: Rulebook) -> None:
    (tmp_path / name).write_bytes(data)
    _, documents, rejects = read_all(tmp_path, book)
    assert (documents, [r.reason for r in rejects]) == ([], [reason])
    assert all(r.detail for r in rejects)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(encoding: str) -> None:
    text = "Nine men were killed in a café near São Tomé, police said. " * 4
    assert decode(text.encode(encoding)).lstrip("\ufeff") == text


def test_curly_quotes_of_windows() -> None:
    text = "“Nine were killed,” he said – the town’s mayor. " * 5
    assert decode(text.encode("cp1252")) == text


@given(st.binary(max_size=300))
def test_decode_never_fails_otherwise(data: bytes) -> None:
    with suppress(ReadError):
        assert isinstance(decode(data), str)


@given(st.text(max_size=300))
def test_clean_is_stable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(odd in once for odd in ("\r", "\t", "\n\n\n\n", " \n"))
    once.encode("utf-8")


def test_clean_keeps_words_and_quotes() -> None:
    assert clean("\ufeffA\u00adb\u200b “c”\u00a0– d\r\n\r\n\r\n\r\n\r\ne  \n") == "Ab “c” – d\n\n\ne"
    assert clean("bad \ud800 half") == "bad \ufffd half"


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_article_is_read_or_refused(text: str, title: str) -> None:
    if not clean(text):
        with pytest.raises(ReadError, match="empty"):
            make_document(Article("a", text, title), load_rulebook())
        return
    document = make_document(Article("a", text, title), load_rulebook())
    assert document.text == clean(document.text)


def test_html_page() -> None:
    page = read_html((EXAMPLES / "kirkuk-convoy.html").read_bytes())
    assert page.title == "Ambush near Kirkuk: toll of federal police rises to nine"
    assert (page.outlet, page.published_on) == ("Kirkuk Monitor", "2022-12-19")
    for encoding in ("cp1251", "utf-16"):
        words = "Взрыв убил людей. " * 20
        body = f"<html><head><meta charset='{encoding}'></head><body><article><p>{words}</p></article></body></html>"
        assert "Взрыв убил людей." in read_html(body.encode(encoding)).text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FIVE DEAD IN KABUL", "en"),
        ("Mogadishu Kismayo Garowe Baidoa Beledweyne Jowhar Marka Bosaso Hargeisa Berbera Burao Las Anod", "en"),
        ("Thứ Ba, 03/01/2017, 10:18\n" + STORY, "en"),
        (STORY.upper(), "en"),
        ("", "en"),
        ("قتل خمسة اشخاص في كابول", "ar"),
        ("Drei Menschen wurden bei einem Anschlag in Kabul getötet, teilte die Polizei am Montag mit.", "de"),
    ],
)
def test_language(text: str, code: str, book: Rulebook) -> None:
    assert language_of(text, book) == code


@pytest.mark.parametrize(
    ("text", "outlet", "agency"),
    [
        ("KABUL (Reuters) - Nine died.", None, "Reuters"),
        ("LIMA, 4 JAN 90 (ACAN-EFE) -- [TEXT] NINE DIED.", None, "ACAN-EFE"),
        ("Nine died, police told AFP.", None, None),
        ("Nine died, police told AFP.", "Daily (AP)", "AP"),
        ("Nine died.\n\nSoldiers stand guard [AFP]\n\nREUTERS/A. Photographer", None, None),
        ("Blast kills nine\nBy REUTERS\nNine died.", "Daily", "Reuters"),
        ("Nine died.\n\n(AFP)", None, "AFP"),
    ],
)
def test_agency(text: str, outlet: str | None, agency: str | None, book: Rulebook) -> None:
    assert make_document(Article("a", text, outlet=outlet), book).agency == agency


def test_copies(book: Rulebook) -> None:
    story = STORY * 2
    made = [
        make_document(Article("c", f"{story}\n\nShare:", published_on=dt.date(2014, 5, 7)), book),
        make_document(Article("b", story.upper(), title="Another headline", published_on=dt.date(2014, 5, 6)), book),
        make_document(Article("a", story), book),
        make_document(Article("d", story.replace("nine", "ten")), book),
    ]
    marked = mark_duplicates(made, book)
    assert [d.duplicate_of for d in marked] == [made[1].doc_id, None, made[1].doc_id, None]
    assert [d.story_of for d in marked] == [made[1].doc_id, None, made[1].doc_id, made[1].doc_id]
    assert mark_duplicates(marked[::-1], book)[::-1] == marked


def test_ids_follow_source_and_text(book: Rulebook) -> None:
    one = make_document(Article("a", STORY), book)
    assert one.doc_id == make_document(Article("a", STORY + "\r\n"), book).doc_id
    assert one.doc_id != make_document(Article("b", STORY), book).doc_id
