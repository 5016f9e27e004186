"""Asset checks, generated from the table registry: what must hold before the ledger is published.

All of them block: a stage whose table is wrong keeps everything after it from running, the ledger stays what it was.
What a check looks at is the library's (`tollbook.warehouse`, `tollbook.rulebook`); here it gets a name and an asset.
"""

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from pipelines.resources import Home
from tollbook.chain import REJECTS, STAGES
from tollbook.intake.loading import INPUT_REJECTS, inputs_read
from tollbook.rows.schema import PUBLIC_TABLES, Table
from tollbook.rule_examples import example_faults
from tollbook.rulebook import load_rulebook
from tollbook.warehouse import broken_check
from tollbook.warehouse.checks import CheckResult, check_counts, check_names, table_checks
from tollbook.warehouse.duck import over_parquet
from tollbook.warehouse.shard_checks import TALLIES, check_tables

SCHEMA = "schema"
UNIQUE = "unique"
REFERENCES = "references"
QUOTES = "quotes"
BOUNDS = "bounds"
TEXTS = "texts"
COUNTS = "counts"
NUMBERS = "numbers"
EXAMPLES = "examples"
BROKEN = broken_check.NAME

ABOUT = {
    SCHEMA: "Every table has the columns that it is declared with, and values where it must.",
    UNIQUE: "No id stands twice.",
    REFERENCES: "Every id that a row refers to is there.",
    QUOTES: "Every span lies in its document, and every quote is the text at its offsets.",
    BOUNDS: "Counts are not negative; low, best and high stand in this order.",
    TEXTS: "Length and hash of each document are those of its text.",
    COUNTS: "Every input that was read is a document or a reject: kept + rejected = read.",
    NUMBERS: "Every number in a tally comes from claims of its report.",
    BROKEN: "Stages broke on few articles; those are set aside. A warning says that there are any.",
    EXAMPLES: "Every rule matches its examples, and nothing in its counter-examples.",
}
MAX_FAULTS = 10  # shown in the outcome; `tollbook rules check` shows all


def asset_checks() -> list[dg.AssetChecksDefinition]:
    """Return the checks of every asset."""
    known = [PUBLIC_TABLES["documents"]]
    checks = [rulebook_examples, _checks_of("documents", tuple(known), tuple(known), (TEXTS, COUNTS))]
    for stage in STAGES:
        known.extend(stage.outputs)
        more = (NUMBERS,) if any(table.name in TALLIES for table in stage.outputs) else ()
        more += (BROKEN,) if stage is REJECTS else ()
        checks.append(_checks_of(stage.name, stage.outputs, tuple(known), more))
    return checks


@dg.asset_check(asset="rulebook", name=EXAMPLES, description=ABOUT[EXAMPLES], blocking=True)
def rulebook_examples() -> dg.AssetCheckResult:
    """Run the examples of all rules, when rules or code changed since they ran last."""
    faults = example_faults(load_rulebook())
    shown = [f"{f.file}:{f.line} {f.rule_id}: {f.message}" for f in faults[:MAX_FAULTS]]
    if len(faults) > MAX_FAULTS:
        shown.append(f"and {len(faults) - MAX_FAULTS} more; `tollbook rules check` shows them all")
    return dg.AssetCheckResult(
        passed=not faults,
        description="; ".join(shown) or "all examples hold",
        metadata={"faults": len(faults)},
    )


def _checks_of(
    asset: str, tables: Sequence[Table], known: Sequence[Table], more: tuple[str, ...]
) -> dg.AssetChecksDefinition:
    """One step that runs all checks of an asset. `known` are its tables and those that come before it."""
    names = tuple(dict.fromkeys(name for table in tables for name in check_names(table))) + more
    specs = [dg.AssetCheckSpec(name, asset=asset, description=ABOUT[name], blocking=True) for name in names]

    @dg.multi_asset_check(name=f"{asset}_checks", specs=specs, description=f"All checks of {asset}.", can_subset=True)
    def run(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
        results = list(results_of(home, tables, known))
        for wrong in (r for r in results if not r.passed):
            home.journal.tell("check_failed", "error", stage=asset, check=wrong.name, message=wrong.message)
        for name in sorted(key.name for key in context.selected_asset_check_keys):
            yield asset_check_result(asset, name, [r for r in results if r.name.split(".")[0] == name])

    return run


def results_of(home: Home, tables: Sequence[Table], known: Sequence[Table]) -> Iterator[CheckResult]:
    """Yield the outcome of every check of these tables, read from the stages; of shards, only of those that are new."""
    store = home.store
    sharded, documents = store.manifest(tables[0].name).sharded, tables[0].name == "documents"
    if sharded:
        yield from check_tables(store, tables, [table.name for table in known])
    if sharded and not documents:
        return
    sources = {"rejects": INPUT_REJECTS.name} | {t.name: t.name for t in known}  # until there are all of them
    with over_parquet({name: store.paths(t) for name, t in sorted(sources.items())}, store.readable) as db:
        if documents:
            yield check_counts(db, inputs_read(store))
            return
        for table in tables:
            yield from table_checks(db, table)
        if tables[0].name == REJECTS.name:
            yield broken_check.check_broken(db)


def asset_check_result(asset: str, name: str, results: Iterable[CheckResult]) -> dg.AssetCheckResult:
    """Return the outcomes for an asset's tables as one: passed when all are, and what each says.

    One that only warns has not passed either, for the UI to show it, but keeps nothing from running.
    """
    found = list(results)
    wrong = [r for r in found if not r.passed]
    warns = not wrong and any(r.warns for r in found)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=bool(found) and not wrong and not warns,
        severity=dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR,
        description="; ".join(r.message for r in wrong or found),
        metadata={f"{r.name.split('.', 1)[1]}: {key}": count for r in found for key, count in r.counts.items()},
    )
