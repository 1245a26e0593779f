"""The panel of a run that is going on: phase, bar, rates, time left, and the latest result."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ProgressBar, Static

from touchstone.tui.live import LiveRun
from touchstone.tui.text import one_line, plain
from touchstone.tui.widgets.verdicts import outcome

_STATES = {
    "stopping": "stopping: the unit in hand is given up …",
    "paused": "paused after the unit in hand: p goes on",
}


class LivePanel(Vertical):
    """Shows one LiveRun; hidden while there is none."""

    def compose(self) -> ComposeResult:
        yield Static("", id="live-phase", markup=False)
        yield ProgressBar(show_eta=False)
        yield Static("", id="live-note", markup=False)

    def on_mount(self) -> None:
        self.display = False

    def show(self, live: LiveRun | None) -> None:
        """Paints the run's state where it changed since the last time."""
        self.display = live is not None and (live.active or live.error is not None)
        if live is None or not self.display:
            return
        count = f"{live.done:,} of {live.units:,} units" if live.units else ""
        state = _STATES.get(live.state, live.phase)
        parts = [part for part in (state, count, live.rates()) if part]
        self.query_one("#live-phase", Static).update(Content(" · ".join(parts)), layout=False)
        self.query_one(ProgressBar).update(total=live.units or None, progress=live.done)
        self.query_one(ProgressBar).display = live.active
        self.query_one("#live-note", Static).update(self._note(live), layout=live.error is not None)

    def _note(self, live: LiveRun) -> Content:
        if live.error is not None:
            return Content.assemble((plain(str(live.error)), "$error"))
        if live.latest is None:
            return Content("")
        line = live.latest
        latest = one_line(f"{line.sample_id} {line.response_id}: {outcome(line)}")
        return Content.assemble(("latest ", "$secondary"), latest)
