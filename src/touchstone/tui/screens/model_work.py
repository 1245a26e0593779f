"""What is done with the model under the cursor, in the background: load, unload, check, verify."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from touchstone.domain.words import size
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.screens.base import PlaceScreen
from touchstone.tui.text import duration, one_line
from touchstone.tui.trouble import unexpected

if TYPE_CHECKING:
    from touchstone.runner.models.state import ModelState

Step = Callable[[threading.Event, Callable[[str], None]], str]
"""The work: polls the flag, tells how far it is, and gives what came of it."""
OK = {True: "is as expected", False: "DIFFERS from what was recorded", None: "has nothing to compare with"}


class ModelWorkScreen(PlaceScreen):
    """Carries out one piece of work on a model at a time; a line at the bottom says how far it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "load", "Load"),
        Binding("u", "unload", "Unload"),
        Binding("c", "check", "Check"),
        Binding("v", "verify", "Verify"),
        Binding("x", "stop", "Stop"),
    ]

    class Told(Message):
        """How far the work is."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """The work came to its end: what came of it, or why nothing did."""

        def __init__(self, text: str, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.text, self.error = text, error

    def __init__(self) -> None:
        super().__init__()
        self._doing: str | None = None
        self._since = 0.0

    def body(self) -> ComposeResult:
        yield Static("", id="model-work", markup=False)

    @property
    def current(self) -> "ModelState | None":
        """The model under the cursor."""
        raise NotImplementedError

    def action_reload(self) -> None:
        """Reads the models again."""
        raise NotImplementedError

    def tick(self) -> None:
        super().tick()
        if self._doing is not None:
            spent = duration(time.monotonic() - self._since)
            self._say(Content.assemble((f"{self._doing} …", "bold $accent"), f"  {spent} · x stops it"))

    def _say(self, text: Content) -> None:
        line = self.query_one("#model-work", Static)
        line.update(text)
        line.display = bool(text.plain)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is offered while something is done with a model."""
        return self._doing is not None if action == "stop" else True

    def action_stop(self) -> None:
        """Stops what is being done with a model."""
        self.host.stop_work()

    def action_load(self) -> None:
        """Loads the model, to stay loaded."""
        name, backend = self._model(), self.host.backend

        def step(_: threading.Event, told: Callable[[str], None]) -> str:
            told(f"loading {name}")
            backend.load_model(name)
            return f"{name} is loaded, and stays so while there is room for it"

        self._begin(step)

    def action_unload(self) -> None:
        """Frees the model's memory."""
        state, backend = self.current, self.host.backend
        if state is None:
            return
        name = state.entry.name

        def step(_: threading.Event, told: Callable[[str], None]) -> str:
            backend.unload_model(state)
            return f"{name} is unloaded"

        self._begin(step)

    def action_check(self) -> None:
        """Asks the model obvious questions."""
        name, backend = self._model(), self.host.backend

        def step(stop: threading.Event, told: Callable[[str], None]) -> str:
            report = backend.check_model(name, None, stop, told)
            verdict = "good" if report.is_good else "weak"
            return f"{name} was checked as a {report.role}: {verdict}, {report.summary()}"

        self._begin(step)

    def action_verify(self) -> None:
        """Hashes the model's file and compares."""
        name, backend = self._model(), self.host.backend

        def step(stop: threading.Event, told: Callable[[str], None]) -> str:
            verified = backend.verify_model(
                name,
                stop,
                lambda done, total: told(f"reading {name}: {done / max(total, 1):.0%} of {size(total)}"),
            )
            return f"the file of {name} {OK[verified.ok]}: SHA-256 {verified.sha256}"

        self._begin(step)

    def _model(self) -> str:
        return self.current.entry.name if self.current is not None else ""

    def _begin(self, step: Step) -> None:
        stop = self.host.begin()
        if stop is None:
            return
        self._doing, self._since = "beginning", time.monotonic()
        self.refresh_bindings()
        self._carry_out(step, stop)

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _carry_out(self, step: Step, stop: threading.Event) -> None:
        host = self.host
        try:
            self.post_message(self.Done(step(stop, self._told)))
        except TouchstoneError as error:
            self.post_message(self.Done("", error))
        finally:
            host.post_message(host.Released())

    def _told(self, text: str) -> None:
        self.post_message(self.Told(text))

    def on_model_work_screen_told(self, message: Told) -> None:
        if self._doing is not None:
            self._doing = one_line(message.text)

    def on_model_work_screen_done(self, message: Done) -> None:
        self._doing = None
        if isinstance(message.error, Interrupted):
            self._say(Content("stopped"))
        elif message.error is not None:
            self._say(Content(""))
            self.host.show_error(message.error)
        else:
            self._say(Content(one_line(message.text)))
        self.refresh_bindings()
        self.action_reload()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that was not foreseen ends the work, too."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.prevent_default()
            self.post_message(self.Done("", unexpected(event.worker.error)))
