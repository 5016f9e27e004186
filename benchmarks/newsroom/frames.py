"""Sentence frames: `A {adj} [storm|flood] hit {city}`. Brackets hold alternatives, braces name what is filled in.

A file of frames has sections (`# lead`), a frame a line. A slot may have an argument (`{n:2-40}`); one that begins with
a capital is filled with the same thing, capitalised.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
# Words that tell of attacks, or of people hurt, taken or dead - or of a striker, a strike and a film that was shot.
_LOUD = re.compile(
    r"kill|\bdie[ds]?\b|\bdead|death|shot|shoot|sniper|attack|assault|ambush|strike|struck|bomb|wound|injur|hurt|blast"
    r"|explo|murder|massacre|blood|hostage|kidnap|captur|\bgun|rifle|\bfir(?:e[ds]?|ing)\b|\bblew|soldier|troop|army"
    r"|battle|\bwar\b|police|rebel|victim|casualt|missing|arrest|robber|burglar|quake|surviv|swept|crash|fled|stab",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: its name and what stands behind the colon."""

    name: str
    argument: str


Part = str | Slot | tuple["Frame", ...]
Frame = tuple[Part, ...]
Facts = Mapping[str, str | tuple[str, ...] | Callable[[str], str]]


def parse(line: str) -> Frame:
    """Return the parts of a frame. Raises ValueError for a bracket or brace without its other half."""
    parts, rest = _sequence(line, 0, line)
    if rest != len(line):
        raise ValueError(f"a ] or | too many at {rest} in: {line}")
    return parts


def _sequence(line: str, at: int, whole: str) -> tuple[Frame, int]:
    parts: list[Part] = []
    while at < len(line) and line[at] not in "|]":
        if line[at] == "[":
            choices: list[Frame] = []
            while line[at] != "]":
                found, at = _sequence(line, at + 1, whole)
                choices.append(found)
                if at >= len(line):
                    raise ValueError(f"a [ without ] in: {whole}")
            parts.append(tuple(choices))
            at += 1
        elif line[at] == "{":
            name, _, argument = line[at + 1 : line.index("}", at)].partition(":")
            parts.append(Slot(name, argument))
            at = line.index("}", at) + 1
        else:
            end = min((i for i in (line.find(c, at) for c in "[{|]") if i >= 0), default=len(line))
            parts.append(line[at:end])
            at = end
    return tuple(parts), at


def fill(frame: Frame, facts: Facts, dice: random.Random) -> str:
    """Return the sentence, its first letter a capital. Raises KeyError for a slot that nothing fills."""
    out: list[str] = []
    _fill(frame, facts, dice, out)
    text = "".join(out)
    start = 1 if text[:1] == '"' else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _fill(frame: Frame, facts: Facts, dice: random.Random, out: list[str]) -> None:
    for part in frame:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Slot):
            out.append(_value(part, facts, dice))
        else:
            _fill(part[int(dice.random() * len(part))], facts, dice, out)


def _value(slot: Slot, facts: Facts, dice: random.Random) -> str:
    value = facts.get(slot.name)
    if value is None:
        text = (
            _value(Slot(slot.name[0].lower() + slot.name[1:], slot.argument), facts, dice)
            if (slot.name[0].isupper())
            else _missing(slot)
        )
        return text[:1].upper() + text[1:]
    if isinstance(value, str):
        return value
    return value[int(dice.random() * len(value))] if isinstance(value, tuple) else value(slot.argument)


def _missing(slot: Slot) -> str:
    raise KeyError(f"nothing fills {{{slot.name}}}")


@cache
def sections(topic: str) -> Mapping[str, tuple[Frame, ...]]:
    """Return the frames of a topic by section."""
    found: dict[str, list[Frame]] = {}
    current: list[Frame] = []
    for line in (HERE / "frames" / f"{topic}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            current = found.setdefault(line[2:].strip(), [])
        elif line.strip():
            current.append(parse(line))
    return {name: tuple(frames) for name, frames in found.items()}


@cache
def calm_sections(topic: str) -> Mapping[str, tuple[Frame, ...]]:
    """Return the frames of a topic that have no word of violence or death, by section; all where none is without."""
    found = {
        name: tuple(frame for frame in frames if not _LOUD.search(_spelled(frame)))
        for name, frames in sections(topic).items()
    }
    return {name: frames or sections(topic)[name] for name, frames in found.items()}


def _spelled(frame: Frame) -> str:
    """All words of a frame, of every alternative."""
    return " ".join(
        part if isinstance(part, str) else "" if isinstance(part, Slot) else " ".join(map(_spelled, part))
        for part in frame
    )


@cache
def words() -> Mapping[str, Any]:
    """Return the lists of words and names, each a tuple, and `countries` as written."""
    raw = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    return {name: tuple(map(str, value)) if isinstance(value, list) else value for name, value in raw.items()}
