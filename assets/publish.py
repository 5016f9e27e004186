"""Assets of the group `publish`: what is for people outside."""

import datetime as dt

import dagster as dg

from assets.logged import logged
from assets.metadata import bars
from assets.stage_asset import OWNERS, shards_told
from pipelines.resources import Home, Workforce
from tollbook.chain import ESTIMATES, REJECTS
from tollbook.ids import digest
from tollbook.intake.loading import inputs_read
from tollbook.rulebook import load_rulebook
from tollbook.site import site_version, write_site
from tollbook.stages import code_version
from tollbook.warehouse import publish_store
from tollbook.warehouse.views import views_digest

GROUP = "publish"


@dg.asset(
    group_name=GROUP,
    deps=[ESTIMATES.name, REJECTS.name],
    kinds={"duckdb"},
    owners=OWNERS,
    tags={"work": "over-all"},
    code_version=digest([code_version(("tollbook.warehouse.publish",)), views_digest()])[:12],
)
@logged
def warehouse(home: Home) -> dg.MaterializeResult:
    """The ledger: `tollbook.duckdb` with all tables and views, built beside the one that is read and put in place.

    Equal content leaves the file as it is, so a reader sees a new ledger only when there is something new in it.
    """
    published = publish_store(
        home.store,
        load_rulebook(),
        read=inputs_read(home.store),
        profile=home.profile,
        published_at=dt.datetime.now(dt.UTC),  # noqa: TID251 (the one value that may differ)
        keep=home.keep,
    )
    rows = sorted(published.rows.items(), key=lambda item: (-item[1], item[0]))
    told = "Published: its content is new." if published.changed else "Left as it was: nothing in it is new."
    return dg.MaterializeResult(
        metadata={
            "in short": told,
            "ledger": dg.MetadataValue.path(str(published.path)),
            **home.site_link,
            "changed": published.changed,
            "checks passed": len(published.checks),
            "rows by table": bars(("table", "rows"), rows),
            "dagster/row_count": sum(published.rows.values()),
        },
        data_version=dg.DataVersion(published.content_digest),
    )


@dg.asset(
    group_name=GROUP,
    deps=[warehouse],
    kinds={"html"},
    owners=OWNERS,
    tags={"work": "over-all"},
    code_version=site_version()[:12],
)
@logged
def site(context: dg.AssetExecutionContext, home: Home, workforce: Workforce) -> dg.MaterializeResult:
    """A static site of the ledger: pages that open from disk, in the folder `site` of the home.

    Pages are written for incidents and for articles that tell one, and only when their rows changed.
    """
    done = write_site(home.folder, shards_told(context), workforce.at_work())
    return dg.MaterializeResult(
        metadata={
            "in short": f"Pages of {done.incidents} incidents and {done.articles} articles; open them in a browser.",
            **home.site_link,
            "incidents": done.incidents,
            "articles": done.articles,
            "pages written": done.written,
            "pages kept": done.kept,
            "pages removed": done.removed,
        },
        data_version=dg.DataVersion(done.digest),
    )
