"""The one shape of an asset over a stage: the chain says what it computes, this wraps it for Dagster."""

from collections.abc import Callable, Sequence

import dagster as dg

from assets.logged import logged
from assets.metadata import columns_of, materialized
from pipelines.resources import SHARD_DONE, Home, Workforce
from tollbook.chain import STAGES, under_profile, version_of
from tollbook.rulebook import Rulebook, RulebookError, load_rulebook
from tollbook.stages import Stage, run_stage
from tollbook.vocabulary import Progress

OWNERS = ["team:tollbook"]


Also = Callable[[dg.AssetExecutionContext, Home], None]


def stage_asset(
    stage: Stage, group: str, deps: Sequence[str], about: str, also: Also = lambda *_: None
) -> dg.AssetsDefinition:
    """Return the asset of a stage. Its store computes what its fingerprints say is missing, and nothing else.

    `also` is called when it is done.
    """

    @dg.asset(
        name=stage.name,
        description=about,
        group_name=group,
        deps=list(deps),
        kinds={"python", "parquet"},
        owners=OWNERS,
        tags={"work": "per-document" if stage.sharded else "over-all"},
        code_version=displayed_version(stage),
        metadata=columns_of(stage.outputs),
    )
    @logged
    def run(context: dg.AssetExecutionContext, home: Home, workforce: Workforce) -> dg.MaterializeResult:
        engine = workforce.at_work() if stage.sharded else None
        made = under_profile(stage, home.profile)
        ahead = _run_too(context)
        summary = run_stage(home.store, made, load_rulebook(), engine, progress=shards_told(context), ahead=ahead)
        also(context, home)
        return materialized(stage.name, home, summary, stage.outputs)

    return run


def shards_told(context: dg.AssetExecutionContext) -> Progress:
    """Return what writes into the log of an asset how many of its shards are done; a run's progress is read off it."""

    def told(_: str, done: int, to_do: int) -> None:
        context.log.debug(SHARD_DONE.format(done, to_do))

    return told


def _run_too(context: dg.AssetExecutionContext) -> list[Stage]:
    """Return the stages whose turn comes in the same run, or came already: those may be done ahead."""
    keys = context.run.asset_selection or context.job_def.asset_layer.executable_asset_keys
    chosen = {key.to_user_string() for key in keys}
    return [stage for stage in STAGES if stage.name in chosen]


def displayed_version(stage: Stage) -> str:
    """Return the version of a stage, or a word for rules that cannot be loaded: the asset `rulebook` says why."""
    book = loadable_rulebook()
    return version_of(stage, book) if book else "invalid-rules"


def loadable_rulebook() -> Rulebook | None:
    """Return the rulebook, None when it has faults: the UI must come up all the same."""
    try:
        return load_rulebook()
    except RulebookError:
        return None
