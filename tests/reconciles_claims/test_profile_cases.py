"""The worked cases of a profile hold it to what it says: no step, order or number of it can change unnoticed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.ledger_rows import ledger_book

from tollbook.ledger.reconciling.profile_examples import problems
from tollbook.ledger.reconciling.profiles import DEFAULT, profiles
from tollbook.rulebook import RulebookError

# What makes no difference: the widest code of a day's precision stands for all that is wider too.
UNNOTICED = {"acled": ["dates.codes[2].days: 32", "dates.codes[2].days: 30"]}


def neighbours(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What a profile could say instead of this: a step less, two steps the other way round, one more, one less."""
    if isinstance(value, bool):
        yield f"{key}: {not value}", not value
    elif isinstance(value, int | float):
        least = 1 if isinstance(value, int) else 0.01
        yield from ((f"{key}: {changed}", changed) for changed in (value + least, value - least))
    elif isinstance(value, dict):
        for k, inner in value.items():
            yield from ((f"{key}.{what}", {**value, k: other}) for what, other in neighbours(k, inner))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            before, after = value[:n], value[n + 1 :]
            yield from ((f"{key}[{n}]{what}", [*before, other, *after]) for what, other in neighbours("", inner))
            if isinstance(inner, dict | list) or key in ("best", "span"):
                yield f"{key} without [{n}]", before + after
                # Clauses for other words, and of what becomes of a claim, are looked up by name.
                if after and key not in ("in_article", "codes") and not disjoint(inner, after[0]):
                    yield f"{key} with [{n}] after the next", [*before, after[0], inner, *after[1:]]


def disjoint(one: Any, other: Any) -> bool:
    return isinstance(one, dict) and "words" in one and set(one["words"]).isdisjoint(other["words"])


def changed_profiles(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in raw.items():
        if key != "examples":
            yield from ((what, {**raw, key: other}) for what, other in neighbours(key, value))
            if raw["inherits"] and isinstance(value, dict):
                yield f"without {key}", {k: v for k, v in raw.items() if k != key}


@pytest.mark.slow
@pytest.mark.parametrize("name", profiles(ledger_book()))
def test_the_worked_cases_hold_a_profile_to_each_of_its_clauses(name):
    """Whatever is left out, put the other way round or set one off: some case no longer holds."""
    book = ledger_book()
    family = {f"profiles/{n}": book.settings[f"profiles/{n}"] for n in {DEFAULT, name}}
    rest = {key: value for key, value in book.settings.items() if not key.startswith("profiles/")}
    unnoticed = []
    for what, settings in changed_profiles(family[f"profiles/{name}"]):
        other = replace(book, settings={**rest, **family, f"profiles/{name}": settings}, memos={})
        try:
            profile = profiles(other)[name]
        except RulebookError:
            continue
        # `shows` would notice a clause that is missing by its name alone.
        cases = (example.model_copy(update={"shows": []}) for example in profile.examples)
        if not any(problems(case, profile, other) for case in cases):
            unnoticed.append(what)
    assert unnoticed == UNNOTICED.get(name, [])
