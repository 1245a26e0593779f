"""A table of figures with their intervals: how a run agrees with its labels, or which of its systems is better."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.errors import TouchstoneError
from touchstone.tui.backend import Figures
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import plain
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.table import Cell, Column, RowTable

if TYPE_CHECKING:
    from touchstone.evaluation import Row

COLUMNS = (
    Column("", 12),
    Column("figure"),
    Column("value", 7, right=True),
    Column("95 % interval", 16),
    Column("n", 6, right=True),
    Column("note", above=100),
)


def cells(row: "Row") -> tuple[Cell, ...]:
    """A figure's row; a figure that could not be computed has its reason in the note."""
    interval = "" if row.low is None or row.high is None else f"{row.low:.3f} to {row.high:.3f}"
    value = "" if row.value is None else f"{row.value:.3f}"
    return ((row.section, "dim"), row.label, value, interval, f"{row.n:,}", (row.note, "dim"))


class FiguresScreen(BaseScreen):
    """Computes figures in the background (the intervals take seconds) and shows them.

    Enter shows a figure's note in full, which a narrow table has no room for.
    """

    class Done(Message):
        """The figures, or why there are none."""

        def __init__(self, figures: Figures | None, error: TouchstoneError | None) -> None:
            super().__init__()
            self.figures, self.error = figures, error

    def __init__(self, title: str, compute: Callable[[], Figures]) -> None:
        super().__init__()
        self._title, self._compute = title, compute
        self._rows: Sequence[Row] = ()

    def body(self) -> ComposeResult:
        yield Static("computing the figures …", id="facts", markup=False)
        yield ErrorPanel()
        yield RowTable["Row"](COLUMNS, cells, self._page, lambda: len(self._rows), empty="", id="figures")

    def _page(self, limit: int, offset: int) -> "Sequence[Row]":
        return self._rows[offset : offset + limit]

    def on_mount(self) -> None:
        self.show_title(self._title)
        self.query_one("#figures").focus()
        self._work()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _work(self) -> None:
        try:
            self.post_message(self.Done(self._compute(), None))
        except TouchstoneError as error:
            self.post_message(self.Done(None, error))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Shows the note of a figure."""
        row = cast("Row", event.item)
        self.notify(plain(row.note) or "there is nothing to add", title=plain(row.label), markup=False)

    def on_figures_screen_done(self, message: Done) -> None:
        facts = self.query_one("#facts", Static)
        self.query_one(ErrorPanel).show(message.error)
        facts.display = message.error is None
        if message.figures is None:
            return
        facts.update(Content(plain("\n".join(message.figures.notes))))
        self.show_marks(message.figures.marks)
        self._rows = message.figures.rows
        self.query_one("#figures", RowTable).restart()
