"""A run's results in a table, filtered and ordered as the user likes; what is on stands above it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from touchstone.domain.result_choice import ORDERS, Choice
from touchstone.errors import TouchstoneError
from touchstone.tui.backend.results import Shown
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.filter import FilterScreen
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.result_cells import COLUMNS, choice_words, result_cells
from touchstone.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from touchstone.store import ResultRow
    from touchstone.tui.app import TouchstoneApp

REST = 10.0
"""While a run goes on its results are read again after so many times the seconds that reading them takes."""


class ResultList(Vertical):
    """All results of a run, a page at a time. Filters and orders are worked out in the background."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", "Filter"),
        Binding("o", "order", "Order"),
        Binding("a", "all", "Show all results", show=False),
        Binding("u", "unscored", "Unscored only", show=False),
        Binding("i", "disagreements", "Disagreements only", show=False),
        Binding("slash", "search", "Find a sample", show=False),
    ]

    class Read(Message):
        """The results were chosen, or why they could not be."""

        def __init__(self, shown: Shown | None, seconds: float, error: TouchstoneError | None) -> None:
            super().__init__()
            self.shown, self.seconds, self.error = shown, seconds, error

    def __init__(self, run_id: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = Shown(run_id)
        self._wanted = Choice()
        self._criterion = ""
        self._due = 0.0
        self._reading = False
        self._offered = True
        """Whether there is nothing to clear: the footer is made anew with every change of it."""

    @property
    def host(self) -> "TouchstoneApp":
        """The app, by its own type."""
        return cast("TouchstoneApp", self.app)

    @property
    def table(self) -> "RowTable[ResultRow]":
        """The table itself."""
        return self.query_one("#result-table", RowTable)

    def compose(self) -> ComposeResult:
        yield Static("", id="result-choice", markup=False)
        yield RowTable["ResultRow"](
            COLUMNS,
            lambda row: result_cells(row, self.shown.disagreement(row), self.shown.trust(row)),
            lambda limit, offset: self._page(limit, offset),
            lambda: self.shown.count(self.host.store),
            empty="no results",
            id="result-table",
        )

    def _page(self, limit: int, offset: int) -> "Sequence[ResultRow]":
        return self.shown.page(self.host.store, limit, offset)

    def refresh_results(self, *, going: bool) -> None:
        """Shows what is in the database now. `going`: the run goes on, so it is read as a whole only now and then."""
        if self.shown.choice.usual:
            self.table.reload()
            self._show_choice()
        if not self._reading and (not going or time.monotonic() >= self._due):
            self._start(None)

    def _start(self, known: Shown | None) -> None:
        self._reading = True
        self._show_choice()
        self._read(self._wanted, known)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self, choice: Choice, known: Shown | None) -> None:
        began = time.monotonic()
        try:
            shown = self.host.backend.shown(self.shown.run_id, choice, known)
        except TouchstoneError as error:
            self.post_message(self.Read(None, time.monotonic() - began, error))
        else:
            self.post_message(self.Read(shown, time.monotonic() - began, None))

    def on_result_list_read(self, message: Read) -> None:
        if message.shown is not None and message.shown.choice != self._wanted:
            self._start(message.shown)
            return
        self._reading = False
        self._due = time.monotonic() + REST * message.seconds
        if message.error is not None or message.shown is None:
            self._wanted = self.shown.choice
            if message.error is not None:
                self.host.show_error(message.error)
        else:
            self._take(message.shown)
        self._show_choice()

    def _take(self, shown: Shown) -> None:
        """Shows other results; in the same order the cursor stays on the one it was on, where that is still there."""
        table, before = self.table, self.table.current
        again = shown.choice == self.shown.choice
        same_order = shown.choice.order == self.shown.choice.order
        self.shown = shown
        keys = shown.chosen.keys if shown.chosen is not None else ()
        if same_order and before is not None and before.key in keys:
            table.reload()
            table.cursor = keys.index(before.key)
        elif again:
            table.reload()
        else:
            table.restart()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Shows an error that was not foreseen."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.stop()
            self.post_message(self.Read(None, 0.0, unexpected(event.worker.error)))

    def _show_choice(self) -> None:
        """The line above the table: what is shown, and how to see all again."""
        total, count = self.shown.results, self.table.rows
        words = choice_words(self._wanted, self._criterion)
        waiting = " …" if self._reading and self._wanted != self.shown.choice else ""
        if not words:
            text = Content.assemble(("all results, in the run's order", "$secondary"), waiting)
        else:
            of = f" of {len(total.briefs):,}" if total is not None else ""
            found = (f"{count:,}{of}: ", "bold $accent")
            text = Content.assemble(
                found, (" · ".join(words), "$accent"), waiting, ("   a shows all", "$secondary")
            )
        self.query_one("#result-choice", Static).update(text, layout=False)
        if self._wanted.usual != self._offered:
            self._offered = self._wanted.usual
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is only something to clear where something is on."""
        return not self._wanted.usual if action == "all" else True

    def choose(self, choice: Choice | None, criterion: str = "") -> None:
        """Shows other results. `criterion`: the text of the one that is filtered by."""
        if choice is None or choice == self._wanted:
            return
        self._wanted, self._criterion = choice, criterion
        self._show_choice()
        if not self._reading:
            self._start(self.shown)

    def go_to(self, index: int) -> None:
        """Puts the cursor on a result, by its place in what is shown."""
        self.table.cursor = index

    def action_filter(self) -> None:
        """Asks which results to show, and in which order."""
        self.app.push_screen(FilterScreen(self.shown, self._wanted), self._filtered)

    def _filtered(self, answer: tuple[Choice, str] | None) -> None:
        if answer is not None:
            self.choose(*answer)

    def action_order(self) -> None:
        """Goes to the next order."""
        orders = list(ORDERS)
        after = orders[(orders.index(self._wanted.order) + 1) % len(orders)]
        self.choose(replace(self._wanted, order=after), self._criterion)

    def action_all(self) -> None:
        """Shows all results in the run's order."""
        self.choose(Choice())

    def action_unscored(self) -> None:
        """Only results with an unscored verdict, or all again."""
        self.choose(replace(self._wanted, unscored=not self._wanted.unscored), self._criterion)

    def action_disagreements(self) -> None:
        """Only results that disagree with something, or all again."""
        self.choose(replace(self._wanted, disagreeing=not self._wanted.disagreeing), self._criterion)

    def action_search(self) -> None:
        """Asks for a part of a sample's id."""
        self.app.push_screen(AskScreen("Samples whose id has", self._wanted.text), self._searched)

    def _searched(self, text: str | None) -> None:
        if text is not None:
            self.choose(replace(self._wanted, text=text), self._criterion)

    @on(RowTable.Opened, "#result-table")
    def _opened(self, event: RowTable.Opened) -> None:
        event.stop()
        self.post_message(self.Opened(event.index))

    class Opened(Message):
        """The user chose a result, by its place in what is shown."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index
