"""What single models said about a verdict that more than one of them has a part in, a line for each."""

from collections.abc import Mapping

from textual.content import Content

from touchstone.domain.results import BASE, FIRST, JUDGE, Vote
from touchstone.tui.text import one_line

_SHOWN_FROM = 0.005


def votes_text(votes: Mapping[str, Vote]) -> Content:
    """Who judged, and what others said: the first judge of an escalated verdict, a jury's members, the base model.

    Empty where the verdict is one judge's alone.
    """
    rows = []
    if FIRST in votes:
        rows.append(_row("first judged by", votes[FIRST]))
        if JUDGE in votes:
            rows.append(_row("escalated to", votes[JUDGE]))
    elif any(voter.startswith("jury") for voter in votes):
        rows += [_row("jury:", vote) for voter, vote in votes.items() if voter != BASE]
    if BASE in votes:
        rows.append(_row("before tuning", votes[BASE]))
    return Content("\n").join(rows)


def _row(part: str, vote: Vote) -> Content:
    likely = sorted((vote.probabilities or {}).items(), key=lambda each: -each[1])
    shown = "  ".join(f"{one_line(label)} {share:.2f}" for label, share in likely if share >= _SHOWN_FROM)
    said = f"unscored: {one_line(vote.unscored)}" if vote.unscored is not None else shown
    sure = "" if vote.reliability is None else f" · reliability {vote.reliability:.2f}"
    entropy = "" if vote.entropy is None else f" · entropy {vote.entropy:.2f}"
    return Content.assemble(
        (f"{part} ", "$secondary"), (one_line(vote.model), "bold"), f"  {said}{sure}{entropy}"
    )
