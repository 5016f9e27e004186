"""Places: the rules' own examples, chains, homonyms, people and governments that are no places, texts in capitals."""

import pytest

from tollbook.extraction import places
from tollbook.rows import Document, PlaceMention, Sentence
from tollbook.rulebook import LocatedRule
from tollbook.rulebook.load import load_rulebook

BOOK = load_rulebook()
RULES = BOOK.of("places")


def read(*texts: str, hints: bool = True) -> list[PlaceMention]:
    text = "\n".join(texts)
    sentences, at = [], 0
    for n, part in enumerate(texts):
        sentences.append(Sentence(f"s{n}", "d", n, 0, at, at + len(part), part))
        at += len(part) + 1
    document = Document(doc_id="d", source_id="d", text=text)
    found = places.find(document, sentences, BOOK)
    return [m for m in found if hints or m.relation != "demonym"]


def quotes(*texts: str) -> list[str]:
    return [m.quote for m in read(*texts, hints=False)]


def only(*texts: str) -> PlaceMention:
    found = read(*texts, hints=False)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_examples(rule: LocatedRule) -> None:
    for example in rule.rule.examples.match:
        found = [m for m in read(example.text) if m.rule_id == rule.id]
        assert [m.quote for m in found] == [example.span], example.text
        values = example.values if isinstance(example.values, dict) else example.values[0]
        for key, value in values.items():
            assert getattr(found[0], key) == value, (example.text, key)
    for no in rule.rule.examples.no_match:
        assert [m.quote for m in read(no.text) if m.rule_id == rule.id] == [], no.text
