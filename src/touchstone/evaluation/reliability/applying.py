"""A calibration applied to a run: the probability that a person agrees, for each line that it is about."""

from collections.abc import Iterable, Iterator

import numpy as np

from touchstone.domain.calibration import Calibration
from touchstone.domain.label import Item
from touchstone.domain.results import ResultLine
from touchstone.evaluation.reliability.calibration import feature_rows, probabilities
from touchstone.evaluation.reliability.signals import Judged


def calibrated_lines(judged: Judged, calibration: Calibration) -> Iterator[tuple[ResultLine, float]]:
    """Lines with the probability (0..1) that a person agrees with what they decide; others have none.

    One for criteria stands at their direct verdicts, and at the aggregate the least of them. One for responses or
    pairs stands at the aggregate, and at those verdicts that decide the same: both orders of a pair, and the verdict
    that is the only one on its response.
    """
    of_criteria = calibration.unit == "criterion"
    found = _probabilities(judged, calibration, _items(judged, of_criteria=of_criteria))
    for (sample, response), whole in judged.aggregates.items():
        if of_criteria:
            deciding = judged.counts((sample, response, None))
            own = [
                (line, probability)
                for line in deciding
                if (probability := found.get((sample, response, line.criterion_id))) is not None
            ]
            yield from own
            if own:
                yield whole, min(probability for _, probability in own)
        elif (probability := found.get((sample, response, None))) is not None:
            yield whole, probability
            deciding = judged.counts((sample, response, None))
            if whole.protocol == "pairwise" or len(deciding) == 1:
                yield from ((line, probability) for line in deciding)


def _items(judged: Judged, *, of_criteria: bool) -> Iterator[Item]:
    """What was decided: a verdict that is unscored decides nothing."""
    for (sample, response), whole in judged.aggregates.items():
        if of_criteria:
            lines = judged.counts((sample, response, None))
            yield from ((sample, response, line.criterion_id) for line in lines if line.unscored is None)
        elif whole.unscored is None:
            yield (sample, response, None)


def _probabilities(judged: Judged, calibration: Calibration, items: Iterable[Item]) -> dict[Item, float]:
    """The probability of each item whose signals were read."""
    read = {item: signals for item in items if (signals := judged.signals(item)) is not None}
    rows = feature_rows(list(read.values()), calibration.calibrator.features)
    values = probabilities(calibration.calibrator, rows)
    return {item: float(value) for item, value in zip(read, values, strict=True) if not np.isnan(value)}
