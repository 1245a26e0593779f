"""What a person does with a rubric beside reading it: approve, generate again, export, copy, judge with it."""

import getpass
import threading
from pathlib import Path

from textual import work
from textual.message import Message

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import one_line, plain, shown_path


def user_name() -> str:
    """The name of the user of this machine, empty where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


class RubricActions(BaseScreen):
    """A screen with a rubric, and its actions. Subclasses show the rubric."""

    rubric_id: str
    rubric: Rubric | None = None
    runs: int = 0

    class Generated(Message):
        """The rubric that was generated again, or why there is none."""

        def __init__(self, rubric: Rubric | None, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.rubric, self.error = rubric, error

    def show_facts(self, doing: str = "") -> None:
        """Shows what the rubric is, and what is being done with it."""
        raise NotImplementedError

    def show_rubric(self, rubric_id: str) -> None:
        """Shows another rubric over this one."""
        raise NotImplementedError

    def compare(self, other: str, *, older: bool) -> None:
        """Shows what changed between this rubric and another one."""
        raise NotImplementedError

    def action_approve(self) -> None:
        """Asks for the approver's name and approves the rubric."""
        self.app.push_screen(AskScreen("Approve this rubric as", user_name()), self._approve)

    def _approve(self, who: str | None) -> None:
        if not who:
            return
        try:
            self.host.store.approve(self.rubric_id, who)
            self.show_facts()
        except TouchstoneError as error:
            self.host.show_error(error)

    def action_judge(self) -> None:
        """Opens the form that starts a run, with this rubric chosen."""
        self.host.action_new_run(self.rubric_id)

    def ask_what_to_compare(self) -> None:
        """Asks for the id of a rubric and shows what changed from it to this one."""
        self.app.push_screen(
            AskScreen("What changed from which rubric? Its id, or the beginning"), self._compare
        )

    def _compare(self, ref: str | None) -> None:
        if not ref:
            return
        try:
            self.compare(self.host.store.rubric(ref).id, older=True)
        except TouchstoneError as error:
            self.host.show_error(error)

    def action_copy(self) -> None:
        """Copies the rubric as text to the terminal's clipboard."""
        if self.rubric is not None:
            self.app.copy_to_clipboard(plain(self.host.backend.rubric_text(self.rubric)))
            self.notify("The rubric was given to the terminal to copy; not every terminal can.")

    def action_export(self) -> None:
        """Asks for a file and writes the rubric there."""
        self._ask_for_file("Export the rubric to which file?", f"rubric-{self.rubric_id[:8]}.json", None)

    def _ask_for_file(self, question: str, name: str, taken: Path | None) -> None:
        def answered(given: str | None) -> None:
            if given:
                self._export(Path(given).expanduser(), taken)

        self.app.push_screen(AskScreen(question, name), answered)

    def _export(self, path: Path, taken: Path | None) -> None:
        """Writes the file; one that is there only where its name was given a second time (`taken`)."""
        if self.rubric is None:
            return
        if path.exists() and path != taken and not path.is_dir():
            question = (
                f"{one_line(shown_path(str(path)))} is there already. Write over it, or give another name"
            )
            self._ask_for_file(question, str(path), path)
            return
        try:
            self.host.backend.export_rubric(self.rubric, path, overwrite=path == taken)
        except TouchstoneError as error:
            self.host.show_error(error)
        else:
            self.notify(f"written to {plain(shown_path(str(path)))}", markup=False)

    def action_again(self) -> None:
        """Has the generator write another rubric for the same prompt."""
        if self.rubric is None:
            return
        if self.rubric.prompt is None:
            self.host.show_error(
                InputError(
                    "this rubric is for a whole file, not for one prompt",
                    "generate it anew from the file: n, then “only generate rubrics”, “one for the whole file”; "
                    "or: touchstone rubrics generate DATA --level dataset --seed 1",
                )
            )
            return
        if (stop := self.host.begin()) is not None:
            self.show_facts("generating another rubric for this prompt …")
            self._generate(stop)

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _generate(self, stop: threading.Event) -> None:
        host = self.host
        try:
            made = host.backend.generate_again(self.rubric_id, stop)
        except TouchstoneError as error:
            self.post_message(self.Generated(None, error))
        else:
            self.post_message(self.Generated(made))
        finally:
            host.post_message(host.Released())

    def on_rubric_actions_generated(self, message: Generated) -> None:
        self.show_facts()
        if message.rubric is not None:
            self.notify("Generated again: d shows what changed.")
            self.show_rubric(message.rubric.id)
        elif message.error is not None and not isinstance(message.error, Interrupted):
            self.host.show_error(message.error)

    def action_back(self) -> None:
        """Goes back; a rubric that is being generated here is given up."""
        if any(
            worker.group == "judging" for worker in self.workers if worker.node is self and worker.is_running
        ):
            self.host.stop_work()
        super().action_back()
