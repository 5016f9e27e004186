"""Reconciliation profiles: a protocol's clauses as data, read from `rules/profiles/*.yaml`, with what they inherit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from tollbook.rulebook import Fault, Rulebook, RulebookError
from tollbook.rulebook.profile_models import Clause, Profile

__all__ = ["DEFAULT", "Clause", "Profile", "profile_faults", "profiles"]

DEFAULT = "tollbook"
_STEPS = ("span", "best")  # lists in which a bare name stands for the parent's clause
_JOINED = ("words",)  # lists in which the parent's clauses come after the own ones

_ALL_IN = ("collects", "counts", "least", "leaves_out")  # the default leaves nothing out, so these decide nothing there


def profiles(book: Rulebook) -> Mapping[str, Profile]:
    """Return every profile of the book by name, the default first, the others in alphabetical order.

    Raises RulebookError for an unknown parent, a circle of parents, or a key that is missing or wrong.
    """
    return book.memo("ledger.profiles", _load)


def names(book: Rulebook) -> tuple[str, ...]:
    """Return the names of the profiles that a rulebook has, sorted."""
    return tuple(sorted(_raw(book)))


def profile_faults(book: Rulebook) -> list[Fault]:
    """Return all that is wrong with the profiles of the book: the faults of `profiles`, and what it does not mind.

    A clause that no worked case shows is a fault, and so is a name that is not the file's.
    """
    raw = _raw(book)
    if not raw:
        return []
    try:
        known = profiles(book)
    except RulebookError as error:
        return error.faults
    return [fault for name, profile in known.items() for fault in _unproven(name, profile, raw[name])]


def _unproven(name: str, profile: Profile, raw: Mapping[str, Any]) -> Iterator[Fault]:
    file = f"profiles/{name}.yaml"
    if profile.name != name:
        yield Fault(file, 1, name, f"is called {profile.name!r}; the name is that of the file")
    shown = {clause for example in profile.examples for clause in example.shows}
    own = [c.clause for c in profile.clauses() if c.stated_by == name]
    silent = {getattr(profile, key).clause for key in _ALL_IN} if name == DEFAULT else set()
    for clause in own:
        if clause not in shown | silent:
            yield Fault(file, _line(raw, clause), f"{name}.{clause}", "no worked case shows this clause")
    known = {c.clause for c in profile.clauses()}
    for clause in sorted(shown - known):
        yield Fault(file, 1, f"{name}.{clause}", "a worked case shows a clause that the profile does not have")
    for clause in sorted({c for c in own if own.count(c) > 1}):
        yield Fault(file, _line(raw, clause), f"{name}.{clause}", "two clauses have this name")


def _line(raw: Mapping[str, Any], clause: str) -> int:
    """The line on which a clause of this name begins."""
    for value in raw.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping) and item.get("clause") == clause:
                return getattr(item, "line", 1)
    return 1


def _raw(book: Rulebook) -> dict[str, Mapping[str, Any]]:
    return {key.split("/", 1)[1]: value for key, value in book.settings.items() if key.startswith("profiles/")}


def _load(book: Rulebook) -> dict[str, Profile]:
    raw = _raw(book)
    if DEFAULT not in raw:
        raise RulebookError([Fault(f"profiles/{DEFAULT}.yaml", 1, "", "this file is missing or has no settings")])
    names = [DEFAULT, *sorted(set(raw) - {DEFAULT})]
    faults: list[Fault] = []
    found: dict[str, Profile] = {}
    for name in names:
        try:
            found[name] = Profile.model_validate(_merged(name, raw))
        except ValidationError as error:
            faults += [_fault(name, raw, e["loc"], e["msg"]) for e in error.errors()]
        except RulebookError as error:
            faults += error.faults
    if faults:
        raise RulebookError(faults)
    return found


def _fault(name: str, raw: Mapping[str, Any], loc: Sequence[int | str], message: str) -> Fault:
    """Name the key that is wrong, on its line where the file states it."""
    node: Any = raw[name]
    line = 1
    for part in loc:
        line = getattr(node, "lines", {}).get(part, getattr(node, "line", line))
        if isinstance(node, Mapping):
            node = node.get(str(part))
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            line = getattr(node, "line", line)
    return Fault(f"profiles/{name}.yaml", line, "", f"settings.{'.'.join(str(p) for p in loc)}: {message}")


def _merged(name: str, raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for ancestor in _chain(name, raw):
        for key, value in raw[ancestor].items():
            values[key] = _stated(ancestor, key, value, values.get(key))
    return {**values, "examples": raw[name].get("examples", [])}


def _chain(name: str, raw: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The profile and those that it inherits from, the farthest first."""
    chain: list[str] = []
    current: Any = name
    while current is not None:
        if current not in raw or current in chain:
            problem = "inherits from itself" if current in chain else f"inherits from {current!r}, which does not exist"
            raise RulebookError([Fault(f"profiles/{name}.yaml", 1, "", problem)])
        chain.append(current)
        current = raw[current].get("inherits")
    return chain[::-1]


def _stated(name: str, key: str, value: Any, inherited: Any) -> Any:
    """Return a key's value with each clause marked by the profile that states it, and the parent's clauses in place."""
    if isinstance(value, Mapping) and "clause" in value:
        return {**value, "stated_by": name}
    if not isinstance(value, list) or key == "examples":
        return value
    parents = {c["clause"]: c for c in inherited or () if isinstance(c, Mapping) and "clause" in c}
    items = [_step(name, key, item, parents) for item in value]
    return items + list(inherited or ()) if key in _JOINED else items


def _step(name: str, key: str, item: Any, parents: Mapping[str, Any]) -> Any:
    if key in _STEPS and isinstance(item, str):
        if item not in parents:
            problem = f"settings.{key}: the profile it inherits from has no clause {item!r}"
            raise RulebookError([Fault(f"profiles/{name}.yaml", 1, "", problem)])
        return parents[item]
    return {**item, "stated_by": name} if isinstance(item, Mapping) and "clause" in item else item
