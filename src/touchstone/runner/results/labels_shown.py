"""Where a run's verdicts disagree with the labels there are: those in its data, and those that people gave it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from touchstone.domain.dataset import Pair, Response, Sample, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.pairs import pairs_of, scored_apart
from touchstone.domain.results import ResultLine
from touchstone.store import Brief, Store

Place = tuple[str, str]
"""What a result is about: the ids of the sample and of its response or pair."""

APART = 0.25
"""A score and its label disagree when they are further apart than this part of the scale, on different sides of its
middle: a bolder or a milder judge does not disagree."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """How far the judge is from a label (0..1), and what each says, in words."""

    size: float
    words: str


def disputes(
    store: Store, run_id: str, samples: Iterable[Sample], briefs: Iterable[Brief]
) -> dict[Place, Dispute]:
    """The results that disagree with a label, each with the label that it is furthest from."""
    pairwise = store.run(run_id).spec.protocol == "pairwise"
    judged = {(brief.sample_id, brief.response_id): brief for brief in briefs}
    samples = list(samples)
    by_criterion = any(_labels_criteria(sample) for sample in samples)
    scores = store.criterion_scores(run_id) if by_criterion else {}
    found: dict[Place, Dispute] = {}
    for place, dispute in (
        *(
            each
            for sample in samples
            for each in (_of_pairs(sample, judged) if pairwise else _of_responses(sample, judged, scores))
        ),
        *((label.item[:2], by_person(label, line)) for label, line in store.labelled_lines(run_id)),
    ):
        if dispute is not None and (place not in found or dispute.size > found[place].size):
            found[place] = dispute
    return found


def _labels_criteria(sample: Sample) -> bool:
    return any(label.criterion_id for response in sample.responses for label in response.labels)


def _of_pairs(sample: Sample, judged: Mapping[Place, Brief]) -> Iterator[tuple[Place, Dispute | None]]:
    for pair in pairs_of(sample):
        if (brief := judged.get((sample.id, pair.id))) is not None:
            yield (sample.id, pair.id), by_preference(pair, brief.preference)


def _of_responses(
    sample: Sample, judged: Mapping[Place, Brief], scores: Mapping[tuple[str, str, str], float]
) -> Iterator[tuple[Place, Dispute | None]]:
    for response in sample.responses:
        if (brief := judged.get((sample.id, response.id))) is not None:
            place = (sample.id, response.id)
            yield from ((place, _of_score(label, response, brief, scores)) for label in response.labels)
    for pair in sample.pairs:
        one, other = judged.get((sample.id, pair.a)), judged.get((sample.id, pair.b))
        if one is not None and other is not None:
            dispute = by_scores(pair, one.score, other.score)
            yield from (((sample.id, id), dispute) for id in (pair.a, pair.b))


def _of_score(
    label: ScoreLabel, response: Response, brief: Brief, scores: Mapping[tuple[str, str, str], float]
) -> Dispute | None:
    score = brief.score
    if label.criterion_id:
        score = scores.get((brief.sample_id, response.id, label.criterion_id), score)
    return by_score(label, score)


def by_score(label: ScoreLabel, score: float | None) -> Dispute | None:
    """A score (0..1, None where there is none) against a label on its own scale; None where they agree."""
    width = label.score_max - label.score_min
    if score is None or width <= 0:
        return None
    wanted = label.share
    size = abs(wanted - score)
    if size <= APART or (wanted - 0.5) * (score - 0.5) > 0:
        return None
    return Dispute(min(size, 1.0), f"label {label.score:g}, judge {label.score_min + score * width:.2f}")


def by_preference(pair: Pair, preference: str | None) -> Dispute | None:
    """A pair's preference (None where there is none) against its label; None where they agree."""
    if pair.label is None or preference is None or pair.label == preference:
        return None
    size = 0.5 if "tie" in (pair.label, preference) else 1.0
    return Dispute(size, f"label {pair.label}, judge {preference}")


def by_scores(pair: Pair, a: float | None, b: float | None) -> Dispute | None:
    """The scores of a labelled pair's responses, judged one by one, against its label; None where they agree."""
    if pair.label is None or a is None or b is None or scored_apart(a, b) == pair.label:
        return None
    return Dispute(min(abs(a - b), 1.0), f"label {pair.label}, scores A {a:.2f}, B {b:.2f}")


def by_person(label: Label, line: ResultLine) -> Dispute | None:
    """A person's label against the verdict it is about; None where they agree or there is no valid verdict."""
    offered = line.probabilities or {}
    judged: str | None = line.preference or max(offered, key=lambda name: offered[name], default=None)
    if judged is None or line.unscored not in (None, judged) or judged == label.label:
        return None
    return Dispute(1.0 - offered.get(label.label, 0.0), f"{label.annotator}: {label.label}, judge {judged}")
