"""What an audit found: figures by criterion, findings, and what could not have been found."""

from collections.abc import Iterator

from touchstone.domain.base import Value
from touchstone.domain.finding import Finding
from touchstone.evaluation.report import Figure, Row

_IN_ORDER = (
    "credit",
    "labels",
    "length",
    "length_given_labels",
    "formatting",
    "formatting_given_labels",
    "system",
    "system_given_labels",
    "score_change",
    "same_order",
    "agreement",
    "agreement_change",
)
"""The kinds of figures as a table shows them; others come after these."""


class AuditedCriterion(Value):
    """A criterion with enough verdicts: its number in the rubric `rubric`, and its figures by name."""

    rubric: str
    number: int
    text: str
    guard: bool
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((each for each in self.figures if each.name == name), None)


class RubricFinding(Value):
    """A finding about criteria of the rubric `rubric`; None: about the scores of all rubrics together."""

    rubric: str | None
    finding: Finding


class Power(Value):
    """What the audit could have found: `correlation`, that 80 of 100 such audits would have told from zero."""

    tests: int
    correlation: float | None
    n: int
    groups: int


class AuditReport(Value):
    """The audit of a run's rubrics. `score`: the figures of the score as a whole. `too_few`: criteria left out."""

    run: str
    responses: int
    groups: int
    labelled: int
    criteria: tuple[AuditedCriterion, ...]
    too_few: int
    score: tuple[Figure, ...]
    findings: tuple[RubricFinding, ...]
    power: Power
    notes: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """All figures as rows of a table: a part for each kind of figure."""
        named = [("all criteria: the score", self.score)]
        several = len({each.rubric for each in self.criteria}) > 1
        for each in self.criteria:
            place = f"{each.rubric[:6]} " if several else ""
            named.append((f"{place}{each.number}. {each.text}", each.figures))
        parts: dict[str, list[Row]] = {name: [] for name in _IN_ORDER}
        for label, figures in named:
            for figure in figures:
                row = Row(figure.label, label, figure.value, figure.low, figure.high, figure.n, figure.note)
                parts.setdefault(figure.name, []).append(row)
        for rows in parts.values():
            yield from rows
