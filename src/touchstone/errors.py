"""The errors a user can cause or must act on; each says what is wrong and what to do about it."""


class TouchstoneError(Exception):
    """Something failed (exit 1). `remedy` is the second line a user reads, or empty."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class InputError(TouchstoneError):
    """Wrong usage or input (exit 2): a file, a row, a name, an option."""

    exit_code = 2


class NetworkRefused(TouchstoneError):
    """Something tried to reach another machine outside `models pull`."""


class Interrupted(TouchstoneError):
    """The user stopped the work (exit 130). What was saved stays; the run can be resumed."""

    exit_code = 130

    def __init__(self, message: str = "interrupted", remedy: str = "") -> None:
        super().__init__(message, remedy)
