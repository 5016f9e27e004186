"""Day of publication: from lines, datelines, addresses and names; never from what the story tells."""

import csv
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import SHARED

from tollbook.documents.publication import publication_day
from tollbook.reading.clean import clean
from tollbook.reading.days import numeric_days, word_day
from tollbook.rulebook import Rulebook, load_rulebook

RULES = load_rulebook().of("furniture", "publication")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def day(text: str, book: Rulebook, **known: str) -> tuple[str | None, str | None]:
    found = publication_day(text, book, **known)  # type: ignore[arg-type]
    return (found.on.isoformat() if found.on else None, found.basis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blast kills two\nFriday, 04/05/2019\nTwo died.", "2019-04-05"),  # only 5 April is a Friday
        ("Blast kills two\n04/05/2019\nTwo died.", None),
        ("Blast kills two\nDate 04.05.2019\nTwo died.", "2019-05-04"),  # stops: the day is first
        ("Blast kills two\n25/05/2019\nTwo died.", "2019-05-25"),
        ("Blast kills two\n04/05/2019 10:22 AM EST\nTwo died.", "2019-04-05"),
        ("Blast kills two\nIssued on: 04/05/2019 - 12:24Modified: 15/05/2019 - 01:02\nTwo died.", "2019-05-04"),
        ("Blast kills two\n04/05/2019\nTwo died at a market on 3 May.", "2019-05-04"),
        ("Blast kills two\n04/05/2019\nTwo died, as on 3 May and on April 2.", None),  # both lie near a day
        ("Blast kills two\n04/05/2019\nTwo died near the mayor 3 km away.", None),  # no day in May
        ("Blast kills two\nUpdated: 4 May 2019\nTwo died.\nPublished: 3 May 2019", "2019-05-03"),
        ("Blast kills two\nBorn: 4 May 2019\nTwo died.", None),
        ("2019-01-05T10:00:00Z\nTwo died.", "2019-01-05"),
        ("5 January 2019\nfoo bar.\n9 March 2020", None),  # they contradict each other
        ("Friday, 8 March, 2024\nfoo bar.\nMay 6, 2015", "2015-05-06"),  # the first is that of the page's clock
        ("Published: 5 Jan 2019\nUpdated: 9 Jan 2019\nTwo died.", "2019-01-05"),
        ("First story\n\nTwo died on Monday.\n\nPublished on 4 May 2014", "2014-05-04"),
        ("Two died on 19 July 2021 in a market.", None),
        ("(Photo: a burned market, July 19, 2021)\n\nTwo died.", None),
        ("[tweet, @desk, December 31, 2016: toll now 18]\nTwo died.", None),
        ("• September 2. 2021: two died\n• September 1. 2021: one died", None),
        ("BAGHDAD, Sept 5 (AFP) - Two died.", None),
        ("BAGHDAD, Sept 5 (AFP) - Two died on September 4, 2021.", "2021-09-05"),
        ("LIMA, 11 MAR 89 (EFE) -- [TEXT] TWO DIED.\n\nSIGNED\n9 MARCH 1989", "1989-03-11"),
        ("99/99/2019\nTwo died.", None),
    ],
)
def test_lines(text: str, expected: str | None, book: Rulebook) -> None:
    assert day(text, book)[0] == expected


def test_order_of_sources(book: Rulebook) -> None:
    text = "Blast kills two\n02 March, 2015\nTwo died."
    url, name = "https://example.org/2015/03/03/blast", "blast-2015-03-04.txt"
    given_day = dt.date(2015, 3, 1)
    assert publication_day(text, book, given=given_day, url=url, filename=name).on == given_day
    assert day(text, book, url=url, filename=name) == ("2015-03-02", "header")
    assert day("Two died.", book, url=url, filename=name) == ("2015-03-03", "url")
    assert day("Two died.", book, filename=name) == ("2015-03-04", "filename")
    assert day("Two died.", book, filename="blast-2015.txt") == (None, None)
    assert day("BAGHDAD, Mar 2 (AFP) - Two died.", book, url=url) == ("2015-03-02", "dateline")


def test_country_of_the_site_settles_the_order(book: Rulebook) -> None:
    assert day("Blast\n04/05/2019\nTwo died.", book, url="https://www.example.co.uk/news/1")[0] == "2019-05-04"


def test_bounds(book: Rulebook) -> None:
    found = publication_day(
        "On 3 June 2021, last month, two died. A vote is due on 10 October 2021.",
        book,
        url="https://x.org/2021/two-died/",
    )
    assert (found.on, found.earliest, found.latest) == (None, dt.date(2021, 7, 1), dt.date(2021, 7, 31))
    assert publication_day("Two died.", book).earliest is None


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=40))
def test_no_text_fails(text: str, url: str, name: str) -> None:
    found = publication_day(text, load_rulebook(), url=url, filename=name)
    assert (found.on is None) == (found.basis is None)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_written_days_are_read_back(value: dt.date) -> None:
    assert word_day(value.strftime("%-d %B %Y").lower()) == value
    assert word_day(value.strftime("%b %d, %Y").lower()) == value
    assert numeric_days(value.isoformat()) == (value,)
    assert value in numeric_days(value.strftime("%d/%m/%Y"))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="development data is not here")
@pytest.mark.parametrize("with_metadata", [True, False])
def test_shared_articles(with_metadata: bool, book: Rulebook) -> None:
    rows = {r["file"]: r for r in csv.DictReader((SHARED / "metadata.csv").open(encoding="utf-8"))}
    for line in (SHARED / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        row = rows[gold["file"]] if with_metadata else {}
        given_day = dt.date.fromisoformat(row["published_on"]) if row.get("published_on") else None
        text = clean((SHARED / gold["file"]).read_text(encoding="utf-8"))
        found = publication_day(text, book, given=given_day, url=row.get("url"), filename=gold["file"])
        said = found.on.isoformat() if found.on else None
        assert said in (gold["published_on"], gold["metadata_published_on"]), gold["file"]
        if gold["published_on"]:
            assert said == gold["published_on"], gold["file"]
        elif not with_metadata:
            assert said is None, gold["file"]
        if said is None and gold["metadata_published_on"] and found.earliest:
            assert found.earliest.isoformat() <= gold["metadata_published_on"], gold["file"]
