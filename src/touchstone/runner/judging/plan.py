"""How work is cut into units and windows: by the data alone, so that a resumed run repeats an undisturbed one."""

from collections.abc import Iterator, Sequence

from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol

UNIT_CHARS = 8192
"""The text a judging unit has at least, about 2048 tokens: enough to keep the engine's batches full."""

RUBRICS_PER_UNIT = 16
"""How many rubrics are written side by side."""

WINDOW_UNITS = 32
"""The units whose questions are in memory at once: so many that what windows have in common, which is decoded for
each of them again (instructions and a rubric, a few hundred tokens), is a hundredth of a window or less."""

WINDOW_TARGETS = 512
"""A window with so many responses or pairs is full before: short ones make as many questions as long ones."""


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


def windows(units: Sequence[Sequence[Sample]], protocol: JudgeProtocol) -> list[range]:
    """The numbers of consecutive units whose questions are asked together; a long run is a row of such windows.

    A window of WINDOW_UNITS goes on while the prompt stays the same, so that a long one is not read again for
    every few responses; WINDOW_TARGETS end it in any case.
    """
    found: list[range] = []
    start = held = 0
    for number, unit in enumerate(units, start=1):
        held += sum(len(targets(sample, protocol)) for sample in unit)
        full = number - start >= WINDOW_UNITS and not (
            number < len(units) and _prompt(unit[-1]) == _prompt(units[number][0])
        )
        if full or held >= WINDOW_TARGETS or number == len(units):
            found.append(range(start, number))
            start, held = number, 0
    return found


def _prompt(sample: Sample) -> tuple[str | None, str]:
    return sample.system_prompt, sample.prompt


def _adjacent(samples: Sequence[Sample]) -> list[Sample]:
    """The samples in order of their prompt's first appearance."""
    first: dict[tuple[str | None, str], int] = {}
    for sample in samples:
        first.setdefault(_prompt(sample), len(first))
    return sorted(samples, key=lambda sample: first[_prompt(sample)])


def _parts(sample: Sample, protocol: JudgeProtocol) -> Iterator[tuple[Sample, int]]:
    """(the sample with some of its responses or pairs, its characters)."""
    head = len(sample.prompt) + len(sample.reference or "") + len(sample.system_prompt or "")
    lengths = {response.id: len(response.text) for response in sample.responses}
    every = targets(sample, protocol)
    chosen: list[Response | Pair] = []
    size = head
    for target in every:
        chosen.append(target)
        size += lengths[target.a] + lengths[target.b] if isinstance(target, Pair) else lengths[target.id]
        if size >= UNIT_CHARS:
            yield _part(sample, protocol, chosen), size
            chosen, size = [], head
    if len(chosen) == len(every) > 0:
        yield sample, size
    elif chosen:
        yield _part(sample, protocol, chosen), size


def _part(sample: Sample, protocol: JudgeProtocol, chosen: list[Response | Pair]) -> Sample:
    field = "pairs" if protocol == "pairwise" else "responses"
    return sample.model_copy(update={field: tuple(chosen)})
