"""What every screen has: a title line, the mark bar, the footer, and a way back; and what a main screen has."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chrome import MarkBar, PlaceBar, TitleBar

if TYPE_CHECKING:
    from touchstone.tui.app import TouchstoneApp


class BaseScreen(Screen[None]):
    """A full screen. Subclasses give `body` and their title."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]
    TITLE_TEXT = ""

    @property
    def unsaved(self) -> str:
        """What leaving the app now would lose, in words; empty where that is nothing."""
        return ""

    @property
    def host(self) -> "TouchstoneApp":
        """The app, by its own type."""
        return cast("TouchstoneApp", self.app)

    def compose(self) -> ComposeResult:
        yield TitleBar(self.TITLE_TEXT)
        yield MarkBar()
        yield from self.body()
        yield Footer(compact=True, show_command_palette=False)

    def body(self) -> ComposeResult:
        """What is between the title and the footer."""
        yield from ()

    def on_mount(self) -> None:
        self.set_interval(0.25, self._tick_in_sight)
        self.tick()

    def _tick_in_sight(self) -> None:
        if self.is_current:
            self.tick()

    def tick(self) -> None:
        """Called four times a second: shows what changed in the run that is going on."""
        self.query_one(TitleBar).show_live(self.host.live)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Shows an error that a worker of the screen did not foresee."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.host.show_error(unexpected(event.worker.error))

    def show_title(self, title: str) -> None:
        """Names where the user is."""
        self.query_one(TitleBar).show(title)

    def show_marks(self, marks: Iterable[str]) -> None:
        """Shows the marks of what is on the screen."""
        self.query_one(MarkBar).show(marks)

    def action_back(self) -> None:
        """Goes back to the screen before."""
        self.app.pop_screen()


class PlaceScreen(BaseScreen):
    """One of the main screens: 1, 2 and 3 go from one to the other, and there is none to go back to."""

    PLACE = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "app.place('runs')", "Runs", show=False),
        Binding("2", "app.place('rubrics')", "Rubrics", show=False),
        Binding("3", "app.place('models')", "Models", show=False),
        Binding("q", "app.quit", "Quit"),
        Binding("escape", "back", "Back", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield TitleBar(self.TITLE_TEXT)
        yield PlaceBar(self.PLACE)
        yield MarkBar()
        yield from self.body()
        yield Footer(compact=True, show_command_palette=False)

    def action_back(self) -> None:
        """There is nothing before a main screen."""
