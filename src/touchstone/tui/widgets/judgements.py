"""What the judge said of one response or pair, with what people said; one judgement is under the cursor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from touchstone.domain.label import Item
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.rubric import Criterion
from touchstone.tui.widgets.verdicts import VerdictCard, verdict_details
from touchstone.tui.widgets.votes import votes_text


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts on one criterion, or in one order of a pair, the direct one first; a label is about `item`.

    `votes`: what single models said about each of the `lines`.
    """

    item: Item
    lines: tuple[ResultLine, ...]
    votes: tuple[Mapping[str, Vote], ...]
    criterion: Criterion | None


def judgements(
    voted: Iterable[tuple[ResultLine, Mapping[str, Vote]]], criteria: Mapping[str, Criterion]
) -> list[Judgement]:
    """The verdict lines of one response or pair with the votes on them, by criterion or order, as they come."""
    found: dict[tuple[str | None, str | None], list[tuple[ResultLine, Mapping[str, Vote]]]] = {}
    for line, votes in voted:
        found.setdefault((line.criterion_id, line.order), []).append((line, votes))
    made = []
    for (criterion_id, _), group in found.items():
        group.sort(key=lambda form: form[0].rationale is not None)
        first = group[0][0]
        about = criterion_id if first.protocol == "criteria" else None
        item = (first.sample_id, first.response_id, about)
        lines = tuple(line for line, _ in group)
        made.append(
            Judgement(item, lines, tuple(votes for _, votes in group), criteria.get(criterion_id or ""))
        )
    return made


class JudgementCard(Vertical):
    """One judgement with its labels."""

    def __init__(self, judgement: Judgement, labels: Sequence[str], total: float | None) -> None:
        super().__init__(classes="judgement")
        self.judgement, self._labels, self._total = judgement, labels, total

    def compose(self) -> ComposeResult:
        direct, *reasoned = self.judgement.lines
        yield VerdictCard(direct, self.judgement.criterion, self._total)
        yield from self._votes(0)
        for place, line in enumerate(reasoned, start=1):
            yield Static(verdict_details(line), classes="details", markup=False)
            yield from self._votes(place)
        if self._labels:
            yield Static(Content("\n".join(self._labels)), classes="labels", markup=False)

    def _votes(self, place: int) -> ComposeResult:
        if said := votes_text(self.judgement.votes[place]):
            yield Static(said, classes="details", markup=False)


class JudgementPane(VerticalScroll, can_focus=True):
    """The judgements of one response or pair, from top to bottom; a pair's two orders side by side where wide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next verdict", show=False),
        Binding("up,k", "move(-1)", "Previous verdict", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    @property
    def cards(self) -> list[JudgementCard]:
        """The cards that are shown."""
        return list(self.query(JudgementCard))

    @property
    def current(self) -> Judgement | None:
        """The judgement under the cursor."""
        cards = self.cards
        return cards[self.cursor].judgement if self.cursor < len(cards) else None

    async def show(
        self, found: Sequence[Judgement], labels: Mapping[Item, Sequence[str]], *, keep: bool = False
    ) -> None:
        """Shows other judgements. `keep`: the cursor and what is in sight stay."""
        weights = [each.criterion.weight for each in found if each.criterion is not None]
        total = sum(weight for weight in weights if weight > 0) or None
        pair = any(each.lines[0].order is not None for each in found)
        cards: list[Widget] = [
            JudgementCard(
                each, () if pair else labels.get(each.item, ()), total if len(weights) > 1 else None
            )
            for each in found
        ]
        nothing = Static("no verdicts: see the reason above", markup=False)
        place, top = (self.cursor, self.scroll_y) if keep else (0, 0)
        async with self.batch():
            await self.remove_children()
            if pair:
                cards = [Container(*cards, classes="orders")]
            await self.mount_all(cards or [nothing])
        self.cursor = place
        self._mark()
        self.scroll_to(y=top, animate=False)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.cards) - 1))

    def watch_cursor(self) -> None:
        self._mark()

    def _mark(self) -> None:
        for number, card in enumerate(self.cards):
            card.set_class(number == self.cursor, "-here")

    def action_move(self, by: int) -> None:
        self.cursor += by
        cards = self.cards
        if cards:
            cards[self.cursor].scroll_visible(animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a judgement."""
        for number, card in enumerate(self.cards):
            if event.widget is card or (event.widget is not None and card in event.widget.ancestors):
                self.cursor = number
