"""One result of a run: what was judged, every verdict on it, the labels there are, and room for one's own."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.domain.label import Item, Label
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError, TouchstoneError
from touchstone.tui.backend.results import Shown
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.screens.say import NOTHING, SayScreen
from touchstone.tui.text import one_line
from touchstone.tui.widgets.judged import TextPane, answers
from touchstone.tui.widgets.judgements import Judgement, JudgementPane, judgements
from touchstone.tui.widgets.labels_shown import labels_shown
from touchstone.tui.widgets.result_cells import choice_words
from touchstone.tui.widgets.verdicts import summary, verdict_text, without_bars

if TYPE_CHECKING:
    from touchstone.store import ResultRow


class ResponseScreen(BaseScreen):
    """Shows one of the results that a table shows, and goes to the others. `moved` is told the place of each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "Next"),
        Binding("p,left", "step(-1)", "Previous"),
        Binding("d", "disagreement", "Disagreement"),
        Binding("u", "unsure", "Least sure"),
        Binding("l", "label", "Label"),
        Binding("o", "rubric", "Rubric"),
        Binding("c", "copy_response", "Copy the response", show=False),
        Binding("v", "copy_verdicts", "Copy the verdicts", show=False),
        Binding("tab,enter", "app.focus_next", "Other pane", show=False),
    ]

    class Read(Message):
        """The results and the data were read."""

        def __init__(self, shown: Shown) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self, shown: Shown, index: int, moved: Callable[[int], None] = lambda _: None) -> None:
        super().__init__()
        self._shown, self._index, self._moved = shown, index, moved
        self._total = self._unsure = 0
        self._info: RunInfo | None = None
        self._row: ResultRow | None = None
        self._judged: list[Judgement] = []
        self._reading = False

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        with Container(id="panes"):
            yield TextPane(id="texts")
            yield JudgementPane(id="verdicts")

    def on_mount(self) -> None:
        self.query_one("#verdicts").focus()
        live = self.host.live
        going = live is not None and live.active and live.run == self._shown.run_id
        if self._shown.results is None or going:
            self._reading = True
            self._read()
        self.call_later(self._show)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            self.post_message(self.Read(self.host.backend.shown(self._shown.run_id, self._shown.choice)))
        except TouchstoneError as error:
            self.post_message(self.Read(replace(self._shown, reason=str(error))))

    async def on_response_screen_read(self, message: Read) -> None:
        self._shown, self._reading = message.shown, False
        await self._show_texts()
        self._show_facts()

    @property
    def _line(self) -> ResultLine | None:
        return None if self._row is None else self._row.line

    async def _show(self) -> None:
        """Shows the result at the place gone to."""
        store, shown = self.host.store, self._shown
        try:
            self._info = store.run(shown.run_id)
            self._total = shown.count(store)
            rows = shown.page(store, 1, self._index)
            if not rows:
                raise InputError("this result is gone", "go back and open it again")
            self._row = rows[0]
            line = self._row.line
            criteria = self.host.backend.criteria(store, shown.run_id, line.sample_id)
            voted = store.voted_lines(shown.run_id, line.sample_id)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self._judged = judgements(
            [each for each in voted if each[0].response_id == line.response_id], criteria
        )
        words = choice_words(shown.choice)
        among = f" · {' · '.join(words)}" if words else ""
        self.show_title(f"run {shown.run_id} · result {self._index + 1:,} of {self._total:,}{among}")
        self.show_marks(self._info.marks)
        self.query_one("#panes").set_class(line.protocol == "pairwise", "-pair")
        self._moved(self._index)
        self._show_facts()
        await self.query_one(JudgementPane).show(self._judged, self._labels())
        await self._show_texts()

    async def _show_texts(self) -> None:
        if (line := self._line) is not None:
            sample = self._shown.sample(line.sample_id)
            reason = self._shown.reason or "the file has no such sample"
            reason = "reading the file …" if self._reading else reason
            await self.query_one(TextPane).show(sample, line, reason)

    def _show_facts(self) -> None:
        """The result in a line, the labels of the whole of it, and what it disagrees with."""
        row, line = self._row, self._line
        if row is None or line is None:
            return
        sample = self._shown.sample(line.sample_id)
        subset = f"subset {sample.subset}" if sample is not None and sample.subset else None
        place = " · ".join(part for part in (line.sample_id, line.response_id, line.system, subset) if part)
        parts = [Content.assemble(one_line(place), "   ", summary(line))]
        whole = (line.sample_id, line.response_id, None)
        parts += [Content.assemble((text, "$accent")) for text in self._labels().get(whole, ())]
        if found := self._shown.disagreement(row):
            parts.append(Content.assemble((f"≠ {one_line(found)}", "bold $warning")))
        self.query_one("#facts", Static).update(Content("\n").join(parts))

    def _labels(self) -> dict[Item, list[str]]:
        """What people said of this result and of its criteria, in words."""
        if (line := self._line) is None:
            return {}
        known = {each.item for each in self._judged}
        return labels_shown(line, self._shown.sample(line.sample_id), self._given(), known)

    def _given(self) -> list[Label]:
        line, run_id = self._line, self._shown.run_id
        if line is None:
            return []
        place = (line.sample_id, line.response_id)
        return [label for label in self.host.store.labels(run_id) if label.item[:2] == place]

    async def _go(self, index: int) -> None:
        if 0 <= index < self._total:
            self._index = index
            await self._show()

    async def action_step(self, by: int) -> None:
        """Goes to another result in the table's order."""
        await self._go(self._index + by)

    async def action_disagreement(self) -> None:
        """Goes to the next result that disagrees with something."""
        if (chosen := self._shown.chosen) is None:
            self.notify("The results are being read: a moment.")
            return
        after = next((place for place in chosen.disagreeing if place > self._index), None)
        if after is None:
            self.notify("No disagreement after this result.")
        else:
            await self._go(after)

    async def action_unsure(self) -> None:
        """Goes to the least sure result, then to the next least sure one."""
        if (chosen := self._shown.chosen) is None:
            self.notify("The results are being read: a moment.")
            return
        if self._unsure >= len(chosen.unsure):
            self._unsure = 0
        place, self._unsure = chosen.unsure[self._unsure], self._unsure + 1
        await self._go(place)
        self.notify(f"number {self._unsure:,} of the least sure")

    def action_label(self) -> None:
        """Asks for a label: of the criterion under the cursor, or of the whole response or pair."""
        line, judged = self._line, self.query_one(JudgementPane).current
        if line is None or judged is None:
            return
        host, sample = self.host, self._shown.sample(line.sample_id)
        if sample is None:
            self.notify("Without its texts this cannot be labelled.", severity="warning")
            return
        rubric = [each.criterion.text for each in self._judged if each.criterion is not None]
        criterion = judged.criterion if line.protocol == "criteria" else None
        try:
            annotator = host.backend.annotator()
            task = host.backend.seen_task(sample, judged.item, line.protocol, criterion, rubric)
        except TouchstoneError as error:
            host.show_error(error)
            return
        mine = (each for each in self._given() if each.item == judged.item and each.annotator == annotator)
        given = next((each.label for each in mine), None)
        self.app.push_screen(SayScreen(task, annotator, given), partial(self._said, judged.item))

    async def _said(self, item: Item, choice: str | None) -> None:
        """Saves the label at once, or takes it back."""
        host, run_id = self.host, self._shown.run_id
        if choice is None:
            return
        try:
            if choice == NOTHING:
                taken = host.backend.take_back_seen(host.store, run_id, item)
                self.notify("Your label is taken back." if taken else "There is no seen label of yours.")
            else:
                host.backend.give_seen(host.store, run_id, item, choice)
        except TouchstoneError as error:
            host.show_error(error)
            return
        self._show_facts()
        await self.query_one(JudgementPane).show(self._judged, self._labels(), keep=True)

    def action_rubric(self) -> None:
        """Opens the rubric that the criterion under the cursor belongs to."""
        line, judged = self._line, self.query_one(JudgementPane).current
        if line is None:
            return
        store = self.host.store
        ids = store.run_rubrics(self._shown.run_id, sample_id=line.sample_id)
        if not ids:
            self.notify("This was judged without a rubric.")
            return
        wanted = judged.criterion if judged is not None else None
        rubrics = [store.rubric(id) for id in ids]
        found = next((each for each in rubrics if wanted in each.criteria), rubrics[0])
        self.app.push_screen(RubricScreen(found.id))

    def action_copy_response(self) -> None:
        """Copies the response, or the pair's two, as they are in the file."""
        line = self._line
        sample = self._shown.sample(line.sample_id) if line is not None else None
        if line is None or sample is None:
            self.notify("The texts are not known.", severity="warning")
            return
        found = answers(sample, line)
        single = len(found) == 1
        self._copy("\n\n".join(text if single else f"{title}\n{text}" for title, text in found))

    def action_copy_verdicts(self) -> None:
        """Copies the result and its verdicts as text."""
        if (line := self._line) is None:
            return
        place = " · ".join(part for part in (line.sample_id, line.response_id, line.system) if part)
        texts = [verdict_text(each, judged.criterion) for judged in self._judged for each in judged.lines]
        self._copy("\n".join([one_line(place), without_bars(summary(line)), *texts]))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text.encode("utf-8", "replace").decode("utf-8"))
        self.notify(f"copied: {len(text):,} characters")
