"""The frame around every screen: the title line, the mark of demo models, and the panel for errors."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from touchstone.errors import TouchstoneError
from touchstone.tui.live import LiveRun
from touchstone.tui.places import PLACES
from touchstone.tui.text import one_line, plain


class TitleBar(Static):
    """One line: where the user is, and at its right end how the run that is going on stands."""

    def __init__(self, title: str) -> None:
        super().__init__("", markup=False)
        self._title = title
        self._status = ""

    def show(self, title: str) -> None:
        """Changes the place that is named."""
        self._title = title
        self._paint()

    def show_live(self, live: LiveRun | None) -> None:
        """Changes the run's status."""
        status = status_of(live)
        if status != self._status:
            self._status = status
            self._paint()

    def on_resize(self) -> None:
        self._paint()

    def _paint(self) -> None:
        room = max(self.size.width - len(self._status) - 14, 8)
        left = one_line(self._title)
        left = left if len(left) <= room else left[: room - 1] + "…"
        gap = " " * max(self.size.width - 12 - len(left) - len(self._status), 1)
        name = ("Touchstone", "bold $primary")
        self.update(Content.assemble(name, "  ", left, gap, (self._status, "$accent")))


def status_of(live: LiveRun | None) -> str:
    """The run that is going on in a few words; empty where none is."""
    if live is None or not live.active:
        return ""
    if live.state == "stopping":
        return "stopping …"
    if live.paused:
        return "paused"
    if live.fraction is None:
        return f"{live.phase} …"
    return f"{live.phase} {live.fraction:.0%}"


class PlaceBar(Horizontal):
    """One line with the main screens and their keys; the one that is shown stands out, a click goes to another."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        for key, name in enumerate(PLACES, start=1):
            here = " -here" if name == self._place else ""
            text = f"[@click=app.place('{name}')] {key} {name.capitalize()} [/]"
            yield Static(text, classes=f"place{here}")


class MarkBar(Static):
    """The marks of a run or rubric ("demo model: ..."), in the colour of warnings; hidden without any."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.display = False

    def show(self, marks: Iterable[str]) -> None:
        """Shows these marks, each once."""
        text = " · ".join(dict.fromkeys(marks))
        self.display = bool(text)
        self.update(f"⚠ {text}")


class ErrorPanel(Static):
    """What went wrong and what to do about it; hidden until there is something."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.display = False

    def show(self, error: TouchstoneError | None) -> None:
        """Shows the error with its remedy, or hides the panel."""
        self.display = error is not None
        if error is not None:
            remedy = f"\n{plain(error.remedy)}" if error.remedy else ""
            self.update(Content.assemble((plain(error.message), "bold $error"), remedy))
