"""How work is cut into units: by the data alone, so that a resumed run repeats an undisturbed one."""

from collections.abc import Iterator, Sequence

from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol

UNIT_CHARS = 8192
"""The text a judging unit has at least, about 2048 tokens: enough to keep the engine's batches full."""

RUBRICS_PER_UNIT = 16
"""How many rubrics are written side by side."""


def targets(sample: Sample, protocol: JudgeProtocol) -> Sequence[Response] | Sequence[Pair]:
    """What the protocol judges of a sample: its pairs, or its responses."""
    return pairs_of(sample) if protocol == "pairwise" else sample.responses


def judging_units(samples: Sequence[Sample], protocol: JudgeProtocol) -> list[tuple[Sample, ...]]:
    """The samples in units of at least UNIT_CHARS, equal prompts side by side.

    A sample with more text than that is cut between its responses or pairs.
    """
    units: list[tuple[Sample, ...]] = []
    unit: list[Sample] = []
    size = 0
    for sample in _adjacent(samples):
        for part, chars in _parts(sample, protocol):
            unit.append(part)
            size += chars
            if size >= UNIT_CHARS:
                units.append(tuple(unit))
                unit, size = [], 0
    return [*units, tuple(unit)] if unit else units


def _adjacent(samples: Sequence[Sample]) -> list[Sample]:
    """The samples in order of their prompt's first appearance."""
    first: dict[tuple[str | None, str], int] = {}
    for sample in samples:
        first.setdefault((sample.system_prompt, sample.prompt), len(first))
    return sorted(samples, key=lambda sample: first[sample.system_prompt, sample.prompt])


def _parts(sample: Sample, protocol: JudgeProtocol) -> Iterator[tuple[Sample, int]]:
    """(the sample with some of its responses or pairs, its characters)."""
    head = len(sample.prompt) + len(sample.reference or "") + len(sample.system_prompt or "")
    lengths = {response.id: len(response.text) for response in sample.responses}
    chosen: list[Response | Pair] = []
    size = head
    for target in targets(sample, protocol):
        chosen.append(target)
        size += lengths[target.a] + lengths[target.b] if isinstance(target, Pair) else lengths[target.id]
        if size >= UNIT_CHARS:
            yield _part(sample, protocol, chosen), size
            chosen, size = [], head
    if chosen:
        yield _part(sample, protocol, chosen), size


def _part(sample: Sample, protocol: JudgeProtocol, chosen: list[Response | Pair]) -> Sample:
    field = "pairs" if protocol == "pairwise" else "responses"
    return sample.model_copy(update={field: tuple(chosen)})
