"""The process that fuzzes one target: `python -m reliability.targets NAME PACKAGE,... [flags] FOLDER...`."""

import sys

import atheris  # type: ignore[import-untyped] # of the extra `fuzz`

from reliability.fuzz import corpus, target

if __name__ == "__main__":
    program, name, packages, *rest = sys.argv
    with atheris.instrument_imports(include=packages.split(","), enable_loader_override=False):
        fuzzed = target(name)
        for path in corpus(name):  # what is loaded once must not count for the first input
            fuzzed.one_input(path.read_bytes())
    atheris.Setup([program, *rest], fuzzed.one_input)
    atheris.Fuzz()
