"""A table of any length: it holds only the pages of rows around the screen, fetched when they are needed."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from touchstone.errors import TouchstoneError
from touchstone.tui.text import one_line, plain

Item = TypeVar("Item")
Look = Literal["", "dim", "good", "warn", "bad", "bar"]
Cell = str | tuple[str, Look]
PAGE = 100
PAGES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` in cells; with 0 it gets `share` parts of what the others leave.

    Hidden in tables narrower than `above`.
    """

    title: str
    width: int = 0
    right: bool = False
    above: int = 0
    share: int = 1


class RowTable(ScrollView, Generic[Item], can_focus=True, inherit_bindings=False):
    """Rows fetched by (limit, offset) as they come into view; Enter or a click on the cursor's row opens it.

    `fetch` and `count` read from SQLite on the UI thread: a page takes milliseconds, whatever the length.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open"),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home,g", "jump(0)", "First row", show=False),
        Binding("end,G", "jump(1)", "Last row", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-table--header",
        "row-table--cursor",
        "row-table--dim",
        "row-table--good",
        "row-table--warn",
        "row-table--bad",
        "row-table--bar",
    }

    cursor: reactive[int] = reactive(0)

    class Opened(Message):
        """The user chose a row: its item and its number from 0."""

        def __init__(self, table: "RowTable[Any]", item: object, index: int) -> None:
            super().__init__()
            self.table, self.item, self.index = table, item, index

        @property
        def control(self) -> "RowTable[Any]":
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Item], Sequence[Cell]],
        fetch: Callable[[int, int], Sequence[Item]],
        count: Callable[[], int],
        *,
        empty: str = "nothing here",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._empty = empty
        self._columns, self._cells, self._fetch, self._count = columns, cells, fetch, count
        self._pages: OrderedDict[int, Sequence[Item]] = OrderedDict()
        self.rows = 0

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Reads the number of rows again and forgets the pages; the cursor stays where it was."""
        self._pages.clear()
        try:
            self.rows = self._count()
        except TouchstoneError as error:
            self._report(error)
        self.cursor = self.validate_cursor(self.cursor)
        self._measure()
        self.refresh()

    def restart(self) -> None:
        """Reloads and goes to the first row, for when the rows are others now."""
        self.cursor = 0
        self.reload()
        self.scroll_to(y=0, animate=False)

    def _report(self, error: TouchstoneError) -> None:
        self.notify(plain(str(error)), severity="error", markup=False)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.rows + 1)

    def on_resize(self) -> None:
        self._measure()
        self._show_cursor()

    def item(self, index: int) -> Item | None:
        """The row's item, fetching its page where it is not held; None where there is no such row."""
        if not 0 <= index < self.rows:
            return None
        number, place = divmod(index, PAGE)
        if number not in self._pages:
            try:
                self._pages[number] = self._fetch(PAGE, number * PAGE)
            except TouchstoneError as error:
                self._pages[number] = ()
                self._report(error)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        page = self._pages[number]
        return page[place] if place < len(page) else None

    def held(self) -> list[Item]:
        """The items of the pages that are held: those in sight and some around them."""
        if self.rows and not self._pages:
            self.item(0)
        return [item for page in self._pages.values() for item in page]

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.item(self.cursor)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.rows - 1))

    def watch_cursor(self) -> None:
        self._show_cursor()
        self.refresh()

    def _show_cursor(self) -> None:
        visible = max(self.scrollable_content_region.height - 1, 1)
        top = round(self.scroll_y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + visible:
            self.scroll_to(y=self.cursor - visible + 1, animate=False)

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, by: int) -> None:
        self.cursor += by * max(self.scrollable_content_region.height - 2, 1)

    def action_jump(self, to_end: int) -> None:
        self.cursor = self.rows - 1 if to_end else 0

    def action_open(self) -> None:
        if (item := self.current) is not None:
            self.post_message(self.Opened(self, item, self.cursor))

    def on_click(self, event: events.Click) -> None:
        index = round(self.scroll_y) + event.y - 1
        if event.y < 1 or index >= self.rows:
            return
        already_there = index == self.cursor
        self.cursor = index
        if already_there or event.chain > 1:
            self.action_open()

    def _layout(self, width: int) -> list[tuple[int, int]]:
        """(column index, width) of the columns that are shown, with a gap of one cell between them."""
        shown = [index for index, column in enumerate(self._columns) if width >= column.above]
        fixed = sum(self._columns[index].width for index in shown) + len(shown)
        left, shares = max(width - fixed, 0), sum(self._columns[index].share for index in shown)
        shares -= sum(self._columns[index].share for index in shown if self._columns[index].width)
        layout = []
        for index in shown:
            column = self._columns[index]
            size = column.width or left * column.share // shares
            if not column.width:
                left, shares = left - size, shares - column.share
            layout.append((index, size))
        return layout

    def _style(self, name: str, base: Style) -> Style:
        return base + self.get_component_rich_style(f"row-table--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            titles = [column.title for column in self._columns]
            return self._strip(titles, width, self._style("header", self.rich_style))
        index = round(self.scroll_y) + y - 1
        if index >= self.rows:
            text = " " + fit(self._empty, width - 1) if y == 1 and not self.rows else " " * width
            return Strip([Segment(text, self._style("dim", self.rich_style))], width)
        item = self.item(index)
        on_cursor = index == self.cursor and self.has_focus
        style = self._style("cursor", self.rich_style) if on_cursor else self.rich_style
        cells: Sequence[Cell] = [] if item is None else self._cells(item)
        marker = "▌" if index == self.cursor and not on_cursor else " "
        return self._strip(cells, width, style, marker=marker, plain=on_cursor)

    def _strip(
        self, cells: Sequence[Cell], width: int, style: Style, *, marker: str = " ", plain: bool = False
    ) -> Strip:
        segments = []
        for place, (index, size) in enumerate(self._layout(width)):
            cell = cells[index] if index < len(cells) else ""
            text, look = (cell, "") if isinstance(cell, str) else cell
            fitted = fit(text, size, right=self._columns[index].right)
            shown = style if plain or not look else self._style(look, style)
            segments += [Segment(marker if place == 0 else " ", style), Segment(fitted, shown)]
        return Strip(segments).adjust_cell_length(width, style)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` on one line in exactly `width` cells: padded, or cut with an ellipsis."""
    line = one_line(text)
    length = cell_len(line)
    if length > width:
        return set_cell_size(line, width - 1) + "…" if width > 0 else ""
    padding = " " * (width - length)
    return padding + line if right else line + padding
