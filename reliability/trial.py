"""A run of the command line as someone else would make it: other settings of process, machine and input."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reliability.arrangements import Arrange, as_they_are
from tollbook.warehouse import dump

ROOT = Path(__file__).resolve().parent.parent
INSIDE = Path(__file__).resolve().parent / "inside"
TRACED = "connect,sendto,sendmsg,sendmmsg"
STRACE = ("strace", "-f", "--seccomp-bpf", "-q", "-e", f"trace={TRACED}", "-o")
_OUTSIDE = re.compile(r"(?:connect|send\w+)\(.*sa_family=AF_INET6?\b.*")
_OURS = ("TOLLBOOK_", "DAGSTER_", "TRIAL_", "PYTHON", "LC_", "LANG", "TZ", "COVERAGE")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run is made. `before` starts the command; `steps` lay out the articles of one run after the other.

    `patched` starts it by inside/start.py; `loopback` lets it speak to this machine; `traced` also looks at the calls
    of the system; `lacking` says why it cannot be tried here.
    """

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    steps: tuple[Arrange, ...] = (as_they_are,)
    python: str = sys.executable
    code: Path = ROOT
    umask: int = 0o022
    home: str = "home"
    patched: bool = False
    loopback: bool = False
    traced: bool = False
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a run: its home, uses of a network (each told in a line), seconds, and why it failed, if it did."""

    setting: Setting
    home: Path
    network: tuple[str, ...]
    seconds: float
    failure: str = ""


def attempt(setting: Setting, articles: Path, work: Path) -> Trial:
    """Run the ledger of `articles` under a setting, in the folder `work`, which is made."""
    (work / "here").mkdir(parents=True)
    home, laid, begun, done = work / setting.home, work / "articles", time.monotonic(), ""
    for step in setting.steps:
        shutil.rmtree(laid, ignore_errors=True)
        step(articles, laid)
        done = done or _run(setting, laid, home, work)
    return Trial(setting, home, tuple(_network(setting, work)), round(time.monotonic() - begun, 1), done)


def _run(setting: Setting, articles: Path, home: Path, work: Path) -> str:
    """Run once; return why it failed."""
    start = (str(INSIDE / "start.py"),) if setting.patched else ("-m", "pipelines.cli")
    before = (*setting.before, *((*STRACE, str(work / "calls")) if setting.traced else ()))
    paths = ("run", "--articles", str(articles), "--home", os.path.relpath(home, work / "here"))
    command = [*before, setting.python, *start, *paths, *setting.options]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(INSIDE), str(setting.code)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TRIAL_NETWORK": str(work / "network"),
        "TRIAL_LOOPBACK": "1" if setting.loopback else "",
        **setting.environment,
    }
    found = subprocess.run(
        command, cwd=work / "here", env=environment, umask=setting.umask, capture_output=True, text=True, check=False,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    if found.returncode:
        return f"exit code {found.returncode}: {(found.stderr or found.stdout)[-2000:]}"
    return ""


def _network(setting: Setting, work: Path) -> list[str]:
    """What used a network: what was refused, and calls of the system with an address of the Internet."""
    refused = work / "network"
    told = refused.read_text(encoding="utf-8").splitlines() if refused.exists() else []
    return [*told, *(spoken(work / "calls") if setting.traced else [])]


def spoken(calls: Path) -> list[str]:
    """Return the calls with an address of the Internet in what strace wrote."""
    lines = calls.read_text(encoding="utf-8", errors="replace").splitlines()
    return [found[0] for line in lines if (found := _OUTSIDE.search(line))]


def held(home: Path) -> list[str]:
    """Return all rows of a published ledger as lines, in their order, and a digest for each file of its site."""
    site = sorted(path for path in (home / "site").rglob("*") if path.is_file())
    files = [f"{path.relative_to(home)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in site]
    return [*dump(home, rows=True).splitlines(), *files]
