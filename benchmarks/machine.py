"""On what was measured: machine, versions, commit; and processes that are watched while they run."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("tollbook", "pyarrow", "duckdb", "dagster", "regex", "distributed", "spacy", "dateparser")
_PAUSE = 0.05  # s between two looks at the memory of processes


def machine() -> dict[str, Any]:
    """Return cores, processor, memory, versions of Python and packages, and the commit that is checked out."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        cpu = next((line.split(":")[1].strip() for line in info.open() if line.startswith("model name")), cpu)
    return {
        "cores": os.cpu_count(),
        "cpu": cpu,
        "memory GB": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain") else ""),
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
        "others": round(os.getloadavg()[0], 1),  # processes that were at work when it began
    }


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout.strip()


def watched(command: Sequence[str], environment: Mapping[str, str] | None = None) -> dict[str, float]:
    """Run a command; return its wall and CPU seconds, and the most memory of one of its processes and of all, in MB.

    Its children count. Raises RuntimeError with what it said when it fails.
    """
    begun = time.perf_counter()
    known = {**os.environ, **(environment or {})}
    with subprocess.Popen(command, env=known, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
        one, everyone, cpu = _follow(psutil.Process(process.pid), process)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-4000:]}")
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "cpu": cpu, "peak MB": one / 2**20, "peak MB, all processes": everyone / 2**20}


def _follow(root: psutil.Process, process: "subprocess.Popen[str]") -> tuple[float, float, float]:
    """Most memory of one process and of all, and CPU seconds of all, as last seen."""
    one = everyone = 0.0
    spent: dict[int, float] = {}
    while process.poll() is None:
        total = 0.0
        for each in _family(root):
            try:
                resident, times = each.memory_info().rss, each.cpu_times()
            except psutil.Error:
                continue
            spent[each.pid] = times.user + times.system
            one, total = max(one, resident), total + resident
        everyone = max(everyone, total)
        time.sleep(_PAUSE)
    return one, everyone, sum(spent.values())


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def python(module: str, *words: str) -> list[str]:
    """Return a command that runs a module with this Python."""
    return [sys.executable, "-P", "-m", module, *words]  # -P: what PYTHONPATH names comes before the folder it runs in


def environment(*paths: Path) -> dict[str, str]:
    """Return variables for processes of this checkout; `paths` are looked at before it."""
    return {"PYTHONPATH": os.pathsep.join(str(p) for p in (*paths, ROOT)), "DAGSTER_DISABLE_TELEMETRY": "yes"}


def asked(module: str, *words: str) -> Any:
    """Run a module in a process of its own and return the JSON that it prints last."""
    known = {**os.environ, **environment()}
    done = subprocess.run(python(module, *words), env=known, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return json.loads(done.stdout.strip().splitlines()[-1])
