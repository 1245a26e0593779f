"""A new report card: its judge and its labelled files, and the start."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.widgets import Button, Input, Select, Static

from touchstone.domain.card import PROBED
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.pick import PickScreen
from touchstone.tui.text import shown_path
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.form import Field, PathSuggester, data_fault

SEPARATOR = ";"
_ABOUT = (
    "How far to trust a judge, measured on files with labels of people: its agreement with them, what moves it "
    "without merit, whether it judges what it is asked about, and what helps it. Home files are of the kind that "
    f"the judge was tuned on. Several files are separated by {SEPARATOR}"
)


class CardStartScreen(BaseScreen):
    """Asks what to measure and starts it; the cards show how it goes on."""

    TITLE_TEXT = "new report card"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "start", "Start"),
        Binding("ctrl+o", "pick", "Add a file"),
    ]

    def __init__(self, judge: str | None = None) -> None:
        super().__init__()
        self._judge = judge

    def body(self) -> ComposeResult:
        with Container(id="form"):
            yield Static(_ABOUT, classes="hint", markup=False)
            models = self.host.models("judge")
            chosen = self._judge if self._judge in [name for _, name in models] else models[0][1]
            judges: Select[str] = Select(models, value=chosen, allow_blank=False, compact=True, id="judge")
            yield Field("Judge", judges, "judge-field")
            yield Field("Files", _files("data"), "data-field")
            yield Field("Home files", _files("own"), "own-field")
            probed = Input(str(PROBED), type="integer", compact=True, id="probed")
            yield Field("Changed", probed, "probed-field")
        with Horizontal(id="start-row"):
            yield Button("Start", variant="primary", id="start", compact=True)
        yield ErrorPanel()

    def on_mount(self) -> None:
        self.query_one("#data").focus()

    def action_pick(self) -> None:
        """Adds a file to the field that has the focus."""
        try:
            known = self.host.backend.known_data()
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        field = self.query_one("#own" if self.query_one("#own").has_focus else "#data", Input)

        def add(path: str | None) -> None:
            if path is not None:
                field.value = f"{SEPARATOR} ".join([*_named(field.value), shown_path(path)])

        self.app.push_screen(PickScreen(known), add)

    @on(Button.Pressed, "#start")
    @on(Input.Submitted)
    def action_start(self) -> None:
        """Starts measuring where the form is in order."""
        files = {name: _named(self.query_one(f"#{name}", Input).value) for name in ("data", "own")}
        faulty = False
        for name, named in files.items():
            faults = [fault for path in named if (fault := data_fault(path))]
            if name == "data" and not (named or files["own"]):
                faults = [data_fault("")]
            faulty |= self.query_one(f"#{name}-field", Field).fault("; ".join(faults))
        probed = int(self.query_one("#probed", Input).value or 0)
        faulty |= self.query_one("#probed-field", Field).fault("" if probed > 0 else "at least 1")
        if faulty:
            return
        judge = str(self.query_one("#judge", Select).value)
        backend, host = self.host.backend, self.host
        self._failed(None)
        host.launch(
            lambda stop: backend.make_card(judge, files["own"], files["data"], probed, stop),
            self._started,
            self._failed,
        )

    def _started(self, _: str) -> None:
        if self.is_current:
            self.app.pop_screen()

    def _failed(self, error: TouchstoneError | None) -> None:
        if self.is_mounted:
            self.query_one(ErrorPanel).show(error)


def _files(id: str) -> Input:
    return Input(placeholder="labelled.jsonl", suggester=PathSuggester(), compact=True, id=id)


def _named(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
