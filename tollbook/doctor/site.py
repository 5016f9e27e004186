"""The site of a home, whether it is that of the ledger; and the journal, how the last run ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from tollbook.doctor.finding import Finding, ok, warn
from tollbook.journal import FILE, FOLDER
from tollbook.site.current import pages_to_write
from tollbook.warehouse.open import ledger_path
from tollbook.warehouse.versions import LedgerVersionError


def site(home: Path) -> Iterator[Finding]:
    """Whether the pages are those of the published ledger."""
    if not ledger_path(home).is_file():
        return
    todo = f"tollbook site --home {home}"
    if not (home / "site" / "index.html").is_file():
        yield warn("site", "there is none", todo)
        return
    try:
        other = pages_to_write(home)
    except (duckdb.Error, LedgerVersionError):
        return  # told of with the ledger
    if other:
        yield warn("site", f"{other} pages are of another ledger, or of another Tollbook", todo)
    else:
        yield ok("site", "its pages are those of the published ledger")


def journal(home: Path) -> Iterator[Finding]:
    """How the last run ended, by its own words."""
    path = home / FOLDER / FILE
    if not path.is_file():
        yield ok("last run", "no journal yet")
        return
    events = [event for event in map(_parsed, path.read_text(encoding="utf-8", errors="replace").splitlines()) if event]
    begun = max((n for n, event in enumerate(events) if event.get("event") == "run_begin"), default=0)
    last = events[begun:]
    if not last:
        yield ok("last run", "no journal yet")
        return
    failed = [event for event in last if event.get("level") == "error" and event.get("event") != "run_end"]
    when = f"the run of {last[0].get('time', '?')}"
    if failed:
        told = " ".join(str(failed[0][key]) for key in ("event", "stage", "check", "error") if failed[0].get(key))
        yield warn("last run", f"{when} failed: {told}", f"See {path}, then run again: what was finished is kept.")
    elif last[-1].get("event") != "run_end":
        yield warn("last run", f"{when} did not end", "It is still working (see locks) or was killed: run again.")
    else:
        yield ok("last run", f"{when} ended well, {last[-1].get('time', '?')}")


def _parsed(line: str) -> dict[str, Any]:
    """An event; nothing for a line that a killed run has left half written."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


CHECKS = (site, journal)
