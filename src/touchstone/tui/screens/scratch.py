"""The scratch screen: paste a prompt and one to three responses, get a rubric and the verdicts."""

import threading
import time
from pathlib import Path
from typing import ClassVar, Literal, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Label, Select, Static
from textual.worker import Worker, WorkerState

from touchstone.domain.results import JudgeProtocol
from touchstone.domain.run import Event, Phase
from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.tui.backend import Asked, Judged
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import duration, one_line
from touchstone.tui.trouble import unexpected
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.form import select
from touchstone.tui.widgets.paste_box import PasteBox
from touchstone.tui.widgets.scratch_cards import scratch_cards

RESPONSES = 3
ROLES: tuple[Literal["judge", "generator"], ...] = ("judge", "generator")
PROTOCOLS = (
    ("each criterion", "criteria"),
    ("whole, 1 to 5", "holistic"),
    ("which is better", "pairwise"),
)
REASONS = (("verdict only", ""), ("with a reason", "yes"))
PHASES = {"rubrics": "writing a rubric", "judging": "asking the judge"}
NO_VERDICTS = "Ctrl+R judges what is pasted in."
KEPT_IN = "scratch.jsonl"


class ScratchScreen(BaseScreen):
    """Judges what is pasted in. Nothing here becomes a run; the rubric is kept with the others."""

    TITLE_TEXT = "scratch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "judge", "Judge", priority=True),
        Binding("ctrl+s", "keep", "Keep as a sample", priority=True),
        Binding("ctrl+l", "clear", "Clear", priority=True),
        Binding("tab", "app.focus_next", "Next box"),
    ]

    class Told(Message):
        """What is going on, in words."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """The verdicts, or why there are none."""

        def __init__(self, judged: Judged | None, error: TouchstoneError | None) -> None:
            super().__init__()
            self.judged, self.error = judged, error

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[int] = []
        self._doing: str | None = None
        self._since = 0.0
        self._kept_in = KEPT_IN

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            with Vertical(id="boxes"):
                with Container(id="asked"):
                    yield PasteBox("prompt", "Prompt", "paste a prompt")
                    yield PasteBox("reference", "Reference", "a right answer, or leave it empty")
                with Container(id="responses"):
                    for number in range(1, RESPONSES + 1):
                        hint = "paste a response" if number == 1 else "another, or leave it empty"
                        yield PasteBox(f"response-{number}", f"Response {number}", hint)
                yield from self._choices()
            with VerticalScroll(id="outcome", can_focus=True):
                yield ErrorPanel()
                yield Static(NO_VERDICTS, id="hint", classes="hint", markup=False)
                yield Vertical(id="cards")

    def _choices(self) -> ComposeResult:
        with Horizontal(classes="choices"):
            for role in ROLES:
                options = self.host.models(role)
                yield Label(role.capitalize(), markup=False)
                yield select(options, options[0][1], role)
        with Horizontal(classes="choices"):
            yield Label("Asks", markup=False)
            yield select(PROTOCOLS, "criteria", "protocol")
            yield select(REASONS, "", "reason")
            yield Label("Rubric", markup=False)
            yield Input(placeholder="new, or an id", id="rubric", compact=True)

    def on_mount(self) -> None:
        self.query_one("#prompt").focus()

    def tick(self) -> None:
        super().tick()
        if self._doing is not None:
            self._hint(f"{self._doing} … {duration(time.monotonic() - self._since)}")

    def _chosen(self, name: str) -> str:
        return str(self.query_one(f"#{name}", Select).value)

    def _asked(self) -> Asked:
        """What is in the boxes. Raises InputError where something is missing."""
        boxes = {box.id or "": box.whole for box in self.query(PasteBox)}
        numbers = [number for number in range(1, RESPONSES + 1) if boxes[f"response-{number}"].strip()]
        protocol = cast(JudgeProtocol, self._chosen("protocol"))
        missing = "a prompt" if not boxes["prompt"].strip() else "" if numbers else "at least one response"
        if not missing and protocol == "pairwise" and len(numbers) < 2:
            missing = "a second response to compare"
        if missing:
            raise InputError(f"{missing} is missing", "paste it into its box")
        self._numbers = numbers
        return Asked(
            prompt=boxes["prompt"],
            responses=tuple(boxes[f"response-{number}"] for number in numbers),
            reference=boxes["reference"] if boxes["reference"].strip() else "",
            protocol=protocol,
            rubric=self.query_one("#rubric", Input).value.strip(),
            rationale=bool(self._chosen("reason")),
            judge=self._chosen("judge"),
            generator=self._chosen("generator"),
        )

    async def action_judge(self) -> None:
        """Judges what is in the boxes."""
        try:
            asked = self._asked()
        except InputError as error:
            await self._show(None, error)
            return
        stop = self.host.begin()
        if stop is None:
            return
        await self._show(None, None)
        self._doing, self._since = "judging", time.monotonic()
        self._judge(asked, stop)

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _judge(self, asked: Asked, stop: threading.Event) -> None:
        host = self.host
        try:
            judged = host.backend.judge_one(asked, stop, self._follow)
        except TouchstoneError as error:
            self.post_message(self.Done(None, error))
        else:
            self.post_message(self.Done(judged, None))
        finally:
            host.post_message(host.Released())

    def _follow(self, event: Event) -> None:
        if isinstance(event, Phase):
            self.post_message(self.Told(PHASES.get(event.name, event.name)))

    def on_scratch_screen_told(self, message: Told) -> None:
        if self._doing is not None:
            self._doing = message.text

    async def on_scratch_screen_done(self, message: Done) -> None:
        self._doing = None
        if isinstance(message.error, Interrupted):
            self._hint("stopped")
            return
        await self._show(message.judged, message.error)
        if message.judged is not None:
            self._hint(f"judged in {time.monotonic() - self._since:.1f} s · Ctrl+S keeps it as a sample")

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
            await cards.mount_all(scratch_cards(judged, self._numbers))
            self.query_one("#outcome").focus()

    @on(Input.Submitted, "#rubric")
    async def _rubric_given(self) -> None:
        await self.action_judge()

    async def action_keep(self) -> None:
        """Appends what is in the boxes to a file of samples, after asking which."""
        try:
            asked = self._asked()
        except InputError as error:
            await self._show(None, error)
            return
        question = "Append prompt, responses and reference to (.jsonl)"
        self.app.push_screen(
            AskScreen(question, self._kept_in), lambda name: self._keep(name, asked) if name else None
        )

    def _keep(self, name: str, asked: Asked) -> None:
        try:
            self.host.backend.keep_sample(Path(name).expanduser(), asked)
        except TouchstoneError as error:
            self.host.show_error(error)
        except (RuntimeError, ValueError) as error:
            self.host.show_error(InputError(f"{name}: no file: {error}", "give another name"))
        else:
            self._kept_in = name
            self.notify(f"kept in {one_line(name)}: touchstone judge reads it", markup=False)

    async def action_clear(self) -> None:
        """Empties the boxes."""
        for box in self.query(PasteBox):
            box.put("")
        await self._show(None, None)
        self._hint(NO_VERDICTS)
        self.query_one("#prompt").focus()

    def action_back(self) -> None:
        """Goes back; what is being judged here is given up."""
        if any(worker.node is self for worker in self.workers if worker.is_running):
            self.host.stop_work()
        super().action_back()
