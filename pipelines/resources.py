"""Resources: where the articles are, the home that holds stages and the ledger, and what does the work.

The variables below set them for everything that Dagster starts; the launchpad can change them for one run. Only
resources belong here: assets import this module, so it imports neither assets nor definitions.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout
from pydantic import PrivateAttr

from tollbook.stages import Engine, EngineChoice, StageStore, settle

ARTICLES_VARIABLE = "TOLLBOOK_ARTICLES"
HOME_VARIABLE = "TOLLBOOK_HOME"
PROFILE_VARIABLE = "TOLLBOOK_PROFILE"
ENGINE_VARIABLE = "TOLLBOOK_ENGINE"
WORKERS_VARIABLE = "TOLLBOOK_WORKERS"
SCHEDULER_VARIABLE = "TOLLBOOK_SCHEDULER"
STAGES_VARIABLE = "TOLLBOOK_STAGES"
WAITING = "Waiting for another run that is working in the same home"


class Articles(dg.ConfigurableResource):
    """The folder that articles are dropped into, or one file of them."""

    path: str

    @property
    def folder(self) -> Path:
        """The path as it stands now; it need not exist."""
        return Path(self.path)


class Home(dg.ConfigurableResource):
    """The folder of stages and ledger. One run at a time works in it: a second waits until the first is done.

    `stages` is where the stages lie from now on when not in it (`s3://bucket/folder`, any URL that fsspec knows);
    empty: where they lie now; `home`: in the folder.
    """

    path: str
    profile: str
    stages: str = ""
    _lock: FileLock | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Take the home's lock; says so when another run holds it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "run.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if context.log is not None:
                context.log.info(f"{WAITING}: {self.path}")
            lock.acquire()
        self._lock = lock
        try:
            settle(self.folder, self.stages)
        except ValueError:
            lock.release()
            raise

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 (Dagster's signature)
        """Let the next run in."""
        if self._lock is not None:
            self._lock.release()

    @property
    def folder(self) -> Path:
        """The home's path."""
        return Path(self.path)

    @property
    def store(self) -> StageStore:
        """The stages in this home."""
        return StageStore(self.folder)


class Workforce(dg.ConfigurableResource):
    """What computes the stages that go document by document: `local`, `processes` or `dask`.

    `workers` is the number of processes (0: one a core), `scheduler` the address of a running Dask scheduler. The
    ledger is the same, row for row, under every engine.
    """

    engine: str = "local"
    workers: int = 0
    scheduler: str = ""
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
        "home": Home(path=_absolute(home), profile=profile, stages=os.environ.get(STAGES_VARIABLE, "")),
        "workforce": workforce,
    }


def _absolute(path: str) -> str:
    return str(Path(path).expanduser().absolute())
