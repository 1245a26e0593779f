"""A plot in a pane that scrolls, drawn anew when its width changes."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

Draw = Callable[[int], Sequence[Content]]
"""From the cells there are across to the lines of a plot."""


class ChartView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Shows what it is given to draw. Left and right are the screen's: there is nothing at the sides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown,space", "page_down", "Page down", show=False),
        Binding("home,g", "scroll_home", "Top", show=False),
        Binding("end,G", "scroll_end", "End", show=False),
    ]

    def __init__(self, draw: Draw) -> None:
        super().__init__(classes="chart")
        self._draw = draw

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, draw: Draw) -> None:
        """Draws something else."""
        self._draw = draw
        self._paint()
        self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """What is drawn, as text."""
        return "\n".join(line.plain.rstrip() for line in self._draw(self._width))

    @property
    def _width(self) -> int:
        return max(self.scrollable_content_region.width, 20)

    def on_resize(self) -> None:
        self._paint()

    def _paint(self) -> None:
        self.query_one(Static).update(Content("\n").join(self._draw(self._width)))
