"""The agreement report: figures with their intervals, JSON-able, and as rows of a table."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from touchstone.domain.base import Value
from touchstone.domain.results import JudgeProtocol


class Figure(Value):
    """One statistic with its 95 % interval over `n` compared items.

    A null value or interval has its reason in `note`. `name` is fixed for programs, `label` is for people.
    """

    name: str
    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    note: str = ""


class Row(NamedTuple):
    """A line of the report's table."""

    section: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    note: str


class Section(Value):
    """Agreement of one kind.

    Of the `labelled` items, `compared` had a verdict; the rest are `unscored` or `not_applicable`. `coverage`
    is compared / labelled. `prevalence` is how common each label and verdict is; `baselines` need no judge; `beside`
    is another run on the same data; `ceiling` is how well people agree with each other (and the judge with each);
    `parts` is the main figure by subset, criterion or system.
    """

    kind: Literal["preferences", "scores", "labels", "pass rate"]
    labelled: int
    compared: int
    unscored: int
    not_applicable: int
    groups: int
    coverage: float | None
    figures: tuple[Figure, ...]
    prevalence: tuple[Figure, ...] = ()
    beside: tuple[Figure, ...] = ()
    baselines: tuple[Figure, ...] = ()
    ceiling: tuple[Figure, ...] = ()
    parts: tuple[Figure, ...] = ()


class LeftOut(Value):
    """What a dataset-level rubric was made from, and is therefore not counted."""

    groups: int = 0
    items: int = 0


class AgreementReport(Value):
    """How a run's verdicts agree with the labels that people gave; `notes` say what is missing and why."""

    run: str
    protocol: JudgeProtocol
    sections: tuple[Section, ...]
    left_out: LeftOut
    resamples: int
    seed: int
    notes: tuple[str, ...] = ()

    def figure(self, name: str) -> Figure | None:
        """The first figure of that name."""
        return next((each for part in self.sections for each in part.figures if each.name == name), None)

    def rows(self) -> list[Row]:
        """The report as rows of a table, in order."""
        return [row for section in self.sections for row in _rows(section)]


def _rows(section: Section) -> Iterator[Row]:
    kind = section.kind
    skipped = f"{section.unscored} unscored, {section.not_applicable} not applicable, {section.groups} groups"
    yield Row(kind, "compared with labels", section.coverage, None, None, section.compared, skipped)
    for title, figures in (
        (kind, section.figures),
        ("prevalence", section.prevalence),
        ("beside", section.beside),
        ("baselines", section.baselines),
        ("annotators", section.ceiling),
        ("by part", section.parts),
    ):
        for each in figures:
            yield Row(title, each.label, each.value, each.low, each.high, each.n, each.note)
