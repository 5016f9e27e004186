"""The shape of a reconciliation profile (`settings` of a file in `rules/profiles/`), as pydantic models.

Each thing that a protocol says is a clause: a name, a sentence, where the protocol says it, and what the engine does.
"""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic.json_schema import SkipJsonSchema

from tollbook.rulebook.models import Model
from tollbook.rulebook.profile_cases import Example
from tollbook.vocabulary import Outcome, Party

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Keep = Literal[
    "keep_all",
    "keep_not_perpetrator",
    "keep_exact",
    "keep_main",
    "keep_latest",
    "keep_corroborated",
    "keep_reliable",
]
Take = Literal["take_majority", "take_lower_median", "take_lowest", "raise_to_later_bound"]
WordValues = Annotated[list[int], Field(min_length=3, max_length=3)]


class Clause(Model):
    """What a protocol says of one question."""

    clause: Name
    says: Text
    reference: Text = Field(description="page, section or edition of the protocol")
    stated_by: SkipJsonSchema[str] = ""  # the profile whose file it stands in; filled in when profiles are read

    @property
    def id(self) -> str:
        """Return "<profile that states it>.<clause>", as it stands in the column `clause`."""
        return f"{self.stated_by}.{self.clause}"


class CollectsClause(Clause):
    """Which outcomes it collects."""

    outcomes: list[Outcome] = Field(min_length=1)


class PartiesClause(Clause):
    """Whose dead it counts: `all` is victims and attackers together."""

    parties: list[Party] = Field(min_length=1)


class LeastClause(Clause):
    """How many must have been killed for an event."""

    killed: Annotated[int, Field(ge=0)]


class GroupsClause(Clause):
    """Groups of victims that it does not count."""

    groups: list[str]


class SidesClause(Clause):
    """Which groups of the dead belong to which side of the conflict; any other group is civilians."""

    state: list[str]
    armed_groups: list[str]
    unknown: list[str]


class WarZone(Model):
    """A country that counts as a war zone from one day to another; an open end is null."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    first: str | None = None
    last: str | None = None


class War(Model):
    """When an incident counts as one of a war: in a war zone, or a large clash."""

    zones: list[WarZone] = Field(default_factory=list)
    attack_types: list[str] = Field(default_factory=list, description="kinds of attack that are clashes")
    hurt: Annotated[int, Field(ge=1)] = Field(default=1, description="dead or wounded that make a clash a large one")


class WordsClause(Clause):
    """What some vague words stand for: [low, best, high], or null where the protocol leaves a blank."""

    words: list[str] = Field(min_length=1)
    means: WordValues | None
    at_war: War | None = Field(default=None, description="counts only for incidents of a war")

    @field_validator("means")
    @classmethod
    def _ordered(cls, means: list[int] | None) -> list[int] | None:
        if means is not None and means != sorted(means):
            raise ValueError("low, best and high must not fall")
        return means


class AboutClause(Clause):
    """What "about 20" is taken for. It agrees with any count within `tolerance` of it, a share."""

    tolerance: Annotated[float, Field(ge=0, le=1)]


class SpanClause(Clause):
    """A step that says which totals may bound low and high."""

    does: Literal["drop_replaced", "keep_not_perpetrator", "drop_unreasonable"]


class BestClause(Clause):
    """A step on the way to the best count."""

    does: Keep | Take


class ArticleClause(Clause):
    """What becomes of a claim that gives no total of its own."""

    does: Literal["part", "repeat", "same_source", "gone_past", "no_count"]


class CumulativeClause(Clause):
    """What becomes of a total over several incidents. One over more than `most_days` is only noted."""

    does: Literal["note", "distribute", "divide", "net"]
    most_days: Annotated[int, Field(ge=1)] | None = None


class Duration(Model):
    """A vague stretch of time before publication: words that tell it, and the days that it is taken for."""

    words: list[str] = Field(min_length=1)
    days: Annotated[int, Field(ge=1)]


class MonthPart(Model):
    """A part of a month, by the words before its name."""

    words: list[str] = Field(min_length=1)
    first: Annotated[int, Field(ge=1, le=31)]
    last: Annotated[int, Field(ge=1, le=31)]


class PrecisionCode(Model):
    """A code for how well the day is known."""

    code: int
    days: Annotated[int, Field(ge=1)] = Field(description="widest span of days that it still stands for")


class DatesClause(Clause):
    """What becomes of a day that the sources tell only roughly."""

    approximate: bool = Field(default=False, description="note the words that tell it roughly")
    codes: list[PrecisionCode] = Field(default_factory=list)
    durations: list[Duration] = Field(default_factory=list)
    month_parts: list[MonthPart] = Field(default_factory=list)


class Profile(Model):
    """A protocol. In a file every key but the first four may be left out: the profile it inherits from says it then.

    In `span` and `best` the bare name of a clause of the parent stands for that clause.
    """

    name: Name
    title: Text
    inherits: str | None
    reference: Text
    collects: CollectsClause
    counts: PartiesClause
    least: LeastClause
    leaves_out: GroupsClause
    sides: SidesClause | None = None
    words: list[WordsClause]
    at_least: Clause
    between: Clause
    about: AboutClause
    span: list[SpanClause]
    low: Clause
    high: Clause
    agrees: Clause
    best: list[BestClause] = Field(min_length=1)
    reliability: list[list[str | None]]
    in_article: list[ArticleClause]
    cumulative: CumulativeClause
    same_incident: Clause
    dates: DatesClause
    examples: list[Example]

    @property
    def outcomes(self) -> list[Outcome]:
        """Outcomes that it collects."""
        return self.collects.outcomes

    @property
    def parties(self) -> list[Party]:
        """Parties that it has counts of."""
        return self.counts.parties

    @property
    def without_groups(self) -> list[str]:
        """Groups of victims that it does not count."""
        return self.leaves_out.groups

    @property
    def shown(self) -> tuple[Party, ...]:
        """Parties of the rows of `estimates`: where deaths are not split, only all together."""
        return ("victims", "perpetrators") if "victims" in self.parties else ("all",)

    @property
    def about_tolerance(self) -> float:
        """The share within which "about n" agrees with a count."""
        return self.about.tolerance

    def words_clause(self, word: str, at_war: bool = False) -> WordsClause:
        """Return the first clause that names a vague word, else the first that names `other`."""
        fitting = [c for c in self.words if at_war or c.at_war is None]
        for wanted in (word.casefold(), "other"):
            for clause in fitting:
                if wanted in clause.words:
                    return clause
        raise KeyError(word)  # cannot be: the default profile has `other`

    def step(self, does: str) -> Clause:
        """Return the clause of `span` or `in_article` that does this. Raises KeyError when it has none."""
        steps: list[tuple[str, Clause]] = [(c.does, c) for c in self.span] + [(c.does, c) for c in self.in_article]
        return dict(reversed(steps))[does]

    def source_class(self, kind: str | None) -> int:
        """Return the class of reliability of a kind of source, 0 the most reliable."""
        for n, kinds in enumerate(self.reliability):
            if kind in kinds:
                return n
        return next((n for n, kinds in enumerate(self.reliability) if None in kinds), 0)

    def clauses(self) -> list[Clause]:
        """Return every clause that counts for it, inherited ones too, in the order of the keys."""
        found: list[Clause] = []
        for key in type(self).model_fields:
            value = getattr(self, key)
            found += [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, Clause)]
        return found
