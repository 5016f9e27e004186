"""What the site costs: writing it for made-up incidents, bringing it up to date, and opening it in a browser.

    python benchmarks/site.py [--reports 35000] [--years 10] [--home FOLDER] [--browser PROGRAM]

Reports are made up (`generated.py`), given articles of their own to stand in, linked, reconciled and published; 35,000
make about 10,000 incidents. Writing runs in a process of its own, so that its peak of memory is its own. With `--home`
the ledger is kept there and used again. Pages are timed in headless Chromium, where there is one and Playwright is
installed.
"""

import argparse
import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from generated import Generated, generate

from tollbook import chain
from tollbook.ids import content_id
from tollbook.intake.loading import CORRECTION_LINES, CORRECTION_REJECTS, INPUT_REJECTS
from tollbook.rows import Claim, Document, NumberMention, PlaceMention, Report, Sentence
from tollbook.rows.schema import PUBLIC_TABLES, Table, to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import StageStore, run_stage
from tollbook.warehouse import publish_store

FILLER = (
    " The road was closed for some hours while ambulances came and went.",
    " Shops nearby stayed shut for the rest of the day, a shopkeeper told our reporter.",
    " Similar reports had come from neighbouring districts in the weeks before.",
    " A spokesman of the province asked people to stay at home and to give blood.",
)
WRITE = """
import json, re, sys, time
from pathlib import Path
from tollbook.site import write_site
wall, cpu = time.perf_counter(), time.process_time()
done = write_site(Path(sys.argv[1]))
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps({"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "peak MB": int(peak) / 1024,
    "incidents": done.incidents, "articles": done.articles, "written": done.written, "kept": done.kept}))
"""
INPUT = """([id, value]) => {
  const field = document.getElementById(id);
  field.value = value ?? field.options[2].value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


INPUTS: dict[str, list[tuple[str, str | None]]] = {
    "filter by words": [("f-text", word) for word in ("a", "ka", "karo", "")],
    "filter by country": [("f-country", None), ("f-country", "")],
    "filter by date": [("f-from", "2015-01-01"), ("f-from", "")],
}
SETTLED = 1500  # milliseconds after which everything is painted


class Dressed:
    """The rows of a ledger's first stages: articles with words in them, in which every span stands where it says."""

    def __init__(self, rows: Generated, book: Rulebook) -> None:
        self.rule_of = {
            d: next(r.id for r in book.rules if r.dimension == d) for d in ("numbers", "places", "casualties")
        }
        self.documents: list[Document] = []
        self.sentences: list[Sentence] = []
        self.claims: list[Claim] = []
        self.numbers: list[NumberMention] = []
        self.places: list[PlaceMention] = []
        self.reports: list[Report] = []
        told, said, named = _by(rows.reports), _by(rows.claims), _by(rows.place_mentions)
        for document in rows.documents:
            if told[document.doc_id]:
                own = document.doc_id
                self._article(document, told[own], said[own], named[own])

    def _article(
        self,
        document: Document,
        reports: Sequence[Report],
        claims: Sequence[Claim],
        places: Sequence[PlaceMention],
    ) -> None:
        doc_id = content_id("doc", document.doc_id)
        sentence = content_id("sen", doc_id)
        text = f"{reports[0].target or 'An'} attack in {reports[0].place or 'the provinces'}"
        title = text
        for n, place in enumerate(places):
            text += f"\n\nResidents of {place.name} told of an attack." + FILLER[n % 4]
            start = text.index(place.name, len(text) - len(place.name) - 120)
            span = {"start_char": start, "end_char": start + len(place.name), "quote": place.name}
            self.places.append(
                replace(place, doc_id=doc_id, sentence_id=sentence, rule_id=self.rule_of["places"], **span)
            )
        for n, claim in enumerate(claims):
            count = f"At least {claim.low}" if claim.high is None else str(claim.low)
            quote = f"{count} people were {claim.outcome}"
            text += "\n\n"
            start = len(text)
            text += f"{quote}, the {claim.source_kind or 'agency'} said." + FILLER[n % 4] + FILLER[(n + 1) % 4]
            number = NumberMention(
                content_id("num", doc_id, start), doc_id, sentence, start, start + len(count), count,
                self.rule_of["numbers"], claim.low, claim.high, claim.qualifier,
            )  # fmt: skip
            self.numbers.append(number)
            self.claims.append(
                replace(claim, doc_id=doc_id, sentence_id=sentence, start_char=start, end_char=start + len(quote),
                        quote=quote, rule_id=self.rule_of["casualties"], number_mention_id=number.mention_id)
            )  # fmt: skip
        self.sentences.append(Sentence(sentence, doc_id, 0, 0, 0, len(text), text))
        self.documents.append(
            replace(document, doc_id=doc_id, text=text, title=title, chars=len(text),
                    sha256=sha256(text.encode()).hexdigest())
        )  # fmt: skip
        self.reports += [replace(r, doc_id=doc_id, start_char=0, end_char=len(text)) for r in reports]


def _by(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.doc_id].append(row)
    return found


def make_ledger(home: Path, size: int, years: int) -> None:
    """Publish a ledger of `size` made-up reports in `home`."""
    rows, book, store = generate(size, years), load_rulebook(), StageStore(home)
    dressed = Dressed(rows, book)
    given: dict[Table, Sequence[Any]] = {
        PUBLIC_TABLES["sentences"]: dressed.sentences,
        PUBLIC_TABLES["number_mentions"]: dressed.numbers,
        PUBLIC_TABLES["place_mentions"]: dressed.places,
        PUBLIC_TABLES["claims"]: dressed.claims,
        PUBLIC_TABLES["tallies"]: rows.tallies,
        chain.ARTICLE_REPORTS: dressed.reports,
    }
    empty = ("date_mentions", "actor_mentions", "event_mentions", "attribution_mentions", "tallies_by_group",
             "unmatched_numbers")  # fmt: skip
    given |= {PUBLIC_TABLES[name]: [] for name in empty}
    given |= {table: [] for table in (CORRECTION_LINES, CORRECTION_REJECTS, INPUT_REJECTS)}
    store.put_documents(to_table(Document, dressed.documents))
    for table, held in given.items():
        store.put(table, to_table(table.row, held))
    for stage in (chain.LINKS, chain.CORRECTIONS, chain.REJECTS, chain.INCIDENTS, chain.ESTIMATES):
        run_stage(store, stage, book)
    noon = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
    publish_store(store, book, read=len(dressed.documents), profile="tollbook", published_at=noon)


def write(home: Path) -> dict[str, Any]:
    """Write the site in a process of its own; return what it took."""
    done = subprocess.run([sys.executable, "-c", WRITE, str(home)], check=True, capture_output=True, text=True)  # noqa: S603
    return dict(json.loads(done.stdout))


def browse(home: Path, program: str) -> dict[str, float]:
    """Return milliseconds of CPU time that the page's own thread takes to load, and to filter, draw and lay out."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (a development dependency)

    site = home / "site"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program, args=["--no-sandbox"])

        def opened(path: Path) -> tuple[Any, Callable[[], float]]:
            """A page of its own, painted, and what says how much it has used."""
            page = chromium.new_context().new_page()
            tools = page.context.new_cdp_session(page)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.goto(path.resolve().as_uri())
            page.wait_for_timeout(SETTLED)

            def used() -> float:
                metrics = tools.send("Performance.getMetrics")["metrics"]
                return 1000 * next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

            return page, used

        page, used = opened(site / "index.html")
        found = {"load overview": used()}
        for name, inputs in INPUTS.items():
            each = []
            for given in inputs:
                before = used()
                page.evaluate(INPUT, list(given))
                page.wait_for_timeout(SETTLED)
                each.append(used() - before)
            found[name] = max(each)
        for kind in ("incidents", "articles"):
            found[f"load page of {kind}"] = opened(next((site / kind).glob("*/*.html")))[1]()
        return found


def main() -> None:
    """Make the ledger, write its site twice, and open it; print what each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=35_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--home", type=Path, help="keep the ledger here, or use the one that is there")
    parser.add_argument("--browser", default=shutil.which("chromium"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        home = given.home or Path(made)
        if not (home / "tollbook.duckdb").is_file():
            before = time.process_time()
            make_ledger(home, given.reports, given.years)
            print(f"ledger made in {time.process_time() - before:.0f} s of CPU time")
        shutil.rmtree(home / "site", ignore_errors=True)
        for name in ("new", "again, nothing changed"):
            print(f"{name}: " + json.dumps({k: round(v, 1) for k, v in write(home).items()}))
        size = sum(p.stat().st_size for p in (home / "site").rglob("*") if p.is_file())
        print(
            f"site: {size / 1e6:.1f} MB, of which data {(home / 'site/assets/incidents.js').stat().st_size / 1e6:.1f}"
        )
        if given.browser:
            for name, milliseconds in browse(home, given.browser).items():
                print(f"{name}: {milliseconds:.0f} ms of CPU time")


if __name__ == "__main__":
    main()
