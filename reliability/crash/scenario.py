"""What is disturbed: a command of Tollbook, the home that it finds, the articles that it reads."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tollbook.rulebook.load import packaged_rules

ROOT = Path(__file__).parent.parent.parent
_EXAMPLES = ROOT / "examples" / "articles"
_BEFORE = ("samarra-2017--xinhua", "sinak-2016--rt", "tarmiya-2022--spacewar-afp")
_AFTER = ("samarra-2017--xinhua", "sinak-2016--rt", "woheilat-2021--al-jazeera")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a trial, all below `root`, where changes are counted; articles lie elsewhere."""

    root: Path
    articles: Path

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def out(self) -> Path:
        return self.root / "out"

    def filled(self, command: "Command") -> list[str]:
        """Return the arguments of a command in these folders."""
        return [word.format(articles=self.articles, home=self.home, out=self.out) for word in command]

    def variables(self, scenario: "Scenario") -> dict[str, str]:
        """What the environment of the commands says of folders."""
        found = {"TMPDIR": str(self.root / "tmp"), "XDG_CACHE_HOME": str(self.root / "cache")}
        return {**found, **({"DAGSTER_HOME": str(self.root / "dagster")} if scenario.dagster else {})}


Command = tuple[str, ...]  # arguments; {articles}, {home} and {out} stand for the folders of a trial
_RUN: Command = ("run", "--articles", "{articles}", "--home", "{home}")
_SITE: Command = ("site", "--home", "{home}")
_FORMATS = tuple(word for name in ("csv", "parquet", "xlsx", "geojson") for word in ("--format", name))
_EXPORT: Command = ("export", "--home", "{home}", "--out", "{out}", *_FORMATS)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command to disturb. `before` makes what it finds, of the older articles and with a rule that is not there now.

    `keeps` names folders of the home that stay as the first command of `before` left them.
    """

    name: str
    command: Command
    before: tuple[Command, ...] = ()
    keeps: tuple[str, ...] = ()
    dagster: bool = False
    small_shards: bool = False
    share: int = 1  # of the kills, among all scenarios
    about: str = field(default="", compare=False)


SCENARIOS: Mapping[str, Scenario] = {
    s.name: s
    for s in (
        Scenario("empty", _RUN, share=6, about="a run in a new home"),
        Scenario(
            "changed", _RUN, (_RUN,), small_shards=True, share=6,
            about="a run after articles, a rule and corrections changed",
        ),
        Scenario("dagster", _RUN, (_RUN,), dagster=True, share=2, about="the same, Dagster keeping its records"),
        Scenario(
            "processes", (*_RUN, "--engine", "processes", "--workers", "2"), small_shards=True, share=1,
            about="a run in a new home on two worker processes",
        ),
        Scenario("site", _SITE, (_RUN, _RUN), keeps=("site",), share=3, about="the site of a newer ledger"),
        Scenario("export", _EXPORT, (_RUN, _EXPORT, _RUN), share=2, about="exports of a newer ledger"),
    )
}  # fmt: skip


def lay_articles(folder: Path) -> tuple[Path, Path]:
    """Make the folders of articles of before and after; files are older than what a run takes for still changing."""
    before, after = folder / "articles-before", folder / "articles"
    for made, names in ((before, _BEFORE), (after, _AFTER)):
        made.mkdir(parents=True)
        for name in names:
            shutil.copy(_EXAMPLES / f"{name}.retold.txt", made / f"{name}.txt")
    edited = after / "sinak-2016--rt.txt"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nAt least three people were injured.\n", encoding="utf-8")
    return before, after


def lay_corrections(articles: Path, claim: str) -> None:
    """Put a corrections.csv beside the articles that rejects a claim; wait until files look settled."""
    lines = "target_id,action,value,author,date,reason\n" + f"{claim},reject,,A. Reader,2023-01-09,a trial\n"
    (articles / "corrections.csv").write_text(lines, encoding="utf-8")
    time.sleep(2.2)


def lay_rules(folder: Path) -> Path:
    """Make a copy of the rules in which one is described otherwise."""
    rules = Path(shutil.copytree(packaged_rules(), folder / "rules", ignore=shutil.ignore_patterns("__pycache__")))
    edited = rules / "casualties" / "killed.yaml"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("    description: ", "    description: Once. ", 1), encoding="utf-8")
    if edited.read_text(encoding="utf-8") == text:
        raise ValueError(f"{edited} has no description to change")
    return rules
