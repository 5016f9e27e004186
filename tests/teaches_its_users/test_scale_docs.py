"""docs/scale.md shows what was measured, and its files for Kubernetes say what the code understands."""

import json
from typing import Any

import pytest
import yaml
from support.paths import ROOT

from benchmarks.tables import NOT_YET, PAGE, tables, written
from benchmarks.whole import exponent
from pipelines import resources

RESULTS = ROOT / "benchmarks" / "results.json"
CHARTS = ROOT / "docs" / "kubernetes"


def values(name: str) -> Any:
    return yaml.safe_load((CHARTS / name).read_text(encoding="utf-8"))


def test_the_page_shows_the_results_as_they_are_kept() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page, results), "run python -m benchmarks --table"
    for name in tables(results):
        assert f"<!-- measured: {name} -->" in page


def test_without_results_nothing_is_claimed() -> None:
    assert set(tables({}).values()) == {NOT_YET}
    page = "a\n<!-- measured: whole -->\n| old |\n<!-- end -->\nb\n"
    assert written(page, {}) == f"a\n<!-- measured: whole -->\n{NOT_YET}\n<!-- end -->\nb\n"
    with pytest.raises(KeyError):
        written(page.replace("whole", "unknown"), {})


def test_growth_is_that_of_the_runs_with_the_start_taken_off() -> None:
    def run(articles: int, cpu: float) -> dict[str, Any]:
        return {"articles": articles, "cpu": cpu}

    runs = [run(1, 5.0), *(run(n, 5.0 + 0.01 * n) for n in (1000, 10_000, 100_000))]
    assert exponent(runs) == pytest.approx(1.0)
    squares = [run(1, 5.0), *(run(n, 5.0 + 1e-6 * n**2) for n in (1000, 10_000))]
    assert exponent(squares) == pytest.approx(2.0)
    assert exponent(runs[:2]) is None


def test_charts_set_variables_that_are_read() -> None:
    (deployment,) = values("dagster-values.yaml")["dagster-user-deployments"]["deployments"]
    ours = {v["name"]: v["value"] for v in deployment["env"] if v["name"].startswith("TOLLBOOK_")}
    known = {value for name, value in vars(resources).items() if name.endswith("_VARIABLE")}
    assert set(ours) <= known
    assert deployment["dagsterApiGrpcArgs"] == ["-m", "pipelines.definitions"]
    resources.Workforce(engine=ours["TOLLBOOK_ENGINE"], scheduler=ours["TOLLBOOK_SCHEDULER"]).choice.check()
    mounted = {m["name"]: m["mountPath"] for m in deployment["volumeMounts"]}
    assert mounted == {"articles": ours["TOLLBOOK_ARTICLES"], "home": ours["TOLLBOOK_HOME"]}
    assert {v["name"] for v in deployment["volumes"]} == set(mounted)


def test_workers_have_the_image_and_the_articles_of_the_run() -> None:
    (deployment,) = values("dagster-values.yaml")["dagster-user-deployments"]["deployments"]
    dask = values("dask-values.yaml")
    image = {k: deployment["image"][k] for k in ("repository", "tag")}
    assert dask["worker"]["image"] == dask["scheduler"]["image"] == image
    mounts = dask["worker"]["mounts"]["volumeMounts"]
    assert [m for m in deployment["volumeMounts"] if m["name"] == "articles"] == mounts
    asked = {v["name"]: v.get("value") for v in deployment["env"]}
    assert {v["name"]: v.get("value") for v in dask["worker"]["env"]}["AWS_ENDPOINT_URL"] == asked["AWS_ENDPOINT_URL"]
