"""A scratch judgement from top to bottom: notices, what each response or pair got, then the rubric."""

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Static

from touchstone.domain.results import ResultLine
from touchstone.tui.backend import Judged
from touchstone.tui.text import one_line
from touchstone.tui.widgets.verdicts import VerdictCard, criterion_text, heading


def scratch_cards(judged: Judged, numbers: Sequence[int]) -> list[Widget]:
    """The cards; `numbers` are those of the boxes that held the responses."""
    cards: list[Widget] = [Static(one_line(text), classes="notice", markup=False) for text in judged.notices]
    criteria = {criterion.id: criterion for criterion in judged.criteria}
    for aggregate in (line for line in judged.lines if line.is_aggregate):
        cards.append(Static(heading(_title(aggregate, numbers), aggregate), classes="heading", markup=False))
        for line in judged.lines:
            if not line.is_aggregate and line.response_id == aggregate.response_id:
                cards.append(VerdictCard(line, criteria.get(line.criterion_id or "")))
    if judged.criteria:
        cards.append(Static("Rubric", classes="heading", markup=False))
    for number, criterion in enumerate(judged.criteria, start=1):
        cards.append(Static(criterion_text(number, criterion), classes="criterion", markup=False))
    return cards


def _title(line: ResultLine, numbers: Sequence[int]) -> str:
    """Which box a line is about: the ids that a scratch judgement gives its responses count from 1."""
    if line.protocol != "pairwise":
        return f"Response {numbers[int(line.response_id) - 1]}"
    first, second = (numbers[int(id) - 1] for id in line.response_id.split("|"))
    return f"Response {first} (A) or {second} (B)"
