"""The made-up archive that benchmarks read: the same for the same seed, as long and as mixed as it says."""

import datetime as dt
import hashlib
import json
import random
from collections import Counter
from itertools import islice
from pathlib import Path
from statistics import fmean, quantiles

import pyarrow.parquet as pq
import pytest
import regex

from benchmarks.articles import write
from benchmarks.newsroom.frames import HERE, Slot, fill, parse, sections
from benchmarks.newsroom.incidents import facts_of, happen, past_facts, second_facts
from benchmarks.newsroom.scene import Draw
from benchmarks.newsroom.stream import articles


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        assert len(list(write(articles(120, seed=seed), tmp_path / name, per_file=50))) == 120
    assert digest(tmp_path / "one") == digest(tmp_path / "two") != digest(tmp_path / "other")


def test_a_longer_archive_begins_with_the_shorter() -> None:
    longer = articles(700, per_day=60)
    assert list(islice(longer, 300)) == list(articles(300, per_day=60))


def test_lengths_and_days_are_those_of_real_ones() -> None:
    made = list(articles(1500, per_day=100))
    sizes = [len(a.text) for a in made]
    deciles = quantiles(sizes, n=10)
    assert 2400 < fmean(sizes) < 2800
    assert 700 < deciles[0] < 1200
    assert 4000 < deciles[-1] < 5500
    days = Counter(a.published_on for a in made if a.published_on)
    assert len(days) == 15
    assert 0.95 < days.total() / len(made) < 1
    assert len({a.id for a in made}) == len(made)


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_the_share_about_attacks_is_as_said(share: float) -> None:
    assert sum(bool(a.incidents) for a in articles(200, relevant=share)) == 200 * share


def test_attacks_are_told_again_updated_copied_and_recalled() -> None:
    made = list(articles(600, relevant=1.0, per_day=40))
    texts = {a.id: a for a in made}
    told = Counter(number for a in made for number, role in a.incidents if role == "main")
    assert max(told.values()) > 3
    assert {role for a in made for _, role in a.incidents} == {"main", "second", "background"}
    copies = [a for a in made if a.copy_of]
    assert 20 < len(copies) < 150
    for copy in copies:
        source = texts[str(copy.copy_of)]
        assert copy.incidents == source.incidents
        assert source.text.split("\n\n")[0] in copy.text
    assert any("rose to" in a.text or "risen to" in a.text or "climbed to" in a.text for a in made)


def test_other_articles_use_the_words_of_attacks_in_other_senses() -> None:
    text = " ".join(a.text for a in articles(400, relevant=0.0)).lower()
    for word in ("attack", "shot", "strike", "killed", "died", "bomb", "fired", "wounded"):
        assert text.count(word) > 5, word


def test_most_other_articles_have_no_such_words() -> None:
    made = list(articles(400, relevant=0.0))
    loud = sum(bool(regex.search(r"\b(?:kill|attack|shot|dead|died|bomb|wounded|injured)", a.text)) for a in made)
    assert 0.25 < loud / len(made) < 0.55


def test_files_hold_what_the_reader_wants(tmp_path: Path) -> None:
    made = list(write(articles(30), tmp_path / "lines", per_file=20))
    lines = [json.loads(line) for p in sorted((tmp_path / "lines").iterdir()) for line in p.open(encoding="utf-8")]
    assert lines == [a.record for a in made]
    assert len(list((tmp_path / "lines").iterdir())) == 2
    list(write(articles(30), tmp_path / "columns", kind="parquet"))
    assert pq.read_table(tmp_path / "columns").to_pylist() == lines


@pytest.mark.parametrize("topic", sorted(p.stem for p in (HERE / "frames").glob("*.txt")))
def test_every_frame_can_be_filled(topic: str) -> None:
    dice = random.Random(1)  # noqa: S311 (no secret)
    day = dt.date(2020, 2, 29)
    for kind in range(20):
        incident = happen(kind, day, dice)
        draw = Draw(dice, incident.city.code, day)
        facts = draw.facts()
        if topic == "attacks":
            facts |= {**facts_of(incident, draw, 3), **past_facts(incident, draw), **second_facts(incident, draw)}
        for frames in sections(topic).values():
            for frame in frames:
                assert not set("{}[]|") & set(fill(frame, facts, dice))


def test_frames_are_read_as_written() -> None:
    assert parse("A {n:2-4} [b|c {d}|]!") == ("A ", Slot("n", "2-4"), " ", (("b",), ("c ", Slot("d", "")), ()), "!")
    with pytest.raises(ValueError, match="without"):
        parse("a [b|c")
    with pytest.raises(ValueError, match="too many"):
        parse("a b]")
    with pytest.raises(KeyError, match="nothing fills"):
        fill(parse("{nobody}"), {}, random.Random(1))  # noqa: S311
