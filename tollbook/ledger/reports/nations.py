"""A state's force by its country: "Mali's navy", and "the navy" in the same article, are the Malian Navy."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tollbook.extraction.actors import slug
from tollbook.extraction.mentions import Mentions
from tollbook.ledger.reports.suspects import Perpetrator
from tollbook.rows import ActorMention, Document
from tollbook.rulebook import Rulebook

_SETTINGS = "lexicons/perpetrators"
_ADJECTIVES = "places.demonym"
_MISSIONS = "actors.state.coalitions"  # of several states
_OWNERS = (" ", "'s ", "' ", "\u2019s ", "\u2019 ")  # between a country and its force


def with_country(who: Perpetrator, document: Document, mentions: Mentions, book: Rulebook) -> Perpetrator:
    """Return the perpetrator, a force that is only called by its branch by the name of its country's.

    Whose it is stands before it, before another force of the article, or the article names one country's force.
    """
    branches: Mapping[str, str] = book.settings[_SETTINGS]["branches"]
    if who.actor.name not in branches:
        return who
    owners = dict(_owners(document.text, mentions, branches))
    own = owners.get(who.actor.start_char)
    countries = {own} if own else set(owners.values())
    if len(countries) == 1:
        return _named(who, _name(countries.pop(), who.actor.name, book))
    named = {a.name for a in mentions.actors if a.kind == "state_force" and _is_national(a, branches)}
    return _named(who, named.pop()) if len(named) == 1 and not countries else who


def _owners(text: str, mentions: Mentions, branches: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield where a force stands that has a country before it, and that country."""
    ends = {m.end_char: m.country for m in mentions.places if m.country and m.precision == "country"}
    for actor in mentions.actors:
        if actor.name in branches:
            for owner in _OWNERS:
                start = actor.start_char - len(owner)
                country = ends.get(start)
                if country and text[start : actor.start_char] == owner:
                    yield actor.start_char, country


def _is_national(actor: ActorMention, branches: Mapping[str, str]) -> bool:
    return actor.name[:1].isupper() and actor.name not in branches and actor.rule_id != _MISSIONS


def _name(country: str, force: str, book: Rulebook) -> str:
    """The name of a country's force: one of its own, else its adjective and the branch."""
    adjective = book.memo("nations.adjectives", _adjectives).get(country, country)
    branch = book.settings[_SETTINGS]["branches"][force]
    known = book.settings["lexicons/actors"]["striking_nations"].get(adjective.lower())
    return known if known and branch in book.settings[_SETTINGS]["land_branches"] else f"{adjective} {branch}"


def _adjectives(book: Rulebook) -> dict[str, str]:
    """The usual adjective of each country."""
    found: dict[str, str] = {}
    for rule in book.of("places"):
        if rule.id == _ADJECTIVES:
            for entry in rule.rule.entries or ():
                found.setdefault(str(entry.values.get("country")), entry.name)
    return found


def _named(who: Perpetrator, name: str) -> Perpetrator:
    return who._replace(actor=replace(who.actor, name=name, actor_id=slug(name)))
