"""Which articles are independent of each other, and whose figures replace whose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tollbook.ledger.linking.subject import fold_name
from tollbook.rows import Claim, Document

# Kinds of source, the one that counts most first; what stands for a count that several give.
PRECEDENCE = ("official", "medic", "security_source", "witness", "agency", "monitor", "media", "perpetrator")
_AGENCY = "agency"


def agency_of(document: Document) -> str | None:
    """Return the key of the agency that an article is from, by its own credit or by that of a copy of its story."""
    name = document.agency or document.story_agency
    return f"agency:{fold_name(name)}" if name else None


def outlet_of(document: Document) -> str | None:
    """Return the key of the outlet, null when unknown."""
    return f"outlet:{fold_name(document.outlet)}" if document.outlet else None


def story_of(document: Document) -> str:
    """Return a key that is equal for all versions of one story."""
    return "article:" + (document.story_of or document.duplicate_of or document.doc_id)


def source_of(document: Document | None, fallback: str) -> str:
    """Return a key that is equal for sources that are not independent of each other, as far as one article tells.

    Articles that credit one news agency are one source; so are articles of one outlet without an agency, and copies
    of a text. An article without either is a source of its own. See `Sources` for articles that only a third connects.
    """
    if document is None:
        return fallback
    return agency_of(document) or outlet_of(document) or story_of(document)


def origin_of(document: Document | None, fallback: str) -> str:
    """Return who wrote the story: its agency, else the story itself."""
    return fallback if document is None else agency_of(document) or story_of(document)


def publisher_of(document: Document | None, fallback: str) -> str:
    """Return a key that is equal for articles of one publisher: an outlet, or an agency where no outlet is known."""
    if document is None:
        return fallback
    return outlet_of(document) or source_of(document, fallback)


class Sources:
    """The sources of some articles; one outlet's two stories, and two outlets' one story, are one source."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._of: dict[str, str] = {}
        parent: dict[str, str] = {}

        def root(key: str) -> str:
            while parent.setdefault(key, key) != key:
                key = parent[key]
            return key

        rows = sorted(documents, key=lambda d: d.doc_id)
        for document in rows:
            keys = [agency_of(document)] if agency_of(document) else [outlet_of(document), story_of(document)]
            known = sorted({root(k) for k in keys if k})
            for other in known[1:]:
                parent[other] = known[0]
        for document in rows:
            self._of[document.doc_id] = root(source_of(document, ""))

    def of(self, document: Document | None, fallback: str) -> str:
        """Return the key of an article's source."""
        return fallback if document is None else self._of[document.doc_id]


def cited_keys(claims: Iterable[Claim]) -> frozenset[str]:
    """Return keys of the sources cited for a count that can be met again: an office, a named person, an agency."""
    return frozenset(_cited(c) for c in claims if c.source_key)


def cited_agency(claims: Iterable[Claim]) -> str | None:
    """Return the key of the one agency that a count is told after, where the article has it from nobody else."""
    keys = {_cited(c) if c.source_kind == _AGENCY and c.source_key else None for c in claims if c.source_text}
    return keys.pop() if len(keys) == 1 else None


def _cited(claim: Claim) -> str:
    return f"{_AGENCY if claim.source_kind == _AGENCY else 'cited'}:{fold_name(claim.source_key)}"


def kind_of(claims: Iterable[Claim]) -> str | None:
    """Return the kind of source of a count, the highest in precedence; null when the article tells it as its own.

    `perpetrator` only where the article has it from nobody else.
    """
    kinds = {c.source_kind for c in claims}
    if kinds == {"perpetrator"}:
        return "perpetrator"
    known = [k for k in kinds if k and k != "perpetrator"]
    return min(known, key=lambda k: (PRECEDENCE.index(k) if k in PRECEDENCE else len(PRECEDENCE), k), default=None)


def independent(pairs: Iterable[tuple[str, str]]) -> int:
    """Return how many sources are independent: the most articles of which no two share publisher or origin.

    `pairs` are publisher and origin of each article. Two stories of one outlet are one source, and so is one agency in
    two outlets; an outlet that prints two agencies does not make these one. (A largest matching, by augmenting paths.)
    """
    near: dict[str, list[str]] = defaultdict(list)
    for publisher, origin in sorted(set(pairs)):
        near[publisher].append(origin)
    taken: dict[str, str] = {}  # origin -> publisher
    held: dict[str, str] = {}  # publisher -> origin
    return sum(_augment(publisher, near, taken, held) for publisher in near)


def _augment(publisher: str, near: Mapping[str, list[str]], taken: dict[str, str], held: dict[str, str]) -> bool:
    """Give a publisher an origin of its own, moving others on where that frees one."""
    came_from: dict[str, str] = {}
    waiting = [publisher]
    while waiting:
        current = waiting.pop()
        for origin in near[current]:
            if origin in came_from:
                continue
            came_from[origin] = current
            if origin in taken:
                waiting.append(taken[origin])
                continue
            free = origin
            while free:
                current = came_from[free]
                taken[free] = current
                # What it held before goes to the one that the way here came from.
                free, held[current] = held.get(current, ""), free
            return True
    return False
