"""Rows for the tests of linking and reconciliation, and a rulebook of just their rules."""

import datetime as dt
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from tollbook.rows import Claim, Document, Report, Tally
from tollbook.rulebook import Rulebook, load_rulebook, packaged_rules

DAY = dt.date(2020, 3, 10)
PLACES = {
    "Alpha": ("North", 10.0, 20.0),
    "Beta": ("North", 10.1, 20.1),
    "Gamma": ("South", 14.0, 22.0),
    "Unmapped": ("North", None, None),
}


@lru_cache(maxsize=1)
def ledger_book() -> Rulebook:
    """The rules of linking and profiles, the lexicons and what they take names from: no fault of others fails these."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("linking", "profiles", "lexicons", "publication", "actors"):
            shutil.copytree(packaged_rules() / name, Path(folder) / name)
        return load_rulebook(Path(folder))


def article(name, published=DAY, **values):
    known = {"outlet": name, "published_on": published, "published_from": published, "published_to": published}
    return Document(f"doc_{name}", name, **{**known, **values})


def report(doc, day=DAY, place="Alpha", n=0, last=None, **values):
    admin1, lat, lon = PLACES[place]
    known = {"country": "XA", "target": "police", "attack_type": "bombing", "place_precision": "settlement", **values}
    return Report(
        f"rep_{doc}_{n}", f"doc_{doc}", date_from=day, date_to=last or day, place=place, admin1=admin1, lat=lat,
        lon=lon, start_char=n * 100, end_char=n * 100 + 99, **known,
    )  # fmt: skip


def killed(row, low, high=0):
    return Tally(row.report_id, "killed", "victims", low, low if high == 0 else high)


def claim_of(row, low, high, n=0, **values):
    ident = f"clm_{row.report_id}_{values.get('outcome', 'killed')}_{values.get('party', 'victims')}_{n}"
    return Claim(ident, row.doc_id, "s", row.report_id, low=low, high=high, start_char=n * 10, **values)
