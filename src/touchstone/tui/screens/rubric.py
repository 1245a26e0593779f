"""One rubric: its prompt and criteria, its versions, the runs that used it; and what a person does with it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TabbedContent, TabPane

from touchstone.domain.model import DEMO_MARK
from touchstone.domain.rubric import Rubric
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.rubric_actions import RubricActions
from touchstone.tui.screens.rubric_diff import RubricDiffScreen
from touchstone.tui.screens.rubric_edit import RubricEditScreen
from touchstone.tui.text import excerpt, moment, one_line
from touchstone.tui.widgets.rubric_tables import VERSION_COLUMNS, Version, version_cells
from touchstone.tui.widgets.rubric_uses import UsesPanel
from touchstone.tui.widgets.table import RowTable
from touchstone.tui.widgets.verdicts import criterion_text, findings_text

PANES = {"criteria-pane": "#criteria", "versions-pane": "#version-table", "uses-pane": "#use-table"}


def origin(rubric: Rubric) -> str:
    """Where the rubric came from, in one line."""
    told = rubric.provenance
    parts: list[str] = [told.source]
    parts += [f"by {told.generator}"] if told.generator else []
    parts += [f"prompts {told.prompt_version}"] if told.prompt_version else []
    parts += [f"seed {told.seed}"] if told.seed is not None else []
    parts += [f"temperature {told.temperature:g}"] if told.temperature is not None else []
    parts += [f"best of {told.best_of} before {told.meta_judge}"] if told.best_of else []
    parts += [f"from {told.origin}"] if told.origin else []
    parts += [f"made from {told.parent[:8]}"] if told.parent else []
    parts += [f"made from {len(told.groups)} prompts"] if told.groups else []
    return one_line(" · ".join(parts))


class RubricScreen(RubricActions, BaseScreen):
    """Shows a rubric; it is approved, edited, generated again, compared with another, passed on, judged with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit"),
        Binding("a", "approve", "Approve"),
        Binding("d", "difference", "What changed"),
        Binding("w", "again", "Generate again"),
        Binding("n", "judge", "Judge a file"),
        Binding("x", "export", "Export", show=False),
        Binding("y", "copy", "Copy as text", show=False),
        Binding("right", "other_tab(1)", "Next list", show=False),
        Binding("left", "other_tab(-1)", "Previous list", show=False),
    ]

    class Linted(Message):
        """What was found amiss with the rubric, in words."""

        def __init__(self, text: Content) -> None:
            super().__init__()
            self.text = text

    def __init__(self, rubric_id: str) -> None:
        super().__init__()
        self.rubric_id = rubric_id
        self._versions: list[Version] = []

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        with TabbedContent(id="rubric-tabs"):
            with TabPane("Rubric", id="criteria-pane"), Container(id="rubric-panes"):
                yield VerticalScroll(id="rubric-prompt", can_focus=True)
                yield VerticalScroll(id="criteria", can_focus=True)
            with TabPane("Versions", id="versions-pane"):
                yield RowTable[Version](
                    VERSION_COLUMNS,
                    version_cells,
                    lambda limit, offset: self._versions[offset : offset + limit],
                    lambda: len(self._versions),
                    empty="no other versions: e edits it, w generates it again",
                    id="version-table",
                )
            with TabPane("Runs", id="uses-pane"):
                yield UsesPanel(id="uses")

    def on_mount(self) -> None:
        self.show_title(f"rubric {self.rubric_id}")
        self.query_one("#criteria").focus()

    async def on_screen_resume(self) -> None:
        await self._reload()

    async def _reload(self) -> None:
        store = self.host.store
        try:
            self.rubric = rubric = store.rubric(self.rubric_id)
            self._versions = self._versions_of(rubric)
            self.runs = store.count_runs_with(rubric.id)
            self.show_facts()
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self.refresh_bindings()
        self.show_marks([DEMO_MARK] if rubric.provenance.demo_model else [])
        await self._show_rubric(rubric)
        self.query_one("#version-table", RowTable).reload()
        tabs = self.query_one(TabbedContent)
        for pane, title in (("versions", f"Versions {len(self._versions)}"), ("uses", f"Runs {self.runs:,}")):
            tabs.get_tab(f"{pane}-pane").label = Content(title)

    async def _show_rubric(self, rubric: Rubric) -> None:
        """The prompt and the criteria, as they never change, once."""
        panel, prompt = self.query_one("#criteria"), self.query_one("#rubric-prompt")
        prompt.display = rubric.prompt is not None
        if panel.children:
            return
        if rubric.prompt is not None:
            await prompt.mount(Static("Prompt", classes="heading", markup=False))
            await prompt.mount(Static(Content(excerpt(rubric.prompt)), classes="quoted", markup=False))
        numbered = enumerate(rubric.criteria, start=1)
        await panel.mount_all(
            Static(criterion_text(number, criterion), classes="criterion", markup=False)
            for number, criterion in numbered
        )
        self._lint(rubric)

    @work(thread=True, exclusive=True, group="lint")
    def _lint(self, rubric: Rubric) -> None:
        """Finds what is amiss with the rubric, which is then shown below the criteria."""
        linted = self.host.backend.lint(rubric)
        self.post_message(self.Linted(findings_text(linted.findings, linted.offers)))

    @on(Linted)
    async def _show_findings(self, message: Linted) -> None:
        if message.text.plain:
            panel = self.query_one("#criteria")
            await panel.mount(Static("Lint", classes="heading", markup=False))
            await panel.mount(Static(message.text, id="findings", markup=False))

    def _versions_of(self, rubric: Rubric) -> list[Version]:
        """What it was made from, where that is here, and what was made from it."""
        store, parent = self.host.store, rubric.provenance.parent
        older = []
        if parent is not None:
            try:
                older = [Version("made from", True, store.rubric_info(parent))]
            except TouchstoneError:
                older = []  # an imported rubric's parent may have stayed where it came from
        words = {"generated": "generated again as"}
        newer = [
            Version(words.get(info.source, "edited into"), False, info) for info in store.made_from(rubric.id)
        ]
        return [*older, *newer]

    def show_facts(self, doing: str = "") -> None:
        """What the rubric is, whether it is approved, where it came from; and what is being done with it."""
        rubric = self.rubric
        assert rubric is not None
        approval = self.host.store.approval(rubric.id)
        state = ("not approved", "$warning")
        if approval is not None:
            state = (f"approved by {one_line(approval[0], 60)}, {moment(approval[1])}", "$success")
        what = f"{rubric.level}-level · {len(rubric.criteria)} criteria · "
        note = (f"\n{doing}" if doing else "", "$accent")
        facts = Content.assemble(what, state, "\n", (origin(rubric), "$secondary"), note)
        self.query_one("#facts", Static).update(facts)

    @on(TabbedContent.TabActivated)
    def _begin_counting(self, event: TabbedContent.TabActivated) -> None:
        """The runs' verdicts are counted when somebody looks."""
        if event.pane.id == "uses-pane" and self.rubric is not None:
            self.query_one(UsesPanel).count(self.host.backend, self.rubric, self.runs)

    @on(UsesPanel.Asked)
    def _open_run(self, event: UsesPanel.Asked) -> None:
        self.host.open_run(event.run_id)

    @on(RowTable.Opened, "#version-table")
    def _open_version(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, Version)
        self.app.push_screen(RubricScreen(event.item.info.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without the rubric there is nothing to do but to go back."""
        return self.rubric is not None or action == "back"

    def action_other_tab(self, by: int) -> None:
        """Shows the next of the lists."""
        tabs, names = self.query_one(TabbedContent), list(PANES)
        tabs.active = names[(names.index(tabs.active) + by) % len(names)]
        self.query_one(PANES[tabs.active]).focus()

    def action_edit(self) -> None:
        """Opens the form that makes a new version."""
        if self.rubric is not None:
            self.app.push_screen(RubricEditScreen(self.rubric, self.show_rubric))

    def show_rubric(self, rubric_id: str) -> None:
        """Shows another rubric over this one."""
        self.app.push_screen(RubricScreen(rubric_id))

    def compare(self, other: str, *, older: bool) -> None:
        """Shows what changed between this rubric and another one, the older one first."""
        pair: Sequence[str] = (other, self.rubric_id) if older else (self.rubric_id, other)
        self.app.push_screen(RubricDiffScreen(*pair))

    def action_difference(self) -> None:
        """Compares with the version under the cursor, the one it was made from, or one that is asked for."""
        in_sight = self.query_one(TabbedContent).active == "versions-pane"
        row = self.query_one("#version-table", RowTable).current if in_sight else None
        version = (
            row if isinstance(row, Version) else next((each for each in self._versions if each.older), None)
        )
        if version is not None:
            self.compare(version.info.id, older=version.older)
        else:
            self.ask_what_to_compare()
