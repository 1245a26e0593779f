"""Which responses of a set were scored, by people and by the judge, on the same several criteria."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from touchstone.domain.dataset import Dataset, Response, Sample
from touchstone.domain.results import ResultLine
from touchstone.evaluation.agreement.align import Lines, score_items
from touchstone.evaluation.card.aspects import Scored

_FEWEST = 20
"""Responses that a correlation between criteria needs at least."""


def scored_on_several(dataset: Dataset, lines: Sequence[ResultLine]) -> tuple[Scored | None, str]:
    """(the scores on the criteria that most responses share, why there are none).

    Responses are told apart by their texts: a set may hold one response once for each criterion.
    """
    cells: dict[tuple[str, str], dict[str, tuple[float, float]]] = defaultdict(dict)
    texts = {(sample.id, each.id): (sample, each) for sample in dataset.samples for each in sample.responses}
    criteria: Counter[str] = Counter()
    groups: dict[tuple[str, str], str] = {}
    labelled: Counter[tuple[str, str]] = Counter()
    for item in score_items(dataset, Lines(lines)):
        if item.label.criterion_id is None:
            continue
        place = _place(*texts[item.key[:2]])
        labelled[place] += 1
        if item.judged is not None:
            cells[place][item.label.criterion_id] = (item.label.share, item.judged)
            criteria[item.label.criterion_id] += 1
            groups[place] = item.group
    if not any(count > 1 for count in labelled.values()):
        return None, "needs responses that people scored on several criteria each"
    shared = [id for id, count in criteria.items() if count >= max(_FEWEST, max(criteria.values()) / 2)]
    rows = [place for place, found in cells.items() if all(id in found for id in shared)]
    if len(shared) < 2 or len(rows) < _FEWEST:
        return (
            None,
            f"fewer than {_FEWEST} responses were scored on the same criteria, by people and by the judge",
        )
    return (
        Scored(
            tuple(shared),
            tuple(groups[place] for place in rows),
            np.array([[cells[place][id][1] for id in shared] for place in rows]),
            np.array([[cells[place][id][0] for id in shared] for place in rows]),
        ),
        "",
    )


def _place(sample: Sample, response: Response) -> tuple[str, str]:
    return sample.id, response.text
