"""Choosing one of a few: a list over the screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from touchstone.tui.text import one_line


class ChooseScreen(ModalScreen[str | None]):
    """Gives the value that was chosen; None where the user backs out. `options`: (what is shown, value)."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, options: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self._title, self._options, self._value = title, options, value

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as panel:
            panel.border_title = self._title
            panel.border_subtitle = "Enter chooses · Esc cancels"
            yield OptionList(*(Option(Content(one_line(shown))) for shown, _ in self._options), compact=True)

    def on_mount(self) -> None:
        values = [value for _, value in self._options]
        listed = self.query_one(OptionList)
        listed.highlighted = values.index(self._value) if self._value in values else 0
        listed.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._options[event.option_index][1])
