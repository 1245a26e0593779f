"""One process at a time works on a run: a lock file beside the database, freed by the system when a process dies."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from touchstone.errors import InputError


def is_held(run: str, database: Path) -> bool:
    """Whether some process, this one included, works on the run now."""
    from filelock import FileLock, Timeout

    path = _path(run, database)
    if not path.exists():
        return False
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        with lock:
            return False
    except (Timeout, PermissionError):
        return True


def _path(run: str, database: Path) -> Path:
    return database.with_name(f"run-{run}.lock")


@contextlib.contextmanager
def alone_on(run: str, database: Path) -> Iterator[None]:
    """Holds the run's lock. Raises InputError where another process has it."""
    from filelock import FileLock, Timeout

    path = _path(run, database)
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(
            f"run {run} is being worked on by another Touchstone",
            "stop it there, or wait until it has finished",
        ) from None
    try:
        yield
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
