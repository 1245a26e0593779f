"""The first screen: the runs of this home folder, or what to do where there are none yet."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from touchstone.domain.run import RunInfo
from touchstone.tui.screens.base import PlaceScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.widgets.rows import RUN_COLUMNS, run_cells
from touchstone.tui.widgets.table import RowTable

WELCOME = (
    ("Nothing here yet.\n\n", "bold"),
    ("  d  ", "bold $accent"),
    "run the demo: bundled models judge 30 prompts, 3 responses each\n",
    ("  s  ", "bold $accent"),
    "try one prompt of your own: paste it with a response or two\n",
    ("  n  ", "bold $accent"),
    "judge a file of yours (JSONL, JSON, CSV or Parquet)\n\n",
    "A rubric is generated for each prompt, then every response\n",
    "is judged against it. All of it happens on this machine.\n\n",
    "Press ? for all keys.",
)


class HomeScreen(PlaceScreen):
    """The runs, the newest first."""

    PLACE = "runs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new_run", "New run"),
        Binding("s", "app.scratch", "Scratch"),
        Binding("d", "app.demo", "Demo"),
        Binding("m", "mark", "Mark the run for comparing", show=False),
        Binding("c", "compare", "Compare"),
        Binding("r", "reload", "Read the list again", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seen = (-1, -1)
        self._marked: list[str] = []
        """The runs that are to be compared."""

    def body(self) -> ComposeResult:
        yield Static(Content.assemble(*WELCOME), id="welcome", markup=False)
        store = self.host.store
        yield RowTable[RunInfo](
            RUN_COLUMNS,
            lambda run: run_cells(run, marked=run.id in self._marked),
            lambda limit, offset: store.list_runs(limit=limit, offset=offset),
            store.count_runs,
            empty="no runs yet: n judges a file",
            id="run-table",
        )

    def on_screen_resume(self) -> None:
        self.action_reload()

    def tick(self) -> None:
        super().tick()
        live = self.host.live
        seen = (-1, -1) if live is None else (id(live), live.version)
        if seen != self._seen:
            self._seen = seen
            self.action_reload()

    def action_reload(self) -> None:
        """Reads the list again."""
        runs = self._runs
        runs.reload()
        empty = not runs.rows
        self.query_one("#welcome").display = empty
        runs.display = not empty
        if empty:
            self.set_focus(None)
        elif self.focused is None:
            runs.focus()
        self.show_marks(mark for run in runs.held() for mark in run.marks)

    @property
    def _runs(self) -> RowTable[RunInfo]:
        return self.query_one("#run-table", RowTable)

    @on(RowTable.Opened, "#run-table")
    def _open_run(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RunInfo)
        self.app.push_screen(RunScreen(event.item.id))

    def action_mark(self) -> None:
        """Marks the run under the cursor for comparing, or takes its mark away."""
        if (run := self._runs.current) is not None:
            (self._marked.remove if run.id in self._marked else self._marked.append)(run.id)
            self._runs.refresh()

    def action_compare(self) -> None:
        """Compares the systems of the runs that are marked, else of the run under the cursor."""
        current = self._runs.current
        if runs := self._marked or ([current.id] if current else []):
            self.host.compare_runs(runs)
