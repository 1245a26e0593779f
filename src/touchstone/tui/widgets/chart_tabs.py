"""Plots of one thing in tabs: one is in sight, and the others are a key away."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TabbedContent, TabPane

from touchstone.tui.widgets.chart_view import ChartView, Draw


class ChartTabs(Vertical):
    """Tabs by name. `titles`: of each tab by its name (letters and dashes), in their order."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._titles = {f"chart-{name}": title for name, title in titles.items()}

    def compose(self) -> ComposeResult:
        with TabbedContent(id="plots"):
            for pane, title in self._titles.items():
                with TabPane(title, id=pane):
                    yield ChartView(lambda _: [Content("computing …")])

    def show(self, draws: Sequence[Draw]) -> None:
        """Draws something in each tab."""
        for view, draw in zip(self.query(ChartView), draws, strict=True):
            view.show(draw)

    @property
    def shown(self) -> ChartView:
        """The plot that is in sight."""
        pane = self.query_one(TabbedContent).active or next(iter(self._titles))
        return self.query_one(f"#{pane} ChartView", ChartView)

    def turn(self, by: int) -> None:
        """Brings a tab further on (or back) in sight, round and round."""
        tabs, panes = self.query_one(TabbedContent), list(self._titles)
        tabs.active = panes[(panes.index(tabs.active) + by) % len(panes)]
        self.shown.focus()
