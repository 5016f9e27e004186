"""What Tollbook is made of: known, licensed for any use, locked; and a CI that tries every supported Python."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from support.paths import ROOT

from reliability import licences, sbom

pytestmark = pytest.mark.slow

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.txt", "requirements-dev.txt")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bom() -> sbom.Bom:
    return sbom.collected(sys.executable)


def test_the_bill_of_materials_holds_what_is_locked_and_nothing_else(bom: sbom.Bom) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.text(bom)) is None
    locked = {}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            wanted = Requirement(line.partition("\\")[0].strip())
            if wanted.marker is None or wanted.marker.evaluate():
                locked[sbom.normal(wanted.name)] = next(iter(wanted.specifier)).version
    assert {sbom.normal(part["name"]): part["version"] for part in bom["components"]} == locked
    refs = {part["bom-ref"] for part in bom["components"]}
    ties = {tie["ref"]: set(tie.get("dependsOn", [])) for tie in bom["dependencies"]}
    root = ties.pop(bom["metadata"]["component"]["bom-ref"])
    assert {sbom.normal(ref.partition("==")[0]) for ref in root} == sbom.direct_names()
    assert ties.keys() | root | set().union(*ties.values()) <= refs


def test_the_bill_tells_no_time_and_no_path(bom: sbom.Bom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "sbom.json"
    assert sbom.main(["-o", str(file)]) == 0
    assert f"{len(bom['components'])} packages" in capsys.readouterr().out
    text = file.read_text(encoding="utf-8")
    assert text == sbom.text(bom)
    assert "timestamp" not in bom["metadata"]
    assert not re.search(r"file:|https?://(?!cyclonedx\.org)", text)
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


def test_the_page_of_licences_is_current(bom: sbom.Bom) -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert page == licences.page(bom), "run python -m reliability licences > docs/licences.md"


def test_every_licence_leaves_users_free(bom: sbom.Bom) -> None:
    found = licences.all_licences(bom)
    assert [f"{name}: {licence}" for name, licence in found.items() if not licences.allowed(licence)] == []
    assert found.keys() == sbom.names((ROOT / "requirements.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True),
        ("MPL-2.0 AND MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND LGPL-3.0-only", False),
        ("Apache-2.0, GNU General Public License v3 (GPLv3)", False),
        ("unknown", False),
    ],
)
def test_what_counts_as_free(licence: str, free: bool) -> None:
    assert licences.allowed(licence) is free


def test_every_package_that_is_asked_for_says_what_for() -> None:
    assert {name for name, purpose in licences.purposes_of().items() if purpose} == sbom.direct_names()


def test_every_package_that_is_asked_for_is_used() -> None:
    """By the name that it is imported by, in what is installed."""
    modules = {"ahocorasick-rs": "ahocorasick_rs", "google-re2": "re2", "pyyaml": "yaml", "universal-pathlib": "upath"}
    started = {"dagster-webserver"}  # by `dagster dev`
    rooms = [path for room in ("assets", "pipelines", "tollbook") for path in (ROOT / room).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in rooms)
    for name in sbom.direct_names() - started:
        module = modules.get(name, name.replace("-", "_"))
        assert re.search(rf"^\s*(?:import|from) {module}\b", text, re.MULTILINE), name


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_host_and_every_version(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pins = [line for line in lines if re.match(r"\w", line)]
    assert all(re.match(r"[\w.-]+==[\w.]+", pin) for pin in pins)


def test_ci_runs_on_the_pythons_that_are_supported() -> None:
    supported = SpecifierSet(PROJECT["requires-python"])
    known = [f"3.{minor}" for minor in range(30) if f"3.{minor}" in supported]
    for job in ("test", "same"):
        matrix = WORKFLOW["jobs"][job]["strategy"]["matrix"]
        assert matrix["python"] == known == ["3.11", "3.12", "3.13"]
    steps = [step.get("run", "") for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    assert any(".ci/run" in step for step in steps)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = {name for step in steps for name in re.findall(r"make -s ((?:[a-z]+ ?)+)$", step, re.MULTILINE)}
    assert {name for names in asked for name in names.split()} <= targets
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_the_security_policy_leads_to_what_it_names() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for path in re.findall(r"`((?:tests|docs)/[\w./-]+)`|\]\(([\w./-]+)\)", text):
        assert (ROOT / next(filter(None, path))).exists(), path
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{name}:" in targets for name in re.findall(r"`make (\w+)`", text))
