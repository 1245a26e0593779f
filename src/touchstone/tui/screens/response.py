"""One result of a run: prompt, response or pair, and every verdict on it."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.domain.dataset import Dataset, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunSpec
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.text import excerpt, one_line, plain
from touchstone.tui.widgets.verdicts import VerdictCard, summary


def texts(sample: Sample, line: ResultLine) -> list[tuple[str, str]]:
    """(title, text) of what was judged: prompt, reference, and the response or the pair's two."""
    found = [("Prompt", sample.prompt)]
    if sample.system_prompt:
        found.insert(0, ("System prompt", sample.system_prompt))
    if sample.reference:
        found.append(("Reference answer", sample.reference))
    shown = [("Response", line.response_id)]
    if line.protocol == "pairwise":
        pairs = [pair for pair in pairs_of(sample) if pair.id == line.response_id]
        shown = [each for pair in pairs for each in (("Response A", pair.a), ("Response B", pair.b))]
    for title, response_id in shown:
        response = next((each for each in sample.responses if each.id == response_id), None)
        if response is not None:
            system = f" · {response.system}" if response.system else ""
            found.append((one_line(title + system), response.text))
    return found


class ResponseScreen(BaseScreen):
    """Shows aggregate number `index` of a run; n and p go to the next and the previous one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "Next"),
        Binding("p,left", "step(-1)", "Previous"),
        Binding("tab", "app.focus_next", "Texts/verdicts"),
    ]

    class Read(Message):
        """The dataset was read, or could not be."""

        def __init__(self, dataset: Dataset | None, reason: str) -> None:
            super().__init__()
            self.dataset, self.reason = dataset, reason

    def __init__(self, run_id: str, index: int) -> None:
        super().__init__()
        self.run_id, self.index = run_id, index
        self._total = 0
        self._line: ResultLine | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        with Container(id="panes"):
            yield VerticalScroll(id="texts", can_focus=True)
            yield VerticalScroll(id="verdicts", can_focus=True)

    def on_mount(self) -> None:
        self.query_one("#verdicts").focus()
        self.call_later(self._show)

    async def action_step(self, by: int) -> None:
        """Goes to another result of the run."""
        if 0 <= self.index + by < self._total:
            self.index += by
            await self._show()

    async def _show(self) -> None:
        store = self.host.store
        try:
            info = store.run(self.run_id)
            self._total = store.count_lines(self.run_id, aggregates=True)
            line = store.lines(self.run_id, aggregates=True, limit=1, offset=self.index)[0]
            of_sample = store.lines(self.run_id, aggregates=False, sample_id=line.sample_id)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self._line = line
        self.show_title(f"run {self.run_id} · result {self.index + 1:,} of {self._total:,}")
        self.show_marks(info.marks)
        place = " · ".join(part for part in (line.sample_id, line.response_id, line.system) if part)
        self.query_one("#facts", Static).update(Content.assemble(one_line(place), "   ", summary(line)))
        lines = [each for each in of_sample if each.response_id == line.response_id]
        await self._show_verdicts(lines, self.host.criteria(self.run_id, line.sample_id))
        self._read(info.spec, store.dataset_digest(self.run_id))

    async def _show_verdicts(self, lines: list[ResultLine], criteria: dict[str, Criterion]) -> None:
        panel = self.query_one("#verdicts", VerticalScroll)
        await panel.remove_children()
        cards = [VerdictCard(line, criteria.get(line.criterion_id or "")) for line in lines]
        await panel.mount_all(cards or [Static("no verdicts: see the reason above", markup=False)])
        panel.scroll_home(animate=False)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self, spec: RunSpec, digest: str) -> None:
        try:
            dataset = self.host.backend.dataset(spec)
        except TouchstoneError as error:
            self.post_message(self.Read(None, str(error)))
            return
        changed = "the file has changed since this run: its texts are not shown"
        same = dataset.digest == digest
        self.post_message(self.Read(dataset if same else None, "" if same else changed))

    async def on_response_screen_read(self, event: Read) -> None:
        panel = self.query_one("#texts", VerticalScroll)
        line = self._line
        assert line is not None
        samples = event.dataset.samples if event.dataset is not None else ()
        sample = next((each for each in samples if each.id == line.sample_id), None)
        await panel.remove_children()
        if sample is None:
            reason = plain(event.reason) or "the file has no such sample"
            await panel.mount(Static(reason, classes="hint", markup=False))
            return
        for title, text in texts(sample, line):
            await panel.mount(Static(title, classes="heading", markup=False))
            await panel.mount(Static(Content(excerpt(text)), classes="quoted", markup=False))
        panel.scroll_home(animate=False)
