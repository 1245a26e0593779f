"""Work that may never end, done in a child process with a time limit: matching a pattern, applying a schema.

Python's `re` can take exponential time, and nothing stops it inside a process. A child is killed. It is started with
the first request and serves all further ones, until one runs out of time.
"""

import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

SECONDS = 2.0
"""How long one response may take. An ordinary pattern takes milliseconds on a long one."""

_WORKER = Path(__file__).with_name("worker.py")


class Child:
    """A process that answers one request at a time. Not for several threads at once."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer; {"error": reason} where there is none."""
        if self._process is None:
            self._process = _started()
        process, out_of_time = self._process, threading.Event()
        assert process.stdin is not None
        assert process.stdout is not None

        def end() -> None:
            out_of_time.set()
            process.kill()

        timer = threading.Timer(self._seconds, end)
        said = ""
        try:
            with contextlib.suppress(OSError):
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                if process.stdout.readline():
                    timer.start()
                    said = process.stdout.readline()
        finally:
            timer.cancel()
            if not said.endswith("\n"):
                self.close()
        if said.endswith("\n"):
            answer: dict[str, Any] = json.loads(said)
            return answer
        why = f"no result in {self._seconds:g} seconds" if out_of_time.is_set() else "its process ended early"
        return {"error": why}

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _started() -> subprocess.Popen[str]:
    # In a session of its own, Ctrl-C does not reach it: it must not take a result for unscored. -P: the modules
    # beside the worker are not to be found under their bare names.
    return subprocess.Popen(
        [sys.executable, "-P", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,
    )
