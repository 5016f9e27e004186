"""Whether the site is that of the published ledger; nothing is written."""

import json
from pathlib import Path

from tollbook.ids import digest
from tollbook.site.overview import titles
from tollbook.site.pages import Kind, fingerprint, on_disk, prints
from tollbook.site.render import site_version
from tollbook.site.sections import ARTICLE, INCIDENT
from tollbook.site.write import FOLDER, RECEIPT
from tollbook.warehouse.open import open_ledger


def pages_to_write(home: Path) -> int:
    """Return how many pages `write_site` would write or remove. Raises as `open_ledger` does."""
    site = home / FOLDER
    with open_ledger(home) as db:
        info = dict(db.execute("select key, value from ledger_info").fetchall())
        salt = digest([site_version(), info["profile"], repr(sorted(dict(titles(info)).items()))])
        known, other = _known(site), 0
        for kind in (Kind("incidents", INCIDENT), Kind("articles", ARTICLE)):
            fingerprint(db, kind, salt)
            wanted, there = prints(db, kind), on_disk(site, kind.folder)
            other += len(there - wanted.keys())
            other += sum(page not in there or known.get(page) != mark for page, mark in wanted.items())
    return other


def _known(site: Path) -> dict[str, str]:
    try:
        return dict(json.loads((site / RECEIPT).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return {}
