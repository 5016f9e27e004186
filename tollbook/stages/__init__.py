"""The stage store: every stage's tables as Parquet, computed shard by shard, and only what is missing.

A home folder holds `stages/<stage>/`. In it lie the shards (`<shard>-<fingerprint>.parquet`, with `.<table>` before
`.parquet` where the table is not called as the stage) and `manifest.json`, which says which files are current. Files
are written beside and renamed, and the manifest is switched last: a run killed at any moment leaves a stage as it was,
and the next run goes on from the shards that were finished. `settle(home, "s3://bucket/folder")` has a home keep its
stages elsewhere (`storage`): there a file is put whole, and the manifest last as well.

How a pipeline uses it:

    store = StageStore(home)
    read = read_inputs(store, inputs, read_file, book, modules=("tollbook.reading.files",))  # only new or changed files
    store.place_documents(selection)                        # those of `read_documents` that count; makes the shards
    run_stage(store, SENTENCES, book)                       # computes the shards that are missing
    run_stage(store, LINKS, book)                           # a stage over everything is one pseudo-shard
    store.read("claims"), store.rows(PUBLIC_TABLES["claims"]), store.paths("claims")

How a stage is declared (module level, so that a process pool can find its functions by name):

    SENTENCES = per_document("sentences", split, outputs=(T["sentences"],), dimensions=("furniture",))
    NUMBERS = per_document("number_mentions", find, inputs=(T["sentences"],), outputs=(T["number_mentions"],), ...)
    CLAIMS = per_document("claims", claims_of, inputs=(...,), outputs=(T["claims"], T["tallies"]), ...)
    LINKS = over_all("links", link, inputs=(T["reports"], T["claims"]), outputs=(T["links"],), dimensions=("linking",))

    split(document, book) -> list[Sentence]
    find(document, sentences, book) -> list[NumberMention]
    claims_of(document, <the document's rows of each input>, book) -> (list[Claim], list[Tally])
    link(all rows of each input, book) -> list[Link]

A table may be made by one stage only. Where a later stage completes the rows of an earlier one (`reports` get their
`incident_id`), the earlier one is a table of its own: `Table("article_reports", Report, ("report_id",))`.

The fingerprint of a shard hashes the content of its inputs, the rules of the stage's dimensions, the source code of
the stage's modules and of what they import from Tollbook, and the schemas of its outputs. How documents are spread
over shards never shows in a table's content or order.

`run_stage(..., ahead=STAGES)` goes on with later stages for each shard that it computes, while its rows are in memory:
their fingerprints and files are those that they would get in their own turn, where they are then found.
"""

from tollbook.stages.code import code_version
from tollbook.stages.engine import ENGINES, Engine, EngineChoice, LocalEngine, ProcessEngine, WatchedEngine
from tollbook.stages.placing import Selection
from tollbook.stages.reading import InputFile, ReadResult, file_digest, read_inputs
from tollbook.stages.run import run_stage
from tollbook.stages.stage import AllRows, Inputs, PerDocument, Stage, StageSummary, over_all, per_document
from tollbook.stages.store import MissingStageError, StageStore, remove_leftovers
from tollbook.storage.elsewhere import StagesError, settle

__all__ = [
    "ENGINES",
    "AllRows",
    "Engine",
    "EngineChoice",
    "InputFile",
    "Inputs",
    "LocalEngine",
    "MissingStageError",
    "PerDocument",
    "ProcessEngine",
    "ReadResult",
    "Selection",
    "Stage",
    "StageStore",
    "StageSummary",
    "StagesError",
    "WatchedEngine",
    "code_version",
    "file_digest",
    "over_all",
    "per_document",
    "read_inputs",
    "remove_leftovers",
    "run_stage",
    "settle",
]
