"""How runs and rubrics look as rows of a table."""

from pathlib import Path

from touchstone.domain.run import RunInfo
from touchstone.store import RubricInfo
from touchstone.tui.text import moment
from touchstone.tui.widgets.table import Cell, Column, Look

RUN_COLUMNS = (
    Column("run", 9),
    Column("state", 12),
    Column("started", 16),
    Column("data", share=2),
    Column("task", 18, above=100),
    Column("judge"),
    Column("verdicts", 9, right=True),
    Column("unscored", 9, right=True, above=90),
)
RUBRIC_COLUMNS = (
    Column("rubric", 9),
    Column("level", 9),
    Column("n", 3, right=True),
    Column("first criterion"),
    Column("prompt"),
    Column("from", 14, above=100),
    Column("approved", 9),
)
RUBRIC_MADE = Column("made", 10, above=84)
"""A column more, for lists of rubrics in the order of their age."""
STATE_LOOKS: dict[str, Look] = {"finished": "good", "interrupted": "warn", "failed": "bad", "running": "bar"}
STATE_STYLES = {
    "finished": "bold $success",
    "interrupted": "bold $warning",
    "failed": "bold $error",
    "running": "bold $primary",
}


def run_cells(run: RunInfo, *, marked: bool = False) -> tuple[Cell, ...]:
    """A run's row; one that is marked has a dot before its id."""
    spec, counters = run.spec, run.counters
    task = spec.protocol or "criteria" if spec.kind == "judge" else f"rubrics ({spec.level or 'instance'})"
    return (
        (f"●{run.id}", "good") if marked else run.id,
        (run.state, STATE_LOOKS.get(run.state, "")),
        (moment(run.created), "dim"),
        Path(spec.data).name,
        task,
        spec.judge or spec.generator or "",
        f"{counters.get('verdicts', 0):,}",
        (f"{counters.get('unscored', 0):,}", "warn" if counters.get("unscored") else "dim"),
    )


def rubric_cells(rubric: RubricInfo) -> tuple[Cell, ...]:
    """A rubric's row."""
    return (
        rubric.id[:8],
        rubric.level,
        f"{rubric.criteria}",
        rubric.first,
        (rubric.prompt or "", "dim"),
        (rubric.generator or rubric.source, "dim"),
        (rubric.approved_by, "good") if rubric.approved_by else ("no", "dim"),
    )


def dated_rubric_cells(rubric: RubricInfo) -> tuple[Cell, ...]:
    """A rubric's row with the day on which it was made."""
    return (*rubric_cells(rubric), (moment(rubric.created)[:10], "dim"))
