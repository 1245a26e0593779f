"""Asks a person for a label while the verdict is in sight: one key gives it."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from touchstone.domain.label import LabelTask
from touchstone.tui.screens.label import keys_of
from touchstone.tui.text import excerpt, one_line, plain
from touchstone.tui.widgets.label_item import QUESTIONS

NOTHING = ""
"""The answer that takes a label back."""

CRITERION_CHARS = 600


class SayScreen(ModalScreen[str | None]):
    """Gives the label that was chosen, NOTHING to take one back, or None where the user backs out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("u", "dismiss('')", "Take the label back"),
    ]

    def __init__(self, task: LabelTask, annotator: str, given: str | None) -> None:
        super().__init__()
        self._asked, self._annotator, self._given = task, annotator, given
        self._by_key = keys_of(task)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Your label"
            yield Static(_question(self._asked), markup=False)
            yield Static(_keys(self._by_key), id="say-keys", markup=False)
            yield Static(self._hint(), classes="hint", markup=False)

    def _hint(self) -> Content:
        before = f"yours so far: {one_line(self._given)} · u takes it back · " if self._given else ""
        return Content(
            f"{before}kept as {one_line(self._annotator, 60)}, marked “seen”: no figure of agreement counts it · "
            "Esc cancels"
        )

    def on_key(self, event: events.Key) -> None:
        """A label's key gives the label."""
        choice = self._by_key.get(event.character or "")
        if choice is not None:
            event.stop()
            self.dismiss(choice)


def _question(task: LabelTask) -> Content:
    criterion = task.criterion
    if criterion is None:
        return Content.assemble((QUESTIONS[task.protocol], "bold"))
    levels = "".join(f"\n{level.value}  {plain(level.description)}" for level in criterion.scale.levels)
    asked = "Which level does the response reach?" if levels else QUESTIONS["criteria"]
    return Content.assemble(
        (f"{asked}\n", "$secondary"), (excerpt(criterion.text, CRITERION_CHARS), "bold"), excerpt(levels)
    )


def _keys(keys: dict[str, str]) -> Content:
    if not keys:
        return Content("More levels than keys: label it with touchstone label --export and --import.")
    parts: list[str | tuple[str, str]] = []
    for key, choice in keys.items():
        parts += ["   " if parts else "", (f" {key} ", "bold reverse"), "" if key == choice else f" {choice}"]
    return Content.assemble(*parts)
