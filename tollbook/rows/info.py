"""What the ledger says about itself."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class UnmatchedNumber:
    """A number that no claim rule used, in a sentence with a casualty word: a work list for rule authors.

    Only of articles that were read on (`documents.read_on`).
    """

    doc_id: Annotated[str, "document it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the number as written"]
    sentence: Annotated[str, "the sentence it is in"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, as it ran."""

    rule_id: Annotated[str, "stable id, on every row it makes"]
    dimension: Annotated[str, "numbers, dates, places, actors, casualties, ..."]
    status: Annotated[str, "experimental, test, stable, deprecated"]
    description: Annotated[str, "why it exists and what it must not catch"]
    digest: Annotated[str, "content hash of the rule as loaded"]
    n_matches: Annotated[int, "rows it made in this ledger"]
    title: Annotated[str, "what it reads, in a few words"] = ""


@dataclass(frozen=True, slots=True)
class LedgerInfo:
    """Key and value."""

    key: Annotated[str, "what it is about"]
    value: Annotated[str, "its value"]
