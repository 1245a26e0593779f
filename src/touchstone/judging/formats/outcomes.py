"""What a format's own labels mean in Touchstone's: how the probability of each is shared among them."""

from collections.abc import Iterable, Mapping, Sequence

from touchstone.domain.engine import PAIR_LABELS, Label

Outcomes = Mapping[str, Mapping[str, float]]
"""By label of a format: the shares (summing to 1) of its probability that Touchstone's labels get."""

PAIR_NAMES = tuple(label.name for label in PAIR_LABELS)


def told(probabilities: Mapping[str, float], outcomes: Outcomes) -> dict[str, float]:
    """The probabilities of Touchstone's labels from those of a format's. Their sum stays what it is."""
    totals = {name: 0.0 for shares in outcomes.values() for name in shares}
    for label, probability in probabilities.items():
        for name, share in outcomes[label].items():
            totals[name] += probability * share
    return totals


def certain(name: str, names: Iterable[str]) -> dict[str, float]:
    """All of it to one of the names."""
    return {each: float(each == name) for each in names}


def spread(share: float, names: Sequence[str]) -> dict[str, float]:
    """A place in 0..1 between the first name and the last, shared by the two names that it lies between.

    So the expected place is kept exactly: 0.25 among five names is the second, 0.3 four fifths of it and one of the
    third.
    """
    place = share * (len(names) - 1)
    return {name: max(0.0, 1 - abs(place - number)) for number, name in enumerate(names)}


def numbers(low: int, high: int) -> tuple[Label, ...]:
    """The labels that are the whole numbers from low to high."""
    return tuple(Label(str(number), (str(number),)) for number in range(low, high + 1))


def choice(
    spellings: Mapping[str, str], names: Sequence[str] = PAIR_NAMES
) -> tuple[tuple[Label, ...], Outcomes]:
    """Labels that are some of Touchstone's (`names`), by how a format spells each, with their outcomes."""
    labels = tuple(Label(name, (spelling,)) for name, spelling in spellings.items())
    return labels, {name: certain(name, names) for name in spellings}


def scale_outcomes(low: int, high: int, names: Sequence[str]) -> Outcomes:
    """What the numbers from low to high mean on a scale whose labels are `names`, from worst to best."""
    return {str(number): spread((number - low) / (high - low), names) for number in range(low, high + 1)}
