"""What a card says in five sentences: each claim only where the interval of a figure makes it."""

from collections.abc import Iterator, Sequence

from touchstone.evaluation.card.contents import Card, Line, Part, Table
from touchstone.evaluation.card.general import BEYOND, SAME
from touchstone.evaluation.card.measuring import MONOTONOUS, NOTHING_TURNS, is_above, is_below
from touchstone.evaluation.card.probed import WHITE_SPACE
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS

_NAMES_SHOWN = 4
_LITTLE = 0.05
"""A loss (0..1) that is surely smaller than this is none to speak of."""


def sentences(card: Card) -> tuple[str, ...]:
    """One sentence for agreement, one for home against elsewhere, and one for each of the other three parts."""
    by_name = {part.name: part for part in card.parts}
    said: list[str] = []
    if general := by_name.get("generalisability"):
        said += [_on_agreement(card.judge, general), _on_home(general)]
    if fairness := by_name.get("fairness"):
        said.append(_on_fairness(fairness))
    if aspects := by_name.get("aspects"):
        said.append(_on_aspects(aspects))
    if scalability := by_name.get("scalability"):
        said.append(_on_help(scalability))
    return tuple(said)


def _on_agreement(judge: str, part: Part) -> str:
    table = _table(part, "agreement")
    if not table.lines:
        return f"Whether {judge} agrees with people was not measurable: {table.lacking}."
    beyond = table.columns.index(BEYOND)
    better = [line.label for line in table.lines if is_above(line.figures[beyond], 0)]
    worse = [line.label for line in table.lines if is_below(line.figures[beyond], 0)]
    rest = [line.label for line in table.lines if line.label not in (*better, *worse)]
    of = f"of {len(table.lines)} {'sets' if len(table.lines) > 1 else 'set'}"
    parts = [
        f"{judge} agrees with people better than any rule that reads nothing on {len(better)} {of}{_in(better)}"
    ]
    parts += [f"worse than such a rule on {len(worse)}{_in(worse)}"] if worse else []
    parts += [f"no difference can be told on {len(rest)}{_in(rest)}"] if rest else []
    same = [line.label for line in table.lines if _always_same(table, line)]
    parts += [f"it gives nearly always the same verdict on {len(same)}{_in(same)}"] if same else []
    return "; ".join(parts) + "."


def _always_same(table: Table, line: Line) -> bool:
    figure = line.figures[table.columns.index(SAME)]
    return figure is not None and (figure.value or 0.0) >= MONOTONOUS


def _on_home(part: Part) -> str:
    table = _table(part, "home")
    line = table.lines[-1] if table.lines else None
    if line is None or line.figures[2] is None:
        return f"Home against elsewhere was not measurable: {table.lacking}."
    home, there, difference = line.figures
    known = f"the better of two comes out better {_share(home)} at home and {_share(there)} elsewhere"
    coin = (
        " (no better than a coin)" if there and not is_above(there, 0.5) and not is_below(there, 0.5) else ""
    )
    if is_above(difference, 0):
        return f"It is a specialist: {known}{coin}."
    if is_below(difference, 0):
        return f"It does better elsewhere than at home: {known}."
    return f"No difference between home and elsewhere can be told: {known}{coin}."


def _on_fairness(part: Part) -> str:
    every = [table for table in part.tables if table.name.startswith("probes:")]
    tables = [table for table in every if NOTHING_TURNS not in table.notes]
    found = list(_biases(tables))
    parts = []
    if found:
        found.sort(key=lambda bias: -(bias[2].value or 0.0))
        told = [
            f"{name} ({set_}: {_percent(flips.value)} of verdicts turn, {_percent(beyond.value)} beyond noise{way})"
            for set_, name, beyond, flips, way in found[:_NAMES_SHOWN]
        ]
        more = f" and {len(found) - _NAMES_SHOWN} more" if len(found) > _NAMES_SHOWN else ""
        parts.append(f"Things without merit turn its verdicts: {'; '.join(told)}{more}")
    elif every and not tables:
        parts.append("Nearly all of its verdicts are the same, whatever is done to the responses")
    elif any(table.lines for table in tables):
        verdicts = sum(line.items for table in tables for line in table.lines if not line.is_family)
        parts.append(
            f"In {verdicts:,} tests no kind of change without merit can be told from white space"
            f"{_at_most(tables)}"
        )
    else:
        parts.append("Whether things without merit turn its verdicts was not measurable")
    parts += _on_white_space(tables)
    parts += _on_position(_table(part, "position"))
    return "; ".join(parts) + "."


def _at_most(tables: Sequence[Table]) -> str:
    """How many verdicts a kind of change may turn yet, by the highest end of an interval."""
    every = [line for table in tables for line in table.lines if line.is_family]
    lines = [line for line in every if line.groups >= FEW_GROUPS]
    highest = max(
        (figure.high for line in lines if (figure := line.figures[0]) and figure.high is not None),
        default=None,
    )
    return "" if highest is None else f", though up to {_percent(highest)} of verdicts may turn"


def _biases(tables: Sequence[Table]) -> Iterator[tuple[str, str, Figure, Figure, str]]:
    """(set, family or probe, flips beyond noise, flips, which way) of those whose interval is above zero."""
    for table in tables:
        families = [line for line in table.lines if line.is_family]
        for line in families:
            flips, _, _, shift, beyond = line.figures
            if beyond is not None and flips is not None and is_above(beyond, 0):
                yield (
                    table.name.removeprefix("probes:"),
                    line.family,
                    beyond,
                    flips,
                    _way(shift),
                )


def _way(shift: Figure | None) -> str:
    if is_above(shift, 0):
        return ", in its favour"
    return ", against it" if is_below(shift, 0) else ""


def _on_white_space(tables: Sequence[Table]) -> Iterator[str]:
    """The sets where white space alone surely turns more than a few verdicts."""
    found = []
    for table in tables:
        flips = next((line.figures[0] for line in table.lines if line.name == WHITE_SPACE), None)
        if flips is not None and is_above(flips, _LITTLE):
            found.append(f"{_percent(flips.value)} on {table.name.removeprefix('probes:')}")
    if found:
        yield f"white space alone turns verdicts ({', '.join(found)})"


def _on_position(table: Table) -> Iterator[str]:
    told = []
    for line in table.lines:
        same, first, _ = line.figures
        if same is None or same.value is None or line.note == NOTHING_TURNS:
            continue
        side = ""
        if is_above(first, 0.5):
            side = ", towards the one shown first"
        elif is_below(first, 0.5):
            side = ", towards the one shown second"
        told.append(f"{_percent(1 - same.value)} of pairs on {line.label}{side}")
    if told:
        yield f"the order of two responses changes its preference in {'; '.join(told)}"


def _on_aspects(part: Part) -> str:
    parts: list[str] = []
    for table in part.tables:
        kind, _, name = table.name.partition(":")
        difference = table.lines[0].figures[2] if table.lines else None
        if kind == "halo" and is_above(difference, 0):
            parts.append(f"on {name} it scores different criteria more alike than people do")
        elif kind == "hearing" and difference is not None:
            better = "better than with those" if is_above(difference, 0) else "no better than with those"
            parts.append(f"on {name} it agrees with a criterion's own labels {better} of other criteria")
    deaf, heard, unknown = _damages(part)
    if heard:
        parts.append(f"damage to one aspect lowers its verdicts there ({', '.join(heard[:_NAMES_SHOWN])})")
    if deaf:
        parts.append(f"it does not notice damage ({', '.join(deaf[:_NAMES_SHOWN])}{_more(deaf)})")
    if unknown and not (heard or deaf):
        parts.append(f"whether it notices damage cannot be told from so few verdicts ({unknown} damages)")
    if not parts:
        return "Whether it judges the aspect it is asked about was not measurable on these sets."
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _damages(part: Part) -> tuple[list[str], list[str], int]:
    """(damages that cost nothing to speak of, those that cost something, how many cannot be told)."""
    deaf, heard, unknown = [], [], 0
    for table in part.tables:
        if not table.name.startswith("damages:"):
            continue
        for line in table.lines:
            own, _, _, whole = line.figures
            where = own or whole
            if where is not None:
                said = f"{line.label} on {table.name.removeprefix('damages:')}"
                if is_above(where, 0):
                    heard.append(said)
                elif is_below(where, _LITTLE):
                    deaf.append(said)
                else:
                    unknown += 1
    return deaf, heard, unknown


def _on_help(part: Part) -> str:
    gains, losses, tried = [], [], 0
    for table in part.tables:
        for line in table.lines:
            gain = line.figures[2]
            if gain is None or gain.value is None:
                continue
            tried += 1
            said = f"{line.label} on {table.name.removeprefix('helps:')} {gain.value:+.2f}"
            if is_above(gain, 0):
                gains.append(said)
            elif is_below(gain, 0):
                losses.append(said)
    if not tried:
        return "Whether a rationale, a reference, examples or a jury help was not measurable on these sets."
    rises, falls = f"{len(gains)}{_in(gains)}", f"{len(losses)}{_in(losses)}"
    return f"Of {tried} ways to help it that were tried, agreement rises with {rises} and falls with {falls}."


def _table(part: Part, name: str) -> Table:
    return next(table for table in part.tables if table.name == name)


def _in(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN]) + _more(names)
    return f" ({shown})" if names else ""


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _share(figure: Figure | None) -> str:
    """ "in 97 % of cases (95 to 98)"."""
    if figure is None or figure.value is None:
        return "in an unknown share"
    if figure.low is None or figure.high is None:
        return f"in {_percent(figure.value)} of cases"
    return f"in {_percent(figure.value)} of cases ({100 * figure.low:.0f} to {100 * figure.high:.0f})"
