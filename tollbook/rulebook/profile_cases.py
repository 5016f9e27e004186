"""The shape of a worked case of a profile: what sources say of one or several incidents, and what comes of it."""

from typing import Literal

from pydantic import Field

from tollbook.rulebook.models import Model
from tollbook.vocabulary import Outcome

THE_INCIDENT = "it"  # how an example calls its incident where it has only one
Use = Literal["best", "low", "high", "agrees", "part", "repeat", "superseded", "cumulative", "excluded"]


class ExampleStatement(Model):
    """What one source says. `groups` tells how many of them were of which group."""

    by: str
    day: str | None = Field(description="day of publication, ISO; null = unknown")
    low: int | None = None
    high: int | None = None
    word: str | None = None
    about: bool = False
    outcome: Outcome = "killed"
    party: Literal["victims", "perpetrators"] = "victims"
    part: bool = Field(default=False, description="a part of a larger count of the same article")
    groups: dict[str, int] = Field(default_factory=dict)
    kind: str | None = Field(default=None, description="whom the source has it from")
    role: Literal["main", "other", "background"] = "main"
    agency: str | None = None
    incident: str = THE_INCIDENT


class ExampleIncident(Model):
    """What is known of an incident besides its counts."""

    day: str | None = None
    last_day: str | None = None
    country: str | None = None
    attack_type: str | None = None
    told_as: str | None = Field(default=None, description="the words that tell its day")


class ExampleTotal(Model):
    """A total over several incidents."""

    by: str
    day: str | None = Field(description="day of publication, ISO")
    low: int | None = None
    high: int | None = None
    outcome: Outcome = "killed"
    first: str | None = Field(default=None, description="first day that it covers")
    last: str | None = None
    told_as: str | None = Field(default=None, description="the words that tell its days")
    incidents: list[str] = Field(default_factory=list)


class ExampleResult(Model):
    """A row that comes of it; what is not written is not compared. `none` = there is no such row.

    `group` and `side` name a row of the counts by group and by side, `event` the n-th summary event, `dates` the days
    of the incident, `counted` whether it is an event at all. A bare `clause` may be stated by any profile.
    """

    incident: str = THE_INCIDENT
    outcome: Outcome = "killed"
    party: Literal["victims", "perpetrators", "all"] | None = None
    group: str | None = None
    side: Literal["a", "b", "civilians", "unknown"] | None = None
    event: int | None = None
    dates: bool = False
    counted: bool | None = None
    none: bool = False
    low: int | None = None
    best: int | None = None
    high: int | None = None
    disagreement: bool | None = None
    first: str | None = None
    last: str | None = None
    precision: int | None = None
    note: str | None = None
    clause: str | None = None


class ExampleDecision(Model):
    """What becomes of a statement, by its place in the list, or of a total ("total")."""

    of: int | Literal["total"]
    use: Use
    clause: str | None = None


class Example(Model):
    """A worked case. `shows` names the clauses that it works out; each must decide something in it."""

    title: str
    shows: list[str] = Field(min_length=1)
    statements: list[ExampleStatement]
    incidents: dict[str, ExampleIncident] = Field(default_factory=dict)
    totals: list[ExampleTotal] = Field(default_factory=list)
    gives: ExampleResult | list[ExampleResult]
    decides: list[ExampleDecision] = Field(default_factory=list)

    @property
    def results(self) -> list[ExampleResult]:
        """The rows that must come of it."""
        return self.gives if isinstance(self.gives, list) else [self.gives]
