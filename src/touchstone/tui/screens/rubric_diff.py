"""What changed from one rubric to another, criterion by criterion and word by word."""

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import one_line, plain

if TYPE_CHECKING:
    from touchstone.rubrics import CriterionChange, RubricDifference

SIGNS = {
    "same": (" ", ""),
    "changed": ("~", "$warning"),
    "added": ("+", "$success"),
    "removed": ("-", "$error"),
}
OLD_WORDS, NEW_WORDS = "bold strike $error", "bold underline $success"
LEGEND = "+ added   - removed   ~ changed; of a text the old wording, then the new one"

Part = str | Content | tuple[str, str]


def change_text(change: "CriterionChange") -> Content:
    """A criterion's sign and number, its text (both wordings where it was reworded), and what else changed."""
    sign, look = SIGNS[change.kind]
    number = f"{change.new or change.old}. "
    head: list[Part] = [(f"{sign} {number}", f"bold {look}".strip())]
    if len(change.pieces) > 1:
        indent = " " * (2 + len(number))
        head += [("- ", "bold $error"), _side(change, "-", OLD_WORDS), f"\n{indent}"]
        head += [("+ ", "bold $success"), _side(change, "+", NEW_WORDS)]
    else:
        head.append((plain(change.criterion.text), "" if change.kind == "same" else "bold"))
    for detail in change.details:
        head.append((f"\n     {one_line(detail)}", "$secondary"))
    return Content.assemble(*head)


def _side(change: "CriterionChange", sign: str, look: str) -> Content:
    """One of the two wordings, the words that the other one lacks standing out."""
    parts: list[Part] = [
        (plain(piece.text), look if piece.sign == sign else "")
        for piece in change.pieces
        if piece.sign in ("=", sign)
    ]
    return Content.assemble(*parts)


class RubricDiffScreen(BaseScreen):
    """Shows what changed from the rubric `old` to the rubric `new` (ids)."""

    class Compared(Message):
        """The difference, or why there is none."""

        def __init__(self, told: "RubricDifference | None", error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.told, self.error = told, error

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._old, self._new = old, new

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield VerticalScroll(id="changes", can_focus=True)

    def on_mount(self) -> None:
        self.show_title(f"rubric {self._old[:8]} → {self._new[:8]} · what changed")
        self.query_one("#changes").focus()
        self._compare()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compare(self) -> None:
        backend = self.host.backend
        try:
            with backend.open_store() as store:
                old, new = store.rubric(self._old), store.rubric(self._new)
            self.post_message(self.Compared(backend.difference(old, new)))
        except TouchstoneError as error:
            self.post_message(self.Compared(None, error))

    async def on_rubric_diff_screen_compared(self, message: Compared) -> None:
        if message.told is None:
            if message.error is not None:
                self.host.show_error(message.error)
            return
        told = message.told
        notes = f" · {' · '.join(told.notes)}" if told.notes else ""
        facts = Content.assemble((told.summary, "bold"), notes, "\n", (LEGEND, "$secondary"))
        self.query_one("#facts", Static).update(facts)
        shown = [Static(change_text(change), classes="criterion", markup=False) for change in told.criteria]
        await self.query_one("#changes").mount_all(shown)
