"""How a rubric fared in the meetings it took part in: before which meta-judge, how often it won, its strength."""

from touchstone.domain.base import Value
from touchstone.domain.meeting import Meeting
from touchstone.runner.rubrics.tournament import tournament_of
from touchstone.store import Store


class Fared(Value):
    """A rubric among the `rubrics` (itself included) that one meta-judge compared for one prompt.

    `place` counts from 1; rubrics of equal strength share one. `strength` is a log-strength, 0 on average, with its
    standard `error`. `agreed`: of the `won + lost + tied` meetings those in which both orders gave the same outcome.
    """

    meta_judge: str
    rubrics: int
    place: int
    strength: float
    error: float
    won: int
    lost: int
    tied: int
    unscored: int
    agreed: int

    @property
    def in_words(self) -> str:
        """ "place 1 of 5 rubrics before NAME: strength +0.98 ± 1.61 (95 %); won 3, lost 0, tied 1; ..." """
        met = self.won + self.lost + self.tied
        unscored = f", {self.unscored} without a verdict" if self.unscored else ""
        agreed = f"; both orders agreed in {self.agreed} of {met}" if met else ""
        return (
            f"place {self.place} of {self.rubrics} rubrics before {self.meta_judge}: strength {self.strength:+.2f} "
            f"± {1.96 * self.error:.2f} (95 %); won {self.won}, lost {self.lost}, tied {self.tied}{unscored}{agreed}"
        )


def fared(store: Store, rubric_id: str) -> list[Fared]:
    """How the rubric fared before each meta-judge, the latest one first."""
    prints = dict.fromkeys(meeting.fingerprint for meeting in store.meetings_of(rubric_id))
    return [_fared(rubric_id, store.meetings_around(rubric_id, each)) for each in prints]


def _fared(rubric_id: str, meetings: list[Meeting]) -> Fared:
    ids = sorted({id for meeting in meetings for id in (meeting.first, meeting.second)})
    found = tournament_of("", ids, meetings)
    at = ids.index(rubric_id)
    strength = found.strengths[at]
    mine = [
        meeting if meeting.first == rubric_id else meeting.turned()
        for meeting in meetings
        if rubric_id in (meeting.first, meeting.second)
    ]
    outcomes = [meeting.outcome for meeting in mine]
    return Fared(
        meta_judge=mine[0].model,
        rubrics=len(ids),
        place=1 + sum(each > strength for each in found.strengths),
        strength=strength,
        error=found.errors[at],
        won=outcomes.count(1),
        lost=outcomes.count(-1),
        tied=outcomes.count(0),
        unscored=outcomes.count(None),
        agreed=sum(bool(meeting.agrees) for meeting in mine),
    )
