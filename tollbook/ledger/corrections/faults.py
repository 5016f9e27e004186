"""Why a correction cannot be applied."""


class CorrectionError(ValueError):
    """A correction that cannot be applied: a short code, and what is wrong where and what to do."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
