"""A table of figures with their intervals: how a run agrees with its labels, or which of its systems is better."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from touchstone.errors import TouchstoneError
from touchstone.tui.backend import Figures
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.choose import ChooseScreen
from touchstone.tui.screens.figure import FigureScreen, on_scale
from touchstone.tui.text import one_line, plain
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chart_marks import interval_marks, scale_marks
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.table import Cell, Column, RowTable

if TYPE_CHECKING:
    from touchstone.evaluation import Row

_CELLS = 21
_TRACK = "·"
"""What a scale is empty of: a table's cells lose their spaces."""

COLUMNS = (
    Column("", 12),
    Column("figure", share=2),
    Column("value", 7, right=True),
    Column("95 % interval", 16),
    Column(scale_marks(_CELLS, -1.0, 1.0).replace(" ", _TRACK), _CELLS, above=106),
    Column("n", 6, right=True),
    Column("note", above=106),
)
_TITLES = ("part", "figure", "value", "low", "high", "n", "note")


def cells(row: "Row") -> tuple[Cell, ...]:
    """A figure's row; a figure that could not be computed has its reason in the note."""
    interval = "" if row.low is None or row.high is None else f"{row.low:.3f} to {row.high:.3f}"
    value = "" if row.value is None else f"{row.value:.3f}"
    marks = interval_marks(row.value, row.low, row.high, _CELLS, -1.0, 1.0) if on_scale(row) else ""
    return (
        (row.section, "dim"),
        row.label,
        value,
        interval,
        (marks.replace(" ", _TRACK), "bar"),
        f"{row.n:,}",
        (row.note, "dim"),
    )


def as_text(rows: "Sequence[Row]") -> str:
    """The table as lines of values with tabs between them, for a spreadsheet or a message."""
    lines = ["\t".join(_TITLES)]
    for row in rows:
        numbers = ["" if each is None else f"{each:.4f}" for each in (row.value, row.low, row.high)]
        lines.append(
            "\t".join([one_line(row.section), one_line(row.label), *numbers, str(row.n), one_line(row.note)])
        )
    return "\n".join(lines)


class FiguresScreen(BaseScreen):
    """Computes figures in the background (the intervals take seconds) and shows them.

    Enter shows a figure in full, which a narrow table has no room for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", tooltip="copy the table as text"),
        Binding("h", "report", "Report", tooltip="write the report as one HTML page"),
    ]

    class Done(Message):
        """The figures, or why there are none."""

        def __init__(self, figures: Figures | None, error: TouchstoneError | None) -> None:
            super().__init__()
            self.figures, self.error = figures, error

    def __init__(self, runs: Sequence[str]) -> None:
        super().__init__()
        self.runs = tuple(runs)
        self.rows: Sequence[Row] = ()

    def figures(self) -> Figures:
        """Computes the figures; for a worker. Raises TouchstoneError."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield ErrorPanel()
        yield RowTable["Row"](COLUMNS, cells, self._page, lambda: len(self.rows), empty="", id="figures")

    def _page(self, limit: int, offset: int) -> "Sequence[Row]":
        return self.rows[offset : offset + limit]

    def on_mount(self) -> None:
        self.query_one("#figures").focus()
        self.compute()

    def compute(self) -> None:
        """Shows that the figures are being computed, and computes them."""
        self.query_one(ErrorPanel).show(None)
        facts = self.query_one("#facts", Static)
        facts.display = True
        facts.update("computing the figures …")
        self._work()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _work(self) -> None:
        worker = get_current_worker()
        try:
            done = self.Done(self.figures(), None)
        except TouchstoneError as error:
            done = self.Done(None, error)
        if not worker.is_cancelled:
            self.post_message(done)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that was not foreseen stands in the place of the figures."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.prevent_default()
            self.post_message(self.Done(None, unexpected(event.worker.error)))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Shows a figure in full."""
        self.app.push_screen(FigureScreen(cast("Row", event.item)))

    def on_figures_screen_done(self, message: Done) -> None:
        facts = self.query_one("#facts", Static)
        self.query_one(ErrorPanel).show(message.error)
        facts.display = message.error is None
        if message.figures is not None:
            self.shown(message.figures)

    def shown(self, figures: Figures) -> None:
        """Shows the figures."""
        self.query_one("#facts", Static).update(Content(plain("\n".join(figures.notes))))
        self.show_marks(figures.marks)
        self.rows = figures.rows
        self.query_one("#figures", RowTable).restart()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without figures there is nothing to copy."""
        return bool(self.rows) if action == "copy" else True

    def action_copy(self) -> None:
        """Copies the table as text."""
        self.app.copy_to_clipboard(as_text(self.rows))
        self.notify(f"{len(self.rows):,} figures are copied, with tabs between the columns.", markup=False)

    def action_report(self) -> None:
        """Writes the report of the runs as one page."""
        self.host.export_report(self.runs)


class AgreementScreen(FiguresScreen):
    """How a run agrees with its labels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "plots", "Plots", tooltip="plots of the run, labels against verdicts among them")
    ]

    def on_mount(self) -> None:
        self.show_title(f"run {self.runs[0]} · agreement with its labels")

    def figures(self) -> Figures:
        """Compares the run with the labels in its data and those given to it."""
        return self.host.backend.agreement(self.runs[0])

    def action_plots(self) -> None:
        """Shows the run's plots; labels against verdicts are among them."""
        self.host.show_charts(self.runs[0])


class ComparisonScreen(FiguresScreen):
    """How the systems of runs compare: every two of them, or each with a baseline."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "baseline", "Baseline", tooltip="compare every system with one")
    ]

    def __init__(self, runs: Sequence[str]) -> None:
        super().__init__(runs)
        self._baseline: str | None = None
        self._systems: tuple[str, ...] = ()

    def on_mount(self) -> None:
        self._entitle()

    def _entitle(self) -> None:
        runs = f"{'run' if len(self.runs) == 1 else 'runs'} {', '.join(self.runs)}"
        against = f" with {self._baseline}" if self._baseline is not None else ""
        self.show_title(f"{runs} · systems compared{against}")

    def figures(self) -> Figures:
        """Compares the systems."""
        return self.host.backend.comparison(self.runs, self._baseline)

    def shown(self, figures: Figures) -> None:
        """Shows the figures, and keeps the systems to choose from."""
        self._systems = figures.systems
        super().shown(figures)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of two systems there is one comparison only."""
        return len(self._systems) > 1 if action == "baseline" else super().check_action(action, parameters)

    def action_baseline(self) -> None:
        """Asks for the system that every other one is compared with."""
        options = [("every two systems with each other", ""), *((name, name) for name in self._systems)]
        self.app.push_screen(ChooseScreen("Compare with", options, self._baseline or ""), self._compare_with)

    def _compare_with(self, system: str | None) -> None:
        if system is not None and (system or None) != self._baseline:
            self._baseline = system or None
            self._entitle()
            self.compute()

    def action_report(self) -> None:
        """Writes the report of the runs, with the same baseline."""
        self.host.export_report(self.runs, self._baseline)
