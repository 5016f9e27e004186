"""The ledger of a folder, made without Dagster, and what each stage had to compute."""

import datetime as dt
from pathlib import Path

from tollbook.chain import STAGES, under_profile
from tollbook.intake.loading import find_articles, find_corrections, inputs_read, put_rulebook, read_articles
from tollbook.rulebook import load_rulebook
from tollbook.stages import StageStore, run_stage
from tollbook.warehouse import publish_store


def make(articles: Path, home: Path, profile: str = "tollbook") -> set[str]:
    """Publish the ledger of `articles` in `home`; returns the stages of which something was computed."""
    store, book = StageStore(home), load_rulebook()
    put_rulebook(store, book)
    find_articles(store, articles)
    find_corrections(store, articles)
    read_articles(store, articles, book)
    computed = {stage.name for stage in STAGES if run_stage(store, under_profile(stage, profile), book).computed}
    publish_store(store, book, read=inputs_read(store), profile=profile, published_at=dt.datetime(2024, 1, 1))
    return computed
