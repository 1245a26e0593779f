"""Report cards as the screens list, show, make and write them."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.domain.run import Event
    from touchstone.runner.card.stored import StoredCard


class CardCalls(HomeCalls):
    """Everything about report cards. The calls are for workers."""

    def cards(self, judge: str | None) -> "list[StoredCard]":
        """The stored cards, or those of one judge, the newest first."""
        from touchstone.runner.card import list_cards

        return list_cards(self.home, judge)

    def make_card(
        self, judge: str, own: Sequence[str], others: Sequence[str], probed: int, stop: threading.Event
    ) -> "Iterator[Event]":
        """Measures a judge on labelled files, and keeps the card."""
        from touchstone.domain.card import CardSpec
        from touchstone.runner.card import make_card

        spec = CardSpec(judge=judge, own=tuple(own), data=tuple(others), probed=probed)
        return make_card(self.home, spec, stop, self.kept)

    def write_card(self, stored: "StoredCard", file: Path) -> int:
        """Writes the card as one page; gives its bytes."""
        from touchstone.runner.card import write_card_page

        return write_card_page(stored, file)
