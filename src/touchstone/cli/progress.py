"""Following a run: a progress line on stderr, notices, Ctrl-C, and what came out in the end."""

import contextlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import FrameType

from touchstone.cli.common import note, shorten, warn, width
from touchstone.domain.engine import Counters
from touchstone.domain.run import Event, Finished, Notice, Phase, Started, UnitDone, in_words

_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 10.0


@dataclass(slots=True)
class Outcome:
    """What a run's events said. `end` is there when the run came to its end."""

    run: str = ""
    marks: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    end: Finished | None = None


@contextlib.contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, so that the work ends in order; a second Ctrl-C ends the process at once."""
    stop = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()
        # Written past the stream's buffer, which the signal may have interrupted in the middle of a write.
        os.write(2, b"\nstopping; press Ctrl-C again to quit at once\n")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def follow(events: Iterable[Event]) -> Outcome:
    """Consumes a run's events, showing progress and notices on stderr."""
    outcome = Outcome()
    line = ProgressLine()
    with contextlib.closing(line):
        for event in events:
            if isinstance(event, Started):
                outcome.run, outcome.marks = event.run, event.marks
                line.counters = event.counters
                note(in_words(event.run) + (f", {event.done} units are done" if event.done else ""))
            elif isinstance(event, Notice):
                outcome.notices.append(event.text)
                line.finish()
                warn(event.text)
            elif isinstance(event, Finished):
                outcome.end = event
            else:
                line.show(event)
    return outcome


class ProgressLine:
    """The progress line: redrawn in place on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._phase = Phase("starting")
        self._phase_began = time.monotonic()
        self._before = Counters()
        self.counters = Counters()
        self._first_unit = 0
        self._done = 0
        self._drawn = 0.0
        self._columns = 0

    def show(self, event: Phase | UnitDone) -> None:
        """Draws the event, unless the last drawing is only just done."""
        if isinstance(event, Phase):
            self._begin(event)
            return
        if self._done == 0:
            self._first_unit = event.done - 1
        self._done, self.counters = event.done, event.counters
        pause = _REDRAW_SECONDS if self._live else _LINE_SECONDS
        if time.monotonic() - self._drawn >= pause or event.done == event.units:
            self._draw(progress_text(event, self._before, self._phase, self._elapsed(), self._first_unit))

    def finish(self) -> None:
        """Clears the line, so that something else can be written."""
        if self._live:
            sys.stderr.write("\r" + " " * self._columns + "\r")
            sys.stderr.flush()
            self._columns = 0

    close = finish

    def _begin(self, phase: Phase) -> None:
        self._phase, self._phase_began = phase, time.monotonic()
        self._before, self._done = self.counters, 0
        self._draw(phase.name)

    def _elapsed(self) -> float:
        return time.monotonic() - self._phase_began

    def _draw(self, text: str) -> None:
        self._drawn = time.monotonic()
        if self._live:
            # Blanks, not escape codes, which an old Windows console would print.
            text = shorten(text, shutil.get_terminal_size().columns - 1)
            sys.stderr.write("\r" + text + " " * (self._columns - width(text)))
            self._columns = width(text)
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()


def progress_text(event: UnitDone, before: Counters, phase: Phase, seconds: float, first: int) -> str:
    """ "judging 120/600 verdicts, 14.1 verdicts/s, 1530 tokens/s, 0:34 left".

    `before`: the counters at the phase's beginning, `seconds` ago; `first`: the units that were done then.
    """
    seconds = max(seconds, 1e-3)
    verdicts = event.counters.verdicts - before.verdicts if event.read is None else event.read
    computed = event.counters.tokens_computed - before.tokens_computed
    generated = event.counters.tokens_generated - before.tokens_generated
    if phase.verdicts:
        parts = [
            f"{event.phase} {verdicts}/{phase.verdicts} verdicts",
            f"{verdicts / seconds:.1f} verdicts/s",
        ]
    else:
        parts = [f"{event.phase} {event.done}/{event.units}"]
    if computed + generated > 0:
        parts.append(f"{(computed + generated) / seconds:.0f} tokens/s")
    done, left = event.done - first, event.units - event.done
    if left and done > 0:
        parts.append(f"{duration(left * seconds / done)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
