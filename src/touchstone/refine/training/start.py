"""Starting a training process and following it: its steps as events, its faults as errors that say what to do."""

import importlib.util
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from pydantic import ValidationError

from touchstone.domain.engine import Counters
from touchstone.domain.run import Event, Phase, UnitDone
from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.refine.training.job import CHECKPOINTS, STEPS, STOPPED, WEIGHTS, Job, Step

NEEDED = ("torch", "transformers", "peft", "trl", "gguf", "safetensors")


def require_training() -> None:
    """Raises InputError where what training needs is not installed."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"training needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            "install the extra: pip install 'touchstone-judge[train]'",
        )


def train(job: Job, phase: str, counters: Counters, stop: threading.Event) -> Iterator[Event]:
    """Trains in a process of its own; what was trained before is gone on from, and what is finished stays.

    A process of its own: PyTorch's memory is free again afterwards, and its threads do not meet the engine's. Raises
    Interrupted after `stop`, and TouchstoneError with the last thing that the process said where it fails.
    """
    job.out.mkdir(parents=True, exist_ok=True)
    if (job.out / WEIGHTS).exists():
        return
    asked, log = job.out / "job.json", job.out / "log.txt"
    asked.write_text(job.model_dump_json(indent=2), encoding="utf-8")
    yield Phase(phase)
    begun = False
    command = [sys.executable, "-m", "touchstone.refine.training.process", str(asked)]
    reports = job.out / STEPS
    with (
        log.open("a", encoding="utf-8") as errors,
        reports.open("a", encoding="utf-8") as reported,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        _ended_when(stop, process),
    ):
        assert process.stdout is not None
        for step in _steps(process.stdout):
            reported.write(step.model_dump_json() + "\n")
            reported.flush()
            if not begun:
                begun = True
                yield Phase(phase, step.steps)
            yield UnitDone(phase, step.step, step.steps, counters)
        code = process.wait()
    if stop.is_set() or code == STOPPED:
        raise Interrupted
    if code != 0:
        said = [
            line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
        ]
        raise TouchstoneError(
            f"training failed: {said[-1].strip() if said else f'exit code {code}'}",
            f"all that it said is in {log}",
        )
    shutil.rmtree(job.out / CHECKPOINTS, ignore_errors=True)


def _steps(lines: IO[str]) -> Iterator[Step]:
    """The steps among what the process writes; libraries write other things too."""
    for line in lines:
        try:
            yield Step.model_validate_json(line)
        except ValidationError:
            continue


@contextmanager
def _ended_when(stop: threading.Event, process: "subprocess.Popen[str]") -> Iterator[None]:
    """Asks the process to stop when `stop` is set, or when its consumer leaves; then waits for its end."""
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if stop.wait(0.2):
                process.terminate()
                return

    thread = threading.Thread(target=watch, name="touchstone-training-stop", daemon=True)
    thread.start()
    try:
        yield
    except BaseException:
        process.terminate()
        raise
    finally:
        process.wait()
        done.set()
        thread.join()
