"""The graph as a user sees it: keys, dependencies, groups, tags, metadata, checks."""

from pathlib import Path

import dagster as dg
import pytest
from support.silent import Silent

from assets.glances import LOOKS
from assets.metadata import INLINE, bars, table_of
from pipelines.build import build_defs
from pipelines.checks import ABOUT
from pipelines.definitions import defs
from pipelines.resources import Home
from tollbook.chain import ESTIMATES, LINKS, STAGES, under_profile
from tollbook.markdown import bar, escaped, markdown_table
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.rulebook import Rulebook
from tollbook.stages import StageStore, run_stage
from tollbook.warehouse.build import MADE_HERE

pytestmark = pytest.mark.slow

SNAPSHOT = Path(__file__).with_name("assets.txt")


def specs() -> list[dg.AssetSpec]:
    return sorted(defs.resolve_all_asset_specs(), key=lambda s: s.key.to_user_string())


def line(spec: dg.AssetSpec) -> str:
    deps = ", ".join(sorted(d.asset_key.to_user_string() for d in spec.deps))
    shown = {k: v for k, v in sorted(spec.tags.items()) if not k.startswith("dagster/kind")}
    tags = " ".join(f"{k}={v}" for k, v in shown.items())
    return f"{spec.group_name}/{spec.key.to_user_string()} [{tags}] kinds: {', '.join(sorted(spec.kinds))} <- {deps}"


def test_the_graph_is_as_it_was() -> None:
    """When a change of the graph is meant, write what this prints to assets.txt beside this file."""
    assert "\n".join(map(line, specs())) + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_definitions_load() -> None:
    dg.Definitions.validate_loadable(defs)


def test_every_asset_is_described() -> None:
    for spec in specs():
        assert spec.description, spec.key
        assert spec.owners == ["team:tollbook"], spec.key
        assert spec.code_version, spec.key
        assert spec.kinds, spec.key


def test_every_public_table_is_made_by_one_stage() -> None:
    made = ["documents", *(table.name for stage in STAGES for table in stage.outputs)]
    assert len(made) == len(set(made))
    assert {*PUBLIC_TABLES} - {*made} == {*MADE_HERE}


def before(asset: str, deps: dict[str, set[str]]) -> set[str]:
    """Everything that an asset comes after."""
    return deps[asset].union(*(before(other, deps) for other in deps[asset]))


def test_a_stage_comes_after_what_it_reads() -> None:
    made_by = {table.name: stage.name for stage in STAGES for table in stage.outputs}
    made_by |= {"documents": "documents", "input_rejects": "documents"}
    made_by |= {"correction_lines": "correction_lines", "correction_rejects": "correction_lines"}
    deps = {s.key.to_user_string(): {d.asset_key.to_user_string() for d in s.deps} for s in specs()}
    for stage in STAGES:
        assert "rulebook" in deps[stage.name]
        assert {made_by[table] for table in stage.inputs} <= before(stage.name, deps), stage.name
    assert before("site", deps) == set(deps) - {"site"}


def test_every_check_blocks_and_is_described() -> None:
    checks = [spec for definition in defs.asset_checks or () for spec in definition.check_specs]
    assert {spec.name for spec in checks} == set(ABOUT)
    assert all(spec.blocking and spec.description for spec in checks)
    assert {spec.asset_key.to_user_string() for spec in checks} >= {stage.name for stage in STAGES}


def test_code_version_knows_the_rules(book: Rulebook) -> None:
    versions = {s.key.to_user_string(): s.code_version for s in specs()}
    assert versions["number_mentions"] != versions["date_mentions"]
    assert versions["rulebook"] == book.digest()[:12]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_reads_only_the_rules_that_it_declares(own_home: Path, book: Rulebook, stage: object) -> None:
    """With all other rules gone, it computes the same rows: its fingerprint knows all that its result depends on."""
    store = StageStore(own_home)
    before = {table.name: store.read(table.name) for table in stage.outputs}
    kept = {*stage.dimensions, "lexicons"}
    narrow = Rulebook(
        book.root,
        tuple(r for r in book.rules if r.dimension in kept),
        book.lexicons,
        {k: v for k, v in book.settings.items() if k.split("/")[0] in kept},
        {k: v for k, v in book.file_digests.items() if k in kept},
    )
    for path in (store.root / stage.name).glob("*.parquet"):
        path.unlink()
    summary = run_stage(store, stage, narrow)
    assert summary.computed > 0
    assert summary.kept == 0
    for name, rows in before.items():
        assert store.read(name).equals(rows), name


def test_the_profile_decides_the_estimates_alone(own_home: Path, book: Rulebook) -> None:
    assert under_profile(LINKS, "gtd") == LINKS
    store = StageStore(own_home)
    before = store.read("estimates")
    run_stage(store, under_profile(ESTIMATES, "acled"), book)
    assert store.read("estimates").num_rows
    assert not store.read("estimates").equals(before)


def test_what_an_asset_tells_the_ui(example_run: tuple[Path, Silent]) -> None:
    watcher = example_run[1]
    assert set(watcher.materialised) == {s.key.to_user_string() for s in specs()}
    assert watcher.expected == len(watcher.materialised)
    claims = watcher.materialised["claims"]
    assert claims["dagster/row_count"] > 0
    assert claims["rules that matched"] > 0
    assert claims["rule hits"].startswith("| rule | rows |   |\n| --- | --- | --- |\n| casualties.")
    assert "█" in claims["rule hits"]
    assert claims["first rows: found_claims"].count("\n") > 2
    assert {"shards computed", "shards kept"} <= set(claims)
    assert watcher.materialised["documents"]["rows: rejects"] > 0
    assert watcher.materialised["warehouse"]["changed"] is True


def test_a_run_tells_how_far_each_stage_is(example_run: tuple[Path, Silent]) -> None:
    watcher = example_run[1]
    computed = {s.name: watcher.materialised[s.name]["shards computed"] for s in STAGES}
    assert sum(computed.values()) >= len(STAGES)
    assert {name: watcher.parts.get(name, []) for name in computed} == {
        name: [(done, of) for done in range(1, of + 1)] for name, of in computed.items()
    }


def test_a_run_tells_how_far_reading_and_the_report_are(example_run: tuple[Path, Silent]) -> None:
    for name in ("documents", "site"):
        done, of = example_run[1].parts[name][-1]
        assert done == of > 0, name


def test_each_asset_says_first_what_it_is_about(example_run: tuple[Path, Silent]) -> None:
    home, watcher = example_run
    assert set(LOOKS) | {"rulebook", "warehouse"} <= set(watcher.materialised)
    for name, told in watcher.materialised.items():
        if name in LOOKS:
            assert next(iter(told)) == "in short", name
            assert told["in short"][0].isdigit(), told["in short"]
    assert watcher.materialised["documents"]["in short"].startswith("20 articles of ")
    assert watcher.materialised["links"]["in short"] == "33 pairs of reports scored, 33 taken as the same incident"
    assert "Tayaran Square" in watcher.materialised["estimates"]["deadliest"]
    assert "notes.md" in watcher.materialised["rejects"]["which"]
    assert watcher.materialised["warehouse"]["site"] == str(home / "site" / "index.html")


def test_the_ui_shows_every_table_at_once(example_run: tuple[Path, Silent]) -> None:
    tables = [v for told in example_run[1].materialised.values() for v in told.values() if str(v).startswith("| ")]
    assert len(tables) > 40
    assert max(map(len, tables)) < INLINE


def test_a_table_that_is_too_long_says_how_much_is_left_out() -> None:
    table = table_of(("word", "rows"), [("x" * 50, n) for n in range(100)]).value
    assert len(table) < INLINE
    shown = table.count("xxx" * 16)
    assert table.splitlines()[-1].startswith(f"| … {100 - shown} more |")
    assert table_of(("word",), [("x" * 2000,)], 2000).value.count("\n") == 2


def test_a_bar_is_as_long_as_its_count() -> None:
    assert [bar(n, 4, width=2) for n in (0, 1, 2, 3, 4)] == ["", "▌", "█", "█▌", "██"]
    assert bar(1, 10_000) == "▏"
    assert bars(("a", "n"), [("x", 2), ("y", None)]).value.splitlines()[2:] == [
        f"| x | 2 | {bar(2, 2)} |",
        "| y |  |  |",
    ]


def test_cells_are_escaped() -> None:
    assert escaped("a|b\n<script>*x*") == r"a\|b \<script\>\*x\*"
    assert escaped("![x](http://a.b) www.a.b a@b.c &lt;") == r"!\[x\](http\://a.b) www\.a.b a\@b.c \&lt;"
    assert escaped("two\u202ewords\x1b[1m") == r"twowords\[1m"
    assert escaped(None) == ""
    assert escaped("x" * 100).endswith("…")
    assert markdown_table(("a", "b"), [(1, "|")]).splitlines() == ["| a | b |", "| --- | --- |", r"| 1 | \| |"]


def test_resources_can_be_replaced(tmp_path: Path) -> None:
    replaced = build_defs({"home": Home(path=str(tmp_path), profile="gtd")})
    assert replaced.resources["home"].profile == "gtd"
    assert replaced.resources["articles"].path
