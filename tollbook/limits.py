"""What one article may cost. All bounds stand here; docs/security.md says what becomes of an article at each.

They are counts of what is in the text, so the same article is refused on every machine. The clock is the last resort,
for a rule that the lint should have found (`tollbook.rulebook.explosive`); it counts the processor's time, not the
wall's, and gives many times what the slowest rule of ours needs for the longest sentence.
"""

MAX_CHARS = 1_000_000  # of an article
MAX_SENTENCE = 4_000  # characters; a longer run without a full stop is cut at a space
MAX_SENTENCES = 20_000  # of an article
MAX_CLAIMS = 1_200  # of an article; the longest chronicle that we know of has 200
MAX_TELLING = 2_000  # passages of an article that tell of people hurt, attacks, or days and places of them
IN_MIND = 60  # incidents of an article that a further passage may go on with: the first, and those told last
SECONDS = 5.0  # of the processor, for one pattern on one text

TOO_SLOW, TOO_MUCH = "over_time", "too_much"


class ArticleLimitError(Exception):
    """An article that is refused where it stands: a short code, and what it was that was too much."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["ArticleLimitError"], tuple[str, str]]:
        return type(self), (self.reason, self.detail)


class TooSlowError(ArticleLimitError, TimeoutError):
    """A pattern that took longer than the clock allows."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(
            TOO_SLOW,
            f"{name} took more than {SECONDS:g} seconds on a text of {len(text):,} characters; "
            "see what `tollbook rules check` says of it",
        )
        self._given = (name, text)
        self.pattern = name.removeprefix("rule ")

    def __reduce__(self) -> tuple[type["TooSlowError"], tuple[str, str]]:
        return type(self), self._given


def at_most(limit: int, found: int, what: str) -> None:
    """Raise ArticleLimitError where there is more in an article than it may hold."""
    if found > limit:
        raise ArticleLimitError(TOO_MUCH, f"{found:,} {what}, more than {limit:,}; split it into its articles")
