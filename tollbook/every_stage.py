"""Every stage in its turn, in this process and without Dagster: for ledgers made from Python, and for what-ifs."""

from collections.abc import Callable
from pathlib import Path

from tollbook.chain import STAGES, under_profile
from tollbook.intake.loading import find_articles, find_corrections, read_articles
from tollbook.rulebook import Rulebook
from tollbook.stages import StageStore, StageSummary, run_stage

Progress = Callable[[str], None]  # told the stage that begins


def compute(store: StageStore, book: Rulebook, profile: str, progress: Progress = lambda _: None) -> list[StageSummary]:
    """Bring every stage of the chain up to date with the documents in a store; says what each had to do, in order."""
    done = []
    for stage in STAGES:
        progress(stage.name)
        done.append(run_stage(store, under_profile(stage, profile), book, ahead=STAGES))
    return done


def compute_from_articles(
    store: StageStore, articles: Path, book: Rulebook, profile: str, progress: Progress = lambda _: None
) -> list[StageSummary]:
    """The same, with the articles read anew where they, or the rules that read them, are not the same.

    Raises FileNotFoundError when there is nothing at `articles`.
    """
    progress("articles")
    find_articles(store, articles)
    progress("documents")
    read_articles(store, articles, book)
    find_corrections(store, articles)
    return compute(store, book, profile, progress)
