"""Stored report cards: listed, shown again without a model, written as a page."""

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from touchstone.errors import InputError
from touchstone.evaluation.card.contents import Card
from touchstone.files import writing
from touchstone.paths import Home
from touchstone.runner.results.reporting import check_place
from touchstone.store import open_store
from touchstone.store.cards import CardRow


class StoredCard(NamedTuple):
    """A card with its id and the moment it was made (ISO 8601, UTC)."""

    id: int
    created: str
    card: Card


def list_cards(home: Home, judge: str | None = None) -> list[StoredCard]:
    """All stored cards, or those of one judge, the newest first."""
    with open_store(home.database) as store:
        return [_read(row) for row in store.cards(judge)]


def show_card(home: Home, id: int) -> StoredCard:
    """A stored card. Raises InputError."""
    with open_store(home.database) as store:
        return _read(store.card(id))


def write_card_page(stored: StoredCard, file: Path) -> int:
    """Writes the card as one self-contained page; gives its bytes. Raises InputError for a place that will not do."""
    from touchstone.report.card import card_page

    check_place(file)
    text = card_page(stored.card, f"{stored.created[:16].replace('T', ' ')} UTC", stored.id)
    with writing(file) as out:
        out.write(text)
    return len(text.encode("utf-8"))


def _read(row: CardRow) -> StoredCard:
    try:
        return StoredCard(row.id, row.created, Card.model_validate(row.body))
    except ValidationError as error:
        raise InputError(
            f"card {row.id} was made by another version of Touchstone and cannot be read",
            "make it again: its answers are kept",
        ) from error
