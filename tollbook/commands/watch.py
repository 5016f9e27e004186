"""`tollbook rules check --watch`: plain lines, one check after the other."""

from collections.abc import Sequence
from pathlib import Path

from tollbook.authoring.laid import Laid, laid_over
from tollbook.authoring.recheck import Rechecked, State, check_all, recheck
from tollbook.authoring.watch import changes, seen
from tollbook.commands.output import refuse, say
from tollbook.compare import OverlayError

_SHOWN = 5  # names in a line


def keep_checking(rules: Path | None, *, whole: bool) -> None:
    """Check everything once, then what changes, until the user stops it."""
    try:
        with laid_over(rules, whole=whole) as laid:
            folder, since = laid.edited, seen(laid.edited)
            state, checked = check_all(laid.root)
            _say_faults(laid, state)
            say(checked.summary)
    except OverlayError as error:
        refuse(str(error), "tollbook rules new --rules DIR writes a first rule there.")
    say(f"Watching {folder}. Ctrl-C ends it.")
    try:
        for names in changes(folder, since=since):
            state = _once_more(state, rules, names, whole=whole)
    except KeyboardInterrupt:
        say("Stopped.")


def _once_more(state: State, rules: Path | None, names: Sequence[str], *, whole: bool) -> State:
    more = len(names) - _SHOWN
    say(f"\nChanged: {', '.join(names[:_SHOWN])}" + (f" and {more} more" if more > 0 else ""))
    try:
        with laid_over(rules, whole=whole) as laid:
            result = recheck(state, laid.root)
            _say_faults(laid, result.state)
    except OverlayError as error:  # the last file went
        say(str(error))
        return state
    say(_summary(result))
    return result.state


def _say_faults(laid: Laid, state: State) -> None:
    for fault in state.faults:
        say(f"  {laid.named(fault)}")


def _summary(result: Rechecked) -> str:
    found = f"{len(result.state.faults)} faults" if result.state.faults else "no faults"
    checked = f"{len(result.rules)} rule{'' if len(result.rules) == 1 else 's'} checked again"
    tried = f"{result.n_examples} examples" if result.n_examples else "no examples run"
    also = (
        "\nWords changed that other rules may depend on: `tollbook rules check` runs all examples."
        if result.elsewhere
        else ""
    )
    return f"{checked}, {tried}: {found}{also}"
