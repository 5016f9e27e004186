"""What the shell offers for the value of an option: names that begin like what was typed, looked up when it asks."""

from collections.abc import Iterable


def shapes(begun: str) -> list[str]:
    """Names for `export --shape`."""
    from tollbook.export import SHAPES  # noqa: PLC0415 (as all below: only when the shell asks)

    return _fitting(SHAPES, begun)


def formats(begun: str) -> list[str]:
    """Names for `export --format`."""
    from tollbook.export import FORMATS  # noqa: PLC0415

    return _fitting(FORMATS, begun)


def engines(begun: str) -> list[str]:
    """Names for `run --engine`."""
    from tollbook.stages import ENGINES  # noqa: PLC0415

    return _fitting(ENGINES, begun)


def profiles(begun: str) -> list[str]:
    """Profiles of the packaged rules; none where these have faults, which the command itself will tell."""
    from tollbook.ledger.reconciling.profiles import names  # noqa: PLC0415
    from tollbook.rulebook import RulebookError, load_rulebook  # noqa: PLC0415

    try:
        return _fitting(names(load_rulebook()), begun)
    except RulebookError:
        return []


def dimensions(begun: str) -> list[str]:
    """Dimensions of the packaged rules."""
    from tollbook.rulebook import packaged_rules  # noqa: PLC0415

    return _fitting((path.parent.name for path in packaged_rules().glob("*/*.yaml")), begun)


def _fitting(names: Iterable[str], begun: str) -> list[str]:
    return sorted({name for name in names if name.startswith(begun)})
