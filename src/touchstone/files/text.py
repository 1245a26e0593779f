"""Text in: a file's lines as UTF-8, and the faults of a single text that keep it from being judged."""

from collections.abc import Iterator
from pathlib import Path

from touchstone.errors import InputError

MAX_CHARACTERS = 400_000
"""Above this a text is not judged: no model's context holds it."""


def decoded_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(number from 1, text with its line end) of the file's lines, without a byte-order mark.

    Raises InputError, with the line, for what is not UTF-8.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path}, line {number}: not valid UTF-8 (byte 0x{line[error.start]:02x})",
                    "save the file as UTF-8 and try again",
                ) from error
            yield number, text.removeprefix("\ufeff") if number == 1 else text


def text_fault(name: str, text: str) -> str | None:
    """Why this text cannot be judged, or None."""
    if len(text) > MAX_CHARACTERS:
        return f"the {name} has {len(text):,} characters; at most {MAX_CHARACTERS:,} can be judged"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return f"the {name} is not valid Unicode (half of a surrogate pair)"
    return None
