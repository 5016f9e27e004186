"""Why an input is refused."""

from tollbook.rows import Reject

STAGE_ARTICLES = "articles"
STAGE_CORRECTIONS = "corrections"
STAGE_DOCUMENTS = "documents"
STAGE_METADATA = "metadata"


class ReadError(ValueError):
    """An input that cannot be read: a short code and what to do about it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def reject(self, source_id: str, stage: str = STAGE_DOCUMENTS) -> Reject:
        """Return the fault as a row."""
        return Reject(source_id, stage, self.reason, self.detail)
