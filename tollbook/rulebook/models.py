"""The shape of a rule file, as pydantic models. The JSON Schema for editors is generated from here."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Status = Literal["experimental", "test", "stable", "deprecated"]
Dimension = Literal[
    "numbers",
    "dates",
    "places",
    "actors",
    "people",
    "casualties",
    "events",
    "attribution",
    "scope",
    "publication",
    "furniture",
    "linking",
    "profiles",
    "lexicons",
]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]


class Model(BaseModel):
    """Strict: unknown keys and wrong types are faults, not guesses."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MatchExample(Model):
    """A text in which the rule must match exactly once, with this span and these values."""

    text: str
    span: str
    values: dict[str, Any] | list[dict[str, Any]] = Field(default_factory=dict)
    published: str | None = Field(default=None, description="publication day, ISO")
    before: str | None = Field(default=None, description="text that stands before `text` in the article")


class NoMatchExample(Model):
    """A text in which the rule must not match."""

    text: str
    why: str
    published: str | None = None
    before: str | None = None


class TodoExample(Model):
    """A text that the rule should match and does not yet; must be promoted once it does."""

    text: str
    why: str
    span: str | None = None
    values: dict[str, Any] | list[dict[str, Any]] = Field(default_factory=dict)
    published: str | None = None
    before: str | None = None


class Examples(Model):
    """The tests of a rule, beside it."""

    match: list[MatchExample] = Field(default_factory=list)
    no_match: list[NoMatchExample] = Field(default_factory=list)
    todo: list[TodoExample] = Field(default_factory=list)


class Entry(Model):
    """One name of a list rule (an actor, a place, a noun) with its other spellings."""

    name: str
    aliases: list[str] = Field(default_factory=list)
    values: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, description="columns of the mention that this name makes; override the rule's `emits`"
    )


def _forms(written: Any) -> Any:
    if written is None or isinstance(written, str):
        return [] if written is None else [written]
    if isinstance(written, list):
        return written
    raise PydanticCustomError("pattern_type", "Input should be a valid string or a list of forms")


Forms = Annotated[list[str], BeforeValidator(_forms, json_schema_input_type=str | list[str] | None)]


class Patterned(Model):
    """What may have a pattern: a regex, or a list of such forms of which any one matches."""

    forms: Forms = Field(
        default=[],
        alias="pattern",
        description="regex with {symbol}, {lexicon} and {symbol:label} captures; a list where it has several forms",
    )

    @property
    def pattern(self) -> str | None:
        """The whole pattern: one form or the other, the first first; None when there is none."""
        return "|".join(self.forms) if self.forms else None


class Rule(Patterned):
    """One concept: a pattern or a list of names, what it emits, and its examples."""

    id: RuleId
    title: str = Field(description="reads like grammar: '<number> <victims> were killed'")
    status: Status
    description: str = Field(description="why it exists and what it must not catch")
    entries: list[Entry] | None = Field(default=None, description="names, instead of a pattern")
    emits: dict[str, Any] | list[dict[str, Any]] = Field(default_factory=dict)
    priority: int = Field(default=0, description="higher wins where two rules match the same words equally long")
    examples: Examples = Field(default_factory=Examples)
    falsepositives: list[str] = Field(default_factory=list)
    references: list[str] = Field(default_factory=list)


class Lexicon(Patterned):
    """Words or a regex fragment that patterns use as {name}."""

    id: RuleId
    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    description: str = ""
    words: list[str] | None = None
    map: dict[str, str | int | float] | None = Field(
        default=None, description="words and what each means; in a pattern they stand like `words`"
    )
    names_of: list[RuleId] = Field(
        default_factory=list, description="rules whose entries, aliases too, are words here as well, in lower case"
    )
    adds_to: str | None = Field(
        default=None, description="name of a lexicon of another file that what stands here is added to"
    )


class RuleFile(Model):
    """A file in rules/<dimension>/."""

    schema_: Literal[1] = Field(alias="schema")
    dimension: Dimension
    rules: list[Rule] = Field(default_factory=list)
    lexicons: list[Lexicon] = Field(default_factory=list)
    settings: dict[str, Any] = Field(
        default_factory=dict, description="weights and clauses of linking and profile files, read by their module"
    )
