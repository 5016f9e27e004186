"""Prepares scenarios: articles, the home that a command finds, and what it does when nothing disturbs it."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from reliability.crash.child import ended, start, tollbook
from reliability.crash.scenario import Command, Places, Scenario, lay_articles, lay_corrections, lay_rules
from reliability.crash.shim import Control, Fault
from reliability.crash.trial import Expected, Setting, asked, perform


class Bench:
    """A scratch folder with articles and rules, in which scenarios are prepared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before, self.articles = lay_articles(folder)
        self.rules = lay_rules(folder)
        self.cache = folder / "cache"
        self.said = folder / "said.txt"
        self._corrected = False

    def setting(self, scenario: Scenario) -> Setting:
        """Return a scenario made ready. Raises RuntimeError when an undisturbed command fails."""
        self._correct()
        template = self.folder / "templates" / scenario.name
        self._lay(template)
        old, new = Places(template, self.before), Places(template, self.articles)
        for number, command in enumerate(scenario.before):
            self._done(scenario, command, old if number == 0 else new)
            if number == 0:
                for name in scenario.keeps:
                    shutil.copytree(old.home / name, self.folder / "kept" / name)
        for name in scenario.keeps:
            shutil.rmtree(old.home / name)
            (self.folder / "kept" / name).replace(old.home / name)
        return Setting(scenario, self.articles, template, self._expected(scenario, template))

    def _lay(self, template: Path) -> None:
        for name in ("tmp", "dagster"):
            (template / name).mkdir(parents=True)
        shutil.copytree(self.cache, template / "cache")

    def _correct(self) -> None:
        """Run once on the articles of before: gives a claim to correct, and the cache that trials begin with."""
        if self._corrected:
            return
        self.cache.mkdir()
        places = Places(self.folder / "first", self.before)
        answer = self.folder / "claim.txt"
        run = ["run", "--articles", str(places.articles), "--home", str(places.home)]
        self._child(lambda: tollbook(run), {"XDG_CACHE_HOME": str(self.cache)})
        self._child(lambda: answer.write_text(_a_claim(places.home)), {})
        lay_corrections(self.articles, answer.read_text(encoding="utf-8"))
        self._corrected = True

    def _done(self, scenario: Scenario, command: Command, places: Places) -> None:
        arguments = places.filled(command)

        def work() -> None:
            if places.articles == self.before:
                _use_rules(self.rules)
            tollbook(arguments, scenario.small_shards)

        self._child(work, places.variables(scenario))

    def _child(self, work: Callable[[], object], variables: Mapping[str, str]) -> None:
        if ended(start(work, variables, self.said)) != 0:
            raise RuntimeError(f"an undisturbed command failed: {self.said.read_text(encoding='utf-8')[-2000:]}")

    def _expected(self, scenario: Scenario, template: Path) -> Expected:
        scratch = self.folder / "undisturbed" / scenario.name
        scratch.mkdir(parents=True)
        places = Places(scratch / "root", self.articles)
        shutil.copytree(template, places.root)
        before = asked(places, scratch)
        control = Control(scratch / "control", places.root, scratch / "changes.log")
        control.arm(Fault())
        if ended(perform(scenario, places, self.said, control)) != 0:
            raise RuntimeError(f"an undisturbed command failed: {self.said.read_text(encoding='utf-8')[-2000:]}")
        after = asked(places, scratch)
        if after.get("site") or "error" in after or "error" in before:
            raise RuntimeError(f"undisturbed, there are faults: {before.get('error')} {after}")
        return Expected(before["ledger"], after["ledger"], before["files"], after["files"], control.changes())


def _use_rules(rules: Path) -> None:
    """Have this process use other rules than those that are packaged."""
    from tollbook.rulebook import load  # noqa: PLC0415

    load.packaged_rules = lambda: rules
    load.load_rulebook.cache_clear()


def _a_claim(home: Path) -> str:
    from tollbook.warehouse import open_ledger  # noqa: PLC0415 (in a child)

    with open_ledger(home) as db:
        (row,) = db.execute(
            "select claim_id from claims join documents using (doc_id) where source_id like 'samarra%' "
            "and outcome = 'killed' and party = 'victims' order by start_char limit 1"
        ).fetchall()
    return str(row[0])
