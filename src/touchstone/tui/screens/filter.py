"""Asks which results of a run to show, and in which order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, Static
from textual.worker import Worker, WorkerState

from touchstone.domain.result_choice import ORDERS, Choice, Order
from touchstone.errors import TouchstoneError
from touchstone.tui.backend.results import Shown
from touchstone.tui.text import one_line
from touchstone.tui.trouble import unexpected

if TYPE_CHECKING:
    from touchstone.domain.rubric import Criterion
    from touchstone.store import CriterionCount
    from touchstone.tui.app import TouchstoneApp

ANY = ""
ONLY = "only"
UNSCORED = (("any", ANY), ("only results with an unscored verdict", ONLY))
APART = (("any", ANY), ("only with a label, between orders, or after a reason", ONLY))
ABSTAIN = (("any", ANY), ("only under the threshold of the applied calibration", ONLY))
OUTCOMES = ("not met", "met", "not applicable", "unscored")


class FilterScreen(ModalScreen[tuple[Choice, str] | None]):
    """A small form; gives the choice and the text of its criterion, or None where the user backs out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("ctrl+r", "use", "Show"),
    ]

    class Criteria(Message):
        """The criteria that can be filtered by."""

        def __init__(self, found: "list[tuple[CriterionCount, Criterion | None]]") -> None:
            super().__init__()
            self.found = found

    def __init__(self, shown: Shown, choice: Choice) -> None:
        super().__init__()
        self._shown, self._choice = shown, choice
        self._texts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        choice, results = self._choice, self._shown.results
        systems = results.system_names if results is not None else []
        subsets = results.subsets if results is not None else []
        with Vertical(classes="dialog -tall") as dialog:
            dialog.border_title = "Which results"
            yield _row("System", _select(systems, choice.system, "system"))
            yield _row("Subset", _select(subsets, choice.subset, "subset"))
            yield _row("Criterion", _select([], choice.criterion, "criterion"))
            yield _row("… came out", _named([(each, each) for each in OUTCOMES], choice.outcome, "came-out"))
            yield _row(
                "Sample id", Input(choice.text, placeholder="any, or a part of it", compact=True, id="text")
            )
            yield _row(
                "Order", _named([(text, name) for name, text in ORDERS.items()], choice.order, "order")
            )
            yield _row("Unscored", _named(UNSCORED, _only(choice.unscored), "unscored"))
            yield _row("Disagreement", _named(APART, _only(choice.disagreeing), "apart"))
            yield _row("Abstaining", _named(ABSTAIN, _only(choice.abstaining), "abstaining"))
            yield Static("", id="filter-note", classes="notice", markup=False)
            with Horizontal(id="filter-buttons"):
                yield Button("Show", variant="primary", compact=True, id="use")
                yield Button("Cancel", compact=True, id="cancel")
            yield Static("Ctrl+R: show · Tab: next · Esc: cancel", classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#filter-note", Static).update(one_line(self._shown.reason))
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        host = cast("TouchstoneApp", self.app)
        try:
            found = host.backend.criteria_to_filter(self._shown.run_id)
        except TouchstoneError as error:
            self.app.call_from_thread(host.show_error, error)
        else:
            self.post_message(self.Criteria(found))

    def on_filter_screen_criteria(self, message: Criteria) -> None:
        """Offers the criteria, with how the responses that each judged came out."""
        options = []
        for count, criterion in message.found:
            text = criterion.text if criterion is not None else count.criterion_id
            self._texts[count.criterion_id] = text
            figures = f"{count.not_met:,} not met, {count.unscored:,} unscored of {count.verdicts:,}"
            options.append((Text(f"{figures} · {one_line(text, 80)}"), count.criterion_id))
        choice = self.query_one("#criterion", Select)
        value = str(choice.value)
        if value != ANY and value not in self._texts:
            options.append((Text(one_line(value)), value))
        choice.set_options([(Text("any"), ANY), *options])
        choice.value = value

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Shows an error that was not foreseen."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            event.stop()
            cast("TouchstoneApp", self.app).show_error(unexpected(event.worker.error))

    @on(Button.Pressed, "#use")
    @on(Input.Submitted)
    def action_use(self) -> None:
        """Closes the form and shows what was chosen."""
        criterion = self._value("criterion") or None
        choice = Choice(
            system=self._value("system") or None,
            subset=self._value("subset") or None,
            criterion=criterion,
            outcome=self._value("came-out"),
            unscored=self._value("unscored") == ONLY,
            disagreeing=self._value("apart") == ONLY,
            abstaining=self._value("abstaining") == ONLY,
            text=self.query_one("#text", Input).value.strip(),
            order=cast("Order", self._value("order")),
        )
        self.dismiss((choice, self._texts.get(criterion or "", "")))

    def _value(self, name: str) -> str:
        return str(self.query_one(f"#{name}", Select).value)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(None)


def _row(label: str, widget: Widget) -> Horizontal:
    return Horizontal(Label(label, markup=False), widget, classes="row")


def _only(on: bool) -> str:
    return ONLY if on else ANY


def _select(names: list[str], value: str | None, id: str) -> Select[str]:
    """A choice of any, or one of these names; the one that is chosen is offered in any case."""
    offered = [*names, *([value] if value and value not in names else [])]
    return _named([("any", ANY), *((one_line(name, 60), name) for name in offered)], value or ANY, id)


def _named(options: Sequence[tuple[str, str]], value: str, id: str) -> Select[str]:
    prompts = [(Text(text), name) for text, name in options]
    return Select(prompts, value=value, allow_blank=False, compact=True, id=id)
