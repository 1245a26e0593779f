"""What the tournaments of a run come to: how many meetings, how many agreed, and what the user should know."""

from collections.abc import Iterator
from dataclasses import dataclass

from touchstone.domain.tournament import Tournament
from touchstone.runner.rubrics.generated import Generated


@dataclass(slots=True)
class Held:
    """What all tournaments of a run come to. `undecided`: prompts whose candidates came out equally strong."""

    candidates: int = 0
    single: int = 0
    undecided: int = 0
    meetings: int = 0
    scored: int = 0
    agreed: int = 0
    unscored: str = ""

    def add(self, found: Tournament) -> None:
        """Counts a tournament."""
        self.candidates += len(found.rubric_ids)
        self.single += len(found.rubric_ids) == 1
        self.undecided += len(found.rubric_ids) > 1 and found.undecided
        self.meetings += len(found.meetings)
        self.scored += found.scored
        self.agreed += sum(bool(meeting.agrees) for meeting in found.meetings)
        self.unscored = self.unscored or next((m.unscored for m in found.meetings if m.unscored), "")

    @property
    def summary(self) -> dict[str, int]:
        """What the run's last event says of them."""
        return {
            "candidates": self.candidates,
            "meetings": self.meetings,
            "meetings_unscored": self.meetings - self.scored,
            "meetings_agreed": self.agreed,
        }


def notices(held: Held, done: Generated) -> Iterator[str]:
    """What the user should know of how the rubrics were chosen."""
    if done.failures:
        name, reason = done.failures[0]
        yield f"prompts without a rubric: {len(done.failures)}; the first, {name}: {reason}"
    if done.covered:
        yield f"prompts that add nothing to the dataset-level rubric: {len(done.covered)}"
    if held.single:
        yield f"prompts whose candidates were all the same: {held.single}"
    if held.undecided:
        yield f"prompts whose candidates came out equal, so that the first drawn was taken: {held.undecided}"
    if held.scored < held.meetings:
        yield f"meetings without a valid verdict: {held.meetings - held.scored}; the first: {held.unscored}"
    if held.scored:
        yield f"both orders agreed in {held.agreed / held.scored:.0%} of {held.scored:,} meetings"
