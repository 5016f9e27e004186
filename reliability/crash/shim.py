"""Builds `faults.c`, has this process run with it loaded, and arms it for the processes of a trial."""

import ctypes
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tollbook.ids import digest

VARIABLE = "TOLLBOOK_FAULTS"  # the file that says what to do; read by the C code when a process starts
_SOURCE = Path(__file__).with_name("faults.c")
_LAYOUT = struct.Struct("=6i2q512s512s")  # of `struct control`
_KINDS = {"open": 1, "write": 2, "sync": 4, "truncate": 8, "rename": 16, "remove": 32, "mkdir": 64, "mark": 128}
COUNT, KILL, TEAR, FAIL = range(4)
VICTIMS = ("self", "leader", "group")


class ShimError(RuntimeError):
    """The C code cannot be used here; says why."""


def build() -> Path:
    """Return the compiled `faults.c`, compiled when it has changed. Raises ShimError where that cannot be."""
    if not sys.platform.startswith("linux"):
        raise ShimError("changes of files can be caught on Linux only")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise ShimError("there is no C compiler; install gcc")
    folder = Path(tempfile.gettempdir()) / f"tollbook-faults-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    library = folder / f"{digest([_SOURCE.read_text(encoding='utf-8')])[:16]}.so"
    if not library.is_file():
        private = library.with_suffix(f".{os.getpid()}")
        command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(private), str(_SOURCE), "-ldl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ShimError(f"faults.c does not compile: {done.stderr.strip()}")
        private.replace(library)
    return library


def ready(command: str, arguments: Sequence[str]) -> bool:
    """Return whether a command of ours has the C code loaded, starting it anew with it; if it can't, say why."""
    try:
        load_or_restart("reliability", [command, *arguments])
    except ShimError as error:
        print(f"No trials here: {error}.", file=sys.stderr)
        return False
    return True


def load_or_restart(module: str, arguments: Sequence[str]) -> None:
    """Start `python -m module arguments` in place of this process, with the C code loaded; return if it is already."""
    library = str(build())
    if library in os.environ.get("LD_PRELOAD", "").split(":"):
        return
    environment = {**os.environ, "LD_PRELOAD": library}
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environment)  # noqa: S606 (itself)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the `at`-th change of the file system, counted from 1 over all processes of a trial.

    `action` is COUNT (nothing), KILL (before the change), TEAR (in the middle of a write) or FAIL (with `error`, an
    errno; only changes of these `kinds`; `lasting`: all from then on). `victim` is who is killed: the process that
    makes the change, the leader of its group (the command itself, where workers do the work), or the whole group.
    """

    action: int = COUNT
    at: int = 0
    error: int = 0
    kinds: tuple[str, ...] = ()
    lasting: bool = False
    victim: str = "self"


class Control:
    """The file through which the C code is told what to do below a folder, and tells what it did."""

    def __init__(self, path: Path, root: Path, log: Path | None = None) -> None:
        self.path, self.log = path, log
        self._names = os.fsencode(root), os.fsencode(log) if log else b""
        path.write_bytes(_LAYOUT.pack(0, 0, 0, 0, 0, 0, 0, 0, *self._names))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def arm(self, fault: Fault) -> None:
        """Say what happens from now on; counts begin anew."""
        kinds = sum(_KINDS[kind] for kind in fault.kinds)
        numbers = fault.action, fault.error, kinds, int(fault.lasting), VICTIMS.index(fault.victim), 0, fault.at, 0
        self._memory[:] = _LAYOUT.pack(*numbers, *self._names)

    @property
    def count(self) -> int:
        """How many changes there were."""
        return int(_LAYOUT.unpack(self._memory[:])[7])

    @property
    def fired(self) -> int:
        """How often a fault happened."""
        return int(_LAYOUT.unpack(self._memory[:])[5])

    def changes(self) -> list[tuple[str, str]]:
        """Return what was logged: the kind of each change, and the path below the folder."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log and self.log.is_file() else ""
        lines = sorted((line.split("\t") for line in text.splitlines()), key=lambda parts: int(parts[0]))
        return [(what, path) for _, _, what, path in lines]

    def use(self) -> None:
        """Have this process obey it, and those that it starts. For a child that was forked for it."""
        os.environ[VARIABLE] = str(self.path)
        ctypes.CDLL(None).faults_use(os.fsencode(self.path))
