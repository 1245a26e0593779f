"""The models of the catalogue: what is here, what each needs, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message

from touchstone.domain.words import size
from touchstone.errors import TouchstoneError
from touchstone.tui.backend.models import Role
from touchstone.tui.screens.choose import ChooseScreen
from touchstone.tui.screens.model_work import ModelWorkScreen
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.model_panel import ModelDetails, command, use
from touchstone.tui.widgets.table import Cell, Column, Look, RowTable

if TYPE_CHECKING:
    from touchstone.runner.models.memory_need import Machine
    from touchstone.runner.models.state import ModelState

COLUMNS = (
    Column("for", 6),
    Column("name"),
    Column("state", 8),
    Column("role", 9, above=90),
    Column("size", 7, right=True),
    Column("weights", 7),
    Column("memory", 12),
    Column("default", 9, above=70),
    Column("licence", 12, above=100),
)
FITS: dict[str, Look] = {"fits": "good", "tight": "warn", "does not fit": "bad"}
USES: dict[str, Look] = {"loaded": "good", "here": "", "not here": "dim"}
SHORT = {
    None: "any",
    "laptop-8": "8 GB",
    "laptop-16": "16 GB",
    "workstation-24": "24 GB",
    "workstation-48": "48 GB",
}
ROLES: dict[str, tuple[Role, ...]] = {
    "judge": ("judge",),
    "generator": ("generator",),
    "judge and generator": ("judge", "generator"),
}
DEFAULTS = {(): "", ("judge", "generator"): "both"}


class ModelsScreen(ModelWorkScreen):
    """The catalogue, and below or beside it the model under the cursor."""

    PLACE = "models"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "default", "Default"),
        Binding(
            "e", "cards", "Report cards", tooltip="how far to trust the judge, measured on labelled files"
        ),
        Binding("y", "copy", "Copy the command"),
        Binding("r", "reload", "Read the list again", show=False),
    ]

    class Read(Message):
        """The models as they stand now."""

        def __init__(self, states: "Sequence[ModelState]", machine: "Machine") -> None:
            super().__init__()
            self.states, self.machine = states, machine

    class Failed(Message):
        """Why they cannot be told."""

        def __init__(self, error: TouchstoneError) -> None:
            super().__init__()
            self.error = error

    class Looked(Message):
        """A model with what its file says."""

        def __init__(self, state: "ModelState") -> None:
            super().__init__()
            self.state = state

    def __init__(self) -> None:
        super().__init__()
        self._states: Sequence[ModelState] = ()
        self._machine: Machine | None = None
        self._loaded: tuple[object, ...] = ()

    def body(self) -> ComposeResult:
        yield ErrorPanel()
        with Container(id="model-panes"):
            yield RowTable["ModelState"](
                COLUMNS,
                self._cells,
                lambda limit, offset: self._states[offset : offset + limit],
                lambda: len(self._states),
                empty="reading the catalogue …",
                id="model-table",
            )
            with VerticalScroll(id="model-panel", can_focus=True):
                yield ModelDetails()
        yield from super().body()

    def on_mount(self) -> None:
        self.watch(self._table, "cursor", self._moved, init=False)
        self._table.focus()

    def on_screen_resume(self) -> None:
        self.action_reload()

    def tick(self) -> None:
        super().tick()
        if self._loaded != self.host.backend.loaded_models():
            self.action_reload()

    @property
    def _table(self) -> "RowTable[ModelState]":
        return self.query_one("#model-table", RowTable)

    @property
    def current(self) -> "ModelState | None":
        return self._table.current

    def action_reload(self) -> None:
        """Reads catalogue and files again."""
        self._loaded = self.host.backend.loaded_models()
        self._read()

    @work(thread=True, exclusive=True, group="models", exit_on_error=False)
    def _read(self) -> None:
        backend = self.host.backend
        try:
            states = backend.model_states()
            self.post_message(self.Read(states, backend.machine()))
            for state in states:
                if state.standing.present:
                    self.post_message(self.Looked(backend.with_facts(state)))
        except TouchstoneError as error:
            self.post_message(self.Failed(error))

    def on_models_screen_failed(self, message: Failed) -> None:
        self.query_one(ErrorPanel).show(message.error)

    def on_models_screen_read(self, message: Read) -> None:
        self.query_one(ErrorPanel).show(None)
        self._states, self._machine = message.states, message.machine
        here = sum(state.standing.present for state in self._states)
        self.show_title(f"{len(self._states)} models, {here} of them here")
        self._table.reload()
        self._moved()

    def _moved(self) -> None:
        """Shows the model under the cursor."""
        if (state := self.current) is not None and self._machine is not None:
            self.query_one(ModelDetails).show(state, self._machine)
            self.refresh_bindings()

    def on_models_screen_looked(self, message: Looked) -> None:
        new = message.state
        self._states = [
            replace(each, facts=new.facts, need=new.need, fault=new.fault)
            if each.standing == new.standing
            else each
            for each in self._states
        ]
        self._table.reload()
        self._moved()

    @on(RowTable.Opened, "#model-table")
    def _read_on(self) -> None:
        self.query_one("#model-panel").focus()

    def _cells(self, state: "ModelState") -> tuple[Cell, ...]:
        """A model's row; the machine it is meant for stands in the first row of each group only."""
        entry, place = state.entry, self._states.index(state)
        first = place == 0 or self._states[place - 1].entry.memory != entry.memory
        shown = use(state)
        need, roles = state.need, state.standing.default_for
        return (
            (SHORT[entry.memory] if first else "", "dim"),
            entry.name,
            (shown, USES[shown]),
            (entry.role, "dim"),
            size(state.standing.size) if state.standing.size else "–",
            state.quantisation or "–",
            (need.fit, FITS[need.fit]) if need else ("unknown", "dim"),
            (DEFAULTS.get(roles, roles[0] if roles else ""), "bar"),
            (entry.licence or "", "dim"),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the model under the cursor allows."""
        state = self.current
        if state is not None and action in ("default", "load", "unload", "check", "verify"):
            if action == "unload":
                return state.loaded is not None
            if action == "load":
                return state.standing.present and state.loaded is None
            return state.standing.present and (action != "default" or state.entry.role != "base")
        return super().check_action(action, parameters)

    def action_default(self) -> None:
        """Makes the model a default, after asking for what."""
        if (state := self.current) is not None:
            options = [(text, text) for text in ROLES if state.entry.role in ("any", text)]
            title = f"Default: use {state.entry.name} as"
            self.app.push_screen(ChooseScreen(title, options, ""), self._make_default)

    def _make_default(self, chosen: str | None) -> None:
        if (state := self.current) is None or chosen is None:
            return
        try:
            self.host.backend.set_default(state.entry.name, ROLES[chosen])
        except TouchstoneError as error:
            self.host.show_error(error)
        else:
            told = f"{state.entry.name} is the default {chosen} from now on"
            self.notify(told, markup=False)
        self.action_reload()

    def action_cards(self) -> None:
        """Shows the report cards of the model, and makes new ones."""
        if (state := self.current) is not None:
            self.host.action_cards(state.entry.name)

    def action_copy(self) -> None:
        """Puts the command that the model wants next into the clipboard."""
        if (state := self.current) is not None:
            self.app.copy_to_clipboard(command(state))
            self.notify(f"copied: {command(state)}", markup=False)
