"""Disturbs a command once, and looks at what is left, at what the next run says and at what it leaves."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reliability.crash import look
from reliability.crash.child import end_group, ended, group_lives, start, tollbook, waited
from reliability.crash.scenario import Places, Scenario
from reliability.crash.shim import Control, Fault

_ORPHANS = 60.0  # seconds that processes may live on after the one that started them


@dataclass(frozen=True, slots=True)
class Expected:
    """What an undisturbed command does to a home: digest of the ledger before and after, files, changes it makes."""

    before: str | None
    after: str | None
    files_before: dict[str, str]
    files: dict[str, str]
    changes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """A scenario, and what was prepared for it: the folder that trials start from, and what is expected."""

    scenario: Scenario
    articles: Path
    template: Path
    expected: Expected


@dataclass(slots=True)
class Outcome:
    """What became of a disturbed command; `fired` counts kills or failed changes, `faults` are broken promises."""

    scenario: str
    fault: Fault
    code: int | None = None
    fired: int = 0
    change: tuple[str, str] = ("none", "")
    ledger: str = ""
    said: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def tail(self) -> list[str]:
        """The last lines that the command said."""
        return self.said.strip().splitlines()[-12:]


def facts(places: Places) -> dict[str, Any]:
    """What there is after a command, asked in a child: DuckDB stays out of this process."""
    ledger = look.ledger(places.home)
    return {"ledger": ledger, "site": look.site_faults(places.home / "site"), "files": look.digests(places.root)}


def asked(places: Places, scratch: Path) -> dict[str, Any]:
    """Return the facts, or the error that looking met as `error`."""
    answer, said = scratch / "facts.json", scratch / "facts.txt"
    answer.unlink(missing_ok=True)
    code = ended(start(lambda: answer.write_text(json.dumps(facts(places))), {}, said))
    if code != 0:
        return {"error": said.read_text(encoding="utf-8").strip().splitlines()[-1:] or [f"code {code}"]}
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def perform(scenario: Scenario, places: Places, said: Path, control: Control | None = None) -> int:
    """Start the command of a scenario in a child; returns its number."""
    arguments = places.filled(scenario.command)
    variables = places.variables(scenario)
    return start(lambda: tollbook(arguments, scenario.small_shards), variables, said, control)


def disturbed(setting: Setting, faults: Sequence[Fault], scratch: Path) -> list[Outcome]:
    """Disturb a command, look at what is left, disturb the next run in the same home, and so on; the last is let be.

    What is wrong with the last run, and with what it leaves, is told with the last outcome.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(setting.template, scratch / "root")
    places = Places(scratch / "root", setting.articles)
    control = Control(scratch / "control", places.root, scratch / "changes.log")
    outcomes: list[Outcome] = []
    for fault in faults:
        outcomes.append(_once(setting, fault, places, control, scratch))
        if outcomes[-1].code in {0, None}:  # it was done before the fault came, or needed nothing that failed
            break
    outcomes[-1].faults.extend(_next(setting, places, scratch))
    return outcomes


def _once(setting: Setting, fault: Fault, places: Places, control: Control, scratch: Path) -> Outcome:
    said, log = scratch / "said.txt", scratch / "changes.log"
    for path in (said, log):
        path.unlink(missing_ok=True)
    control.arm(fault)
    victim = perform(setting.scenario, places, said, control)
    outcome = Outcome(setting.scenario.name, fault, waited(victim))
    if fault.victim == "leader":
        outcome.faults.extend(_orphans(victim))
    end_group(victim)
    changes = control.changes()
    outcome.fired, outcome.change = control.fired, changes[fault.at - 1] if len(changes) >= fault.at else ("none", "")
    outcome.said = said.read_text(encoding="utf-8", errors="replace") if said.is_file() else ""
    if outcome.code is None:
        outcome.faults.append("it hangs")
    outcome.faults.extend(_left(setting, places, scratch, outcome))
    return outcome


def _orphans(leader: int) -> Iterator[str]:
    until = time.monotonic() + _ORPHANS
    while group_lives(leader):
        if time.monotonic() > until:
            yield "worker processes live on without the one that started them"
            return
        time.sleep(0.1)


def _left(setting: Setting, places: Places, scratch: Path, outcome: Outcome) -> Iterator[str]:
    """What is wrong with what a disturbed command leaves."""
    found = asked(places, scratch)
    if "error" in found:
        yield f"the ledger cannot be read: {found['error']}"
        return
    expected = setting.expected
    known = {expected.before: "old", expected.after: "new"}
    outcome.ledger = known.get(found["ledger"], "neither")
    if outcome.ledger == "neither":
        yield "the ledger is neither the old nor the new one"
    yield from (f"site: {fault}" for fault in found["site"])
    for name, content in found["files"].items():
        whole = {expected.files_before.get(name), expected.files.get(name)}
        if name.startswith("out/") and "/." not in name and content not in whole:
            yield f"export: {name} is neither the old nor the new one"


def _next(setting: Setting, places: Places, scratch: Path) -> Iterator[str]:
    """What is wrong with the next run, and with what it leaves."""
    said = scratch / "next.txt"
    code = ended(perform(setting.scenario, places, said))
    if code != 0:
        yield f"the next run ends with {code}: {said.read_text(encoding='utf-8').strip()[-500:]}"
        return
    found = asked(places, scratch)
    yield from (f"after the next run: {fault}" for fault in unlike(found, setting, found.get("files", {})))


def unlike(found: dict[str, Any], setting: Setting, files: dict[str, str]) -> Iterator[str]:
    """How what was found, of the files these, differs from what an undisturbed run leaves."""
    if "error" in found:
        yield f"the ledger cannot be read: {found['error']}"
        return
    if found["ledger"] != setting.expected.after:
        yield "the ledger is not that of an undisturbed run"
    yield from (f"site: {fault}" for fault in found["site"])
    yield from look.differences(files, setting.expected.files)
