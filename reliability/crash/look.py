"""Whether what lies in a home is whole: the ledger, the site, exports; and what files there are."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tollbook.warehouse import dump, ledger_path

_PAGE_END = "</html>"
# No content that equal runs must share: what says when it was published, logs, locks, Dagster's records,
# nor the four bytes by which Python tries whether a folder for temporary files can be written.
_PASSED_OVER = re.compile(
    r"home/(tollbook\.duckdb|\.tollbook\.json|logs/.*)|dagster/.*|tmp/[a-z0-9_]{8}|.*/lock|.*\.lock|.*-lock|cache/.*"
)


def ledger(home: Path) -> str | None:
    """Return a digest of all rows of the published ledger, None when there is none. Raises what a torn one raises."""
    if not ledger_path(home).exists():
        return None
    return hashlib.sha256(dump(home, rows=True).encode()).hexdigest()


def site_faults(site: Path) -> list[str]:
    """Return what makes the site of a home unusable: a page cut off, an overview that leads nowhere.

    No fault where there is no overview yet: then there is no site.
    """
    faults = [f"{page} is cut off" for page in _pages(site) if not _text(page).rstrip().endswith(_PAGE_END)]
    if not (site / "index.html").is_file():
        return faults
    if not (site / "assets" / "incidents.js").is_file():
        return [*faults, "there is no assets/incidents.js"]
    rows = _text(site / "assets" / "incidents.js")
    try:
        begun = rows.index("TOLLBOOK.rows.push(") + len("TOLLBOOK.rows.push(")
        incidents = [row[0] for row in json.loads(f"[{rows[begun : rows.index(');', begun)]}]")]
    except (ValueError, IndexError) as error:
        return [*faults, f"assets/incidents.js is cut off: {error}"]
    linked = [f"incidents/{i[4:6]}/{i}.html" for i in incidents] + re.findall(
        r'(?:href|src)="([^":#]+)["#]', _text(site / "index.html")
    )
    return faults + [f"the overview leads to {name}" for name in linked if not (site / name).is_file()]


def _pages(site: Path) -> Iterator[Path]:
    yield from sorted(page for page in site.rglob("*.html") if page.parent != site / ".new")  # on their way


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def digests(root: Path) -> dict[str, str]:
    """Return path below `root` -> digest of the file, empty for those that need not be equal after equal runs."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir():
            found[f"{name}/"] = "" if _PASSED_OVER.fullmatch(f"{name}/") else "folder"
            continue
        found[name] = "" if _PASSED_OVER.fullmatch(name) else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def differences(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Return how files differ from those of an undisturbed run; which locks there are does not matter."""
    names = sorted({n for n in found.keys() ^ wanted.keys() if found.get(n, wanted.get(n)) != ""})
    left = [f"left over: {n}" for n in names if n in found]
    missing = [f"missing: {n}" for n in names if n in wanted]
    return [*left, *missing, *(f"differs: {n}" for n in found.keys() & wanted.keys() if found[n] != wanted[n])]
