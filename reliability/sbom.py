"""The software bill of materials: every package that a run needs, as locked, with its licence, in CycloneDX.

python -m reliability sbom -o FILE: collected by cyclonedx-py from an environment that holds at least what
requirements.txt names; what is there besides (test tools) is left out. No times and no paths: the same environment
gives the same file.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
SCHEMA = "1.6"
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")
Bom = dict[str, Any]

# Read in the packages' own licence files, because their metadata name none.
CONCLUDED = {"ahocorasick-rs": "Apache-2.0", "antlr4-python3-runtime": "BSD-3-Clause", "protobuf": "BSD-3-Clause"}


def main(arguments: list[str]) -> int:
    """Write the bill; 1 when the environment lacks packages of the lock."""
    parser = argparse.ArgumentParser(prog="python -m reliability sbom", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    parser.add_argument("--python", default=sys.executable, help="the Python of the environment")
    asked = parser.parse_args(arguments)
    bom = collected(asked.python)
    lacking = sorted(locked(asked.python) - {normal(part["name"]) for part in bom["components"]})
    if lacking:
        print(f"not installed: {', '.join(lacking)}; install requirements.txt first", file=sys.stderr)
        return 1
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(text(bom), encoding="utf-8")
    print(f"{asked.output}: {len(bom['components'])} packages")
    return 0


def text(bom: Bom) -> str:
    """Return a bill as it is written to a file."""
    return json.dumps(bom, indent=1, sort_keys=True) + "\n"


def collected(python: str) -> Bom:
    """Return the bill of what a run needs in the environment of a Python."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.json"
        # What is read from pyproject.toml stands on its own: an editable install would tell where the checkout lies.
        command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--no-validate"]
        command += ["--sv", SCHEMA, "--pyproject", str(ROOT / "pyproject.toml"), "-o", str(file), python]
        subprocess.run(command, check=True, capture_output=True)
        return reduced(json.loads(file.read_text(encoding="utf-8")), locked(python))


def reduced(bom: Bom, wanted: Collection[str]) -> Bom:
    """Return a bill without the packages that are not wanted."""
    parts = [_described(part) for part in bom["components"] if normal(part["name"]) in wanted]
    root = bom["metadata"]["component"]["bom-ref"]
    kept, asked = {part["bom-ref"]: normal(part["name"]) for part in parts}, direct_names()
    direct = sorted(ref for ref, name in kept.items() if name in asked)
    tied = [{"ref": root, "dependsOn": direct}]
    for tie in bom["dependencies"]:
        if tie["ref"] in kept:
            on = sorted(ref for ref in tie.get("dependsOn", []) if ref in kept)
            tied.append({"ref": tie["ref"], **({"dependsOn": on} if on else {})})
    tools = {"components": [_described(part) for part in bom["metadata"]["tools"]["components"]]}
    return {**bom, "metadata": {**bom["metadata"], "tools": tools}, "components": parts, "dependencies": tied}


def _described(part: Bom) -> Bom:
    """A package without its addresses, to which its purl leads; with the licence read in it if metadata name none."""
    part = {key: value for key, value in part.items() if key != "externalReferences"}
    if part.get("licenses") or normal(part["name"]) not in CONCLUDED:
        return part
    licence = {"acknowledgement": "concluded", "id": CONCLUDED[normal(part["name"])]}
    return {**part, "licenses": [{"license": licence}]}


def direct_names() -> set[str]:
    """Return the packages that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return names("\n".join(project["dependencies"]))


def names(lines: str) -> set[str]:
    """Return the names of packages that requirements ask for, a line each, in their usual spelling."""
    return {normal(found[0]) for line in lines.splitlines() if (found := _NAME.match(line))}


def locked(python: str) -> set[str]:
    """Return the packages of the lock that this Python needs on this machine."""
    code = "import json; from packaging.markers import default_environment; print(json.dumps(default_environment()))"
    told = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout
    asked = [line.split("\\")[0].strip() for line in LOCK.read_text(encoding="utf-8").splitlines() if _NAME.match(line)]
    wanted = (Requirement(line) for line in asked)
    return {normal(r.name) for r in wanted if r.marker is None or r.marker.evaluate(json.loads(told))}


def normal(name: str) -> str:
    """Return the usual spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
