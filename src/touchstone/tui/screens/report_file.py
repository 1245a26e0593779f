"""Asks where a page goes, writes it there in the background, and says where it is and how large."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from touchstone.errors import InputError, TouchstoneError
from touchstone.tui.screens.dialog import DialogScreen
from touchstone.tui.text import one_line, plain
from touchstone.tui.widgets.chrome import ErrorPanel

Write = Callable[[Path], int]
"""Writes the page to a file; gives its bytes. Raises TouchstoneError."""

_ABOUT = "One page that needs no other file and no network: comparison, agreement, scores, criteria, samples."
_KEYS = "Enter: write · Esc: cancel"
_NAMED_RUNS = 3


class PageFileScreen(DialogScreen):
    """A form for one file. A file that is there already is replaced only when that is asked for a second time."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "write", "Write", show=False)]

    WRITTEN = "The page is written"

    def __init__(self, title: str, about: str, proposed: str, write: Write) -> None:
        super().__init__()
        self._title, self._about, self._proposed, self._make = title, about, proposed, write
        self._replaced: Path | None = None
        """The file that the user was told would be replaced."""
        self._writing = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as panel:
            panel.border_title = Content(one_line(self._title))
            yield Static(self._about, classes="hint", markup=False)
            with Horizontal(classes="row"):
                yield Label("File", markup=False)
                yield Input(self._proposed, compact=True, id="file")
            yield ErrorPanel()
            with Horizontal(classes="row"):
                yield Button("Write", variant="primary", compact=True, id="ok")
                yield Button("Cancel", compact=True, id="cancel")
            yield Static(_KEYS, id="state", classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#file").focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        """Another file has not been asked about."""
        self._replaced = None
        self.query_one("#ok", Button).label = "Write"

    @on(Button.Pressed, "#ok")
    @on(Input.Submitted)
    def action_write(self) -> None:
        """Writes the page, where nothing is replaced or that was agreed to."""
        if self._writing:
            return
        try:
            file = _file(self.query_one("#file", Input).value.strip())
            there = file.stat().st_size if file.is_file() else None
        except (OSError, RuntimeError) as error:
            self.refuse(InputError(f"that cannot be a file: {error}", "give another name"))
        except InputError as error:
            self.refuse(error)
        else:
            if there is not None and self._replaced != file:
                self._ask(file, there)
            else:
                self.refuse(None)
                self._wait(True)
                self._write(file.absolute())

    def _ask(self, file: Path, size: int) -> None:
        """Says that there is a file already."""
        self._replaced = file
        self.query_one("#ok", Button).label = "Replace it"
        told = f"{file} is there already ({_size(size)})"
        self.refuse(InputError(told, "Enter again replaces it; or give another name"))

    def refuse(self, error: TouchstoneError | None) -> None:
        """Shows what is wrong, or that nothing is."""
        self._wait(False)
        super().refuse(error)

    def _wait(self, waiting: bool) -> None:
        self._writing = waiting
        self.query_one("#ok").disabled = waiting
        told = "computing the figures and writing …  Esc closes this; it goes on" if waiting else _KEYS
        self.query_one("#state", Static).update(Content(told))

    @work(thread=True, exit_on_error=False)
    def _write(self, file: Path) -> None:
        app = self.host
        try:
            size = self._make(file)
        except TouchstoneError as error:
            app.call_later(self._written, file, 0, error)
        else:
            app.call_later(self._written, file, size, None)

    def _written(self, file: Path, size: int, error: TouchstoneError | None) -> None:
        """Runs in the app, for the form may be closed by now."""
        app = self.app
        if error is not None:
            if self.is_attached:
                self.refuse(error)
            else:
                app.notify(plain(error.remedy), title=plain(error.message), severity="error", markup=False)
        else:
            if self.is_current:
                self.dismiss()
            told = f"{plain(str(file))}\n{_size(size)}; open it with a browser"
            app.notify(told, title=self.WRITTEN, timeout=15, markup=False)


class ReportFileScreen(PageFileScreen):
    """The form for the report of runs."""

    WRITTEN = "The report is written"

    def __init__(self, runs: Sequence[str], baseline: str | None = None) -> None:
        super().__init__(
            f"Report of {'run' if len(runs) == 1 else 'runs'} {_few(runs)}",
            _ABOUT,
            f"touchstone-{'-'.join(runs[:_NAMED_RUNS])}.html",
            lambda file: self.host.backend.write_report(runs, file, baseline).bytes,
        )


def _file(name: str) -> Path:
    """The file of that name. Raises InputError, and RuntimeError for the home of an unknown user."""
    if not name or not name.isprintable():
        raise InputError("which file?", "give a name that ends in .html")
    return Path(name).expanduser()


def _size(count: int) -> str:
    return f"{count / 1000:,.0f} kB"


def _few(runs: Sequence[str]) -> str:
    more = f" and {len(runs) - _NAMED_RUNS} more" if len(runs) > _NAMED_RUNS else ""
    return one_line(", ".join(runs[:_NAMED_RUNS]) + more)
