"""The corpus of every fuzz target holds, and the driver tells what a session did (`python -m reliability fuzz`)."""

import pytest

from reliability import fuzz


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.names())
def test_the_corpus_holds(name: str) -> None:
    files = list(fuzz.corpus(name))
    assert files, f"tests/fuzz_corpus/{name} holds nothing"
    one_input = fuzz.target(name).one_input
    for file in files:
        try:
            one_input(file.read_bytes())
        except Exception as error:
            error.add_note(f"input: {file}")
            raise


def test_a_session_tells_what_broke_and_how_much_was_tried() -> None:
    log = "#2 INITED cov: 3 ft: 3 corp: 1/1b\n#90 NEW cov: 43 ft: 43 corp: 14/37b\n"
    fine = fuzz.session_of("decode", 1, log + "stat::number_of_executed_units: 120\n", 0, 9)
    assert (fine.executions, fine.coverage, fine.corpus, fine.finding) == (120, 43, 14, None)
    broke = "Traceback (most recent call last):\nAssertionError\nTest unit written to x/crash-" + "0a" * 20 + "\n"
    session = fuzz.session_of("decode", 1, log + broke, 77, 9)
    assert (session.executions, session.finding) == (90, "build/fuzz/decode/crash-" + "0a" * 20)
    assert session.told.startswith("Traceback")
    assert fuzz.session_of("decode", 1, "", 1, 0).finding == "the process ended with exit code 1"
