"""Labelling blind: one item after the other, a key for each label, neither verdict nor system in sight."""

import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from touchstone.domain.label import LabelTask
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import bar, duration, one_line
from touchstone.tui.widgets.label_item import ItemTexts, as_text, choices, question

if TYPE_CHECKING:
    from touchstone.runner import Labelling

KEYS = "1234567890abcdefghijklmoprtvwxz"
"""Where labels have no key of their own they get these, in order; u, s, n, y and q are the screen's."""

_CELLS = 20
_LETTERS = {"A": "a", "B": "b", "tie": "t"}
_ENOUGH = 3
"""With fewer labels given than this the time left is not told."""

_HELP = "a key, or a click, gives the label and goes on · u takes it back · s: later"


def keys_of(task: LabelTask) -> dict[str, str]:
    """The labels by their keys: levels of one digit by themselves, A, B and tie by letters, others by their place.

    Empty where there are more labels than keys.
    """
    if all(choice in _LETTERS for choice in task.choices):
        return {_LETTERS[choice]: choice for choice in task.choices}
    if all(len(choice) == 1 and choice.isdecimal() for choice in task.choices):
        return {choice: choice for choice in task.choices}
    if len(task.choices) > len(KEYS):
        return {}
    return dict(zip(KEYS, task.choices, strict=False))


class LabelScreen(BaseScreen):
    """Shows the item that is to be labelled now. Leaving loses nothing: every label is saved when it is given."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", tooltip="take back the last label"),
        Binding("s", "skip", "Skip", tooltip="put the item off to the end"),
        Binding("n", "note", "Note", tooltip="a note that is saved with the label"),
        Binding("y", "copy", "Copy", tooltip="copy the item's texts"),
        Binding("q", "back", "Stop"),
        Binding("escape", "back", "Stop", show=False),
        Binding("tab", "app.focus_next", "Texts or criterion", show=False),
    ]

    def __init__(self, labelling: "Labelling", clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._labelling = labelling
        self._clock = clock
        self._since = clock()
        self._seconds: list[float] = []
        """How long each label took that was given here."""
        self._shown: LabelTask | None = None
        self._by_key: dict[str, str] = {}
        self._note = ""

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield ItemTexts(id="item")
        with VerticalScroll(id="question", can_focus=True):
            yield Static("", id="question-text", markup=False)
        yield Static("", id="choices", markup=False)
        yield Static(_HELP, id="label-help", classes="hint", markup=False)

    def on_mount(self) -> None:
        run = self._labelling.run
        self.show_title(f"label · run {run.id}")
        self.show_marks(run.marks)
        self.query_one("#item").focus()
        self._show()

    def on_key(self, event: events.Key) -> None:
        """A label's key gives the label."""
        choice = self._by_key.get(event.character or "")
        if choice is not None:
            event.stop()
            self._give(choice)

    def action_give(self, number: int) -> None:
        """Gives the label of that number, from 0, which was clicked on."""
        given = list(self._by_key.values())
        if number < len(given):
            self._give(given[number])

    def _give(self, choice: str) -> None:
        try:
            self._labelling.give(choice, self._note)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self._seconds.append(self._clock() - self._since)
        self._note = ""
        self._show()

    def action_undo(self) -> None:
        """Takes back the last label and shows its item again."""
        try:
            label = self._labelling.undo()
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        if label is None:
            self.notify("There is no label to take back.", markup=False)
            return
        self._note = label.note
        self._show()

    def action_skip(self) -> None:
        """Puts the item off to the end."""
        self._labelling.skip()
        self._note = ""
        self._show()

    def action_note(self) -> None:
        """Asks for a note, which is saved with the item's label."""
        if self._shown is not None:
            self.app.push_screen(AskScreen("A note on this item", self._note), self._noted)

    def _noted(self, note: str | None) -> None:
        if note is not None:
            self._note = note
            self._show_facts()

    def action_copy(self) -> None:
        """Copies the item as text."""
        if self._shown is not None:
            self.app.copy_to_clipboard(as_text(self._shown))
            self.notify("The item's texts are copied.", markup=False)

    def action_back(self) -> None:
        """Leaves; what was labelled is saved. Says how far the sample is labelled, and what follows."""
        self.dismiss()
        labelling = self._labelling
        done, total, who = labelling.done, labelling.total, one_line(labelling.annotator)
        left = f"{total - done:,} are left: label the run again to go on. " if done < total else ""
        self.app.notify(
            f"{left}The run's agreement compares the judge with them.",
            title=f"{done:,} of {total:,} labelled by {who}",
            markup=False,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an item there is nothing to skip, to note or to copy."""
        return self._shown is not None if action in ("skip", "note", "copy") else True

    def _show(self) -> None:
        self._shown = task = self._labelling.task
        self._by_key = {} if task is None else keys_of(task)
        self._since = self._clock()
        self._show_facts()
        self.query_one(ItemTexts).show(task)
        panel = self.query_one("#question", VerticalScroll)
        panel.display = task is not None
        panel.scroll_home(animate=False)
        self.query_one("#question-text", Static).update(Content("") if task is None else question(task))
        self.query_one("#choices", Static).update(_choices(task, self._by_key))
        self.query_one("#label-help").display = bool(self._by_key)
        self.refresh_bindings()

    def _show_facts(self) -> None:
        labelling = self._labelling
        done, total = labelling.done, labelling.total
        filled = bar(done / total, _CELLS)
        facts = Content.assemble(
            (f"{done:,} of {total:,}", "bold $accent"),
            f" · {one_line(labelling.annotator, 40)} ",
            (filled + "·" * (_CELLS - len(filled)), "$primary"),
            self._time_left(),
            f" · note: {one_line(self._note)}" if self._note else "",
        )
        self.query_one("#facts", Static).update(facts)

    def _time_left(self) -> str:
        """What the rest takes at the pace so far: a pause is one label that took long, and does not count."""
        left = self._labelling.total - self._labelling.done
        if len(self._seconds) < _ENOUGH or not left:
            return ""
        return f" · about {duration(median(self._seconds) * left)} left"


def _choices(task: LabelTask | None, keys: dict[str, str]) -> Content:
    """The keys with what they give, or what can be done without any."""
    if task is None:
        return Content("All of the sample is labelled. u takes back the last label, q leaves.")
    if not keys:
        return Content(
            "More levels than keys: s puts it off; label it with --export FILE --todo and --import FILE."
        )
    return choices(keys)
