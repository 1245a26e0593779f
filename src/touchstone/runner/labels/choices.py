"""The labels that a person can give: those that the judge chose from."""

from touchstone.domain.engine import PAIR_LABELS
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion
from touchstone.judging.prompts import HOLISTIC_LABELS, labels_of


def label_choices(protocol: JudgeProtocol, criterion: Criterion | None) -> tuple[str, ...]:
    """The labels of a verdict on a criterion; under the protocols without one, on the response or pair as a whole."""
    if protocol == "criteria" and criterion is not None:
        labels = labels_of(criterion.scale)
    else:
        labels = PAIR_LABELS if protocol == "pairwise" else HOLISTIC_LABELS
    return tuple(label.name for label in labels)
