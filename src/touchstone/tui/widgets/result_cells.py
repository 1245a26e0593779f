"""How a result looks as a row of a table, and a choice of results in words."""

from typing import TYPE_CHECKING

from touchstone.domain.result_choice import ORDERS, Choice
from touchstone.tui.text import bar, one_line
from touchstone.tui.widgets.table import Cell, Column, Look
from touchstone.tui.widgets.verdicts import outcome, span

if TYPE_CHECKING:
    from touchstone.store import ResultRow

SCORE_CELLS = 10
COLUMNS = (
    Column("sample"),
    Column("response"),
    Column("system", above=60),
    Column("score", 8, right=True),
    Column("", SCORE_CELLS),
    Column("entropy", 7, right=True, above=100),
    Column("mass", 5, right=True, above=100),
    Column("note", share=3),
)


def result_cells(row: "ResultRow", disagreement: str = "", trust: str = "") -> tuple[Cell, ...]:
    """A result's row: its score (or preference) with a bar, how sure its verdicts are, what is to be noted."""
    line = row.line
    chosen = (line.probabilities or {}).get(line.preference or "", 0.0) if line.preference else line.score
    look: Look = "warn" if disagreement or line.unscored else "dim"
    return (
        line.sample_id,
        line.response_id,
        line.system or "",
        outcome(line) if line.unscored is None else ("unscored", "warn"),
        (bar(chosen or 0.0, SCORE_CELLS), "bar"),
        ("" if row.entropy is None else f"{row.entropy:.2f}", "dim"),
        ("" if row.label_mass is None else f"{row.label_mass:.2f}", "dim"),
        (_note(row, disagreement, trust), look),
    )


def _note(row: "ResultRow", disagreement: str, trust: str) -> str:
    line = row.line
    parts = [f"≠ {disagreement}"] if disagreement else []
    parts += [each for each in (line.unscored, trust) if each]
    if not line.unscored and line.bounds is not None:
        parts.append(span(line.bounds))
    if not line.unscored and row.missing:
        parts.append(f"{row.missing} unscored")
    return " · ".join(parts)


def choice_words(choice: Choice, criterion: str = "") -> list[str]:
    """What is left of the results, and in which order, in words; nothing for the usual."""
    words = [f"system {choice.system}"] if choice.system else []
    words += [f"subset {choice.subset}"] if choice.subset else []
    words += [f"{choice.outcome}: {criterion or choice.criterion}"] if choice.criterion else []
    words += ["with an unscored verdict"] if choice.unscored else []
    words += ["disagreements"] if choice.disagreeing else []
    words += ["abstaining"] if choice.abstaining else []
    words += [f"sample id has “{choice.text}”"] if choice.text else []
    words += [ORDERS[choice.order]] if choice.order != "run" else []
    return [one_line(word, 60) for word in words]
