"""Errors that no code foresaw, as something a user can read."""

from touchstone.errors import TouchstoneError
from touchstone.tui.text import one_line


def unexpected(error: BaseException) -> TouchstoneError:
    """An unforeseen error in words instead of a traceback."""
    return TouchstoneError(
        f"something unforeseen went wrong: {type(error).__name__}: {one_line(str(error), 160)}",
        "what was saved is kept; please report this with what you did",
    )
