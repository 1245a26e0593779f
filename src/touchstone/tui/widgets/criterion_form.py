"""A criterion as a form: its text, weight, guard and scale, and beside each what is wrong with it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label, Select, Static, TextArea

from touchstone.domain.check_words import in_words
from touchstone.tui.text import plain

if TYPE_CHECKING:
    from touchstone.rubrics import CriterionDraft, Fault

SCALES = (("met or not met", "binary"), ("levels", "ordinal"))
GUARD = (("no guard", "no"), ("guard", "yes"))
FIELDS = ("text", "weight", "levels")


class CriterionForm(Vertical):
    """One criterion of a rubric that is being edited."""

    class Changed(Message):
        """Something was typed or chosen."""

    class Moved(Message):
        """The form is to change its place: up (-1), down (1), or out (0)."""

        def __init__(self, form: "CriterionForm", by: int) -> None:
            super().__init__()
            self.form, self.by = form, by

    def __init__(self, draft: "CriterionDraft") -> None:
        super().__init__(classes="criterion-form")
        self._given = draft
        self._shown = draft

    def compose(self) -> ComposeResult:
        given = self._given
        with Horizontal(classes="form-text"):
            yield Label("", classes="form-number", markup=False)
            yield _box(given.text, "what a response must do", "text")
        yield Static("", classes="fault fault-text", markup=False)
        with Horizontal(classes="form-traits"):
            yield Label("weight", markup=False)
            yield Input(given.weight, compact=True, classes="weight")
            yield _choice(SCALES, "ordinal" if given.ordinal else "binary", "scale")
            yield _choice(GUARD, "yes" if given.guard else "no", "guard")
            if given.check is not None:
                yield Label(f"code: {plain(in_words(given.check))}", classes="form-check", markup=False)
            for name, label in (("up", "↑"), ("down", "↓"), ("out", "remove")):
                yield Button(label, compact=True, classes=f"move-{name}")
        yield Static("", classes="fault fault-weight", markup=False)
        yield _box(given.levels, "1: what the lowest level means\n2: …", "levels")
        yield Static("", classes="fault fault-levels", markup=False)

    def on_mount(self) -> None:
        self._shown = self._read()
        self._arrange()

    def _read(self) -> "CriterionDraft":
        return replace(
            self._given,
            text=self.query_one(".text", TextArea).text,
            weight=self.query_one(".weight", Input).value.strip(),
            guard=self.query_one(".guard", Select).value == "yes",
            ordinal=self.query_one(".scale", Select).value == "ordinal",
            levels=self.query_one(".levels", TextArea).text,
            untouched=None,
        )

    @property
    def draft(self) -> "CriterionDraft":
        """What stands in the form; the criterion as it was given where nothing was changed."""
        read = self._read()
        return self._given if read == self._shown else read

    def number(self, number: int) -> None:
        """Shows the criterion's number."""
        self.query_one(".form-number", Label).update(f"{number}.")

    def show_faults(self, faults: "list[Fault]") -> None:
        """Shows what is wrong beside the fields, and nothing where nothing is."""
        for field in FIELDS:
            reason = "; ".join(fault.reason for fault in faults if fault.field == field)
            place = self.query_one(f".fault-{field}", Static)
            place.update(f"✗ {plain(reason)}" if reason else "")
            place.display = bool(reason)

    def _arrange(self) -> None:
        """Shows the levels where the scale has some."""
        self.query_one(".levels").display = self.query_one(".scale", Select).value == "ordinal"

    @on(TextArea.Changed)
    @on(Input.Changed)
    @on(Select.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._arrange()
        self.post_message(self.Changed())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        steps = {"move-up": -1, "move-down": 1, "move-out": 0}
        self.post_message(
            self.Moved(self, next(by for name, by in steps.items() if event.button.has_class(name)))
        )


def _choice(options: tuple[tuple[str, str], ...], value: str, name: str) -> Select[str]:
    return Select(options, value=value, allow_blank=False, compact=True, classes=name)


def _box(text: str, hint: str, name: str) -> TextArea:
    return TextArea(
        plain(text),
        placeholder=hint,
        highlight_cursor_line=False,
        tab_behavior="focus",
        compact=True,
        classes=f"edit-box {name}",
    )
