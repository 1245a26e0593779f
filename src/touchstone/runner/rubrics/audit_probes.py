"""The probes of an audit: real responses padded, or damaged and sure of themselves, judged beside the originals."""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from touchstone.domain.dataset import Response, Sample
from touchstone.domain.rubric import Provenance, Rubric, RubricLevel
from touchstone.domain.run import Event
from touchstone.judging.probes import CONFIDENT_WRONG, PADDED
from touchstone.runner.card.asker import Asker
from touchstone.runner.card.sets import CardSet, drawn
from touchstone.runner.card.variants import Variant, vary
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.results.stored import StoredRun
from touchstone.runner.rubrics.auditing import (
    Named,
    Read,
    Verdicts,
    credit,
    named_criteria,
    score_without,
    verdicts_of,
)

if TYPE_CHECKING:
    from touchstone.evaluation.audit.probed import Probed

_CHANGES = (PADDED, CONFIDENT_WRONG)


def probe(
    asker: Asker, judge: OpenModel, stored: StoredRun, read: Read, size: int, seed: int
) -> Generator[Event, None, "list[Probed]"]:
    """Changes `size` of the responses, asks the judge about them as the run did, and pairs what it says.

    What was asked before is answered from the cache. Of each change and each criterion, and of the score.
    """
    each = _as_judged(stored, read, size, seed)
    variants = vary(each, each.dataset.samples, _CHANGES, seed)
    told = yield from asker.ask("probes", judge, each, variants.samples)
    found, every = verdicts_of(told.lines), named_criteria(stored.rubrics)
    columns = {criterion.id: number for number, criterion in enumerate(read.material.criteria)}
    return [
        _probed(
            change.name, about, [v for v in variants.variants if v.change.name == change.name], found, every
        )
        for change in _CHANGES
        for about in ((None, None), *columns.items())
    ]


def _as_judged(stored: StoredRun, read: Read, size: int, seed: int) -> CardSet:
    """The drawn responses as a set, each with the criteria that judged it as its own rubric."""
    places = [(sample.group, sample.id, response.id) for sample, response in read.responses]
    chosen = drawn(places, size, seed)
    judged, named = verdicts_of(stored.lines), named_criteria(stored.rubrics)
    known = {tuple(each.id for each in rubric.criteria): rubric for rubric in stored.rubrics}
    by_sample: dict[str, tuple[Sample, list[Response]]] = {}
    for sample, response in read.responses:
        if (sample.id, response.id) in chosen:
            ids = [id for id in judged[sample.id, response.id] if id in named]
            own = known.get(tuple(ids)) or Rubric(
                level=RubricLevel.INSTANCE,
                criteria=tuple(named[id].criterion for id in ids),
                provenance=Provenance(source="file"),
            )
            by_sample.setdefault(sample.id, (sample, []))[1].append(
                response.model_copy(update={"rubric": own})
            )
    samples = tuple(
        sample.model_copy(update={"responses": tuple(responses), "pairs": ()})
        for sample, responses in by_sample.values()
    )
    dataset = stored.dataset.model_copy(update={"samples": samples, "faults": ()})
    return CardSet("probes", dataset, False, "criteria", "own", layout=stored.run.layout)


def _probed(
    name: str,
    about: tuple[str | None, int | None],
    variants: Sequence[Variant],
    found: Verdicts,
    named: Mapping[str, Named],
) -> "Probed":
    from touchstone.evaluation.audit.probed import Probed

    id, number = about
    before, after, groups = [], [], []
    meant: Counter[bool] = Counter()
    for variant in variants:
        one, other = (found.get((variant.sample.id, of), {}) for of in (variant.of, variant.id))
        if id is None:
            pair = score_without(one, named), score_without(other, named)
        elif id in variant.fair:
            pair = credit(named[id].criterion, one.get(id)), credit(named[id].criterion, other.get(id))
            meant[not variant.fair[id]] += 1
        else:
            continue
        if not np.isnan(pair).any():
            before.append(pair[0])
            after.append(pair[1])
            groups.append(variant.sample.group)
    kind: Literal["padding", "confident-wrong"] = "padding" if name == PADDED.name else "confident-wrong"
    mostly = meant[True] > meant[False]
    return Probed(kind, number, np.array(before), np.array(after), tuple(groups), mostly)
