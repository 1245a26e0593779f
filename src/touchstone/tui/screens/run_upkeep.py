"""What is done with the run under the cursor: resumed, deleted, its results exported to a file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from touchstone.domain.run import RunInfo
from touchstone.errors import InputError, TouchstoneError
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import PlaceScreen
from touchstone.tui.screens.choose import ChooseScreen
from touchstone.tui.text import one_line
from touchstone.tui.widgets.table import RowTable

ENDINGS = (".jsonl", ".csv")


class RunUpkeepScreen(PlaceScreen):
    """A list of runs with these actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "resume", "Resume"),
        Binding("w", "export", "Export results", show=False),
        Binding("delete", "delete", "Delete the run", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.cut_short: Sequence[RunInfo] = ()
        """The runs that were interrupted, the newest first."""

    @property
    def runs(self) -> RowTable[RunInfo]:
        """The list."""
        raise NotImplementedError

    def gone(self, run: RunInfo) -> None:
        """Called after a run was deleted."""
        raise NotImplementedError

    def _to_resume(self) -> str | None:
        """The run under the cursor where it can be resumed, else the newest that was interrupted."""
        ids = [run.id for run in self.cut_short]
        current = self.runs.current
        if current is not None and (current.id in ids or current.state == "failed"):
            return current.id
        return ids[0] if ids else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Resume is offered where there is a run to resume, the rest where there is a run."""
        if action == "resume":
            return self._to_resume() is not None
        if action in ("export", "delete", "compare", "mark", "report"):
            return self.runs.current is not None
        return super().check_action(action, parameters)

    def action_resume(self) -> None:
        """Goes on with an interrupted run, and shows it."""
        if (run := self._to_resume()) is not None:
            self.host.resume_run(run)
            self.host.open_run(run)

    def action_delete(self) -> None:
        """Deletes the run, after asking."""
        if (run := self.runs.current) is None:
            return
        try:
            goes = self.host.backend.deletion(self.host.store, run)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        title = f"Delete run {run.id} ({one_line(Path(run.spec.data).name, 30)})?"
        options = [("keep it", "no"), (f"delete {goes}, for good", "yes")]
        self.app.push_screen(ChooseScreen(title, options, "no"), partial(self._delete, run))

    def _delete(self, run: RunInfo, answer: str | None) -> None:
        if answer != "yes":
            return
        try:
            self.host.backend.delete_run(self.host.store, run)
        except TouchstoneError as error:
            self.host.show_error(error)
        else:
            self.notify(f"run {run.id} is deleted; its rubrics and cached answers are kept", markup=False)
            self.gone(run)

    def action_export(self) -> None:
        """Writes the run's results to a file, after asking which."""
        if (run := self.runs.current) is not None:
            question = f"Write all result lines of run {run.id} to (.jsonl or .csv)"
            self.app.push_screen(AskScreen(question, f"{run.id}.jsonl"), partial(self._name_file, run))

    def _name_file(self, run: RunInfo, name: str | None) -> None:
        if name is None:
            return
        try:
            out = _file(name)
            there = out.exists()
        except (TouchstoneError, OSError, RuntimeError, ValueError) as error:
            known = error if isinstance(error, TouchstoneError) else InputError(f"{name}: no file: {error}")
            self.host.show_error(known)
            return
        if not there:
            self._export(run, out)
            return
        options = [("keep it, and write nothing", "no"), ("replace it", "yes")]
        title = f"{one_line(out.name, 40)} is there already"

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._export(run, out)

        self.app.push_screen(ChooseScreen(title, options, "no"), answered)

    @work(thread=True, exit_on_error=False)
    def _export(self, run: RunInfo, out: Path) -> None:
        host = self.host
        try:
            lines = host.backend.export_run(run, out)
        except TouchstoneError as error:
            host.call_later(host.show_error, error)
        else:
            host.call_later(partial(host.notify, f"{lines:,} lines in {one_line(str(out))}", markup=False))


def _file(name: str) -> Path:
    """The file of that name. Raises InputError for another ending, RuntimeError for an unknown user's home."""
    path = Path(name).expanduser()
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"{name}: neither .jsonl nor .csv", "give the file one of the two endings")
    return path.absolute()
