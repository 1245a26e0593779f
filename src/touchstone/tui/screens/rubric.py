"""One rubric: where it came from, its criteria, its approval."""

import getpass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from touchstone.domain.model import DEMO_MARK
from touchstone.domain.rubric import Rubric
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.ask import AskScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import excerpt, moment, one_line
from touchstone.tui.widgets.verdicts import criterion_text


def origin(rubric: Rubric) -> str:
    """Where the rubric came from, in one line."""
    told = rubric.provenance
    parts: list[str] = [told.source]
    parts += [f"by {told.generator}"] if told.generator else []
    parts += [f"prompts {told.prompt_version}"] if told.prompt_version else []
    parts += [f"seed {told.seed}"] if told.seed is not None else []
    parts += [f"temperature {told.temperature:g}"] if told.temperature is not None else []
    parts += [f"from {told.origin}"] if told.origin else []
    parts += [f"edited from {told.parent}"] if told.parent else []
    parts += [f"made from {len(told.groups)} prompts"] if told.groups else []
    return one_line(" · ".join(parts))


def user_name() -> str:
    """The name of the user of this machine, empty where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


class RubricScreen(BaseScreen):
    """Shows a rubric; a person can approve it or judge a file with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve"),
        Binding("n", "judge", "Judge a file with it"),
    ]

    def __init__(self, rubric_id: str) -> None:
        super().__init__()
        self.rubric_id = rubric_id

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield VerticalScroll(id="criteria", can_focus=True)

    def on_mount(self) -> None:
        self.show_title(f"rubric {self.rubric_id}")
        try:
            rubric = self.host.store.rubric(self.rubric_id)
            self._show_facts(rubric)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self.show_marks([DEMO_MARK] if rubric.provenance.demo_model else [])
        panel = self.query_one("#criteria", VerticalScroll)
        if rubric.prompt is not None:
            panel.mount(Static(Content(excerpt(rubric.prompt)), classes="quoted", markup=False))
        for number, criterion in enumerate(rubric.criteria, start=1):
            panel.mount(Static(criterion_text(number, criterion), classes="criterion", markup=False))
        panel.focus()

    def _show_facts(self, rubric: Rubric) -> None:
        approval = self.host.store.approval(rubric.id)
        state = ("not approved", "$warning")
        if approval is not None:
            state = (f"approved by {one_line(approval[0], 60)}, {moment(approval[1])}", "$success")
        what = f"{rubric.level}-level · {len(rubric.criteria)} criteria · "
        facts = Content.assemble(what, state, "\n", (origin(rubric), "$secondary"))
        self.query_one("#facts", Static).update(facts)

    def action_approve(self) -> None:
        """Asks for the approver's name and approves the rubric."""
        self.app.push_screen(AskScreen("Approve this rubric as", user_name()), self._approve)

    def _approve(self, who: str | None) -> None:
        if not who:
            return
        try:
            self.host.store.approve(self.rubric_id, who)
            self._show_facts(self.host.store.rubric(self.rubric_id))
        except TouchstoneError as error:
            self.host.show_error(error)

    def action_judge(self) -> None:
        """Opens the form that starts a run, with this rubric chosen."""
        self.host.action_new_run(self.rubric_id)
