"""Labelling blind: one item after the other, a key for each label, neither verdict nor system in sight."""

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
from touchstone.tui.text import excerpt, one_line, plain

if TYPE_CHECKING:
    from touchstone.runner import Labelling

KEYS = "1234567890abcdefghijklmoprtvwxyz"
"""Where labels have no key of their own they get these, in order; u, s, n and q are the screen's."""

_LETTERS = {"A": "a", "B": "b", "tie": "t"}
_QUESTIONS = {
    "criteria": "Does the response meet the criterion?",
    "holistic": "How good is the response as a whole, from 1 (very poor) to 5 (excellent)?",
    "pairwise": "Which response is better?",
}

Part = str | Content | tuple[str, str]


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
        Binding("u", "undo", "Undo"),
        Binding("s", "skip", "Skip"),
        Binding("n", "note", "Note"),
        Binding("q", "back", "Stop"),
        Binding("escape", "back", "Stop", show=False),
        Binding("tab", "app.focus_next", "Texts/criterion", show=False),
    ]

    def __init__(self, labelling: "Labelling") -> None:
        super().__init__()
        self._labelling = labelling
        self._shown: LabelTask | None = None
        self._by_key: dict[str, str] = {}
        self._note = ""

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        with VerticalScroll(id="item", can_focus=True):
            yield Static("", id="item-texts", markup=False)
        with VerticalScroll(id="question", can_focus=True):
            yield Static("", id="question-text", markup=False)
        yield Static("", id="choices", markup=False)

    def on_mount(self) -> None:
        run = self._labelling.run
        self.show_title(f"label · run {run.id}")
        self.show_marks(run.marks)
        self.query_one("#item").focus()
        self._show()

    def on_key(self, event: events.Key) -> None:
        """A label's key gives the label."""
        choice = self._by_key.get(event.character or "")
        if choice is None:
            return
        event.stop()
        try:
            self._labelling.give(choice, self._note)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
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
        """Without an item there is nothing to skip or to note."""
        return self._shown is not None if action in ("skip", "note") else True

    def _show(self) -> None:
        self._shown = task = self._labelling.task
        self._by_key = {} if task is None else keys_of(task)
        self._show_facts()
        self.query_one("#question").display = task is not None
        texts = Content("") if task is None else _texts(task)
        self.query_one("#item-texts", Static).update(texts)
        self.query_one("#question-text", Static).update(Content("") if task is None else _question(task))
        self.query_one("#choices", Static).update(_choices(task, self._by_key))
        for panel in ("#item", "#question"):
            self.query_one(panel, VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()

    def _show_facts(self) -> None:
        labelling = self._labelling
        progress = f"{labelling.done:,} of {labelling.total:,}"
        note = f" · note: {one_line(self._note)}" if self._note else ""
        facts = Content.assemble((progress, "bold $accent"), f" · {one_line(labelling.annotator)}{note}")
        self.query_one("#facts", Static).update(facts)


def _texts(task: LabelTask) -> Content:
    """The prompt with all that belongs to it, and the response or the two responses."""
    shown = [
        ("System prompt", task.system_prompt),
        ("Prompt", task.prompt),
        ("Reference answer", task.reference),
    ]
    titles = ["Response"] if len(task.responses) == 1 else ["Response A", "Response B"]
    shown += zip(titles, task.responses, strict=True)
    parts: list[Part] = []
    for title, text in shown:
        if text:
            parts += ["\n\n" if parts else "", (f"{title}\n", "bold $primary"), Content(excerpt(text))]
    return Content.assemble(*parts)


def _question(task: LabelTask) -> Content:
    """What is asked, and the criterion with its levels."""
    criterion = task.criterion
    if criterion is None:
        rubric = "".join(f"\n{number}. {plain(text)}" for number, text in enumerate(task.rubric, start=1))
        return Content.assemble((_QUESTIONS[task.protocol], "bold"), rubric)
    ordinal = criterion.scale.kind == "ordinal"
    asked = "Which level of the criterion does the response reach?" if ordinal else _QUESTIONS[task.protocol]
    parts: list[Part] = [(f"{asked}\n", "$secondary"), (plain(criterion.text), "bold")]
    for level in criterion.scale.levels:
        parts.append(f"\n{level.value}  {plain(level.description)}")
    return Content.assemble(*parts)


def _choices(task: LabelTask | None, keys: dict[str, str]) -> Content:
    """The keys with what they give."""
    if task is None:
        return Content("All of the sample is labelled. u takes back the last label, q leaves.")
    if not keys:
        return Content(
            "More levels than keys: s puts it off; label it with --export FILE --todo and --import FILE."
        )
    parts: list[Part] = []
    for key, choice in keys.items():
        parts += [
            "   " if parts else "",
            (f" {key} ", "bold reverse"),
            *([] if key == choice else [f" {choice}"]),
        ]
    return Content.assemble(*parts)
