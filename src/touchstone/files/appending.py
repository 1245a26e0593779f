"""One sample more at the end of a file of samples."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from touchstone.errors import InputError


def append_sample(path: Path, prompt: str, responses: Sequence[str], reference: str | None = None) -> None:
    """Appends a row with the prompt and its responses to a .jsonl file, which is made where there is none.

    What the file holds stays as it is. InputError: another ending, nothing to keep, or a file that cannot be written.
    """
    if path.suffix.lower() != ".jsonl":
        raise InputError(f"{path}: not a .jsonl file", "give a name that ends in .jsonl")
    if not prompt.strip() or not responses:
        raise InputError("there is nothing to keep yet", "give a prompt and at least one response")
    row: dict[str, object] = {"prompt": prompt}
    if reference:
        row["reference"] = reference
    row["responses"] = [{"response": text} for text in responses]
    data = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                data = data if file.read(1) == b"\n" else b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}",
            "choose another file, or make its folder first",
        ) from None
