"""Asks how many items of a run are to be labelled, and by whom; then the label screen takes its place."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label, Static

from touchstone.errors import InputError, TouchstoneError
from touchstone.tui.screens.dialog import DialogScreen
from touchstone.tui.screens.label import LabelScreen
from touchstone.tui.widgets.chrome import ErrorPanel

if TYPE_CHECKING:
    from touchstone.runner import Labelling, LabelStart

_ABOUT = (
    "A random sample is shown without verdicts and systems; one key gives a label, and each is saved at once."
)


class LabelStartScreen(DialogScreen):
    """A small form: the number of items, and the name that the labels are kept under."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "start", "Start", show=False)]

    class Drawn(Message):
        """The sample was drawn, or why it was not."""

        def __init__(self, labelling: "Labelling | None", error: TouchstoneError | None) -> None:
            super().__init__()
            self.labelling, self.error = labelling, error

    def __init__(self, start: "LabelStart") -> None:
        super().__init__()
        self._start = start
        self._waiting = False

    def compose(self) -> ComposeResult:
        start = self._start
        with Vertical(classes="dialog") as panel:
            panel.border_title = f"Label run {start.run.id} blind"
            yield Static(_ABOUT, classes="hint", markup=False)
            with Horizontal(classes="row"):
                yield Label("Items", markup=False)
                yield Input(str(start.size), restrict=r"[0-9]*", max_length=7, compact=True, id="size")
            yield Static(_on_size(start.drawn), classes="hint under", markup=False)
            with Horizontal(classes="row"):
                yield Label("Your name", markup=False)
                yield Input(start.annotator, placeholder="who labels", compact=True, id="annotator")
            yield ErrorPanel()
            with Horizontal(classes="row"):
                yield Button("Start", variant="primary", compact=True, id="ok")
                yield Button("Cancel", compact=True, id="cancel")
            yield Static("", id="state", classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#size").focus()
        self._wait(False)

    @on(Button.Pressed, "#ok")
    @on(Input.Submitted)
    def action_start(self) -> None:
        """Draws the sample where the form is in order, and where that is not going on already."""
        if self._waiting:
            return
        size = int(self.query_one("#size", Input).value or 0)
        name = self.query_one("#annotator", Input).value
        fault = _fault(size, name)
        self.refuse(fault)
        if fault is None:
            self._wait(True)
            self._draw(name, size)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _draw(self, name: str, size: int) -> None:
        try:
            self.post_message(self.Drawn(self.host.backend.labelling(self._start.run.id, name, size), None))
        except TouchstoneError as error:
            self.post_message(self.Drawn(None, error))

    def on_label_start_screen_drawn(self, message: Drawn) -> None:
        self.refuse(message.error)
        if message.labelling is not None and self.is_current:
            message.labelling.use(self.host.store)
            self.app.switch_screen(LabelScreen(message.labelling))

    def refuse(self, error: TouchstoneError | None) -> None:
        """Shows what is wrong, or that nothing is."""
        self._wait(False)
        super().refuse(error)

    def _wait(self, waiting: bool) -> None:
        self._waiting = waiting
        self.query_one("#ok").disabled = waiting
        self.query_one("#state", Static).update(
            "drawing the sample …" if waiting else "Enter: start · Tab: next · Esc: cancel"
        )


def _on_size(drawn: int) -> str:
    if not drawn:
        return "the more, the narrower the intervals; it can grow later"
    return f"the run's sample has {drawn:,} already; a larger number makes it grow"


def _fault(size: int, name: str) -> InputError | None:
    if size < 1:
        return InputError("how many items?", "give a number from 1 on")
    return None if name.strip() else InputError("whose labels are they?", "give your name")
