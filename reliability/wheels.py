"""The wheel of this checkout: built from a copy, and installed into a folder with nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from reliability.trial import ROOT

PARTS = ("assets", "pipelines", "rules", "tollbook", "LICENSE", "NOTICE", "README.md", "pyproject.toml")


def copied(target: Path) -> Path:
    """Copy what a wheel is made from: building writes into the tree."""
    target.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / part, target / part)
    return target


def build(source: Path, target: Path, *options: str, epoch: str = "") -> Path:
    """Build a tree (or `--sdist` of it) into `target`, return the file. `epoch` is SOURCE_DATE_EPOCH."""
    command = [sys.executable, "-m", "build", "--no-isolation", *(options or ("--wheel",)), "--outdir", target, source]
    _do(command, target, {"SOURCE_DATE_EPOCH": epoch} if epoch else {})
    (built,) = target.iterdir()
    return built


def install(wheel: Path, target: Path) -> Path:
    """Install a wheel into a folder, without what it needs."""
    target.mkdir(parents=True, exist_ok=True)
    _do(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel],
        target,
    )
    return target


def _do(command: list[str | Path], here: Path, environment: dict[str, str] | None = None) -> None:
    here.mkdir(parents=True, exist_ok=True)
    known = {**os.environ, **(environment or {})}
    done = subprocess.run(command, capture_output=True, text=True, cwd=here, env=known, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[2]} failed:\n{done.stdout}{done.stderr}")
