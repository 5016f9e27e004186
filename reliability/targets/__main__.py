"""The process that fuzzes one target: `python -m reliability.targets NAME [flags of libFuzzer] FOLDER...`."""

import sys

import atheris  # type: ignore[import-untyped] # of the extra `fuzz`

from reliability.fuzz import INSTRUMENTED, target

if __name__ == "__main__":
    with atheris.instrument_imports(include=list(INSTRUMENTED), enable_loader_override=False):
        fuzzed = target(sys.argv[1])
    atheris.Setup(sys.argv[1:], fuzzed.one_input)
    atheris.Fuzz()
