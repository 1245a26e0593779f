"""A run's calibration: how probably people agree with its verdicts, and whether that is its reliability."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from touchstone.errors import InputError, TouchstoneError
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import plain
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.calibration_chart import PARTS
from touchstone.tui.widgets.chart_tabs import ChartTabs
from touchstone.tui.widgets.chrome import ErrorPanel

if TYPE_CHECKING:
    from touchstone.runner.results.calibration import Calibrated

AGREEMENT = 0.9


class CalibrationScreen(BaseScreen):
    """Fits a calibration in the background and shows it; the run changes only when it is applied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "other_part(1)", "Next"),
        Binding("left", "other_part(-1)", "Previous"),
        Binding("t", "threshold", "Threshold", tooltip="ask for another agreement above the threshold"),
        Binding("a", "apply", "Apply", tooltip="make it the run's reliability"),
        Binding("u", "take_back", "Undo", tooltip="put the run's rank back"),
        Binding("y", "copy", "Copy", tooltip="copy what is shown as text"),
    ]

    class Done(Message):
        """The calibration, or why there is none."""

        def __init__(self, found: "Calibrated | None", error: TouchstoneError | None) -> None:
            super().__init__()
            self.found, self.error = found, error

    class Changed(Message):
        """The run's reliability is another one now, or why it is not."""

        def __init__(self, text: str, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.text, self.error = text, error

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self.run_id = run_id
        self._agreement = AGREEMENT
        self._found: Calibrated | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield ErrorPanel()
        yield ChartTabs({name: title for name, (title, _) in PARTS.items()})

    def on_mount(self) -> None:
        self.show_title(f"run {self.run_id} · calibration")
        self._show_standing()
        self.query_one(ChartTabs).shown.focus()
        self._compute()

    def _show_standing(self) -> None:
        try:
            run = self.host.store.run(self.run_id)
            text = self.host.backend.standing(self.host.store, run)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self.show_marks(run.marks)
        self.query_one("#facts", Static).update(Content.styled(plain(text), "$secondary"))
        self.refresh_bindings()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compute(self) -> None:
        worker = get_current_worker()
        try:
            done = self.Done(self.host.backend.calibrate(self.run_id, self._agreement), None)
        except TouchstoneError as error:
            done = self.Done(None, error)
        if not worker.is_cancelled:
            self.post_message(done)

    @work(thread=True, exit_on_error=False)
    def _change(self, change: Callable[[], str]) -> None:
        try:
            self.post_message(self.Changed(change()))
        except TouchstoneError as error:
            self.post_message(self.Changed("", error))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that was not foreseen stands in the place of the figures."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.prevent_default()
            self.post_message(self.Done(None, unexpected(event.worker.error)))

    def on_calibration_screen_done(self, message: Done) -> None:
        self.query_one(ErrorPanel).show(message.error)
        self.query_one(ChartTabs).display = message.error is None
        self._found = found = message.found
        self.refresh_bindings()
        if found is not None:
            self.query_one(ChartTabs).show([partial(draw, found) for _, draw in PARTS.values()])

    def on_calibration_screen_changed(self, message: Changed) -> None:
        self._show_standing()
        if message.error is not None:
            self.host.show_error(message.error)
        else:
            self.notify(message.text, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was kept can be applied, and only what was applied taken back."""
        if action == "apply":
            return self._found is not None and self._found.version is not None
        if action == "take_back":
            return self.is_mounted and self._applied
        return self._found is not None if action in ("copy", "other_part") else True

    @property
    def _applied(self) -> bool:
        try:
            return self.host.store.run(self.run_id).calibration is not None
        except TouchstoneError:
            return False

    def action_other_part(self, by: int) -> None:
        """Shows another part."""
        self.query_one(ChartTabs).turn(by)

    def action_threshold(self) -> None:
        """Asks for the agreement that the threshold is to guarantee, and fits anew."""
        self.app.push_screen(
            AskScreen("Agreement above the threshold, at least (0 to 1)", f"{self._agreement:g}"), self._asked
        )

    def _asked(self, text: str | None) -> None:
        if text is None:
            return
        try:
            agreement = float(text)
        except ValueError:
            agreement = 0.0
        if not 0 < agreement < 1:
            self.host.show_error(InputError(f"{text!r} is no agreement", "give a number between 0 and 1"))
            return
        self._agreement = agreement
        self._compute()

    def action_apply(self) -> None:
        """Makes the calibrated probability the run's reliability."""
        found, backend = self._found, self.host.backend
        if found is None or found.version is None:
            return
        version = found.version.id

        def apply() -> str:
            applied = backend.apply_calibration(self.run_id, version)
            abstain = (
                ""
                if applied.abstaining is None
                else f": {applied.abstaining:,} of {applied.decided:,} abstain"
            )
            return f"version {version} is the run's reliability now{abstain}"

        self._change(apply)

    def action_take_back(self) -> None:
        """Puts the rank back."""
        backend = self.host.backend
        self._change(
            lambda: f"the reliability of run {backend.take_back_calibration(self.run_id).id} is a rank again"
        )

    def action_copy(self) -> None:
        """Copies what is shown as text."""
        self.app.copy_to_clipboard(self.query_one(ChartTabs).shown.text)
        self.notify("It is copied as text.", markup=False)
