"""What keeps an export from being made."""


class ExportError(ValueError):
    """An export that cannot be made as asked. `hint` says what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
