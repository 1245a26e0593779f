"""The outcome in a few sentences: what was judged, who is better, and how the judge agrees with people."""

from collections.abc import Sequence

from touchstone.evaluation import AgreementReport
from touchstone.evaluation.comparing.comparison import Comparison
from touchstone.report.contents import Criteria, Preferences, Spread
from touchstone.report.material import Item, RunData
from touchstone.report.text import count, listed, number, percent, span

MEANS = 6
"""Of more systems than this the means are left to the table."""


def sentences(
    runs: Sequence[RunData],
    items: Sequence[Item],
    comparison: Comparison | None,
    agreements: Sequence[AgreementReport],
    spreads: Sequence[Spread],
    preferences: Preferences | None,
    criteria: Criteria,
) -> tuple[str, ...]:
    """The report in sentences, the outcome first."""
    outcome = _preferred(preferences) if preferences else _score(spreads)
    told = [comparison.summary if comparison else outcome, _judged(runs, items)]
    told += [_agreement(report, several=len(runs) > 1) for report in agreements if labelled(report)]
    if criteria.useless:
        are = "is" if criteria.useless == 1 else "are"
        told.append(f"{criteria.useless:,} of {count(criteria.total, 'criterion')} {are} of little use.")
    return tuple(filter(None, told))


def labelled(report: AgreementReport) -> bool:
    """Whether there was any label to compare with."""
    return any(section.labelled for section in report.sections)


def _preferred(found: Preferences) -> str:
    decided = found.a + found.b + found.tie
    return f"Of {count(decided, 'pair')} A is preferred in {found.a:,}, B in {found.b:,}; {found.tie:,} tie."


def _score(spreads: Sequence[Spread]) -> str:
    scored = [each for each in spreads if each.mean is not None]
    means = [f"{number(each.mean)} ({each.name})" for each in scored[:MEANS]]
    return f"Mean score: {listed(means)}." if means else "Nothing has a score."


def _judged(runs: Sequence[RunData], items: Sequence[Item]) -> str:
    judges = listed(list(dict.fromkeys(data.run.spec.judge or "the default judge" for data in runs)))
    lines = [line for item in items for line in item.verdicts]
    verdicts = [line for line in lines if line.is_counted]
    checked = len(lines) - len(verdicts)
    by_code = f" {count(checked, 'decision')} more came from checks by code." if checked else ""
    unscored = sum(line.unscored is not None for line in verdicts)
    what = "pair" if any(data.pairwise for data in runs) else "response"
    prompts = count(len({item.group for item in items}), "prompt")
    share = f" ({percent(unscored / len(verdicts))})" if unscored else ""
    return (
        f"{judges} judged {count(len(items), what)} to {prompts} with {count(len(verdicts), 'verdict')}, "
        f"of which {unscored:,} are unscored{share}.{by_code}"
    )


def _agreement(report: AgreementReport, *, several: bool) -> str:
    """The first figure that has a value, in a sentence."""
    figures = [each for section in report.sections if section.compared for each in section.figures]
    figure = next((each for each in figures if each.value is not None), None)
    of_run = f" of run {report.run}" if several else ""
    if figure is None:
        return f"The labels{of_run} allow no figure of agreement."
    within = "" if figure.low is None else f" (95 % interval {span(figure.low, figure.high)})"
    return (
        f"Against the labels{of_run}: {figure.label} {number(figure.value)}{within}, {figure.n:,} compared."
    )
