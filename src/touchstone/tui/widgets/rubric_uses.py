"""What became of a rubric, found in the background: its place before meta-judges, its criteria in each run."""

import threading

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.domain.rubric import Rubric
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.backend import Backend
from touchstone.tui.text import one_line, plain
from touchstone.tui.widgets.rubric_tables import USE_COLUMNS, UseRow, use_cells, use_rows
from touchstone.tui.widgets.table import RowTable

RUNS = 50
"""So many runs are counted, the newest."""

FARED = 3
"""So many meta-judges' words are shown, the latest."""


class UsesPanel(Vertical):
    """A row for each criterion in each run; the row under the cursor is told in full below."""

    class Counted(Message):
        """A run more was counted; `rows` are its own. `error`: why it ended."""

        def __init__(self, rows: list[UseRow], *, ended: bool, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.rows, self.ended, self.error = rows, ended, error

    class Fared(Message):
        """How the rubric fared before meta-judges, a line for each."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    class Asked(Message):
        """The user wants to see a run."""

        def __init__(self, run_id: str) -> None:
            super().__init__()
            self.run_id = run_id

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[UseRow] = []
        self._runs = 0
        self._begun = False
        self._gone = threading.Event()

    def compose(self) -> ComposeResult:
        yield Static("", id="use-fared", markup=False)
        yield RowTable[UseRow](
            USE_COLUMNS,
            use_cells,
            lambda limit, offset: self._rows[offset : offset + limit],
            lambda: len(self._rows),
            empty="no run has used it",
            id="use-table",
        )
        yield Static("", id="use-told", markup=False)

    def on_mount(self) -> None:
        self.watch(self.query_one(RowTable), "cursor", self._tell, init=False)

    def on_unmount(self) -> None:
        self._gone.set()

    def count(self, backend: Backend, rubric: Rubric, runs: int) -> None:
        """Begins to count, the first time it is called. `runs`: how many there are."""
        if not self._begun:
            self._begun, self._runs = True, runs
            self.query_one("#use-told", Static).update("counting …" if runs else "")
            self._count(backend, rubric)

    @work(thread=True, exclusive=True, group="uses", exit_on_error=False)
    def _count(self, backend: Backend, rubric: Rubric) -> None:
        try:
            self.post_message(self.Fared(backend.fared(rubric)))
            for use in backend.rubric_uses(rubric, self._gone, RUNS):
                remarks = [backend.use_remark(criterion, figures) for criterion, figures in use.criteria]
                self.post_message(self.Counted(use_rows(use, rubric.criteria, remarks), ended=False))
        except Interrupted:
            return
        except TouchstoneError as error:
            self.post_message(self.Counted([], ended=True, error=error))
        else:
            self.post_message(self.Counted([], ended=True))

    def on_uses_panel_fared(self, message: Fared) -> None:
        message.stop()
        fared = self.query_one("#use-fared", Static)
        fared.display = bool(message.lines)
        fared.update(plain("\n".join(message.lines[:FARED])))

    def on_uses_panel_counted(self, message: Counted) -> None:
        message.stop()
        self._rows += message.rows
        self.query_one(RowTable).reload()
        if message.error is not None:
            self.query_one("#use-told", Static).update(plain(str(message.error)))
        elif message.ended:
            self._tell()

    def _tell(self) -> None:
        """The row under the cursor in full, and that there are more runs where there are."""
        row = self.query_one(RowTable).current
        if not isinstance(row, UseRow):
            return
        parts: list[str | tuple[str, str]] = []
        if row.criterion is not None:
            parts = [f"{row.number}. {one_line(row.criterion.text)}\n"]
        told = row.remark or "told responses apart: it came out differently for different ones"
        parts += [f"in run {row.run.id}: ", (told, "$warning" if row.remark else "")]
        if self._runs > RUNS:
            parts.append(f"\nthe newest {RUNS} of {self._runs:,} runs are shown")
        self.query_one("#use-told", Static).update(Content.assemble(*parts))

    @on(RowTable.Opened, "#use-table")
    def _open(self, event: RowTable.Opened) -> None:
        event.stop()
        assert isinstance(event.item, UseRow)
        self.post_message(self.Asked(event.item.run.id))
