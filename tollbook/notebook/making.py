"""Making the ledger of a home folder from Python, without Dagster: the stages that a run materialises, one by one."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tollbook.every_stage import compute_from_articles
from tollbook.intake.loading import inputs_read, put_rulebook
from tollbook.ledger.reconciling.profiles import DEFAULT, names
from tollbook.rulebook import load_rulebook
from tollbook.stages import StageStore, remove_leftovers, settle
from tollbook.warehouse import publish_store
from tollbook.warehouse.ledgers import working_in


@dataclass(frozen=True, slots=True)
class Published:
    """A ledger that was made: its file, whether its content is new, the stages computed, rows by table."""

    path: Path
    changed: bool
    computed: tuple[str, ...]
    rows: Mapping[str, int]


def make(
    articles: str | os.PathLike[str], home: str | os.PathLike[str] = "data", *, profile: str = DEFAULT
) -> Published:
    """Publish the ledger of a folder of articles, or of one file of them, in the folder `home`; `open` then shows it.

    The rows are those of `tollbook run`, and homes made by one are gone on with by the other: only what is new or
    changed is computed. One process works; the site, the journal and the examples of the rules are left to the run.

    Raises FileNotFoundError when there are no articles, ValueError for a profile that is not there, RulebookError for
    rules that cannot be used, BusyError (a RuntimeError) while a run works in the home, PublishError (a RuntimeError
    that names what is wrong) for a ledger that fails its checks; the ledger published before then stays.
    """
    book, root, folder = load_rulebook(), Path(articles).expanduser(), Path(home).expanduser()
    if profile not in names(book):
        raise ValueError(f"There is no profile {profile!r}. There are: {', '.join(names(book))}.")
    folder.mkdir(parents=True, exist_ok=True)
    with working_in(folder):
        settle(folder, "")
        remove_leftovers(folder)
        store = StageStore(folder)
        put_rulebook(store, book)
        computed = tuple(s.stage for s in compute_from_articles(store, root, book, profile) if s.computed)
        now = dt.datetime.now(dt.UTC)  # noqa: TID251 (the one value that may differ)
        done = publish_store(store, book, read=inputs_read(store), profile=profile, published_at=now)
    return Published(done.path, done.changed, computed, done.rows)
