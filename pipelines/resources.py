"""Resources: where the articles are, the home that holds stages and the ledger, and what does the work.

The variables below set them for everything that Dagster starts; the launchpad can change them for one run. Only
resources belong here: assets import this module, so it imports neither assets nor definitions.
"""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import dagster as dg
import duckdb
from filelock import FileLock, Timeout
from pydantic import Field, PrivateAttr

from tollbook.database import connect, lock
from tollbook.journal import FORMAT_VARIABLE, TEXT, Journal, failure, journal_of
from tollbook.ledger.reconciling.profiles import names
from tollbook.rulebook import Rulebook, RulebookError, load_rulebook
from tollbook.stages import Engine, EngineChoice, StageStore, remove_leftovers, settle
from tollbook.warehouse.duck import view
from tollbook.warehouse.kept import KEEP, KEEP_VARIABLE
from tollbook.warehouse.ledgers import RUN_LOCK

ARTICLES_VARIABLE = "TOLLBOOK_ARTICLES"
HOME_VARIABLE = "TOLLBOOK_HOME"
PROFILE_VARIABLE = "TOLLBOOK_PROFILE"
ENGINE_VARIABLE = "TOLLBOOK_ENGINE"
WORKERS_VARIABLE = "TOLLBOOK_WORKERS"
SCHEDULER_VARIABLE = "TOLLBOOK_SCHEDULER"
STAGES_VARIABLE = "TOLLBOOK_STAGES"
SITE_VARIABLE = "TOLLBOOK_SITE_URL"
RULES_TAG = "tollbook/rules"
PROFILE_TAG = "tollbook/profile"
SITE_PAGE = Path("site", "index.html")  # in the home
_MANY = """CREATE MACRO many(n, one) AS n || ' ' || one || if(n = 1, '', 's'),
    (n, one, more) AS n || ' ' || if(n = 1, one, more)"""
WAITING = "Waiting for another run that is working in the same home"
SHARD_DONE = "shard {} of {}"  # how an asset's log says how far it is


class Articles(dg.ConfigurableResource):
    """The folder that articles are dropped into, or one file of them."""

    path: str = Field(
        description="Folder of articles, read with all its subfolders, or one file: .txt .html .htm .jsonl .csv "
        ".parquet. A metadata.csv and a corrections.csv in it are used."
    )

    @property
    def folder(self) -> Path:
        """The path as it stands now; it need not exist."""
        return Path(self.path)


class Home(dg.ConfigurableResource):
    """The folder of stages and ledger. One run at a time works in it: a second waits until the first is done.

    `stages` is where the stages lie from now on when not in it (`s3://bucket/folder`, any URL that fsspec knows);
    empty: where they lie now; `home`: in the folder.
    """

    path: str = Field(description="Folder that holds the stages and the ledger; made when it is not there.")
    profile: str = Field(
        description="Profile of the table `estimates`: tollbook, gtd, acled, ucdp or ibc. Under all of them the counts "
        "stand in `estimates_by_profile` anyway."
    )
    stages: str = Field(default="", description="Where the stages lie from now on: a URL, or `home`.")
    site_url: str = Field(default="", description="Where the site is served, if it is; the UI then links to it.")
    keep: int = Field(default=KEEP, ge=0, description="How many ledgers of before are kept, in `ledgers` of the home.")
    log_format: str = Field(
        default=TEXT, description="`json`: the journal goes to standard error too, not only to `logs`."
    )
    _journal: Journal = PrivateAttr(default_factory=Journal)
    _lock: FileLock | None = PrivateAttr(default=None)
    _db: duckdb.DuckDBPyConnection | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Tag the run with rules and profile, and take the home's lock; says so when another run holds it.

        Raises ValueError for a profile that is not there.
        """
        book = _usable_rulebook()
        if book is not None and self.profile not in names(book):
            raise ValueError(f"There is no profile {self.profile!r}. There are: {', '.join(names(book))}.")
        if context.instance is not None and context.run is not None:
            rules = book.digest()[:12] if book else "invalid"
            context.instance.add_run_tags(context.run.run_id, {RULES_TAG: rules, PROFILE_TAG: self.profile})
        self.folder.mkdir(parents=True, exist_ok=True)
        turn = FileLock(self.folder / RUN_LOCK)
        try:
            turn.acquire(timeout=0)
        except Timeout:
            if context.log is not None:
                context.log.info(f"{WAITING}: {self.path}")
            turn.acquire()
        self._lock = turn
        run_id = context.run.run_id if context.run is not None else ""
        self._journal = journal_of(
            self.folder, self.log_format, run_id=run_id, profile=self.profile, rules=book.digest() if book else None
        )
        self._journal.tell("run_begin", home=self.path, version=version("tollbook"))
        try:
            settle(self.folder, self.stages)
            remove_leftovers(self.folder)
        except (ValueError, OSError) as error:
            self._journal.tell("run_failed", "error", **failure(error))
            turn.release()
            raise

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 (Dagster's signature)
        """Let the next run in."""
        if self._db is not None:
            self._db.close()
        self._journal.tell("run_end", "error" if self._journal.failed else "info", failed=self._journal.failed)
        self._journal.close()
        if self._lock is not None:
            self._lock.release()
        self._db = self._lock = None

    @property
    def journal(self) -> Journal:
        """Where events of this run are written to."""
        return self._journal

    @property
    def folder(self) -> Path:
        """The home's path."""
        return Path(self.path)

    @property
    def store(self) -> StageStore:
        """The stages in this home."""
        return StageStore(self.folder)

    @property
    def site_link(self) -> dict[str, dg.MetadataValue]:
        """Metadata that leads to the site: its address where it is served, else where it lies once it is made."""
        if self.site_url:
            return {"site": dg.MetadataValue.url(self.site_url)}
        return {"site": dg.MetadataValue.path(str(self.folder / SITE_PAGE))}

    def looking_at(self, tables: Iterable[str]) -> duckdb.DuckDBPyConnection:
        """Return a connection on which these tables of the stages can be queried as they are now.

        There is one for all of a run: making one takes longer than most of what is asked on it.
        """
        store = self.store
        if self._db is None:
            self._db = connect([store.readable])
            lock(self._db)
            self._db.execute(_MANY)
        view(self._db, {name: store.paths(name) for name in tables})
        return self._db


class Workforce(dg.ConfigurableResource):
    """What computes the stages that go document by document: `local`, `processes` or `dask`.

    `workers` is the number of processes (0: one a core), `scheduler` the address of a running Dask scheduler. The
    ledger is the same, row for row, under every engine.
    """

    engine: str = Field(default="local", description="local (this process), processes, or dask.")
    workers: int = Field(default=0, description="Number of processes; 0 for one a core.")
    scheduler: str = Field(default="", description="Address of a running Dask scheduler, tcp://HOST:PORT.")
    _open: ExitStack | None = PrivateAttr(default=None)
    _engine: Engine | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 (Dagster's signature)
        """Refuse what cannot be; processes and clusters start when the first stage asks for them."""
        self.choice.check()
        self._open = ExitStack()

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 (Dagster's signature)
        """Close what was started."""
        if self._open is not None:
            self._open.close()
        self._open = self._engine = None

    @property
    def choice(self) -> EngineChoice:
        """The engine as the library knows it."""
        return EngineChoice(self.engine, self.workers, self.scheduler)

    def start_again(self) -> None:
        """Close what was started; the next stage that asks for it starts it anew."""
        if self._open is not None:
            self._open.close()
            self._open, self._engine = ExitStack(), None

    def at_work(self) -> Engine:
        """Return the engine of this run, started at the first call. Raises ValueError outside a run."""
        if self._open is None:
            raise ValueError("an engine works within a run")
        if self._engine is None:
            self._engine = self._open.enter_context(self.choice.open())
        return self._engine


def default_resources() -> dict[str, object]:
    """Return the resources as the environment sets them."""
    articles = os.environ.get(ARTICLES_VARIABLE, "examples/articles")
    home = os.environ.get(HOME_VARIABLE, "data")
    profile = os.environ.get(PROFILE_VARIABLE, "tollbook")
    workforce = Workforce(
        engine=os.environ.get(ENGINE_VARIABLE, "local"),
        workers=int(os.environ.get(WORKERS_VARIABLE, "0")),
        scheduler=os.environ.get(SCHEDULER_VARIABLE, ""),
    )
    return {
        "articles": Articles(path=_absolute(articles)),
        "home": Home(
            path=_absolute(home),
            profile=profile,
            stages=os.environ.get(STAGES_VARIABLE, ""),
            site_url=os.environ.get(SITE_VARIABLE, ""),
            keep=int(os.environ.get(KEEP_VARIABLE, KEEP)),
            log_format=os.environ.get(FORMAT_VARIABLE, TEXT),
        ),
        "workforce": workforce,
    }


def _usable_rulebook() -> Rulebook | None:
    """The rulebook; None when it has faults, which the asset `rulebook` tells of."""
    try:
        return load_rulebook()
    except RulebookError:
        return None


def _absolute(path: str) -> str:
    return str(Path(path).expanduser().absolute())
