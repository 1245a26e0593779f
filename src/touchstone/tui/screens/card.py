"""One report card: what it says, and its four parts as charts."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.report_file import PageFileScreen
from touchstone.tui.text import moment
from touchstone.tui.widgets.card_chart import part_lines, summary_lines
from touchstone.tui.widgets.chart_tabs import ChartTabs

if TYPE_CHECKING:
    from touchstone.runner.card.stored import StoredCard

_ABOUT = "One page that needs no other file and no network: what the card says, and all its figures."


class CardScreen(BaseScreen):
    """Shows a stored card; nothing is computed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "other_part(1)", "Next part"),
        Binding("left", "other_part(-1)", "Previous part"),
        Binding("y", "copy", "Copy", tooltip="copy the part as text"),
        Binding("h", "page", "Page", tooltip="write the card as one HTML page"),
    ]

    def __init__(self, stored: "StoredCard") -> None:
        super().__init__()
        self._stored = stored

    def body(self) -> ComposeResult:
        parts = self._stored.card.parts
        yield ChartTabs({"says": "Says", **{part.name: part.name.capitalize() for part in parts}})

    def on_mount(self) -> None:
        self.show_title(
            f"card {self._stored.id} of {self._stored.card.judge} · {moment(self._stored.created)}"
        )
        card, tabs = self._stored.card, self.query_one(ChartTabs)
        self.show_marks(card.marks)
        tabs.show([partial(summary_lines, card), *(partial(part_lines, part) for part in card.parts)])
        tabs.shown.focus()

    def action_other_part(self, by: int) -> None:
        """Shows another part."""
        self.query_one(ChartTabs).turn(by)

    def action_copy(self) -> None:
        """Copies the part as text."""
        self.app.copy_to_clipboard(self.query_one(ChartTabs).shown.text)
        self.notify("The part is copied as text.", markup=False)

    def action_page(self) -> None:
        """Writes the card as one page."""
        stored, backend = self._stored, self.host.backend
        title, name = f"Report card {stored.id} of {stored.card.judge}", f"touchstone-card-{stored.id}.html"
        form = PageFileScreen(title, _ABOUT, name, lambda file: backend.write_card(stored, file))
        self.app.push_screen(form)
