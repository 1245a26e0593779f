"""Making the report card of a judge: its sets asked about as they are, changed, and with help; figures, saved."""

from touchstone.runner.card.making import make_card
from touchstone.runner.card.stored import list_cards, show_card, write_card_page

__all__ = ["list_cards", "make_card", "show_card", "write_card_page"]
