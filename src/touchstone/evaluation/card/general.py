"""Generalisability: agreement with people on each set, beside rules that read nothing; home against elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.evaluation.card.compared import NAMES, Compared
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.card.measuring import MONOTONOUS, Weighted, together
from touchstone.evaluation.report import AgreementReport, Figure
from touchstone.evaluation.statistics.basics import Codes
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Difference, Measure

AGREEMENT, BEST, BEYOND, RUBRIC, ORDER, SAME = (
    "agreement",
    "best rule",
    "less that rule",
    "rubric adds",
    "right order",
    "commonest verdict",
)


@dataclass(frozen=True, eq=False)
class SetFigures:
    """What generalisability is measured on: a set's items; the same without a rubric, where it has one."""

    name: str
    home: bool
    items: Compared
    without_rubric: Compared | None = None


def agreement_table(sets: Sequence[SetFigures], seed: int) -> Table:
    """One line for each set: the judge, the best rule that reads nothing, their difference, what its rubric adds."""
    lines = [_agreement_line(each, seed) for each in sets if len(each.items.keys)]
    return Table(
        name="agreement",
        title="Agreement with people",
        about="Agreement is accuracy where labels are classes (a tie is one), else Spearman's correlation. The "
        "rule is the best of: always A, always the commonest label, the longer one wins. Right order: how often "
        "the better of two is judged the better one, on every kind of set; a coin gives 0.5. "
        "Commonest verdict: its share of all; near 1, the judge says the same of everything.",
        columns=(AGREEMENT, BEST, BEYOND, RUBRIC, ORDER, SAME),
        lines=tuple(lines),
        drawn=4,
        at=0.5,
        lacking="" if lines else "no set has a labelled item with a verdict",
    )


def _agreement_line(each: SetFigures, seed: int) -> Line:
    items, figures = each.items, Figures(each.items.groups, seed)
    name = NAMES[items.kind]
    rules = {
        rule: figures.make("rule", f"{rule}", items.agreement(judged), rule)
        for rule, judged in items.baselines().items()
    }
    known = {rule: figure for rule, figure in rules.items() if figure.value is not None}
    best = max(known, key=lambda rule: known[rule].value or 0.0, default=None)
    beyond = None
    if best is not None:
        difference = Difference(items.agreement(), items.agreement(items.baselines()[best]))
        beyond = figures.make("beyond", f"{name}, judge less {best}", difference)
    return Line(
        name=each.name,
        label=each.name,
        items=len(items.keys),
        groups=items.prompts,
        figures=(
            figures.make("agreement", name, items.agreement(), name),
            known[best] if best is not None else Figure(name="rule", label="rule", note="no rule applies"),
            beyond,
            _rubric_figure(each, seed),
            figures.make("order", "right order", items.order()),
            Figure(name="same", label=SAME, value=items.commonest_share(), n=len(items.keys)),
        ),
        note=_note(each, name, best),
    )


def _note(each: SetFigures, name: str, best: str | None) -> str:
    said = [f"{name}{'' if best is None else f'; the best rule is {best}'}"]
    if each.home:
        said.append("home")
    if each.items.commonest_share() >= MONOTONOUS:
        said.append("nearly all of its verdicts are the same")
    missing = each.items.labelled - len(each.items.keys)
    if missing:
        said.append(f"{missing} of {each.items.labelled} labelled items have no verdict")
    return "; ".join(said)


def _rubric_figure(each: SetFigures, seed: int) -> Figure | None:
    """Agreement with the set's own rubric less agreement without any, on what both judged."""
    if each.without_rubric is None:
        return None
    return paired(each.items, each.without_rubric, seed).difference


@dataclass(frozen=True, slots=True)
class Paired:
    """Agreement of two ways to judge on the items that both judged, and the first less the second."""

    first: Figure
    second: Figure
    difference: Figure
    items: int
    groups: int


def paired(first: Compared, second: Compared, seed: int) -> Paired:
    """Two ways to judge the same set, side by side."""
    place = {key: row for row, key in enumerate(second.keys)}
    rows = [row for row, key in enumerate(first.keys) if key in place]
    one = first.on(rows)
    other = second.judged[np.array([place[key] for key in one.keys], dtype=np.int64)]
    figures, name = Figures(one.groups, seed), NAMES[one.kind]
    with_, without = one.agreement(), one.agreement(other)
    return Paired(
        figures.make("with", name, with_),
        figures.make("without", name, without),
        figures.make("difference", f"{name}, difference", Difference(with_, without)),
        len(rows),
        one.prompts,
    )


def home_table(sets: Sequence[SetFigures], seed: int) -> Table:
    """The right order at home less that elsewhere: on each other set, and on all of them with equal weight."""
    there = [each for each in sets if len(each.items.keys)]
    home, others = [each for each in there if each.home], [each for each in there if not each.home]
    lines: list[Line] = []
    if home and others:
        lines = [_home_line(each.name, home, [each], seed) for each in others]
        if len(others) > 1:
            lines.append(_home_line("all others", home, others, seed))
    lacking = "every set is the judge's home" if home else "no set was named as the judge's home (--own)"
    return Table(
        name="home",
        title="Home against elsewhere",
        about="Home is what was named as the judge's own (--own). The figure is the right order, which all kinds of "
        "sets share; sets count equally. Sets are differently hard for any judge: the card of another judge on the "
        "same sets says by how much.",
        columns=("home", "elsewhere", "home less elsewhere"),
        lines=tuple(lines),
        drawn=2,
        lacking="" if lines else lacking,
    )


def _home_line(name: str, home: Sequence[SetFigures], others: Sequence[SetFigures], seed: int) -> Line:
    items = [each.items for each in (*home, *others)]
    figures, rows = together(items, seed)
    orders = [each.order() for each in items]
    here = _mean(rows[: len(home)], orders[: len(home)], 1.0)
    away = _mean(rows[len(home) :], orders[len(home) :], 1.0)
    minus = _mean(rows[len(home) :], orders[len(home) :], -1.0)
    return Line(
        name=name,
        label=name,
        items=sum(len(each.keys) for each in items),
        groups=figures.groups,
        figures=(
            figures.make("home", "right order at home", Weighted(here)),
            figures.make("elsewhere", "right order elsewhere", Weighted(away)),
            figures.make("difference", "home less elsewhere", Weighted((*here, *minus))),
        ),
    )


def _mean(
    rows: Sequence[Codes], measures: Sequence[Measure], sign: float
) -> tuple[tuple[float, Codes, Measure], ...]:
    return tuple((sign / len(rows), each, measure) for each, measure in zip(rows, measures, strict=True))


def full_table(name: str, report: AgreementReport) -> Table:
    """All figures of a set's agreement, as `touchstone evaluate` has them."""
    lines = [
        Line(
            name=f"{section.kind}:{figure.name}",
            label=figure.label,
            items=figure.n,
            groups=section.groups,
            figures=(figure,),
            note=figure.note,
        )
        for section in report.sections
        for figure in (*section.figures, *section.baselines)
    ]
    return Table(
        name=f"full:{name}",
        title=f"All figures of {name}",
        about="; ".join(report.notes),
        columns=("value",),
        lines=tuple(lines),
        lacking="" if lines else "nothing has a label and a verdict",
    )
