"""Runs Tollbook on a disk that is really full: a small tmpfs, made larger until a run fits (needs the right to mount).

Each run on a disk that is too small must end with 1, say which stage failed, at which file and what to do, and leave
the ledger that was there. Then there is room, and the next run must leave what an undisturbed one does.
"""

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reliability.crash import child, shim
from reliability.crash.prepare import Bench
from reliability.crash.scenario import SCENARIOS, Places
from reliability.crash.trial import Setting, asked, perform, unlike
from reliability.writes import complaints

_ROOM = 64 << 20  # bytes; enough for any of these homes


def main(arguments: list[str]) -> int:
    """Fill disks, look, tell; 1 when a promise was broken, 2 where nothing can be mounted."""
    parser = ArgumentParser(prog="python -m reliability full", description=__doc__)
    parser.add_argument("--disks", type=int, default=8, help="disks of growing size (default: 8)")
    parser.add_argument("--scratch", type=Path, help="folder for homes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    if not shim.ready("full", arguments):
        return 2
    with tempfile.TemporaryDirectory(prefix="tollbook-full-", dir=given.scratch) as scratch:
        folder = Path(scratch)
        try:
            with _disk(folder / "probe", _ROOM):
                pass
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"No disk can be mounted here: {error}.", file=sys.stderr)
            return 2
        found = _figures(folder, given.disks)
    print(json.dumps(found, indent=1))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if found["broken"] else 0


def _figures(folder: Path, disks: int) -> dict[str, Any]:
    bench = Bench(folder)
    child.warm(bench.articles, folder)
    setting = bench.setting(SCENARIOS["changed"])
    before = _bytes(setting.template)
    needed = _bytes(folder / "undisturbed" / "changed" / "root") - before
    ended: list[str] = []
    broken: list[str] = []
    for number in range(1, disks + 1):
        size = before + needed * number // disks
        code, faults = _on_a_small_disk(setting, folder, size)
        ended.append(f"{size >> 10} kB: {code}")
        broken.extend(f"{size >> 10} kB: {fault}" for fault in faults)
        print(ended[-1], *faults, file=sys.stderr, flush=True)
    return {"disks": disks, "full": sum(not told.endswith(" 0") for told in ended), "ended": ended, "broken": broken}


def _on_a_small_disk(setting: Setting, folder: Path, size: int) -> tuple[int | None, list[str]]:
    faults: list[str] = []
    with _disk(folder / "disk", _ROOM) as root:
        subprocess.run(["cp", "-a", f"{setting.template}/.", str(root)], check=True)
        subprocess.run(["mount", "-o", f"remount,size={size}", str(root)], check=True)
        places = Places(root, setting.articles)
        said = folder / "said.txt"
        said.unlink(missing_ok=True)
        code = child.ended(perform(setting.scenario, places, said))
        if code != 0:
            faults.extend(complaints(code, said.read_text(encoding="utf-8"), "No space left on device", 1))
            if asked(places, folder).get("ledger") not in {setting.expected.before, setting.expected.after}:
                faults.append("the ledger is neither the old nor the new one")
        subprocess.run(["mount", "-o", f"remount,size={_ROOM}", str(root)], check=True)
        if child.ended(perform(setting.scenario, places, said)) != 0:
            faults.append(f"the next run fails: {said.read_text(encoding='utf-8')[-500:]}")
        found = asked(places, folder)
        faults.extend(f"after the next run: {fault}" for fault in unlike(found, setting, found.get("files", {})))
    return code, faults


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[Path]:
    """Give a folder that is a disk of so many bytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tollbook", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def _bytes(root: Path) -> int:
    """What the files below a folder take on a disk with pages of 4 kB."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in root.rglob("*") if path.is_file())
