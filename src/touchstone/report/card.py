"""A report card as one HTML page that needs nothing else: no script, no file, no request."""

from touchstone.evaluation.card.contents import Card
from touchstone.report.card_charts import dots
from touchstone.report.render import environment


def card_page(card: Card, date: str, id: int) -> str:
    """The card's page. The same card gives the same page. `date`, `id`: when it was made, and its number."""
    parts = [(part.name, part.name.capitalize()) for part in card.parts]
    contents = [("summary", "Summary"), ("sets", "Sets"), *parts, ("settings", "Settings")]
    template = environment().get_template("card.html")
    return template.render(report=card, card=card, contents=contents, date=date, id=id, dots=dots)
