"""Why an input is refused."""

from tollbook.rows import Reject

STAGE_ARTICLES = "articles"
STAGE_CORRECTIONS = "corrections"
STAGE_DOCUMENTS = "documents"
STAGE_METADATA = "metadata"
UNREADABLE, CHANGED = "unreadable", "changed_while_read"
PASSING = frozenset({UNREADABLE, CHANGED})  # what may be otherwise in the next run, though the file is the same


class ReadError(ValueError):
    """An input that cannot be read: a short code and what to do about it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def reject(self, source_id: str, stage: str = STAGE_DOCUMENTS) -> Reject:
        """Return the fault as a row, in characters that can be shown: what it quotes is not ours."""
        return Reject(source_id, stage, self.reason, visible(self.detail))


def unreadable(error: OSError) -> ReadError:
    """Return the fault of a file that the operating system does not give."""
    return ReadError(UNREADABLE, f"{error.strerror or error}; check the file and its permissions")


def visible(words: str) -> str:
    """`words` in one line, with escapes in the place of characters that cannot be shown or written."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in words)
