"""The plots of a run, one at a time: scores, systems, criteria, labels, and how sure the judge was."""

import threading
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import plain
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chart_kinds import KINDS
from touchstone.tui.widgets.chart_tabs import ChartTabs
from touchstone.tui.widgets.chrome import ErrorPanel

if TYPE_CHECKING:
    from touchstone.runner import RunCharts


class ChartsScreen(BaseScreen):
    """Computes the plots' numbers in the background, which ends when the screen is left, and draws them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "other_plot(1)", "Next plot"),
        Binding("left", "other_plot(-1)", "Previous plot"),
        Binding("y", "copy", "Copy", tooltip="copy the plot as text"),
        Binding("h", "report", "Report", tooltip="write the report as one HTML page"),
    ]

    class Done(Message):
        """The numbers, or why there are none."""

        def __init__(self, charts: "RunCharts | None", error: TouchstoneError | None) -> None:
            super().__init__()
            self.charts, self.error = charts, error

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self.run_id = run_id
        self._stop = threading.Event()

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield ErrorPanel()
        yield ChartTabs({name: title for name, (title, _) in KINDS.items()})

    def on_mount(self) -> None:
        self.show_title(f"run {self.run_id} · plots")
        self.query_one("#facts").display = False
        self.query_one(ChartTabs).shown.focus()
        self._compute()

    def on_unmount(self) -> None:
        self._stop.set()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compute(self) -> None:
        try:
            self.post_message(self.Done(self.host.backend.charts(self.run_id, self._stop), None))
        except Interrupted:
            return
        except TouchstoneError as error:
            self.post_message(self.Done(None, error))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that was not foreseen stands in the place of the plots."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.prevent_default()
            self.post_message(self.Done(None, unexpected(event.worker.error)))

    def on_charts_screen_done(self, message: Done) -> None:
        self.query_one(ErrorPanel).show(message.error)
        self.query_one(ChartTabs).display = message.error is None
        charts = message.charts
        if charts is None:
            return
        self.show_marks(charts.run.marks)
        facts = self.query_one("#facts", Static)
        facts.display = bool(charts.notices)
        facts.update(Content(plain("\n".join(charts.notices))))
        self.query_one(ChartTabs).show([partial(draw, charts) for _, draw in KINDS.values()])

    def action_other_plot(self, by: int) -> None:
        """Shows another plot."""
        self.query_one(ChartTabs).turn(by)

    def action_copy(self) -> None:
        """Copies the plot as text."""
        self.app.copy_to_clipboard(self.query_one(ChartTabs).shown.text)
        self.notify("The plot is copied as text.", markup=False)

    def action_report(self) -> None:
        """Writes the run's report as one page."""
        self.host.export_report([self.run_id])
