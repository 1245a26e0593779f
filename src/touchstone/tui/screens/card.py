"""One report card: what it says, and its four parts as charts."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TabbedContent, TabPane

from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.report_file import PageFileScreen
from touchstone.tui.text import moment
from touchstone.tui.widgets.card_chart import part_lines, summary_lines
from touchstone.tui.widgets.chart_view import ChartView

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
        self._panes = ["card-says", *(f"card-{part.name}" for part in stored.card.parts)]

    def body(self) -> ComposeResult:
        card = self._stored.card
        with TabbedContent(id="plots"):
            with TabPane("Says", id=self._panes[0]):
                yield ChartView(partial(summary_lines, card))
            for pane, part in zip(self._panes[1:], card.parts, strict=True):
                with TabPane(part.name.capitalize(), id=pane):
                    yield ChartView(partial(part_lines, part))

    def on_mount(self) -> None:
        self.show_title(
            f"card {self._stored.id} of {self._stored.card.judge} · {moment(self._stored.created)}"
        )
        self.show_marks(self._stored.card.marks)
        self._shown.focus()

    @property
    def _shown(self) -> ChartView:
        """The part that is in sight."""
        pane = self.query_one(TabbedContent).active or self._panes[0]
        return self.query_one(f"#{pane} ChartView", ChartView)

    def action_other_part(self, by: int) -> None:
        """Shows another part."""
        tabs = self.query_one(TabbedContent)
        tabs.active = self._panes[(self._panes.index(tabs.active) + by) % len(self._panes)]
        self._shown.focus()

    def action_copy(self) -> None:
        """Copies the part as text."""
        self.app.copy_to_clipboard(self._shown.text)
        self.notify("The part is copied as text.", markup=False)

    def action_page(self) -> None:
        """Writes the card as one page."""
        stored, backend = self._stored, self.host.backend
        title, name = f"Report card {stored.id} of {stored.card.judge}", f"touchstone-card-{stored.id}.html"
        form = PageFileScreen(title, _ABOUT, name, lambda file: backend.write_card(stored, file))
        self.app.push_screen(form)
