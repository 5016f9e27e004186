"""Kill -9, failing writes, two runs at once, readers beside a publisher: the short form of `python -m reliability`."""

import json
import subprocess
import sys

import pytest
from support.paths import ROOT

pytestmark = pytest.mark.slow


def test_nothing_is_broken() -> None:
    command = [sys.executable, "-m", "reliability", "short", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        pytest.skip(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["broken"] == []
    assert found["kills"] >= 2
    assert found["writes"] >= 2
    assert found["ledgers seen"] >= 1
    assert found["queries"] > 0
