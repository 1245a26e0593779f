"""Which system is better: the systems of one run or several, every two of them compared."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.errors import TouchstoneError
from touchstone.tui.backend import Compared
from touchstone.tui.screens.agreement import COLUMNS, cells
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import plain
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from touchstone.evaluation import Row


class CompareScreen(BaseScreen):
    """Compares in the background (the intervals take seconds) and shows the figures.

    Enter shows a figure's note in full, which a narrow table has no room for.
    """

    class Done(Message):
        """The comparison, or why there is none."""

        def __init__(self, compared: Compared | None, error: TouchstoneError | None) -> None:
            super().__init__()
            self.compared, self.error = compared, error

    def __init__(self, runs: Sequence[str]) -> None:
        super().__init__()
        self.runs = tuple(runs)
        self._rows: Sequence[Row] = ()

    def body(self) -> ComposeResult:
        yield Static("comparing the systems …", id="facts", markup=False)
        yield ErrorPanel()
        yield RowTable["Row"](COLUMNS, cells, self._page, lambda: len(self._rows), empty="", id="figures")

    def _page(self, limit: int, offset: int) -> "Sequence[Row]":
        return self._rows[offset : offset + limit]

    def on_mount(self) -> None:
        self.show_title(
            f"{'run' if len(self.runs) == 1 else 'runs'} {', '.join(self.runs)} · systems compared"
        )
        self.query_one("#figures").focus()
        self._compare()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compare(self) -> None:
        try:
            self.post_message(self.Done(self.host.backend.comparison(self.runs), None))
        except TouchstoneError as error:
            self.post_message(self.Done(None, error))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Shows the note of a figure."""
        row = cast("Row", event.item)
        self.notify(plain(row.note) or "there is nothing to add", title=plain(row.label), markup=False)

    def on_compare_screen_done(self, message: Done) -> None:
        facts = self.query_one("#facts", Static)
        self.query_one(ErrorPanel).show(message.error)
        facts.display = message.error is None
        if message.compared is None:
            return
        facts.update(Content(plain("\n".join(message.compared.notes))))
        self.show_marks(message.compared.marks)
        self._rows = message.compared.rows
        self.query_one("#figures", RowTable).restart()
