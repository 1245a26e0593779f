"""The rubrics of this home folder: a list that is searched while typing, and filtered."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from touchstone.domain.model import DEMO_MARK
from touchstone.errors import TouchstoneError
from touchstone.store import RubricFilters, RubricInfo
from touchstone.tui.screens.base import PlaceScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.text import one_line
from touchstone.tui.widgets.rows import RUBRIC_COLUMNS, RUBRIC_MADE, dated_rubric_cells
from touchstone.tui.widgets.rubric_filters import RubricFilterBar
from touchstone.tui.widgets.table import RowTable

TYPING_SECONDS = 0.15
"""So long after the last key the list follows the search."""


class RubricsScreen(PlaceScreen):
    """Rubrics, the newest first; the search looks through criteria and prompts."""

    PLACE = "rubrics"
    TITLE_TEXT = "rubrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/"),
        Binding("f", "filter", "Filters"),
        Binding("c", "clear", "Clear search and filters"),
        Binding("r", "reload", "Read the list again", show=False),
        Binding("escape", "leave_search", "Back to the list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filters = RubricFilters()
        self._typing: Timer | None = None

    def body(self) -> ComposeResult:
        yield Input(placeholder="search criteria and prompts", id="search", compact=True)
        yield RubricFilterBar()
        yield Static("", id="found", markup=False)
        yield RowTable[RubricInfo](
            (*RUBRIC_COLUMNS, RUBRIC_MADE),
            dated_rubric_cells,
            self._page,
            self._count,
            empty="no such rubrics",
            id="rubric-table",
        )

    def _page(self, limit: int, offset: int) -> Sequence[RubricInfo]:
        return self.host.store.list_rubrics(limit=limit, offset=offset, **self._filters)

    def _count(self) -> int:
        return self.host.store.count_rubrics(**self._filters)

    @property
    def _rubrics(self) -> RowTable[RubricInfo]:
        return self.query_one("#rubric-table", RowTable)

    @property
    def _search(self) -> Input:
        return self.query_one("#search", Input)

    @property
    def _bar(self) -> RubricFilterBar:
        return self.query_one(RubricFilterBar)

    def on_mount(self) -> None:
        self._rubrics.focus()

    def on_screen_resume(self) -> None:
        self.action_reload()

    def action_reload(self) -> None:
        """Reads the list again, and what there is to filter by."""
        store = self.host.store
        try:
            self._bar.offer(store.rubric_datasets(), store.rubric_generators())
            self._read_filters()
        except TouchstoneError as error:
            self.host.show_error(error)
        self._rubrics.reload()
        self._show_state()

    def _read_filters(self) -> None:
        age = self._bar.age
        since = self.host.backend.since(age) if age else None
        self._filters = {**self._bar.chosen, "search": self._search.value.strip() or None, "since": since}

    @property
    def _words(self) -> list[str]:
        """The search and the filters that are on."""
        search = self._search.value.strip()
        return [*([f"“{one_line(search, 40)}”"] if search else []), *self._bar.words()]

    def _show_state(self) -> None:
        """How many there are, what narrows them, and the mark where some in sight came from a bundled model."""
        found, words = self._rubrics.rows, self._words
        total = self.host.store.count_rubrics() if words else found
        number = f"{found:,} of {total:,} rubrics" if words else f"{total:,} rubrics"
        narrowed = Content.assemble((" · ".join(words), "bold $accent"), " · c in the list clears")
        told = narrowed if words else Content("all of them: / searches, f filters")
        self.query_one("#found", Static).update(Content.assemble(f"{number} · ", told))
        marked = any(rubric.demo_model for rubric in self._rubrics.held())
        self.show_marks([DEMO_MARK] if marked else [])
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear where something narrows the list."""
        return bool(self._words) if action == "clear" and self.is_mounted else True

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._narrow)

    @on(RubricFilterBar.Changed)
    def _narrow(self) -> None:
        """Shows the list as search and filters narrow it now."""
        self._read_filters()
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
        self._search.focus()

    def action_filter(self) -> None:
        """Goes to the filters."""
        self.query_one("#filter-dataset").focus()

    def action_clear(self) -> None:
        """Empties the search and takes all filters off."""
        self._search.value = ""
        self._bar.clear()
        self._rubrics.focus()

    def action_leave_search(self) -> None:
        """Goes back to the list; from there it empties the search."""
        if self._rubrics.has_focus:
            self._search.value = ""
        else:
            self._rubrics.focus()
