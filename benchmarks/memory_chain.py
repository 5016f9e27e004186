"""The stages before linking, from article to tallies, on tables in memory: what they compute, without their files."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from benchmarks.newsroom.stream import Made
from tollbook.chain import STAGES
from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rows import Document
from tollbook.rows.schema import to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import Inputs

CHAIN = tuple(stage for stage in STAGES if stage.sharded)
Around = Callable[[str], AbstractContextManager[Any]]


class _Held(Inputs):
    """Tables in memory, as the inputs of a stage."""

    def __init__(self, tables: dict[str, Any]) -> None:
        super().__init__(dict.fromkeys(tables, ()), dict.fromkeys(tables, ()))
        object.__setattr__(self, "_tables", tables)

    def __getitem__(self, name: str) -> Any:
        return vars(self)["_tables"][name]


def read(made: Sequence[Made], book: Rulebook, around: Around = lambda _: nullcontext()) -> dict[str, Any]:
    """Return every table that the stages make of these articles. Each stage runs within `around(its name)`."""
    with around("documents"):
        documents = [make_document(Article(a.id, a.text, title=a.title), book) for a in made]
        tables: dict[str, Any] = {"documents": to_table(Document, documents)}
    for stage in CHAIN:
        with around(stage.name):
            tables.update(stage.function(_Held(tables), book))
    return tables
