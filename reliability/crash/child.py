"""Runs commands of Tollbook in children of this process, which has imported what they need: that takes seconds."""

import gc
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from reliability.crash.shim import Control
from tollbook.warehouse import duck

_PATIENCE = 300.0  # seconds until a child counts as one that hangs
_BROKEN = 70  # exit code: an error that no command expects


def start(
    work: Callable[[], object], variables: Mapping[str, str], output: Path, control: Control | None = None
) -> int:
    """Fork a child that leads a group of its own and does `work`; its output goes to a file. Returns its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = _BROKEN
    try:
        os.setpgid(0, 0)
        _redirect(output)
        os.environ.update(variables)
        tempfile.tempdir = None
        if control is not None:
            control.use()
        code = _coded(work)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _redirect(output: Path) -> None:
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (descriptor, 1), (descriptor, 2)):
        os.dup2(source, target)


def _coded(work: Callable[[], object]) -> int:
    try:
        work()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # a child must not go on as its parent
        traceback.print_exc()
        return _BROKEN
    return 0


def ended(child: int, patience: float = _PATIENCE) -> int | None:
    """Wait for a child and end what is left of its group; its exit code, minus a signal, None when it hangs."""
    try:
        return waited(child, patience)
    finally:
        end_group(child)


def waited(child: int, patience: float = _PATIENCE) -> int | None:
    """Wait for a child; its exit code, minus the signal that ended it, None when it hangs."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    end_group(child)
    os.waitpid(child, 0)
    return None


def end_group(leader: int) -> None:
    """Kill what is left of a group of processes."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def group_lives(leader: int) -> bool:
    """Return whether there is still a process in a group."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def tollbook(arguments: list[str], small_shards: bool = False) -> None:
    """Run the command line in this process. With `small_shards` a few articles already make several shards."""
    from pipelines.cli import main  # noqa: PLC0415 (warm)

    if small_shards:
        for module in ("reading", "store"):
            vars(import_module(f"tollbook.stages.{module}"))["MAX_DOCUMENTS"] = 1
    sys.argv = ["tollbook", *arguments]
    main()


@contextmanager
def _said_to(path: Path) -> Iterator[None]:
    """Have what this process says go to a file meanwhile."""
    kept = os.dup(1), os.dup(2)
    _redirect(path)
    try:
        yield
    finally:
        sys.stdout.flush()
        for descriptor, was in zip(kept, (1, 2), strict=True):
            os.dup2(descriptor, was)
            os.close(descriptor)


def warm(articles: Path, scratch: Path) -> None:
    """Run everything once in this process, so that children find rules compiled and modules imported."""
    home, out = str(scratch / "warm"), str(scratch / "warm-out")
    quiet = scratch / "warm.txt"
    with _said_to(quiet):
        for arguments in (
            ["run", "--articles", str(articles), "--home", home],
            ["export", "--home", home, "--out", out, "--format", "xlsx"],
        ):
            with suppress(SystemExit):
                tollbook(arguments)
    if not Path(out, "tollbook.xlsx").is_file():
        raise RuntimeError(f"tollbook does not work here: {quiet.read_text(encoding='utf-8')[-2000:]}")
    duck._database.cache_clear()  # a database open at the fork would be without its threads in a child
    gc.collect()
    gc.freeze()  # children share these pages as long as nothing walks through them
