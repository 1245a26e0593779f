"""What a candidate rubric is worth: whether it tells a prompt's responses apart as people do, and without waste.

The order of what counts is that of the weights: agreement decides; the margin only helps with the right sign and is
capped, so that exaggeration earns nothing; redundant and constant criteria and length take a little away.
"""

from collections.abc import Sequence

from touchstone.domain.base import Value
from touchstone.rubrics import redundancy

MARGIN_CAP = 0.25
"""From this difference of two responses' scores on, a larger one earns nothing more."""
MARGIN, REDUNDANT, CONSTANT, LENGTH = 0.1, 0.1, 0.02, 0.02
"""What a full margin adds to an agreement in 0..1, and what a wholly redundant, a wholly constant rubric, and one of
twice the candidates' median length lose."""
FLAT = 0.1
"""A criterion whose verdicts on a prompt's responses lie within this is constant there."""
_UNDECIDED = 1e-9


class Told(Value):
    """What judging with one rubric said about a labelled pair of responses.

    `margin`: how far it prefers the response that people prefer, -1..1; None without a verdict.
    """

    pair: str
    margin: float | None

    @property
    def right(self) -> float:
        """1: the right way round, 0: the wrong way; without a verdict, and undecided, a half."""
        if self.margin is None or abs(self.margin) <= _UNDECIDED:
            return 0.5
        return float(self.margin > 0)


class Judged(Value):
    """One rubric as the judge used it on one prompt's responses. `constant`: the share of its criteria (0..1)."""

    told: tuple[Told, ...] = ()
    constant: float = 0.0

    @property
    def agreement(self) -> float | None:
        """The share of labelled pairs that come out right (0..1); None where there are none."""
        return sum(each.right for each in self.told) / len(self.told) if self.told else None

    @property
    def margin(self) -> float:
        """The mean capped margin of the pairs that came out right, 0..1; the others count as 0."""
        kept = [min(each.margin or 0.0, MARGIN_CAP) / MARGIN_CAP for each in self.told if each.right == 1.0]
        return sum(kept) / len(self.told) if self.told else 0.0


class Reward(Value):
    """What a candidate is worth, and why. `strength`: its Bradley-Terry strength, where it met others.

    `total` is None for a candidate that did not parse, or without labels one that met nobody.
    """

    candidate: int
    parses: bool
    agreement: float | None = None
    margin: float = 0.0
    redundancy: float = 0.0
    constant: float = 0.0
    words: int = 0
    strength: float | None = None
    total: float | None = None


def word_count(texts: Sequence[str]) -> int:
    """The words of a rubric's criteria together."""
    return sum(len(text.split()) for text in texts)


def reward_of(
    candidate: int, texts: Sequence[str], judged: Judged | None, median_words: float, strength: float | None
) -> Reward:
    """The reward of a candidate. `texts`: its criteria, if it parsed; `judged`: None without labels."""
    if not texts:
        return Reward(candidate=candidate, parses=False)
    repeated, words = redundancy(texts), word_count(texts)
    agreement = judged.agreement if judged else None
    worth = strength if agreement is None else agreement + MARGIN * (judged.margin if judged else 0.0)
    constant = judged.constant if judged else 0.0
    longer = max(-1.0, min(1.0, words / max(1.0, median_words) - 1.0))
    lost = REDUNDANT * repeated + CONSTANT * constant + LENGTH * longer
    return Reward(
        candidate=candidate,
        parses=True,
        agreement=agreement,
        margin=judged.margin if judged else 0.0,
        redundancy=repeated,
        constant=constant,
        words=words,
        strength=strength,
        total=None if worth is None else worth - lost,
    )
