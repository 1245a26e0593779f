"""The first screen: the runs and the rubrics of this home folder, or what to do where there are none yet."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static, TabbedContent, TabPane

from touchstone.domain.model import DEMO_MARK
from touchstone.domain.run import RunInfo
from touchstone.store import RubricInfo
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.widgets.rows import RUBRIC_COLUMNS, RUN_COLUMNS, rubric_cells, run_cells
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


class HomeScreen(BaseScreen):
    """Runs and rubrics in two tabs."""

    TITLE_TEXT = "runs and rubrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new_run", "New run"),
        Binding("s", "app.scratch", "Scratch"),
        Binding("d", "app.demo", "Demo"),
        Binding("slash", "search", "Search rubrics", key_display="/"),
        Binding("m", "mark", "Mark the run for comparing", show=False),
        Binding("c", "compare", "Compare"),
        Binding("1", "tab('runs')", "Runs", show=False),
        Binding("2", "tab('rubrics')", "Rubrics", show=False),
        Binding("left,right", "other_tab", "Other list", show=False),
        Binding("r", "reload", "Read the lists again", show=False),
        Binding("q", "app.quit", "Quit"),
        Binding("escape", "leave_search", "Back to the list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._search: str | None = None
        self._seen = (-1, -1)
        self._marked: list[str] = []
        """The runs that are to be compared."""

    def body(self) -> ComposeResult:
        yield Static(Content.assemble(*WELCOME), id="welcome", markup=False)
        with TabbedContent(id="lists"):
            with TabPane("Runs", id="runs"):
                store = self.host.store
                yield RowTable[RunInfo](
                    RUN_COLUMNS,
                    lambda run: run_cells(run, marked=run.id in self._marked),
                    lambda limit, offset: store.list_runs(limit=limit, offset=offset),
                    store.count_runs,
                    empty="no runs yet: n judges a file",
                    id="run-table",
                )
            with TabPane("Rubrics", id="rubrics"):
                yield Input(placeholder="search criteria and prompts", id="search", compact=True)
                yield RowTable[RubricInfo](
                    RUBRIC_COLUMNS,
                    rubric_cells,
                    self._rubrics,
                    self._count_rubrics,
                    empty="no rubrics",
                    id="rubric-table",
                )

    def _rubrics(self, limit: int, offset: int) -> Sequence[RubricInfo]:
        return self.host.store.list_rubrics(search=self._search, limit=limit, offset=offset)

    def _count_rubrics(self) -> int:
        return self.host.store.count_rubrics(search=self._search)

    def on_mount(self) -> None:
        self.query_one("#run-table").focus()

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
        """Reads both lists again."""
        for table in self.query(RowTable):
            table.reload()
        self._label_tabs()
        empty = not any(table.rows for table in self.query(RowTable)) and not self._search
        self.query_one("#welcome").display = empty
        self.query_one("#lists").display = not empty
        if empty:
            self.set_focus(None)
        elif self.focused is None:
            self.query_one("#run-table").focus()
        self._show_list_marks()

    def _label_tabs(self) -> None:
        tabs = self.query_one(TabbedContent)
        for name, table in (("runs", "#run-table"), ("rubrics", "#rubric-table")):
            rows = self.query_one(table, RowTable).rows
            tabs.get_tab(name).label = Content(f"{name.capitalize()} {rows:,}")

    @on(TabbedContent.TabActivated)
    def _show_list_marks(self) -> None:
        """Marks the list that is shown where what is in sight of it came from a bundled model."""
        if self.query_one(TabbedContent).active == "rubrics":
            rubrics: RowTable[RubricInfo] = self.query_one("#rubric-table", RowTable)
            marked = any(rubric.demo_model for rubric in rubrics.held())
            self.show_marks([DEMO_MARK] if marked else [])
        else:
            runs: RowTable[RunInfo] = self.query_one("#run-table", RowTable)
            self.show_marks(mark for run in runs.held() for mark in run.marks)

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self._search = event.value.strip() or None
        self.query_one("#rubric-table", RowTable).restart()
        self._label_tabs()

    @on(Input.Submitted, "#search")
    def _to_results(self) -> None:
        self.query_one("#rubric-table").focus()

    @on(RowTable.Opened, "#run-table")
    def _open_run(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RunInfo)
        self.app.push_screen(RunScreen(event.item.id))

    @on(RowTable.Opened, "#rubric-table")
    def _open_rubric(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RubricInfo)
        self.app.push_screen(RubricScreen(event.item.id))

    @property
    def _run(self) -> RunInfo | None:
        runs: RowTable[RunInfo] = self.query_one("#run-table", RowTable)
        return runs.current if self.query_one(TabbedContent).active == "runs" else None

    def action_mark(self) -> None:
        """Marks the run under the cursor for comparing, or takes its mark away."""
        if self._run is not None:
            marked = self._run.id in self._marked
            (self._marked.remove if marked else self._marked.append)(self._run.id)
            self.query_one("#run-table").refresh()

    def action_compare(self) -> None:
        """Compares the systems of the runs that are marked, else of the run under the cursor."""
        runs = self._marked or ([self._run.id] if self._run else [])
        if runs:
            self.host.compare_runs(runs)

    def action_tab(self, name: str) -> None:
        """Shows one of the lists and goes to it."""
        self.query_one(TabbedContent).active = name
        self.query_one(f"#{'run' if name == 'runs' else 'rubric'}-table").focus()

    def action_other_tab(self) -> None:
        """Shows the other list."""
        self.action_tab("runs" if self.query_one(TabbedContent).active == "rubrics" else "rubrics")

    def action_search(self) -> None:
        """Goes to the rubrics' search box."""
        self.query_one(TabbedContent).active = "rubrics"
        self.query_one("#search").focus()

    def action_leave_search(self) -> None:
        """Leaves the search box; a second time empties it."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            self.query_one("#rubric-table").focus()
        else:
            search.value = ""
