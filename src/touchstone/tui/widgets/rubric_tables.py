"""How a rubric's versions and its uses look as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunInfo
from touchstone.store import CriterionUse, RubricInfo
from touchstone.tui.text import moment
from touchstone.tui.widgets.table import Cell, Column

if TYPE_CHECKING:
    from touchstone.runner.rubrics.uses import RubricUse

VERSION_COLUMNS = (
    Column("this one was", 18),
    Column("rubric", 9),
    Column("n", 3, right=True),
    Column("first criterion"),
    Column("from", 14, above=100),
    Column("approved", 9),
    Column("made", 10),
)
USE_COLUMNS = (
    Column("run", 9),
    Column("data", above=100),
    Column("judge", above=100),
    Column("no.", 3, right=True),
    Column("criterion", share=2),
    Column("verdicts", 8, right=True),
    Column("came out", 9, right=True),
    Column("unscored", 8, right=True),
    Column("mass", 4, right=True),
    Column("in words", 34, above=100),
)


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of a rubric, and what it is to it. `older`: the rubric was made from it."""

    relation: str
    older: bool
    info: RubricInfo


def version_cells(version: Version) -> tuple[Cell, ...]:
    """A version's row."""
    info = version.info
    return (
        version.relation,
        info.id[:8],
        f"{info.criteria}",
        info.first,
        (info.generator or info.source, "dim"),
        (info.approved_by, "good") if info.approved_by else ("no", "dim"),
        (moment(info.created)[:10], "dim"),
    )


@dataclass(frozen=True, slots=True)
class UseRow:
    """A criterion in a run. Without a criterion `remark` says why there is none."""

    run: RunInfo
    number: int = 0
    criterion: Criterion | None = None
    use: CriterionUse | None = None
    remark: str = ""


def use_rows(use: "RubricUse", criteria: Sequence[Criterion], remarks: Sequence[str]) -> list[UseRow]:
    """The rows of one run: a criterion each. `remarks`: one for each of its criteria."""
    if not use.criteria:
        made = use.run.spec.kind == "rubrics"
        why = "made here; nothing was judged" if made else "judged as a whole: no verdict on a criterion"
        return [UseRow(use.run, remark=why)]
    numbers = {criterion.id: number for number, criterion in enumerate(criteria, start=1)}
    return [
        UseRow(use.run, numbers[criterion.id], criterion, figures, remark)
        for (criterion, figures), remark in zip(use.criteria, remarks, strict=True)
    ]


def use_cells(row: UseRow) -> tuple[Cell, ...]:
    """A use's row: how many verdicts, the share met (or the mean score of a scale), the unscored, label mass."""
    data: Cell = (Path(row.run.spec.data).name, "dim")
    judge: Cell = (row.run.spec.judge or row.run.spec.generator or "", "dim")
    if row.use is None or row.criterion is None:
        why: Cell = (row.remark, "dim")
        return (row.run.id, data, judge, "", why, "", "", "", "", "")
    use = row.use
    unscored: Cell = (f"{use.unscored / use.verdicts:.0%}", "warn" if use.unscored else "dim")
    remark: Cell = (row.remark, "warn")
    return (
        row.run.id,
        data,
        judge,
        f"{row.number}",
        row.criterion.text,
        f"{use.verdicts:,}",
        came_out(row.criterion, use),
        unscored,
        f"{use.mean_mass:.2f}" if use.mean_mass is not None else "",
        remark,
    )


def came_out(criterion: Criterion, use: CriterionUse) -> str:
    """The share of scored responses that met the criterion, or their mean score on its scale."""
    if not use.scored:
        return "–"
    if criterion.scale.kind == "binary":
        return f"met {use.met / use.scored:.0%}"
    return f"mean {use.mean_score or 0.0:.2f}"
