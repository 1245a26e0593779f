"""The rubrics of this home folder: a list that is searched while typing."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from touchstone.domain.model import DEMO_MARK
from touchstone.store import RubricInfo
from touchstone.tui.screens.base import PlaceScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.widgets.rows import RUBRIC_COLUMNS, rubric_cells
from touchstone.tui.widgets.table import RowTable


class RubricsScreen(PlaceScreen):
    """Rubrics, the newest first; the search looks through criteria and prompts."""

    PLACE = "rubrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/"),
        Binding("r", "reload", "Read the list again", show=False),
        Binding("escape", "leave_search", "Back to the list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._search: str | None = None

    def body(self) -> ComposeResult:
        yield Input(placeholder="search criteria and prompts", id="search", compact=True)
        yield RowTable[RubricInfo](
            RUBRIC_COLUMNS, rubric_cells, self._page, self._count, empty="no rubrics", id="rubric-table"
        )

    def _page(self, limit: int, offset: int) -> Sequence[RubricInfo]:
        return self.host.store.list_rubrics(search=self._search, limit=limit, offset=offset)

    def _count(self) -> int:
        return self.host.store.count_rubrics(search=self._search)

    @property
    def _rubrics(self) -> RowTable[RubricInfo]:
        return self.query_one("#rubric-table", RowTable)

    def on_mount(self) -> None:
        self._rubrics.focus()

    def on_screen_resume(self) -> None:
        self.action_reload()

    def action_reload(self) -> None:
        """Reads the list again."""
        self._rubrics.reload()
        self._show_state()

    def _show_state(self) -> None:
        """How many there are, and the mark where what is in sight came from a bundled model."""
        self.show_title(f"{self._rubrics.rows:,} rubrics")
        marked = any(rubric.demo_model for rubric in self._rubrics.held())
        self.show_marks([DEMO_MARK] if marked else [])

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self._search = event.value.strip() or None
        self._rubrics.restart()
        self._show_state()

    @on(Input.Submitted, "#search")
    def _to_results(self) -> None:
        self._rubrics.focus()

    @on(RowTable.Opened, "#rubric-table")
    def _open_rubric(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RubricInfo)
        self.app.push_screen(RubricScreen(event.item.id))

    def action_search(self) -> None:
        """Goes to the search box."""
        self.query_one("#search").focus()

    def action_leave_search(self) -> None:
        """Leaves the search box; a second time empties it."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            self._rubrics.focus()
        else:
            search.value = ""
