"""A Dask scheduler and two workers on loopback, processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parents[1]


@contextmanager
def running_cluster(folder: Path, environment: Mapping[str, str], python: str = sys.executable) -> Iterator[str]:
    """Give the address of a cluster that works in `folder` with this environment added, and stop it."""
    file = folder / "scheduler.json"
    known = {**os.environ, **environment}

    def start(module: str, *options: str) -> subprocess.Popen[bytes]:
        command = [python, "-m", f"distributed.cli.{module}", "--scheduler-file", str(file), *options]
        return subprocess.Popen(command, cwd=folder, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    running = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    running += [start("dask_worker", "--nthreads", "1", "--no-dashboard") for _ in range(2)]
    try:
        yield _address(file)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in reversed(running):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:  # a worker that looks for the one that a test had killed
                process.kill()
                process.wait()


def own_paths() -> str:
    """Return a PYTHONPATH with which a worker finds what this process finds, and the tests."""
    return os.pathsep.join([str(TESTS), *filter(None, sys.path)])


def _address(file: Path) -> str:
    for _ in range(600):
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
