"""The form that edits a rubric's criteria; saving makes a new version, the old one stays."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.domain.rubric import Rubric
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import one_line
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.criterion_form import CriterionForm

if TYPE_CHECKING:
    from touchstone.rubrics import Fault


class RubricEditScreen(BaseScreen):
    """Edits the criteria of `rubric`. `saved` gets the id of the new version."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+n", "add", "Add a criterion", priority=True),
        Binding("ctrl+d", "remove", "Remove it", priority=True),
        Binding("ctrl+up", "move(-1)", "Move up", priority=True),
        Binding("ctrl+down", "move(1)", "Move down", priority=True),
        Binding("escape", "back", "Back", priority=True),
    ]

    class Saved(Message):
        """The new version (None: nothing was changed), or why there is none."""

        def __init__(self, rubric: Rubric | None, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.rubric, self.error = rubric, error

    def __init__(self, rubric: Rubric, saved: Callable[[str], None]) -> None:
        super().__init__()
        self._old, self._saved = rubric, saved
        self._changed: Rubric | tuple[Fault, ...] = rubric
        self._warned = False

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        with VerticalScroll(id="forms", can_focus=False):
            for draft in self.host.backend.drafts(self._old):
                yield CriterionForm(draft)
        yield ErrorPanel()

    def on_mount(self) -> None:
        self.show_title(f"rubric {self._old.id} · edit")
        self._forms[0].query_one(".text").focus()
        self._check()

    @property
    def _forms(self) -> list[CriterionForm]:
        """Those that are not taken out, in their order."""
        return [form for form in self.query(CriterionForm) if form.display]

    @on(CriterionForm.Changed)
    def _edited(self) -> None:
        self._warned = False
        self._check()

    def _check(self) -> None:
        """Numbers the criteria and shows what is wrong with them."""
        forms = self._forms
        self._changed = changed = self.host.backend.redrafted(self._old, [form.draft for form in forms])
        faults = () if isinstance(changed, Rubric) else changed
        for number, form in enumerate(forms, start=1):
            form.number(number)
            form.show_faults([fault for fault in faults if fault.number == number])
        self._show_state()

    @property
    def unsaved(self) -> str:
        """Says that there are changes."""
        return "The changes of the rubric are not saved" if self._unsaved else ""

    @property
    def _unsaved(self) -> bool:
        return not isinstance(self._changed, Rubric) or self._changed.id != self._old.id

    def _show_state(self) -> None:
        """Whether there is something to save, and whether it can be."""
        changed = self._changed
        state = ("nothing changed yet", "$secondary")
        if not isinstance(changed, Rubric):
            whole = "; ".join(fault.reason for fault in changed if fault.number is None)
            state = (f"✗ {whole or f'{len(changed)} to correct'}: nothing can be saved yet", "$error")
        elif self._unsaved:
            state = ("unsaved changes: Ctrl+S saves them as a new version", "$warning")
        if self._warned:
            state = ("unsaved changes: Esc again leaves without them, Ctrl+S saves them", "bold $warning")
        prompt = self._old.prompt
        about = f"for the prompt: {one_line(prompt)}" if prompt is not None else "for every prompt of a file"
        head = (f"{len(self._forms)} criteria · {about}", "$secondary")
        self.query_one("#facts", Static).update(Content.assemble(state, "\n", head))

    @property
    def _current(self) -> CriterionForm | None:
        """The criterion in which the focus is."""
        focused = self.focused
        return next((form for form in self._forms if focused is not None and form in focused.ancestors), None)

    async def action_add(self) -> None:
        """Adds an empty criterion after the one in focus."""
        form = CriterionForm(self.host.backend.new_draft(self._old))
        await self.query_one("#forms").mount(form, after=self._current)
        form.query_one(".text").focus()
        self._edited()

    def action_remove(self) -> None:
        """Takes the criterion in focus out."""
        if (form := self._current) is not None:
            self._take_out(form)

    def _take_out(self, form: CriterionForm) -> None:
        """Hides the form for good: a text box must not be removed while the screen is being painted."""
        place = self._forms.index(form)
        form.display = False
        if left := self._forms:
            left[min(place, len(left) - 1)].query_one(".text").focus()
        self._edited()

    def action_move(self, by: int) -> None:
        """Moves the criterion in focus up or down."""
        if (form := self._current) is not None:
            self._move(form, by)

    def _move(self, form: CriterionForm, by: int) -> None:
        forms = self._forms
        target = forms.index(form) + by
        if 0 <= target < len(forms):
            holder = self.query_one("#forms")
            if by < 0:
                holder.move_child(form, before=forms[target])
            else:
                holder.move_child(form, after=forms[target])
            form.scroll_visible()
            self._edited()

    @on(CriterionForm.Moved)
    def _moved(self, event: CriterionForm.Moved) -> None:
        if event.by == 0:
            self._take_out(event.form)
        else:
            self._move(event.form, event.by)

    def action_save(self) -> None:
        """Saves a new version where there is something to save and nothing wrong."""
        self.query_one(ErrorPanel).show(None)
        self._check()
        if not isinstance(self._changed, Rubric):
            self.app.bell()
        elif not self._unsaved:
            self.notify("Nothing was changed.")
        else:
            self._save(self._changed)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _save(self, changed: Rubric) -> None:
        try:
            self.post_message(self.Saved(self.host.backend.save_edited(self._old, changed)))
        except TouchstoneError as error:
            self.post_message(self.Saved(None, error))

    def on_rubric_edit_screen_saved(self, message: Saved) -> None:
        if message.rubric is None:
            self.query_one(ErrorPanel).show(message.error)
            return
        self.notify("Saved as a new version; the old one is as it was.")
        self.app.pop_screen()
        self._saved(message.rubric.id)

    def action_back(self) -> None:
        """Goes back; with unsaved changes only when asked a second time."""
        if self._unsaved and not self._warned:
            self._warned = True
            self._show_state()
            return
        super().action_back()
