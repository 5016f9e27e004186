"""Writes articles: a headline, a lead, and as many sentences as the article is long."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.newsroom.frames import Facts, Frame, calm_sections, fill, sections
from benchmarks.newsroom.incidents import Incident, facts_of, past_facts, second_facts, section, told_killed
from benchmarks.newsroom.scene import MONTHS, Draw, country_codes

TOPICS = {  # how many of fifty articles that tell no attack
    "politics": 11, "economy": 10, "sports": 10, "culture": 6, "courts": 4, "science": 4, "weather": 3, "transport": 2,
}  # fmt: skip
LOUD = 0.35  # share of other articles that may have words of violence; some topics have no others
_TOPICS = tuple(topic for topic, share in TOPICS.items() for _ in range(share))
MEAN_CHARS, SPREAD = 2600, 0.6  # of a log-normal distribution, which is that of the real ones
SHORTEST, LONGEST = 300, 12_000


@dataclass(frozen=True, slots=True)
class Text:
    """A headline and the text below it, paragraphs with an empty line between."""

    title: str
    text: str


def length(dice: random.Random) -> int:
    """Return how many characters an article shall have."""
    drawn = MEAN_CHARS * dice.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)
    return int(min(LONGEST, max(SHORTEST, drawn)))


def other(dice: random.Random, draw: Draw) -> Text:
    """Return an article that tells no attack, on any topic; a share of them has words of attacks in other senses."""
    loud = dice.random() < LOUD
    topic = (sections if loud else calm_sections)(_TOPICS[int(dice.random() * len(_TOPICS))])
    facts = draw.facts()
    title = fill(dice.choice(topic["headline"]), facts, dice)
    lead = fill(dice.choice(topic["lead"]), facts, dice)
    body = [*topic["body"], *dice.sample(sections("generic")["body"], 4)]
    return Text(title, _written(lead, _endless(body, dice), facts, dice))


def attack(
    incident: Incident, draw: Draw, second: Incident | None, past: Incident | None, *, update: bool = False
) -> Text:
    """Return an article that tells an incident, at times a second one of the day, and recalls one of before."""
    dice, frames = draw.dice, sections("attacks")
    killed = told_killed(incident, draw.today, dice)
    facts = {**draw.facts(), **facts_of(incident, draw, killed)}
    told = section(incident, update=update)
    head = told if f"headline.{told}" in frames else "many"
    title = fill(dice.choice(frames[f"headline.{head}"]), facts, dice)
    lead = fill(dice.choice(frames[f"lead.{told}"]), facts, dice)
    plan = [frames[name] for name in _plan(incident, dice) if name != "parts" or killed > 7]
    body = [dice.choice(choices) for choices in plan]
    if second is not None:
        facts |= second_facts(second, draw)
        body.append(dice.choice(frames["second"]))
    if past is not None:
        facts |= past_facts(past, draw)
        body.append(dice.choice(frames["earlier"]))
    rest = [*frames["detail"], *frames["background"], *frames["reaction"]]
    dice.shuffle(rest)
    more = [*rest, *dice.sample(sections("politics")["body"], 12)]
    text = _written(lead, iter([*body, *more, *more]), facts, dice, least=len(body))
    return Text(title, _dressed(text, draw, facts))


def _plan(incident: Incident, dice: random.Random) -> Iterator[str]:
    """The sections that follow the lead, in the order in which reports have them."""
    yield "detail"
    if incident.killed > 1 and incident.kind != "kidnapping":
        if dice.random() < 0.35:
            yield "differ"
        if dice.random() < 0.2:
            yield "parts"
        if incident.attackers > 1:
            yield "attackers"
    yield "detail"
    if dice.random() < 0.6:
        yield "claim"
    if dice.random() < 0.5:
        yield "background"


def _endless(frames: list[Frame], dice: random.Random) -> Iterator[Frame]:
    while True:
        dice.shuffle(frames)
        yield from list(frames)


def _written(lead: str, body: Iterator[Frame], facts: Facts, dice: random.Random, least: int = 0) -> str:
    """The lead, and sentences of the body until the article is long enough; the first `least` are in it anyway."""
    wanted, size = length(dice) - 90, len(lead)
    paragraphs = [[lead]]
    for n, frame in enumerate(body):
        if size > wanted and n >= least:
            break
        sentence = fill(frame, facts, dice)
        size += len(sentence) + 2
        if dice.random() < 0.45:
            paragraphs[-1].append(sentence)
        else:
            paragraphs.append([sentence])
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)


def _dressed(text: str, draw: Draw, facts: Facts) -> str:
    """The text with a dateline, and with what pages have around it, at times."""
    chance, city = draw.dice.random(), str(facts["city"])
    if chance < 0.25:
        text = f"{city.upper()} ({draw.pick('agency')}) - {text}"
    elif chance < 0.45:
        month = MONTHS[draw.today.month - 1]
        text = f"{city.upper()}, {month} {draw.today.day} ({draw.pick('agency')}) -- {text}"
    if draw.dice.random() < 0.12:
        text = f"{text}\n\n{fill(draw.dice.choice(sections('attacks')['furniture']), facts, draw.dice)}"
    return text


def copied(text: Text, draw: Draw) -> Text:
    """Return an article as another outlet prints it: cut at the end, with another headline or a byline."""
    paragraphs, dice = text.text.split("\n\n"), draw.dice
    if dice.random() < 0.5 and len(paragraphs) > 3:
        paragraphs = paragraphs[: max(3, round(len(paragraphs) * dice.uniform(0.6, 0.95)))]
    if dice.random() < 0.4:
        paragraphs.insert(0, f"By {draw.person()}")
    title = text.title if dice.random() < 0.5 else _reordered(text.title)
    return Text(title, "\n\n".join(paragraphs))


def _reordered(title: str) -> str:
    first, colon, rest = title.partition(": ")
    return f"{rest[:1].upper()}{rest[1:]} - {first}" if colon else f"{title} - report"


def any_country(dice: random.Random, attacks_in: Sequence[str]) -> str:
    """Return a country to write of: half the time one that has attacks, so that these towns are no giveaway."""
    return dice.choice(attacks_in if dice.random() < 0.5 else country_codes())
