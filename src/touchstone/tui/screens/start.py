"""A new run: its form, a preview of its file with what is wrong line by line, an estimate, and the start."""

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button, Input, Select, Static

from touchstone.domain.run import RunSpec
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.pick import PickScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.text import shown_path
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.form import data_fault
from touchstone.tui.widgets.preview import Preview, estimate_text
from touchstone.tui.widgets.run_form import RunForm

if TYPE_CHECKING:
    from touchstone.files import Survey
    from touchstone.runner import Estimate

TYPING_SECONDS = 0.3
"""The file is looked at when nothing was typed for so long."""


class StartScreen(BaseScreen):
    """Asks what to run, starts it, and shows it."""

    TITLE_TEXT = "new run"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "start", "Start"),
        Binding("ctrl+o", "pick", "Choose a file"),
        Binding("ctrl+e", "estimate", "Estimate", priority=True),
    ]

    class Looked(Message):
        """A file was looked at."""

        def __init__(self, survey: "Survey") -> None:
            super().__init__()
            self.survey = survey

    class Costed(Message):
        """What the run would cost, or why that cannot be said."""

        def __init__(self, estimate: "Estimate | None", error: TouchstoneError | None) -> None:
            super().__init__()
            self.estimate, self.error = estimate, error

    def __init__(self, rubric: str | None = None) -> None:
        super().__init__()
        self._rubric = rubric
        self._busy = False
        self._typing: Timer | None = None
        self._looking = threading.Event()

    def body(self) -> ComposeResult:
        with Container(id="start-panes"):
            with Container(id="start-form"):
                yield RunForm(self.host.models("judge"), self.host.models("generator"), self._rubric)
                with Horizontal(id="start-row"):
                    yield Button("Start", variant="primary", id="start", compact=True)
            yield Preview()
        yield Static("", id="waiting", markup=False)
        yield ErrorPanel()

    def on_mount(self) -> None:
        self.query_one("#data").focus()
        self._wait("")
        self.query_one(Preview).hint("Ctrl+O chooses a file; what is in it is shown here.")

    @property
    def _form(self) -> RunForm:
        return self.query_one(RunForm)

    def action_pick(self) -> None:
        """Chooses the data file from those at hand, or from the folders."""
        try:
            known = self.host.backend.known_data()
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self.app.push_screen(PickScreen(known), self._picked)

    def _picked(self, path: str | None) -> None:
        if path is not None:
            self.query_one("#data", Input).value = shown_path(path)

    @on(Select.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        """An estimate is about what was asked for then."""
        self.query_one(Preview).cost(None)

    @on(Input.Changed, "#data")
    @on(Input.Changed, "#limit")
    def _typed(self) -> None:
        self._looking.set()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._look)

    def _look(self) -> None:
        data = self._form.value("data")
        if fault := data_fault(data):
            self.query_one(Preview).hint(f"Nothing to show yet: {fault}.")
            return
        self._looking = threading.Event()
        self._survey(data, self._form.limit, self._looking)

    @work(thread=True, exclusive=True, group="survey", exit_on_error=False)
    def _survey(self, data: str, limit: int | None, stop: threading.Event) -> None:
        try:
            found = self.host.backend.survey(data, limit, stop)
        except Interrupted:
            return
        if not stop.is_set():
            self.post_message(self.Looked(found))

    def on_start_screen_looked(self, message: Looked) -> None:
        self.query_one(Preview).show(message.survey)

    def action_estimate(self) -> None:
        """Finds out what the run would cost, without judging anything."""
        spec = self._spec()
        stop = self.host.begin() if spec is not None else None
        if spec is None or stop is None:
            return
        self._wait("counting tokens, and measuring the models …")
        self._cost(spec, stop)

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _cost(self, spec: RunSpec, stop: threading.Event) -> None:
        host = self.host
        try:
            self.post_message(self.Costed(host.backend.estimate(spec, stop), None))
        except TouchstoneError as error:
            self.post_message(self.Costed(None, error))
        finally:
            host.post_message(host.Released())

    def on_start_screen_costed(self, message: Costed) -> None:
        self._wait("")
        if message.estimate is not None:
            self.query_one(Preview).cost(estimate_text(message.estimate))
        elif not isinstance(message.error, Interrupted):
            self.query_one(ErrorPanel).show(message.error)

    def _spec(self) -> RunSpec | None:
        """What is to be run, where the form is in order and nothing is waited for."""
        self.query_one(ErrorPanel).show(None)
        return None if self._busy else self._form.spec()

    @on(Button.Pressed, "#start")
    @on(Input.Submitted)
    def action_start(self) -> None:
        """Starts the run where the form is in order."""
        spec = self._spec()
        if spec is None:
            return
        if self.host.launch(lambda stop: self.host.backend.start(spec, stop), self._started, self._failed):
            self._wait("checking the file and the models …")

    def _wait(self, what: str) -> None:
        self._busy = bool(what)
        self.query_one("#start").disabled = self._busy
        note = self.query_one("#waiting", Static)
        note.update(Content(what))
        note.display = self._busy

    def _started(self, run_id: str) -> None:
        if self.is_current:
            self.app.switch_screen(RunScreen(run_id))

    def _failed(self, error: TouchstoneError) -> None:
        if self.is_mounted:
            self._wait("")
            self.query_one(ErrorPanel).show(error)

    def action_back(self) -> None:
        """Goes back; a run that is still being checked, or an estimate, is given up."""
        self._looking.set()
        if self._busy:
            self.host.stop_work()
        super().action_back()
