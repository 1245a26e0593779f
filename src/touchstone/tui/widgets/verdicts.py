"""Verdicts and criteria in words and bars: what the response and rubric screens are made of."""

import re
from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from touchstone.domain.check import Check
from touchstone.domain.check_words import in_words
from touchstone.domain.finding import Finding
from touchstone.domain.results import OVERALL, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.tui.text import bar, one_line, plain, weight

Part = str | Content | tuple[str, str]
BAR_CELLS = 6
BAR_FROM = 0.05
SCORE_CELLS = 16
FEW_LABELS = 3
_BARS = re.compile(r" [▏▎▍▌▋▊▉█]+")
SHOWN_FROM = 0.005
"""Of more than a few labels, those that would read 0.00 are left out."""


def outcome(line: ResultLine) -> str:
    """An aggregate in one word or number: the preference, the score, or "unscored"."""
    if line.preference is not None:
        return line.preference
    return "unscored" if line.score is None else f"{line.score:.2f}"


def span(bounds: tuple[float, float]) -> str:
    """A score's bounds in words."""
    return f"{bounds[0]:.2f} to {bounds[1]:.2f}"


def summary(line: ResultLine) -> Content:
    """An aggregate in one line: its outcome, a bar, its bounds, or why it has none."""
    bounds = f" ({span(line.bounds)})" if line.bounds else ""
    if line.unscored is not None:
        return Content.assemble(("unscored", "bold $warning"), f": {one_line(line.unscored)}{bounds}")
    parts: list[Part] = [(outcome(line), "bold")]
    if line.preference is not None:
        parts.append(" is better" if line.preference in ("A", "B") else "")
        parts += ["   ", _probabilities(line.probabilities or {})]
    elif line.score is not None:
        parts += [" ", (bar(line.score, SCORE_CELLS), "$primary")]
    return Content.assemble(*parts, bounds)


def heading(title: str, line: ResultLine) -> Content:
    """A response's title with its aggregate."""
    return Content.assemble((f"{title}  ", "bold $primary"), summary(line))


def _probabilities(probabilities: dict[str, float]) -> Content:
    likeliest = max(probabilities, key=lambda label: probabilities[label], default="")
    parts: list[Part] = []
    for label, probability in probabilities.items():
        if probability < SHOWN_FROM and len(probabilities) > FEW_LABELS:
            continue
        look = "bold" if label == likeliest else ""
        parts += ["  " if parts else "", (f"{one_line(label)} {probability:.2f}", look)]
        if probability >= BAR_FROM:
            parts += [" ", (bar(probability, BAR_CELLS), "$primary")]
    return Content.assemble(*parts)


def _question(line: ResultLine, criterion: Criterion | None, total: float | None = None) -> Content:
    if line.protocol == "pairwise":
        shown = "A shown first" if line.order == "ab" else "B shown first"
        return Content.assemble(("Which response is better?", "bold"), (f"  {shown}", "$secondary"))
    if line.criterion_id == OVERALL:
        return Content.assemble(("How good is the response as a whole?", "bold"))
    if criterion is None:
        return Content.assemble(("criterion ", "bold"), one_line(line.criterion_id or ""))
    return Content.assemble((plain(criterion.text), "bold"), (_traits(criterion, total), "$secondary"))


def _traits(criterion: Criterion, total: float | None) -> str:
    worth = f"weight {weight(criterion.weight)}"
    traits = [worth] if total is None and criterion.weight != 1 else []
    traits += [f"{worth} of {weight(total)}"] if total is not None else []
    traits += ["guard"] if criterion.guard else []
    return f"  ({', '.join(traits)})" if traits else ""


class VerdictCard(Vertical):
    """One distribution: the question, its probabilities and figures, why it is unscored, the rationale.

    `total`: the weight of all criteria together, where the criterion's is to be shown as a part of it.
    """

    def __init__(self, line: ResultLine, criterion: Criterion | None, total: float | None = None) -> None:
        super().__init__(classes="verdict")
        self._line, self._criterion, self._total = line, criterion, total

    def compose(self) -> ComposeResult:
        yield Static(_question(self._line, self._criterion, self._total), markup=False)
        yield Static(verdict_details(self._line), classes="details", markup=False)


def verdict_text(line: ResultLine, criterion: Criterion | None) -> str:
    """One distribution as text: for the clipboard."""
    rows = [_question(line, criterion), *verdict_details(line).split("\n")]
    return without_bars(Content("\n  ").join(rows))


def without_bars(content: Content) -> str:
    """What a line says, without what is drawn beside its numbers."""
    return "\n".join(row.rstrip() for row in _BARS.sub("", content.plain).split("\n"))


def verdict_details(line: ResultLine) -> Content:
    """A distribution's probabilities and figures, why it is unscored, and its rationale."""
    rows = []
    if line.checked is not None and line.score is not None:
        rows.append(_by_code(line.score, line.checked))
    elif line.probabilities:
        rows.append(_probabilities(line.probabilities))
    if line.unscored is not None:
        rows.append(Content.assemble(("unscored", "bold $warning"), f": {one_line(line.unscored)}"))
    figures = ["checked by code, exactly"] if line.checked is not None else []
    figures += [
        f"{name} {value:.2f}"
        for name, value in (("score", line.score), ("label mass", line.label_mass), ("entropy", line.entropy))
        if value is not None
    ]
    if line.rationale is not None:
        figures.append("after the reason below")
    if figures:
        rows.append(Content.assemble((" · ".join(figures), "$secondary")))
    if line.rationale is not None:
        rows.append(Content.assemble((f"“{plain(line.rationale)}”", "italic")))
    return Content("\n").join(rows)


def _by_code(score: float, found: str) -> Content:
    """What code decided, and what it found."""
    return Content.assemble(("met" if score else "not met", "bold"), f"  {one_line(found)}")


def findings_text(findings: Sequence[Finding], offers: Mapping[int, Check]) -> Content:
    """What lint finds amiss with a rubric, and what of it code could decide."""
    rows = []
    for finding in findings:
        about = ", ".join(map(str, finding.criteria)) or "prompt"
        look = "bold $error" if finding.severity == "harm" else "bold $warning"
        rows.append(
            Content.assemble(
                (f"{about}  ", "bold $primary"),
                (finding.kind, look),
                f"  {plain(finding.message)}\n   ",
                (finding.remedy, "$secondary"),
            )
        )
    rows += [
        Content.assemble(
            (f"{number}  ", "bold $primary"), f"could be checked by code: {plain(in_words(check))}"
        )
        for number, check in offers.items()
    ]
    return Content("\n").join(rows)


def criterion_text(number: int, criterion: Criterion) -> Content:
    """A criterion of a rubric in full: number, text, what it is worth, and its levels."""
    binary = criterion.scale.kind == "binary"
    traits = ["met or not met" if binary else f"{len(criterion.scale.levels)} levels"]
    traits += [f"weight {weight(criterion.weight)}" + (" (a fault)" if criterion.weight < 0 else "")]
    traits += [f"{criterion.level}-level"]
    parts: list[Part] = [(f"{number}. ", "bold $primary"), (plain(criterion.text), "bold"), "\n"]
    parts.append((f"   {' · '.join(traits)}", "$secondary"))
    if criterion.guard:
        parts.append((" · guard", "bold $accent"))
    if criterion.check is not None:
        parts.append((f" · checked by code: {plain(in_words(criterion.check))}", "$accent"))
    for level in criterion.scale.levels:
        parts.append(f"\n   {level.value}  {plain(level.description)}")
    return Content.assemble(*parts)
