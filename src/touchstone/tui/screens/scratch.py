"""The scratch screen: paste a prompt and one to three responses, get a rubric and the verdicts."""

import threading
from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Label, Select, Static, TextArea
from textual.worker import Worker, WorkerState

from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.tui.backend import Judged
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import one_line
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.form import select
from touchstone.tui.widgets.verdicts import VerdictCard, criterion_text, heading

RESPONSES = 3
ROLES: tuple[Literal["judge", "generator"], ...] = ("judge", "generator")


class ScratchScreen(BaseScreen):
    """Judges what is pasted in. Nothing here becomes a run; the rubric is kept with the others."""

    TITLE_TEXT = "scratch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "judge", "Judge", priority=True),
        Binding("ctrl+l", "clear", "Clear"),
        Binding("tab", "app.focus_next", "Next box"),
    ]

    class Done(Message):
        """The verdicts, or why there are none."""

        def __init__(self, judged: Judged | None, error: TouchstoneError | None) -> None:
            super().__init__()
            self.judged, self.error = judged, error

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[int] = []

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            with Vertical(id="boxes"):
                yield _box("prompt", "Prompt", "paste a prompt")
                with Container(id="responses"):
                    for number in range(1, RESPONSES + 1):
                        hint = "paste a response" if number == 1 else "another, or leave it empty"
                        yield _box(f"response-{number}", f"Response {number}", hint)
                with Horizontal(id="models"):
                    for role in ROLES:
                        options = self.host.models(role)
                        yield Label(role.capitalize(), markup=False)
                        yield select(options, options[0][1], role)
            with VerticalScroll(id="outcome", can_focus=True):
                yield ErrorPanel()
                yield Static("Ctrl+R judges what is pasted in.", id="hint", classes="hint", markup=False)
                yield Vertical(id="cards")

    def on_mount(self) -> None:
        self.query_one("#prompt").focus()

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", TextArea).text

    async def action_judge(self) -> None:
        """Judges what is in the boxes."""
        prompt = self._text("prompt")
        boxes = {number: self._text(f"response-{number}") for number in range(1, RESPONSES + 1)}
        self._numbers = [number for number, text in boxes.items() if text.strip()]
        responses = [boxes[number] for number in self._numbers]
        missing = "a prompt" if not prompt.strip() else "" if responses else "at least one response"
        if missing:
            await self._show(None, InputError(f"{missing} is missing", "paste it into its box"))
            return
        stop = self.host.begin()
        if stop is None:
            return
        await self._show(None, None)
        self._hint("judging: writing a rubric, then asking the judge …")
        judge, generator = (str(self.query_one(f"#{role}", Select).value) for role in ROLES)
        self._judge(prompt, responses, judge, generator, stop)

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _judge(
        self, prompt: str, responses: list[str], judge: str, generator: str, stop: threading.Event
    ) -> None:
        host = self.host
        try:
            judged = host.backend.judge_one(prompt, responses, judge, generator, stop)
        except TouchstoneError as error:
            self.post_message(self.Done(None, error))
        else:
            self.post_message(self.Done(judged, None))
        finally:
            host.post_message(host.Released())

    async def on_scratch_screen_done(self, message: Done) -> None:
        if isinstance(message.error, Interrupted):
            self._hint("stopped")
            return
        await self._show(message.judged, message.error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that was not foreseen ends the judging, too."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.prevent_default()
            self.post_message(self.Done(None, unexpected(event.worker.error)))

    def _hint(self, text: str) -> None:
        hint = self.query_one("#hint", Static)
        hint.display = bool(text)
        hint.update(text)

    async def _show(self, judged: Judged | None, error: TouchstoneError | None) -> None:
        self._hint("")
        self.query_one(ErrorPanel).show(error)
        self.show_marks(judged.marks if judged is not None else ())
        cards = self.query_one("#cards", Vertical)
        await cards.remove_children()
        if judged is not None:
            await cards.mount_all(_cards(judged, self._numbers))
            self.query_one("#outcome").focus()

    async def action_clear(self) -> None:
        """Empties the boxes."""
        for box in self.query(TextArea):
            box.text = ""
        await self._show(None, None)
        self.query_one("#prompt").focus()

    def action_back(self) -> None:
        """Goes back; what is being judged here is given up."""
        if any(worker.node is self for worker in self.workers if worker.is_running):
            self.host.stop_work()
        super().action_back()


def _box(id: str, title: str, hint: str) -> TextArea:
    box = TextArea(id=id, placeholder=hint, highlight_cursor_line=False, classes="box")
    box.border_title = title
    return box


def _cards(judged: Judged, numbers: Sequence[int]) -> list[Widget]:
    """The results from top to bottom: the verdicts of each response (by its box's number), then the rubric."""
    cards: list[Widget] = []
    criteria = {criterion.id: criterion for criterion in judged.criteria}
    aggregates = [line for line in judged.lines if line.is_aggregate]
    for number, aggregate in zip(numbers, aggregates, strict=True):
        cards.append(Static(heading(f"Response {number}", aggregate), classes="heading", markup=False))
        for line in judged.lines:
            if not line.is_aggregate and line.response_id == aggregate.response_id:
                cards.append(VerdictCard(line, criteria.get(line.criterion_id or "")))
    if judged.criteria:
        cards.append(Static("Rubric", classes="heading", markup=False))
    for number, criterion in enumerate(judged.criteria, start=1):
        cards.append(Static(criterion_text(number, criterion), classes="criterion", markup=False))
    return [*(Static(one_line(text), classes="notice", markup=False) for text in judged.notices), *cards]
