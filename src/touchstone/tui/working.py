"""The one piece of work that the app does in the background: begun, followed, stopped, and how it ended."""

import threading
import time
from collections.abc import Callable, Iterator

from textual import work
from textual.app import App
from textual.message import Message
from textual.worker import Worker, WorkerState

from touchstone.domain.run import CARD, Event, Started, in_words
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.live import LiveRun
from touchstone.tui.text import plain
from touchstone.tui.trouble import unexpected

Work = Callable[[threading.Event], Iterator[Event]]
POLL_SECONDS = 0.1
ASKED_SECONDS = 8.0
"""So long a question holds that was asked before leaving."""


class WorkingApp(App[None]):
    """An app that carries out a run, or a scratch judgement, while its screens are used.

    `live` is the run that goes on, or the last one that did.
    """

    class Happened(Message):
        """An event of the run that is going on."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    class Held(Message):
        """The work waits, as it was asked to (True), or goes on (False)."""

        def __init__(self, waiting: bool) -> None:
            super().__init__()
            self.waiting = waiting

    class Ended(Message):
        """The work in the background came to its end."""

        def __init__(self, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.error = error

    class Released(Message):
        """The background is free again."""

    def __init__(self) -> None:
        super().__init__()
        self.live: LiveRun | None = None
        self._stop: threading.Event | None = None
        self._go = threading.Event()
        self._started: Callable[[str], None] | None = None
        self._failed: Callable[[TouchstoneError], None] | None = None
        self._quitting = False
        self._asked = -ASKED_SECONDS

    def begin(self) -> threading.Event | None:
        """Claims the background for a piece of work; gives its stop flag, or None where one is going on."""
        if self._stop is not None:
            self.notify("Something is being judged already: stop it first, or wait.", severity="warning")
            return None
        self._stop = threading.Event()
        return self._stop

    def launch(
        self, events: Work, started: Callable[[str], None], failed: Callable[[TouchstoneError], None]
    ) -> bool:
        """Carries out a run in the background. `started` gets its id, `failed` an error from before that."""
        stop = self.begin()
        if stop is None:
            return False
        self.live = LiveRun()
        self._go.set()
        self._started, self._failed = started, failed
        self._carry_out(events, stop)
        return True

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _carry_out(self, events: Work, stop: threading.Event) -> None:
        try:
            for event in events(stop):
                self.post_message(self.Happened(event))
                self._hold(stop)
        except TouchstoneError as error:
            self.post_message(self.Ended(error))
        else:
            self.post_message(self.Ended())

    def _hold(self, stop: threading.Event) -> None:
        """Between two units: waits while the run is paused. Models stay loaded, and nothing is computed."""
        if self._go.is_set() or stop.is_set():
            return
        self.post_message(self.Held(True))
        while not (self._go.wait(POLL_SECONDS) or stop.is_set()):
            pass
        self.post_message(self.Held(False))

    def on_working_app_held(self, message: Held) -> None:
        assert self.live is not None
        self.live.held(message.waiting)

    def on_working_app_happened(self, message: Happened) -> None:
        assert self.live is not None
        self.live.observe(message.event)
        if isinstance(message.event, Started) and self._started is not None:
            started, self._started = self._started, None
            started(message.event.run)

    def on_working_app_ended(self, message: Ended) -> None:
        if self.live is not None:
            self._report_end(self.live, message.error)
        self.post_message(self.Released())

    def _report_end(self, live: LiveRun, error: TouchstoneError | None) -> None:
        live.ended(error)
        if error is None:
            self.notify(
                f"{in_words(live.run or '')} finished: {live.counters.verdicts:,} verdicts", markup=False
            )
            if not live.within_allowance:
                self.notify("more verdicts are unscored than is allowed", severity="warning", markup=False)
        elif self._started is not None and self._failed is not None:
            self._failed(error)
        elif isinstance(error, Interrupted) and not (live.run or "").startswith(CARD):
            self.notify(f"run {live.run} stopped: press r on its screen to resume it", markup=False)
        else:
            self.show_error(error)

    def on_working_app_released(self) -> None:
        """Leaves the app where that is what the user waits for."""
        self._stop = None
        self._started = self._failed = None
        if self._quitting:
            self.exit()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that no worker foresaw is shown, and ends the work it came from."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.post_message(self.Ended(unexpected(event.worker.error)))

    def pause_work(self) -> None:
        """Pauses the run that goes on, after the unit in hand, or lets it go on. Stopping it works all the same."""
        if self._stop is None or self.live is None or not self.live.active or self._stop.is_set():
            return
        if self.live.paused:
            self._go.set()
        else:
            self._go.clear()
        self.live.pause_asked(not self.live.paused)

    def stop_work(self) -> None:
        """Asks the work in the background to stop; it does within a second."""
        if self._stop is not None:
            self._stop.set()
            if self.live is not None and self.live.active:
                self.live.stop_asked()

    def leaving_loses(self) -> str:
        """What would be lost if the app were left now, in words; empty where that is nothing."""
        return ""

    async def action_quit(self) -> None:
        """Leaves; asks once where work goes on, which is stopped cleanly first, or where something is unsaved."""
        busy = "Work is going on: leaving stops it cleanly, and a run can be resumed" if self._stop else ""
        question = self.leaving_loses() or busy
        if question and time.monotonic() - self._asked > ASKED_SECONDS:
            self._asked = time.monotonic()
            self.notify(
                f"{question}. Ctrl+Q again leaves.", severity="warning", timeout=ASKED_SECONDS, markup=False
            )
            return
        if self._stop is None:
            self.exit()
            return
        self._quitting = True
        self.stop_work()
        self.notify("Stopping the work, then leaving.")

    def show_error(self, error: TouchstoneError) -> None:
        """Shows an error with its remedy."""
        message, remedy = plain(error.message), plain(error.remedy)
        title, text = (message, remedy) if remedy else ("", message)
        self.notify(text, title=title, severity="error", timeout=12, markup=False)
