"""A number that one statement tells, with what it says of whom: what tallies are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.extraction.cues import pattern
from tollbook.ledger.reports.tallies_groups import Held, one_more
from tollbook.ledger.reports.tallies_persons import size, together
from tollbook.rows import Claim
from tollbook.rulebook import Rulebook

_UNKNOWN = "unknown"
_DEATH_OF = "casualties.killed.death_of"


@dataclass(frozen=True, slots=True)
class Total:
    """One statement's number: bounds (or its word where both are open), groups, and the claims that it adds up."""

    low: int | None
    high: int | None
    word: str | None
    groups: frozenset[str]
    claims: tuple[Claim, ...]
    additional: bool
    start: int
    whole: bool = False  # "bringing the toll to nine": others told after it are in it

    def also(self, book: Rulebook) -> bool:
        """Whether they are told as hurt like others before ("two guards were also killed")."""
        return all(pattern("also", book).search(c.quote.casefold()) for c in self.claims)

    def one_more(self, book: Rulebook) -> bool:
        """Whether it is one attacker beside those told before."""
        return self.additional and one_more(self.number, self.claims, book)

    @property
    def claimed(self) -> bool:
        """Whether the attackers say so, who like to tell more."""
        return all(c.source_kind == "perpetrator" for c in self.claims)

    @property
    def of_anybody(self) -> bool:
        """Whether it counts people of whom nothing is said, not even a name."""
        return any(c.victim_group == _UNKNOWN and not c.person for c in self.claims)

    @property
    def groups_of_nameless(self) -> frozenset[str]:
        """The groups without those of persons by name of whom nothing else is said."""
        return frozenset(c.victim_group for c in self.claims if not c.person or c.victim_group != _UNKNOWN)

    @property
    def named(self) -> bool:
        """Whether all of it are persons by name."""
        return all(c.person for c in self.claims)

    @property
    def presupposed(self) -> bool:
        """Whether it speaks of deaths as known ("confirmed the death of two guards")."""
        return all(c.rule_id == _DEATH_OF for c in self.claims)

    @property
    def single(self) -> bool:
        """Whether it adds up people told one by one ("a guard and his wife"): beside a number, some of those."""
        return len(self.claims) > 1 and all(size(c) == 1 for c in self.claims)

    @property
    def counted(self) -> bool:
        """Whether it is more than one person told without a number."""
        return len(self.claims) > 1 or self.number != 1 or any(c.number_mention_id for c in self.claims)

    @property
    def number(self) -> int:
        """The bound that counts for comparing."""
        return self.low if self.low is not None else self.high or 0


def sum_of(claims: Sequence[Claim], held: Held) -> Total:
    """Return what the claims of one statement add up to, without what is `held` in them and counted elsewhere."""
    word = next((c.word for c in claims if c.word), None)
    taken_out = [part for c in claims for part in held.get(c.claim_id, ())]
    minus = sum(size(part) for part in taken_out)
    low, high = together((c.low, c.high) for c in claims if c.word or c.low is not None or c.high is not None)
    low = max(low - minus, 0) if low is not None else None
    high = max(high - minus, 0) if high is not None else None
    return Total(
        low,
        high,
        word,
        frozenset(c.victim_group for c in claims),
        (*claims, *taken_out),
        all(c.additional for c in claims),
        min(c.start_char for c in claims),
    )


def plus(a: Total, b: Total) -> Total:
    """Return two totals as one, told where the first is."""
    low, high = together([(a.low, a.high), (b.low, b.high)])
    return Total(low, high, a.word, a.groups | b.groups, (*a.claims, *b.claims), False, a.start)
