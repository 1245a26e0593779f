"""Scalability: does more work for a verdict (a reason, a reference, examples, a jury) bring more agreement?"""

from collections.abc import Sequence
from dataclasses import dataclass

from touchstone.evaluation.card.compared import NAMES, Compared
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.card.general import paired
from touchstone.evaluation.report import Figure

WITH, WITHOUT, GAIN, TOKENS, SECONDS = (
    "with it",
    "without",
    "difference",
    "tokens a verdict",
    "seconds a verdict",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What verdicts took that were computed: of `verdicts`, `fresh` were; the others came from the cache."""

    verdicts: int
    fresh: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Help:
    """One way to help the judge, beside judging the same without it; `lacking`: why it was not measured."""

    name: str
    told: str
    helped: Compared | None = None
    plain: Compared | None = None
    cost: Cost | None = None
    plain_cost: Cost | None = None
    lacking: str = ""


def help_table(set_name: str, helps: Sequence[Help], seed: int) -> Table:
    """One line for each way to help, also for those that cannot be measured on the set."""
    return Table(
        name=f"helps:{set_name}",
        title=f"What helps, {set_name}",
        about="Agreement with people on the same items, judged with and without the help, and the difference. Tokens "
        "(computed and written) and seconds a verdict are those of the verdicts that were computed for this card; "
        "without the help in brackets.",
        columns=(WITH, WITHOUT, GAIN, TOKENS, SECONDS),
        lines=tuple(_line(each, seed) for each in helps),
        drawn=2,
    )


def _line(each: Help, seed: int) -> Line:
    nothing = (None,) * 5
    if each.helped is None or each.plain is None:
        note = f"not measurable here: {each.lacking}"
        return Line(name=each.name, label=each.name, items=0, groups=0, figures=nothing, note=note)
    found = paired(each.helped, each.plain, seed)
    said = f"{each.told}; {NAMES[each.helped.kind]}" if found.items else f"{each.told}; no verdict came of it"
    if each.cost is None or not each.cost.fresh:
        said += "; answered from the cache: its cost was not measured again"
    return Line(
        name=each.name,
        label=each.name,
        items=found.items,
        groups=found.groups,
        figures=(
            found.first,
            found.second,
            found.difference,
            _per_verdict("tokens", TOKENS, each.cost, each.plain_cost),
            _per_verdict("seconds", SECONDS, each.cost, each.plain_cost),
        ),
        note=said,
    )


def _per_verdict(name: str, label: str, cost: Cost | None, plain: Cost | None) -> Figure:
    def of(which: Cost | None) -> float | None:
        if which is None or not which.fresh:
            return None
        return (which.tokens if name == "tokens" else which.seconds) / which.fresh

    value, without = of(cost), of(plain)
    note = f"without: {without:.3g}" if value is not None and without is not None else ""
    return Figure(name=name, label=label, value=value, n=cost.fresh if cost else 0, note=note)
