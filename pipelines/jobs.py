"""Jobs: selections of assets that are launched by name."""

import dagster as dg

LEDGER = "ledger"
PUBLISH = "publish"

ledger_job = dg.define_asset_job(
    LEDGER,
    selection=dg.AssetSelection.all(),
    description="Everything: reads the articles, extracts, reconciles, and publishes. Costs what is new. "
    "In the launchpad, `articles.path` names another folder or file to read, `home.path` where its ledger goes, "
    "`home.profile` the profile of the table `estimates`.",
)
publish_job = dg.define_asset_job(
    PUBLISH,
    selection=dg.AssetSelection.groups("publish"),
    description="Builds the ledger again from the stages as they are, and puts it in place.",
)
jobs = [ledger_job, publish_job]
