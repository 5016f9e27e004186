"""The same ledger whatever is other about the process, the machine and the order of things; and no network in a run.

The short form of `python -m reliability same`: all differences in one run.
"""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.paths import EXAMPLES, ROOT

from reliability.same import verdict
from reliability.settings import ALONE, all_at_once, cannot, settings
from reliability.trial import INSIDE, STRACE, Setting, Trial, attempt, held, spoken

pytestmark = pytest.mark.slow

REACH = """
import socket, sys, urllib.request
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

def reach(how):
    try:
        if how == "tcp": socket.create_connection(("192.0.2.1", 80), timeout=0.01)
        if how == "udp": socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))
        if how == "name": socket.getaddrinfo("nowhere.invalid", 80)
        if how == "url": urllib.request.urlopen("http://nowhere.invalid/", timeout=0.01)
        if how == "near": socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    except OSError as error:
        return "no network" in str(error)
    return False

if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for where in (map, pool.map):
            print(*where(reach, ("tcp", "udp", "name", "url", "near")))
"""


def test_the_ledger_is_the_same_when_everything_is_other(tmp_path: Path, example_home: Path) -> None:
    """Another hash seed, locale, time zone, user, umask, home, order of files, size of shards, threads, no cache; by
    processes, that are refused every use of sockets, in a network without interfaces, with their calls watched."""
    (tmp_path / "things").mkdir()
    other = all_at_once(tmp_path / "things")
    other = replace(other, before=() if cannot(*ALONE, "true") else ALONE, traced=not cannot("strace", "true"))
    told = verdict(attempt(other, EXAMPLES, tmp_path / "work"), held(example_home))
    assert told["differing"] == []
    assert told["network"] == []


def test_a_home_whose_name_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    home = tmp_path / os.fsdecode(b"h\xf3me")
    command = [sys.executable, "-m", "pipelines.cli", "run", "--articles", EXAMPLES, "--home", home]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "h\\xf3me is not UTF-8" in " ".join(done.stderr.split())
    assert not home.exists()


@pytest.mark.parametrize("loopback", [False, True])
def test_what_reaches_out_is_refused_and_told_in_workers_too(tmp_path: Path, loopback: bool) -> None:
    (tmp_path / "reach.py").write_text(REACH)
    known = {"PYTHONPATH": str(INSIDE), "TRIAL_NETWORK": str(tmp_path / "network")}
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "reach.py", str(server.getsockname()[1])], cwd=tmp_path, capture_output=True, text=True,
            env={**known, **({"TRIAL_LOOPBACK": "1"} if loopback else {})}, check=True,
        )  # fmt: skip
    assert done.stdout.splitlines() == [f"True True True True {not loopback}"] * 2
    lines = (tmp_path / "network").read_text().splitlines()
    assert sum("192.0.2.1" in line for line in lines) == 4
    assert sum("nowhere.invalid" in line for line in lines) == 4
    assert any("127.0.0.1" in line for line in lines) is not loopback


@pytest.mark.skipif(bool(cannot("strace", "true")), reason="there is no strace")
def test_calls_of_the_system_are_seen_where_python_sees_none(tmp_path: Path) -> None:
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    for n, source in enumerate(["import socket; socket.socketpair()", code]):
        calls = tmp_path / f"calls-{n}"
        subprocess.run([*STRACE, str(calls), sys.executable, "-c", source], check=True)
        assert len(spoken(calls)) == n


def test_a_setting_that_gives_another_ledger_is_told(tmp_path: Path, example_home: Path) -> None:
    """The comparison itself: a row that differs, and a run that fails."""
    expected = held(example_home)
    row = next(n for n, line in enumerate(expected) if '"claim_id"' in line)
    other = [*expected[:row], expected[row].replace('"claim_id":"', '"claim_id":"x'), *expected[row + 1 :]]
    home = Path(shutil.copytree(example_home, tmp_path / "home"))
    good = Trial(Setting("good"), home, (), 0.0)
    assert verdict(good, expected)["same"]
    assert verdict(replace(good, failure="exit code 1"), expected)["differing"] == ["exit code 1"]
    told = verdict(good, other)
    assert not told["same"]
    assert told["differing"][0] == "1 lines missing, 1 others"
    assert verdict(replace(good, network=("a call",)), expected)["same"] is False


def test_every_difference_that_is_promised_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reliability.settings.cannot", lambda *_: "")
    known = list(settings(tmp_path, [Path(sys.executable)], tmp_path))
    names = [setting.name for setting in known]
    assert len(set(names)) == len(names) > 30
    for word in ("again", "PYTHONHASHSEED", "LC_ALL", "TZ", "engine processes", "engine dask", "shuffled", "Python 3."):
        assert any(word in name for name in names), word
