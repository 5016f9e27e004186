"""Assets of the group `load`: the rules, and the articles as they were found and read."""

from collections import Counter

import dagster as dg

from assets.logged import logged
from assets.metadata import bars, columns_of, materialized
from assets.stage_asset import OWNERS, loadable_rulebook, shards_told
from pipelines.resources import Articles, Home, Workforce
from tollbook.intake.loading import (
    ARTICLES,
    DOCUMENTS,
    INPUT_REJECTS,
    PACKAGES,
    RULEBOOK,
    find_articles,
    put_rulebook,
    read_articles,
)
from tollbook.rulebook import load_rulebook
from tollbook.stages import code_version

GROUP = "load"


def _rules_version() -> str:
    book = loadable_rulebook()
    return book.digest()[:12] if book else "invalid-rules"


@dg.asset(
    group_name=GROUP,
    kinds={"python", "yaml"},
    owners=OWNERS,
    tags={"work": "over-all"},
    code_version=_rules_version(),
    metadata=columns_of([RULEBOOK]),
)
@logged
def rulebook(home: Home) -> dg.MaterializeResult:
    """All rules, as loaded from the YAML files. Fails with every fault, its file and line, when one cannot be used."""
    book = load_rulebook()
    summary = put_rulebook(home.store, book)
    counts = sorted(Counter((rule.dimension, rule.rule.status) for rule in book.rules).items())
    table = bars(("dimension", "status", "rules"), [(*key, count) for key, count in counts])
    more = {"rules by dimension": table, "digest": book.digest()}
    return materialized("rulebook", home, summary, [RULEBOOK], more)


@dg.asset(
    group_name=GROUP,
    kinds={"python", "file"},
    owners=OWNERS,
    tags={"work": "over-all"},
    code_version=code_version(("tollbook.reading.inputs",))[:12],
    metadata=columns_of([ARTICLES]),
)
@logged
def articles(articles: Articles, home: Home) -> dg.MaterializeResult:
    """The files in the articles folder, by content hash, with what metadata.csv says of each."""
    summary = find_articles(home.store, articles.folder)
    return materialized("articles", home, summary, [ARTICLES], {"folder": dg.MetadataValue.path(articles.path)})


@dg.asset(
    group_name=GROUP,
    deps=[articles, rulebook],
    kinds={"python", "parquet"},
    owners=OWNERS,
    tags={"work": "per-document"},
    code_version=code_version(("tollbook.documents.making",), PACKAGES)[:12],
    metadata=columns_of([DOCUMENTS]),
)
@logged
def documents(
    context: dg.AssetExecutionContext, articles: Articles, home: Home, workforce: Workforce
) -> dg.MaterializeResult:
    """Clean articles with day of publication, agency and language; copies are marked. Refused: `input_rejects`."""
    intake = read_articles(
        home.store, articles.folder, load_rulebook(), workforce.at_work(), progress=shards_told(context)
    )
    counts = {
        "files read": intake.files_read,
        "files kept": intake.files_kept,
        "rows: rejects": intake.rejected,
        "copies": intake.copies,
        "not in English": intake.other_languages,
        "without a word to read on for": intake.not_read_on,
        "without a day of publication": intake.undated,
    }
    return materialized("documents", home, intake.summary, [DOCUMENTS, INPUT_REJECTS], counts)
