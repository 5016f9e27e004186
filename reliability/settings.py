"""The settings under which a ledger must be the same, and whether this machine can make them."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from reliability import arrangements as lay
from reliability.trial import Setting

LOCALES = ("C", "tr_TR.UTF-8", "de_DE.UTF-8")  # ASCII; an i without dot; a comma in numbers
ZONES = ("Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
DATES = ("@1999-12-31 23:59:50", "@2038-01-20 00:00:00")
ALONE = ("unshare", "--map-root-user", "--net")  # a network without interfaces
_ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def all_at_once(work: Path) -> Setting:
    """Everything that can be other in one run: for the tests."""
    return Setting(
        "everything at once",
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "USER": "other", "TRIAL_LISTING": "1",
         "XDG_CACHE_HOME": str(work / "no cache"), "TRIAL_LOCALE": "1", "TRIAL_SHARD": "3", "TRIAL_THREADS": "7",
         **_ASCII},
        options=("--engine", "processes", "--workers", "2"), steps=(lay.created_in_another_order,), umask=0o077,
        home="hóme of [another]", patched=True,
    )  # fmt: skip


def settings(work: Path, pythons: Iterable[Path], wheel: Path) -> Iterator[Setting]:
    """Yield all of them. `wheel` is a folder into which the wheel was installed, `work` one to put things into.

    Other Pythons need hold no Tollbook, only what it needs: they run the wheel.
    """
    yield Setting("again")
    yield from (Setting(f"PYTHONHASHSEED={seed}", {"PYTHONHASHSEED": str(seed)}) for seed in (0, 1, 99))
    yield from (_locale(name, work) for name in LOCALES)
    yield from (Setting(f"TZ={zone}", {"TZ": zone}) for zone in ZONES)
    yield from (Setting(f"the date is {date[1:]}", {**_faked(date)}, lacking=_no_faketime()) for date in DATES)
    yield from (Setting(f"umask {mask:03o}", umask=mask) for mask in (0o000, 0o077))
    yield from _machines(work)
    yield from _kept(work)
    yield from _work()
    yield from _inputs()
    yield from (Setting(_told(python), python=str(python), code=wheel) for python in pythons)
    yield Setting("the installed wheel", code=wheel)
    yield all_at_once(work)


def _machines(work: Path) -> Iterator[Setting]:
    yield Setting("another home path", home="some where/hóme [x] it's")
    yield Setting("another user and host", {"USER": "other", "LOGNAME": "other", "HOME": str(work / "nobody")},
                  before=("unshare", "--map-root-user", "--uts", "sh", "-c", 'hostname elsewhere && exec "$@"', "sh"),
                  lacking=cannot("unshare", "--map-root-user", "--uts", "hostname", "elsewhere"))  # fmt: skip
    yield Setting("another user id", before=("unshare", "--map-user=1000", "--map-group=1000"),
                  lacking=cannot("unshare", "--map-user=1000", "--map-group=1000", "true"))  # fmt: skip
    yield Setting("one core", before=("taskset", "-c", "0"), lacking=cannot("taskset", "-c", "0", "true"))
    yield from (
        Setting(f"DuckDB with threads: {n}", {"TRIAL_THREADS": str(n)}, patched=True) for n in (1, 8)
    )  # fmt: skip
    yield Setting("no network interface", before=ALONE, lacking=cannot(*ALONE, "true"))
    yield Setting("calls of the system traced", traced=True, lacking=cannot("strace", "true"))
    yield Setting("runs recorded in a DAGSTER_HOME without settings", {"DAGSTER_HOME": str(_made(work / "dagster"))},
                  traced=not cannot("strace", "true"))  # fmt: skip


def _kept(work: Path) -> Iterator[Setting]:
    yield Setting("nothing kept from before", {"XDG_CACHE_HOME": str(work / "empty"), "TRIAL_BARE": "1"}, patched=True)
    file = work / "file"
    file.touch()
    yield Setting("a cache that cannot be", {"XDG_CACHE_HOME": str(file), "TRIAL_BARE": "1"}, patched=True)


def _work() -> Iterator[Setting]:
    yield Setting("engine processes", options=("--engine", "processes", "--workers", "2"))
    yield Setting("engine dask", options=("--engine", "dask", "--workers", "2"), loopback=True)
    yield from (Setting(f"documents in a shard: {n}", {"TRIAL_SHARD": str(n)}, patched=True) for n in (7, 50))
    yield Setting("shards of 7, by processes", {"TRIAL_SHARD": "7"}, patched=True,
                  options=("--engine", "processes", "--workers", "2"))  # fmt: skip


def _inputs() -> Iterator[Setting]:
    yield Setting("files created in another order", steps=(lay.created_in_another_order,))
    yield Setting("folders listed backwards", {"TRIAL_LISTING": "1"})
    yield Setting("rows shuffled", steps=(lay.rows_shuffled,))
    yield Setting("a part first, then all", steps=(lay.a_part, lay.as_they_are))
    yield Setting("others first, then all", steps=(lay.others_besides, lay.as_they_are))
    yield Setting("a part, others, all, in small shards", {"TRIAL_SHARD": "7"}, patched=True,
                  steps=(lay.a_part, lay.others_besides, lay.rows_shuffled, lay.as_they_are))  # fmt: skip


def _locale(name: str, work: Path) -> Setting:
    """A locale as Python takes it on; one that is not there is made, if it can be."""
    environment = {"LC_ALL": name, "TRIAL_LOCALE": "1", **(_ASCII if name == "C" else {})}
    if name == "C" or not cannot(
        "env", f"LC_ALL={name}", "sh", "-c", f"locale -a | grep -qxi {name.replace('-', '-?')}"
    ):
        return Setting(f"LC_ALL={name}", environment)
    folder = _made(work / "locales")
    language, _, charset = name.partition(".")
    lacking = cannot("localedef", "-i", language, "-f", charset, str(folder / name))
    return Setting(f"LC_ALL={name}", {**environment, "LOCPATH": str(folder)}, lacking=lacking)


def _faked(date: str) -> dict[str, str]:
    return {"LD_PRELOAD": _faketime(), "FAKETIME": date}


@cache
def _faketime() -> str:
    return next((str(path) for path in sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), "")


def _no_faketime() -> str:
    return "" if _faketime() else "libfaketime is not installed"


@cache
def cannot(*command: str) -> str:
    """Why a command cannot be run here; nothing when it can."""
    if shutil.which(command[0]) is None:
        return f"there is no {command[0]}"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{command[0]}: {done.stderr.strip() or 'refused'}"


def _told(python: Path) -> str:
    asked = [str(python), "-c", "import platform; print(platform.python_version())"]
    return "Python " + subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
