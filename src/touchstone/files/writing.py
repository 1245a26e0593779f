"""Writing a file whole: beside its place first, then moved there. A failure leaves what was there."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from touchstone.errors import InputError


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file that appears at `path` when the block ends well. Pipes are written directly.

    Raises InputError when the folder is missing, or it or the disk takes nothing more.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder", "name a file in it")
        if not path.parent.is_dir():
            raise InputError(
                f"the folder {path.parent} does not exist", f"make it first: mkdir {path.parent}"
            )
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
            return
        target = path.resolve()
        beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        try:
            with beside.open("x", encoding="utf-8", newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}",
            "choose another place for it, or free some space there; the run itself is kept",
        ) from error
