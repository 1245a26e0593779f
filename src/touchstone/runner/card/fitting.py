"""How a judge can be asked about a set: as the set would have it or, with a format of its own, in the nearest way."""

from collections.abc import Iterator
from dataclasses import replace

from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.runner.card.sets import CardSet, with_criteria_apart
from touchstone.runner.models.formats import require_askable
from touchstone.runner.models.opening import OpenModel


def fitted(each: CardSet, judge: OpenModel) -> CardSet:
    """The set as this judge can be asked about it. Raises InputError where it cannot."""
    first: InputError | None = None
    for way in _ways(each):
        try:
            require(way, judge)
        except InputError as error:
            first = first or error
        else:
            note = "" if way is each else f"the judge's own format: {way.how} instead of {each.how}"
            return replace(way, note=note)
    assert first is not None
    raise first


def require(each: CardSet, judge: OpenModel) -> None:
    """Raises InputError where this judge cannot be asked about the set as it is to be judged."""
    spec = RunSpec(kind="judge", data=each.dataset.path, protocol=each.protocol, rubric=each.rubric)
    require_askable(spec, each.dataset, (), judge)


def _ways(each: CardSet) -> Iterator[CardSet]:
    """The set as it is, then less and less like it."""
    yield each
    if each.protocol == "criteria":
        apart = replace(each, protocol="holistic", dataset=with_criteria_apart(each.dataset))
        yield apart
        yield replace(each, protocol="holistic", rubric="none")
    else:
        yield replace(each, rubric="none")
    if each.protocol != "pairwise" and any(len(sample.responses) > 1 for sample in each.dataset.samples):
        yield replace(each, protocol="pairwise")
        yield replace(each, protocol="pairwise", rubric="none")
