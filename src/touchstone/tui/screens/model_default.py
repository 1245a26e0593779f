"""Asks for what a model is to be the default."""

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from touchstone.tui.text import one_line

Roles = tuple[Literal["judge", "generator"], ...]
CHOICES: dict[str, Roles] = {
    "judge": ("judge",),
    "generator": ("generator",),
    "judge and generator": ("judge", "generator"),
}


class DefaultScreen(ModalScreen[Roles | None]):
    """Gives the roles chosen, of those that the model's own `role` allows; None where the user backs out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._choices = [text for text in CHOICES if role in ("any", text)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as panel:
            panel.border_title = "Default model"
            yield Static(Content(f"Use {one_line(self._name)} where no other is named, as"), markup=False)
            yield OptionList(*map(Content, self._choices), compact=True)
            yield Static("Enter: choose · Escape: cancel", classes="hint", markup=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(CHOICES[self._choices[event.option_index]])
