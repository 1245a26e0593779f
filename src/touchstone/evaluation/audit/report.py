"""What an audit found: figures by criterion, findings, and what could not have been found."""

from collections.abc import Iterator

from touchstone.domain.base import Value
from touchstone.domain.finding import Finding
from touchstone.evaluation.report import Figure, Row

_BRIEFLY = {
    "credit": "credited",
    "labels": "labels",
    "length": "length",
    "length_given_labels": "length adj.",
    "formatting": "format",
    "formatting_given_labels": "format adj.",
    "system": "system",
    "system_given_labels": "system adj.",
    "score_change": "change",
    "same_order": "same order",
    "agreement": "agreement",
    "agreement_change": "worth",
}
"""The kinds of figures in the order of a table, with a word for each; others come after these."""


_SCORE = "all criteria: the score"


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
    """A finding about criteria of the rubric `rubric`; None: about the scores of all rubrics together.

    `n`: the responses that it rests on.
    """

    rubric: str | None
    finding: Finding
    n: int


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
        """All figures as rows of a table: a part for each kind of figure, its rows named by criterion."""
        for label, figure in self._by_kind():
            yield Row(figure.label, label, figure.value, figure.low, figure.high, figure.n, figure.note)

    def brief_rows(self) -> Iterator[Row]:
        """The findings, and then the same figures, for a table with little room: what is long stands in the notes."""
        for each in self.findings:
            finding = each.finding
            where = "; ".join(self._name(each.rubric, number) for number in finding.criteria)
            told = f"{finding.message}. Remedy: {finding.remedy}"
            yield Row(finding.severity, f"{finding.kind}: {where or _SCORE}", None, None, None, each.n, told)
        for label, figure in self._by_kind():
            part = _BRIEFLY.get(figure.name, figure.name)
            note = "; ".join(filter(None, (figure.label, figure.note)))
            yield Row(part, label, figure.value, figure.low, figure.high, figure.n, note)

    def _by_kind(self) -> Iterator[tuple[str, Figure]]:
        """Each figure with the name of what it is of, kind by kind."""
        parts: dict[str, list[tuple[str, Figure]]] = {name: [] for name in _BRIEFLY}
        named = [(_SCORE, self.score)]
        named += [(self._name(each.rubric, each.number), each.figures) for each in self.criteria]
        for label, figures in named:
            for figure in figures:
                parts.setdefault(figure.name, []).append((label, figure))
        for rows in parts.values():
            yield from rows

    def _name(self, rubric: str | None, number: int) -> str:
        """What a criterion is called: its number and text, and its rubric where there are several."""
        several = len({each.rubric for each in self.criteria}) > 1
        text = next(each.text for each in self.criteria if (each.rubric, each.number) == (rubric, number))
        return f"{f'{rubric} '[:7] if several else ''}{number}. {text}"

    @property
    def found_words(self) -> str:
        """How much was found, and what could have been with so many responses."""
        power = self.power
        begin = "" if self.findings else "Nothing found. "
        few = f"n = {power.n:,} responses to {power.groups:,} prompts"
        if power.correlation is None:
            return f"{begin}With {few} nothing could be tested: too few responses to tell."
        return (
            f"{begin}With {few} and {power.tests} tests, a correlation of {power.correlation:.2f} or more would have"
            " been found in 80 of 100 such audits; smaller ones may be there."
        )
