"""Choosing a data file: the demo's, one that was judged before, or one from the folders."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DirectoryTree, OptionList, Static
from textual.widgets.option_list import Option

from touchstone.tui.text import one_line, shown_path
from touchstone.tui.widgets.form import DATA_SUFFIXES


class DataTree(DirectoryTree):
    """Folders and the data files in them."""

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    def process_label(self, label: TextType) -> Text:
        """A file's name may hold anything."""
        return Text(one_line(str(label)))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leaves out hidden files and what cannot be data."""
        for path in paths:
            if not path.name.startswith(".") and (path.suffix.lower() in DATA_SUFFIXES or path.is_dir()):
                yield path


class PickScreen(ModalScreen[str | None]):
    """Gives the path that was chosen; None where the user backs out. `known`: (what is shown, file)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("tab", "app.focus_next", "Other list", show=False),
    ]

    def __init__(self, known: Sequence[tuple[str, Path]]) -> None:
        super().__init__()
        self._known = known

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall", id="pick") as panel:
            panel.border_title = "Choose a data file"
            panel.border_subtitle = "Enter chooses · Tab the other list · Esc cancels"
            options = [Option(Content(one_line(shown))) for shown, _ in self._known]
            yield OptionList(*options, id="known", compact=True)
            yield Static(Content(one_line(shown_path(str(Path.cwd().parent)))), classes="hint", markup=False)
            yield DataTree(Path.cwd())

    def on_mount(self) -> None:
        self.query_one("#known").focus()

    @on(OptionList.OptionSelected)
    def _known_chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(str(self._known[event.option_index][1]))

    @on(DirectoryTree.FileSelected)
    def _file_chosen(self, event: DirectoryTree.FileSelected) -> None:
        self.dismiss(str(event.path))
