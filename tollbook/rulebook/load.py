"""Reads a folder of rule files into a Rulebook, collecting every fault before it gives up."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tollbook.ids import digest
from tollbook.memory import collection_paused
from tollbook.rulebook.book import Fault, LocatedRule, Rulebook, RulebookError
from tollbook.rulebook.models import Lexicon, RuleFile
from tollbook.rulebook.strict_yaml import LineDict, StrictYamlError, read_yaml

_Loaded = tuple[str, Any, RuleFile]  # name of the file in the folder, what stands in it, the same as a model


def packaged_rules() -> Path:
    """The folder of the rules that ship with Tollbook."""
    return Path(str(files("rules")))


@lru_cache(maxsize=8)
def load_rulebook(root: Path | None = None) -> Rulebook:
    """Load all rules under `root` (default: the packaged rules).

    Raises RulebookError with every fault: unreadable or ambiguous YAML, wrong types, duplicate ids and names.
    """
    with collection_paused():
        book, faults = read_rules(root)
    if faults:
        raise RulebookError(faults)
    return book


def read_rules(root: Path | None = None) -> tuple[Rulebook, list[Fault]]:
    """Return what can be loaded under `root` (default: the packaged rules), and every fault of the rest, sorted."""
    folder = (root or packaged_rules()).resolve()
    faults: list[Fault] = []
    loaded: list[_Loaded] = []
    if not folder.is_dir():
        faults.append(Fault(str(folder), 1, "", "is no folder; name the folder that holds the rule files"))
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            raw = read_yaml(path)
            loaded.append((name, raw, RuleFile.model_validate(raw)))
        except StrictYamlError as error:
            faults.append(Fault(name, error.line, "", error.message))
        except ValidationError as error:
            faults.extend(_validation_faults(name, raw, error))
        except OSError as error:
            faults.append(Fault(name, 1, "", f"cannot be read: {error.strerror}"))
    book = _assemble(folder, loaded, faults)
    return book, sorted(faults)


def _assemble(folder: Path, loaded: list[_Loaded], faults: list[Fault]) -> Rulebook:
    rules = _rules(loaded, faults)
    lexicons, places = _lexicons(loaded, faults)
    lexicons = _with_names(lexicons, places, rules, faults)
    named = {rule_id for lexicon in lexicons.values() for rule_id in lexicon.names_of}
    settings: dict[str, dict[str, Any]] = {}
    digests: dict[str, list[str]] = {}
    for name, raw, file in loaded:
        lends = any(held.adds_to for held in file.lexicons) or any(rule.id in named for rule in file.rules)
        adds = "lexicons" if lends else file.dimension
        for dimension in {file.dimension, adds}:  # what is added to a lexicon counts wherever lexicons do
            digests.setdefault(dimension, []).append(digest([json.dumps(raw, sort_keys=True)]))
        if file.settings:
            settings[f"{file.dimension}/{Path(name).stem}"] = file.settings
    by_dimension = {k: tuple(sorted(v)) for k, v in sorted(digests.items())}
    return Rulebook(folder, rules, lexicons, settings, by_dimension, places)


def _rules(loaded: list[_Loaded], faults: list[Fault]) -> tuple[LocatedRule, ...]:
    rules: dict[str, LocatedRule] = {}
    for name, raw, file in loaded:
        for raw_rule, rule in zip(raw.get("rules") or [], file.rules, strict=True):
            if rule.id in rules:
                faults.append(Fault(name, raw_rule.line, rule.id, f"this id stands in {rules[rule.id].file} already"))
                continue
            own = digest([json.dumps(raw_rule, sort_keys=True)])
            rules[rule.id] = LocatedRule(rule, file.dimension, name, raw_rule.line, own)
    return tuple(rules[k] for k in sorted(rules))


def _lexicons(loaded: list[_Loaded], faults: list[Fault]) -> tuple[dict[str, Lexicon], dict[str, tuple[str, int]]]:
    lexicons: dict[str, Lexicon] = {}
    places: dict[str, tuple[str, int]] = {}
    ids: set[str] = set()
    for name, raw, file in loaded:
        for raw_lexicon, lexicon in zip(raw.get("lexicons") or [], file.lexicons, strict=True):
            if lexicon.name in lexicons:
                faults.append(Fault(name, raw_lexicon.line, lexicon.id, f"a lexicon {lexicon.name!r} exists already"))
            if lexicon.id in ids:
                faults.append(Fault(name, raw_lexicon.line, lexicon.id, "this id stands twice"))
            ids.add(lexicon.id)
            lexicons[lexicon.name] = lexicon
            places[lexicon.name] = (name, raw_lexicon.line)
    return _with_additions(lexicons, places, faults), places


def _with_additions(
    lexicons: dict[str, Lexicon], places: dict[str, tuple[str, int]], faults: list[Fault]
) -> dict[str, Lexicon]:
    """Add to each lexicon what others `adds_to` it: words to words, a map to a map, anything to a pattern."""
    out = dict(lexicons)
    for name in sorted(lexicons):
        added = lexicons[name]
        if added.adds_to is None:
            continue
        held = out.get(added.adds_to)
        if held is None or added.adds_to == name or lexicons[added.adds_to].adds_to:
            faults.append(Fault(*places[name], added.id, f"adds_to: there is no lexicon {added.adds_to!r} to add to"))
        elif held.pattern is not None:
            out[held.name] = held.model_copy(update={"forms": [*held.forms, f"{{{name}}}"]})
        elif held.words is not None and added.words is not None:
            out[held.name] = held.model_copy(update={"words": [*held.words, *added.words]})
        elif held.map is not None and added.map is not None:
            out[held.name] = held.model_copy(update={"map": {**held.map, **added.map}})
        else:
            faults.append(Fault(*places[name], added.id, f"adds_to: {held.name} holds something else than this does"))
    return out


def _with_names(
    lexicons: dict[str, Lexicon],
    places: dict[str, tuple[str, int]],
    rules: tuple[LocatedRule, ...],
    faults: list[Fault],
) -> dict[str, Lexicon]:
    """Give each lexicon that is the `names_of` rules the names of their entries as words, before its own."""
    entries = {located.rule.id: located.rule.entries or [] for located in rules}
    out = dict(lexicons)
    for name, lexicon in lexicons.items():
        names: list[str] = []
        for rule_id in lexicon.names_of:
            if not entries.get(rule_id):
                faults.append(Fault(*places[name], lexicon.id, f"names_of: there is no rule {rule_id!r} with entries"))
            names += [n.lower() for entry in entries.get(rule_id, ()) for n in (entry.name, *entry.aliases)]
        if names:
            out[name] = lexicon.model_copy(update={"words": [*names, *(lexicon.words or ())]})
    return out


def _validation_faults(name: str, raw: Any, error: ValidationError) -> list[Fault]:
    faults = []
    for problem in error.errors():
        line, rule_id = _locate(raw, problem["loc"])
        where = ".".join(str(p) for p in problem["loc"])
        faults.append(Fault(name, line, rule_id, f"{where}: {problem['msg']}"))
    return faults


def _locate(raw: Any, loc: tuple[int | str, ...]) -> tuple[int, str]:
    line, rule_id, node = 1, "", raw
    for part in loc:
        if isinstance(node, LineDict):
            rule_id = str(node.get("id", rule_id))
            line = node.lines.get(str(part), node.line)
            node = node.get(str(part))
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            if isinstance(node, LineDict):
                line = node.line
    return line, rule_id
