"""The outcome of one response: its aggregate with the verdicts on its criteria, put into words for other tools."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion

PASS = 0.5
"""The score from which on a criterion counts as met, and a response as passed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found on one criterion (None: on the whole). `rationale`: the reason, where one was written."""

    line: ResultLine
    criterion: Criterion | None
    rationale: str | None

    @property
    def is_fault(self) -> bool:
        """Whether meeting the criterion lowers the score."""
        return self.criterion is not None and self.criterion.weight < 0

    @property
    def text(self) -> str:
        """What was asked."""
        return self.criterion.text if self.criterion is not None else self.line.criterion_id or ""

    @property
    def in_words(self) -> str:
        """The outcome and what it is about, on one line."""
        if self.line.unscored is not None:
            said = f"unscored ({self.line.unscored})"
        else:
            said = "not applicable" if self.line.score is None else f"{self.line.score:.2f}"
        about = " ".join(self.text.split()) + (" (a fault)" if self.is_fault else "")
        return f"{said}: {about}" + (f" [{' '.join(self.rationale.split())}]" if self.rationale else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A response's aggregate line and its verdicts, a direct one before one after a written reason."""

    line: ResultLine
    verdicts: tuple[Verdict, ...]

    @property
    def in_words(self) -> str:
        """The verdicts, one to a line; of an unscored response the reason first."""
        lines = [f"unscored: {self.line.unscored}"] if self.line.unscored is not None else []
        return "\n".join([*lines, *(verdict.in_words for verdict in self.verdicts)])


def outcomes(
    lines: Iterable[ResultLine], criteria: Callable[[str], Mapping[str, Criterion]]
) -> Iterator[Outcome]:
    """The outcomes in a run's lines, in their order. `criteria`: of a sample, those of its rubrics by their id."""
    waiting: dict[tuple[str, str], list[ResultLine]] = {}
    for line in lines:
        place = (line.sample_id, line.response_id)
        if not line.is_aggregate:
            waiting.setdefault(place, []).append(line)
            continue
        known = criteria(line.sample_id)
        yield Outcome(line, tuple(_verdicts(waiting.pop(place, []), known)))


def _verdicts(lines: Iterable[ResultLine], known: Mapping[str, Criterion]) -> Iterator[Verdict]:
    by_criterion: dict[str | None, list[ResultLine]] = {}
    for line in lines:
        by_criterion.setdefault(line.criterion_id, []).append(line)
    for id, found in by_criterion.items():
        direct = next((line for line in found if line.rationale is None), found[0])
        reasons = [line.rationale for line in found if line.rationale is not None]
        yield Verdict(direct, known.get(id or ""), reasons[0] if reasons else None)
