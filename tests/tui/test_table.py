from textual.app import App, ComposeResult

from touchstone.errors import InputError
from touchstone.tui.widgets.table import PAGE, PAGES_KEPT, Cell, Column, RowTable


class TableApp(App[None]):
    """A table of numbers that counts how often it is asked for a page."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.total = rows
        self.asked: list[int] = []
        self.opened: list[object] = []

    def compose(self) -> ComposeResult:
        columns = (Column("number", 8, right=True), Column("text"), Column("wide", 10, above=60))
        yield RowTable[int](columns, self.cells, self.fetch, lambda: self.total)

    def cells(self, number: int) -> tuple[Cell, ...]:
        return (f"{number:,}", (f"[b]row[/b] {number}", "dim"), "only here")

    def fetch(self, limit: int, offset: int) -> list[int]:
        if offset == 7 * PAGE:
            raise InputError("page seven is gone", "look elsewhere")
        self.asked.append(offset)
        return list(range(offset, min(offset + limit, self.total)))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        self.opened.append(event.item)

    def line(self, y: int) -> str:
        return self.query_one(RowTable).render_line(y).text


async def test_a_table_of_a_million_rows_fetches_only_what_is_seen() -> None:
    app = TableApp(1_000_000)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("end", "enter")
        await pilot.pause()
        assert app.opened == [999_999]
        assert "999,999" in app.line(11)
        assert len(app.asked) <= 4
        await pilot.press("home", "down", "enter")
        assert app.opened[-1] == 1


async def test_paging_goes_through_and_forgets_old_pages() -> None:
    app = TableApp(10_000)
    async with app.run_test(size=(50, 52)) as pilot:
        table: RowTable[int] = app.query_one(RowTable)
        await pilot.press("pagedown", "pagedown")
        assert table.cursor == 100
        for row in range(0, 6_000, PAGE):
            assert table.item(row) == (None if row == 7 * PAGE else row)
        assert len(table.held()) <= PAGE * PAGES_KEPT


async def test_columns_fit_the_width_and_text_is_never_markup() -> None:
    app = TableApp(3)
    async with app.run_test(size=(80, 12)) as pilot:
        assert "[b]row[/b] 0" in app.line(1)
        assert app.line(1).rstrip().endswith("only here")
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "only here" not in app.line(1)
        assert app.line(4).strip() == ""


async def test_a_page_that_cannot_be_read_is_told_and_does_not_end_the_app() -> None:
    app = TableApp(10_000)
    async with app.run_test(size=(50, 20), notifications=True) as pilot:
        app.query_one(RowTable).cursor = 7 * PAGE + 5
        await pilot.pause()
        assert app.query_one(RowTable).current is None
        assert any("page seven is gone" in notice.message for notice in app._notifications)


async def test_an_empty_table_opens_nothing() -> None:
    app = TableApp(0)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("down", "end", "enter")
        assert app.opened == []
        assert app.line(1).strip() == "nothing here"


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    app = TableApp(20)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.click(RowTable, offset=(12, 4))
        assert app.query_one(RowTable).cursor == 3
        await pilot.click(RowTable, offset=(12, 4))
        await pilot.pause()
        assert app.opened == [3]
