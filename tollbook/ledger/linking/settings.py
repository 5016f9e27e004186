"""The weights and limits of linking, read from `rules/linking/weights.yaml`."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tollbook.rulebook import Fault, Rulebook, RulebookError

M = TypeVar("M", bound=BaseModel)


class Settings(BaseModel):
    """Strict: an unknown key in a settings file is a fault, not a guess."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Evidence(Settings):
    """What one piece of evidence weighs and how it reads in `links.reasons`."""

    weight: float
    says: str


class LinkSettings(Settings):
    """Settings of `rules/linking/weights.yaml`. Distances in kilometres, spans in days."""

    threshold: float
    near_miss: float
    supports: float
    least_support: float
    max_gap_days: int
    near_days: int
    longest_range_days: int
    fresh_days: int
    undated_window_days: int
    undated_history_days: int
    near_km: float
    around_km: float
    region_km: float
    same_spelling: float
    crowded_from: int
    crowded_compared: int
    telling_count: int
    rare_count: int
    speaker_days: int
    rival_margin: float
    minor_count: float
    evidence: dict[str, Evidence]
    vague_kinds: list[str]
    target_kinds: list[list[str]]
    attack_kinds: list[list[str]]
    place_noise: list[str]
    weekdays: list[str]
    office_words: list[str]


def read_settings(book: Rulebook, key: str, model: type[M], values: Any = None) -> M:
    """Return the settings `key` ("<dimension>/<file>") as `model`; `values` overrides what stands in the file.

    Raises RulebookError naming each key that is missing, unknown or of the wrong type.
    """
    raw = values if values is not None else book.settings.get(key)
    file = f"{key}.yaml"
    if raw is None:
        raise RulebookError([Fault(file, 1, "", "this file is missing or has no settings")])
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults = [
            Fault(file, 1, "", f"settings.{'.'.join(str(p) for p in e['loc'])}: {e['msg']}") for e in error.errors()
        ]
        raise RulebookError(faults) from error


def link_settings(book: Rulebook) -> LinkSettings:
    """Return the linking settings of this book, checked once."""
    return book.memo("ledger.links", lambda b: read_settings(b, "linking/weights", LinkSettings))
