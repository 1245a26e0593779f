"""How sure the judge seemed of what it decided: the raw signals of each verdict, response and pair of a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Dataset
from touchstone.domain.label import Item
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import BASE, JUDGE, ResultLine, Vote

Voted = tuple[ResultLine, Mapping[str, Vote]]
"""A verdict line and the votes on it by voter."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What says how sure the judge was; None where it was not read.

    Those of a pair, or of a response that several criteria judge, are those of its least sure direct verdict: that
    of the lowest `reliability`, without one of the highest entropy. `entropy` and `base_entropy` (nats) are over the
    vocabulary at the verdict, `label_mass` is in 0..1, `max_probability` is what the judge gave to its likeliest
    label (of a pair: averaged over the orders). `surprise` (nats a token) is the base model's of the text that was
    judged, `written_entropy` (nats) the judge's mean over the tokens of its rationale. `length`: the characters of
    the response, or of both. `reasons_agree`: every verdict after a reason comes to what the direct one does;
    `orders_agree`: both orders of a pair prefer the same.
    """

    entropy: float
    label_mass: float | None
    max_probability: float | None
    base_entropy: float | None
    surprise: float | None
    written_entropy: float | None
    length: int | None
    reasons_agree: bool | None
    orders_agree: bool | None
    reliability: float | None


class Judged:
    """A run's verdicts with the votes on them, by what they are about."""

    def __init__(
        self,
        voted: Iterable[Voted],
        aggregates: Iterable[ResultLine],
        lengths: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        """`lengths`: the characters of each response or pair, by the ids of its sample and its own."""
        self._lengths = lengths or {}
        self.aggregates = {(line.sample_id, line.response_id): line for line in aggregates}
        self._about: dict[tuple[str, str], dict[str, list[Voted]]] = {}
        for line, votes in voted:
            parts = self._about.setdefault((line.sample_id, line.response_id), {})
            parts.setdefault(line.order or line.criterion_id or "", []).append((line, votes))
        for parts in self._about.values():
            for forms in parts.values():
                # Of several verdicts on one thing the direct one counts.
                forms.sort(key=lambda form: form[0].rationale is not None)

    @property
    def lines(self) -> list[ResultLine]:
        """All verdict lines and aggregates."""
        verdicts = [line for parts in self._about.values() for forms in parts.values() for line, _ in forms]
        return [*verdicts, *self.aggregates.values()]

    def counts(self, item: Item) -> list[ResultLine]:
        """The lines of the verdicts that decide an item: one for its criterion, else all of the response or pair."""
        return [forms[0][0] for forms in self._parts(item)]

    def signals(self, item: Item) -> Signals | None:
        """The signals of what was decided about an item; None where no distribution was read."""
        parts = self._parts(item)
        read = [forms[0] for forms in parts if forms[0][0].entropy is not None]
        if not read:
            return None
        line, votes = min(read, key=_sureness)
        whole = self.aggregates.get(item[:2]) if item[2] is None else None
        decided = whole.probabilities if whole is not None and whole.probabilities else line.probabilities
        base = votes.get(BASE)
        forms = next(each for each in parts if each[0][0] is line)
        return Signals(
            entropy=line.entropy or 0.0,
            label_mass=line.label_mass,
            max_probability=max(decided.values()) if decided else None,
            base_entropy=base.entropy if base is not None else None,
            surprise=base.surprise if base is not None else None,
            written_entropy=_written_entropy(forms),
            length=self._lengths.get(item[:2]),
            reasons_agree=_all_same([_outcomes(forms) for forms in parts]),
            orders_agree=_all_same([_outcomes([forms[0] for forms in parts])]) if line.order else None,
            reliability=line.reliability,
        )

    def _parts(self, item: Item) -> list[list[Voted]]:
        parts = self._about.get(item[:2], {})
        if item[2] is None:
            return list(parts.values())
        return [parts[item[2]]] if item[2] in parts else []


def lengths_of(dataset: Dataset) -> dict[tuple[str, str], int]:
    """The characters of each response and pair of a dataset, by the ids of the sample and its own."""
    lengths: dict[tuple[str, str], int] = {}
    for sample in dataset.samples:
        own = {response.id: len(response.text) for response in sample.responses}
        lengths |= {(sample.id, id): length for id, length in own.items()}
        lengths |= {(sample.id, pair.id): own[pair.a] + own[pair.b] for pair in pairs_of(sample)}
    return lengths


def _sureness(voted: Voted) -> tuple[float, float]:
    line, _ = voted
    entropy = line.entropy or 0.0
    return (-entropy if line.reliability is None else line.reliability, -entropy)


def _outcomes(forms: Sequence[Voted]) -> list[str]:
    """What the verdicts come to, as words; those without a verdict are left out."""
    read = [line for line, _ in forms if line.probabilities and line.unscored is None]
    return [line.preference or likeliest(line.probabilities or {}) for line in read]


def _all_same(outcomes: Sequence[Sequence[str]]) -> bool | None:
    """Whether whatever was asked more than once came to the same each time; None where nothing was."""
    asked_again = [each for each in outcomes if len(each) > 1]
    return all(len(set(each)) == 1 for each in asked_again) if asked_again else None


def _written_entropy(forms: Sequence[Voted]) -> float | None:
    own = [votes[JUDGE] for _, votes in forms if JUDGE in votes]
    return next((vote.written_entropy for vote in own if vote.written_entropy is not None), None)


def likeliest(probabilities: Mapping[str, float]) -> str:
    """The label of the highest probability."""
    return max(probabilities, key=lambda label: probabilities[label])
