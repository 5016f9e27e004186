"""Runs all checks of an installation and a home, whatever befalls one of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tollbook.doctor import articles as of_articles
from tollbook.doctor import home as of_home
from tollbook.doctor import installation, ledger, site, stages
from tollbook.doctor.finding import Check, Finding, fail

Progress = Callable[[str], None]


def examine(home: Path | None, articles: Path | None = None, progress: Progress = lambda _: None) -> Iterator[Finding]:
    """Yield what there is to say of the installation, and of a home and a folder of articles where they are given.

    `progress` hears what is looked at.
    """
    yield from _all("installation", installation.CHECKS, progress)
    if home is not None:
        if not home.is_dir():
            yield from _all("home", [partial(of_home.absent, home)], progress)
        else:
            modules = (of_home, ledger, stages, site)
            checks = [partial(check, home) for module in modules for check in module.CHECKS]
            yield from _all("home", checks, progress)
    if articles is not None:
        yield from _all("articles", [partial(check, articles) for check in of_articles.CHECKS], progress)


def _all(area: str, checks: Sequence[Check], progress: Progress) -> Iterator[Finding]:
    for check in checks:
        name = getattr(check, "func", check).__name__.replace("_", " ")
        progress(f"{area}: {name}")
        try:
            found = list(check())
        except Exception as error:  # damage of any kind must not keep the rest from being looked at
            told = f"cannot be looked at: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
            found = [fail(name, told, "Report this, with what was done to it.")]
        yield from (replace(one, area=area) for one in found)
