"""A small form over the screen, which Escape closes."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Button
from textual.worker import Worker, WorkerState

from touchstone.errors import TouchstoneError
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chrome import ErrorPanel

if TYPE_CHECKING:
    from touchstone.tui.app import TouchstoneApp


class DialogScreen(ModalScreen[None]):
    """Subclasses compose a `Vertical` of the class "dialog" with an ErrorPanel, and may have a #cancel button."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    @property
    def host(self) -> "TouchstoneApp":
        """The app, by its own type."""
        return cast("TouchstoneApp", self.app)

    @on(Button.Pressed, "#cancel")
    def action_close(self) -> None:
        """Closes the form."""
        self.dismiss()

    def refuse(self, error: TouchstoneError | None) -> None:
        """Shows what is wrong, or that nothing is; what was waited for is over."""
        self.query_one(ErrorPanel).show(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Shows an error that a worker of the form did not foresee."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.refuse(unexpected(event.worker.error))
