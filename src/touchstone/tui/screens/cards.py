"""The report cards that were made: how far each judge can be trusted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.card import CardScreen
from touchstone.tui.screens.card_start import CardStartScreen
from touchstone.tui.text import moment, one_line
from touchstone.tui.widgets.chrome import ErrorPanel
from touchstone.tui.widgets.table import Cell, Column, RowTable

if TYPE_CHECKING:
    from touchstone.runner.card.stored import StoredCard

COLUMNS = (
    Column("card", 5),
    Column("judge", share=2),
    Column("made", 17),
    Column("sets", share=3),
    Column("says", share=4, above=100),
)


class CardsScreen(BaseScreen):
    """The cards of one judge, or all; one that is being made appears when it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New card"),
        Binding("x", "stop", "Stop", tooltip="stop the card that is being made; its answers are kept"),
        Binding("r", "reload", "Read the list again", show=False),
    ]

    class Read(Message):
        """The stored cards, or why they cannot be read."""

        def __init__(self, cards: "Sequence[StoredCard]", error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.cards, self.error = cards, error

    def __init__(self, judge: str | None = None) -> None:
        super().__init__()
        self._judge = judge
        self._cards: Sequence[StoredCard] = ()
        self._was_active = False

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield ErrorPanel()
        yield RowTable["StoredCard"](
            COLUMNS,
            self._cells,
            lambda limit, offset: self._cards[offset : offset + limit],
            lambda: len(self._cards),
            empty="no card yet: n makes one from labelled files",
            id="card-table",
        )

    def on_mount(self) -> None:
        self.show_title(f"report cards{'' if self._judge is None else f' of {self._judge}'}")
        self.query_one("#card-table").focus()
        self.action_reload()

    def tick(self) -> None:
        super().tick()
        live = self.host.live
        active = live is not None and live.active
        facts = self.query_one("#facts", Static)
        facts.display = active
        if live is not None and active:
            facts.update(Content.assemble((f"{one_line(live.phase)} …", "bold $accent"), f"  {live.rates()}"))
        if active != self._was_active:
            self._was_active = active
            self.refresh_bindings()
            if not active:
                self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is offered while something goes on."""
        return self._was_active if action == "stop" else True

    def action_stop(self) -> None:
        """Stops what is going on."""
        self.host.stop_work()

    def action_new(self) -> None:
        """Asks for the labelled files of a new card."""
        self.app.push_screen(CardStartScreen(self._judge))

    def action_reload(self) -> None:
        """Reads the cards again."""
        self._read()

    @work(thread=True, exclusive=True, group="cards", exit_on_error=False)
    def _read(self) -> None:
        try:
            self.post_message(self.Read(self.host.backend.cards(self._judge)))
        except TouchstoneError as error:
            self.post_message(self.Read((), error))

    def on_cards_screen_read(self, message: Read) -> None:
        self.query_one(ErrorPanel).show(message.error)
        self._cards = message.cards
        self.query_one("#card-table", RowTable).reload()

    @on(RowTable.Opened, "#card-table")
    def _open(self, event: RowTable.Opened) -> None:
        self.app.push_screen(CardScreen(self._cards[event.index]))

    def _cells(self, stored: "StoredCard") -> tuple[Cell, ...]:
        card = stored.card
        return (
            str(stored.id),
            card.judge,
            (moment(stored.created), "dim"),
            ", ".join(each.name for each in card.sets),
            (card.sentences[0] if card.sentences else "", "dim"),
        )
