"""The first screen: the models in use, the runs of this home folder, or what to do where there are none yet."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.domain.run import RunInfo
from touchstone.errors import TouchstoneError
from touchstone.tui.backend.models import Role
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.screens.run_upkeep import RunUpkeepScreen
from touchstone.tui.widgets.in_use import InUsePanel
from touchstone.tui.widgets.rows import RUN_COLUMNS, run_cells
from touchstone.tui.widgets.table import Cell, RowTable

if TYPE_CHECKING:
    from touchstone.runner.models.state import ModelState

WELCOME = (
    ("Nothing here yet.\n\n", "bold"),
    ("  d  ", "bold $accent"),
    "run the demo: bundled models judge 36 prompts, 3 responses each\n",
    ("  s  ", "bold $accent"),
    "try one prompt of your own: paste it with a response or two\n",
    ("  n  ", "bold $accent"),
    "judge a file of yours (JSONL, JSON, CSV or Parquet)\n",
    ("  3  ", "bold $accent"),
    "see which models are here, and choose your own\n\n",
    "A rubric is generated for each prompt, then every response\n",
    "is judged against it. All of it happens on this machine.\n\n",
    "Press ? for all keys.",
)


class HomeScreen(RunUpkeepScreen):
    """The runs, the newest first."""

    PLACE = "runs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new_run", "New run"),
        Binding("s", "app.scratch", "Scratch"),
        Binding("d", "app.demo", "Demo"),
        Binding("m", "mark", "Mark for comparing", show=False),
        Binding("c", "compare", "Compare"),
        Binding("p", "report", "Report of the marked runs, or this one", show=False),
        Binding("f5", "reload", "Read the list again", show=False),
    ]

    class Found(Message):
        """The default models, and the runs that were cut short."""

        def __init__(self, models: "Mapping[Role, ModelState]", cut_short: Sequence[RunInfo]) -> None:
            super().__init__()
            self.models, self.cut_short = models, cut_short

    def __init__(self) -> None:
        super().__init__()
        self._seen = (-1, -1, False)
        self._loaded: tuple[object, ...] = ()
        self._marked: list[str] = []
        """The runs that are to be compared."""

    def body(self) -> ComposeResult:
        yield InUsePanel()
        yield Static(Content.assemble(*WELCOME), id="welcome", markup=False)
        store = self.host.store
        yield RowTable[RunInfo](
            RUN_COLUMNS,
            self._cells,
            lambda limit, offset: store.list_runs(limit=limit, offset=offset),
            store.count_runs,
            empty="no runs yet: n judges a file",
            id="run-table",
        )

    def _cells(self, run: RunInfo) -> Sequence[Cell]:
        shown = next((each for each in self.cut_short if each.id == run.id), run)
        return run_cells(shown, marked=run.id in self._marked)

    def on_screen_resume(self) -> None:
        self.action_reload()

    def tick(self) -> None:
        super().tick()
        live = self.host.live
        seen = (-1, -1, False) if live is None else (id(live), live.version, live.active)
        loaded = self.host.backend.loaded_models()
        if seen[2] != self._seen[2] or loaded != self._loaded:
            self._seen, self._loaded = seen, loaded
            self.action_reload()
        elif seen != self._seen:
            self._seen = seen
            self._show_runs()

    def action_reload(self) -> None:
        """Reads runs and models again."""
        self._show_runs()
        self.query_one(InUsePanel).show_guard(self.host.backend.guarded())
        self._look()

    @work(thread=True, exclusive=True, group="home", exit_on_error=False)
    def _look(self) -> None:
        backend, cut_short = self.host.backend, []
        models: Mapping[Role, ModelState] = {}
        try:
            cut_short = backend.cut_short()
            models = backend.models_in_use()
        except TouchstoneError as error:
            self.host.call_later(self.host.show_error, error)
        self.post_message(self.Found(models, cut_short))

    def on_home_screen_found(self, message: Found) -> None:
        live = self.host.live
        going = live.run if live is not None and live.active else None
        self.cut_short = [run for run in message.cut_short if run.id != going]
        panel = self.query_one(InUsePanel)
        panel.show_models(message.models)
        judge = message.models.get("judge")
        panel.show_next(
            self.cut_short, demo=judge is not None and judge.entry.is_demo and bool(self.runs.rows)
        )
        self.runs.refresh()
        self.refresh_bindings()

    def _show_runs(self) -> None:
        runs = self.runs
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
    def runs(self) -> RowTable[RunInfo]:
        return self.query_one("#run-table", RowTable)

    @on(RowTable.Opened, "#run-table")
    def _open_run(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RunInfo)
        self.app.push_screen(RunScreen(event.item.id))

    def action_mark(self) -> None:
        """Marks the run under the cursor for comparing, or takes its mark away."""
        if (run := self.runs.current) is not None:
            (self._marked.remove if run.id in self._marked else self._marked.append)(run.id)
            self.runs.refresh()

    def _chosen(self) -> list[str]:
        """The runs that are marked, else the one under the cursor."""
        current = self.runs.current
        return list(self._marked) or ([current.id] if current else [])

    def action_compare(self) -> None:
        """Compares the systems of the runs that are marked, else of the run under the cursor."""
        if runs := self._chosen():
            self.host.compare_runs(runs)

    def action_report(self) -> None:
        """Writes a report of the runs that are marked, else of the run under the cursor."""
        if runs := self._chosen():
            self.host.export_report(runs)

    def gone(self, run: RunInfo) -> None:
        """Forgets a run that was deleted."""
        self._marked = [id for id in self._marked if id != run.id]
        self.action_reload()
