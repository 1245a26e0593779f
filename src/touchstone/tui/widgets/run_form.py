"""The form that says what a run is to do: data, task, rubric, models, limit."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Select

from touchstone.domain.results import JudgeProtocol
from touchstone.domain.run import RubricGenLevel, RunSpec
from touchstone.tui.widgets.form import Field, PathSuggester, data_fault, select

RUBRICS_ONLY, NAMED = "rubrics", "named"
TASKS = (
    ("judge: each criterion alone", "criteria"),
    ("judge: the whole response, 1 to 5", "holistic"),
    ("judge: which of two is better", "pairwise"),
    ("only generate rubrics", RUBRICS_ONLY),
)
RUBRICS = (
    ("the file's own, else one for each prompt", ""),
    ("the file's own", "own"),
    ("generate one for each prompt", "instance"),
    ("generate one for the whole file", "dataset"),
    ("both: one for the file, one for each prompt", "both"),
    ("none: judge without a rubric", "none"),
    ("a rubric by its id, or from a file", NAMED),
)
LEVELS = (
    ("one for each prompt", "instance"),
    ("one for the whole file", "dataset"),
    ("both", "both"),
)
BASE = (("no", ""), ("yes: to calibrate how far to trust a verdict", "yes"))
RATIONALE = (("no", ""), ("yes: the judge also writes its reason", "yes"))
Models = Sequence[tuple[str, str]]
"""(what is shown, name), the default first."""


class RunForm(VerticalScroll, can_focus=False):
    """The fields of a run; those that do not matter for the chosen task are hidden."""

    def __init__(self, judges: Models, generators: Models, rubric: str | None) -> None:
        super().__init__(id="form")
        self._judges, self._generators, self._rubric = judges, generators, rubric

    def compose(self) -> ComposeResult:
        judges, generators = self._judges, self._generators
        path = Input(placeholder="a .jsonl, .json, .csv or .parquet file", suggester=PathSuggester())
        yield Field("Data file", _compact(path, "data"), "data-field")
        yield Field("Task", select(TASKS, "criteria", "task"), "task-field")
        yield Field("Rubrics", select(LEVELS, "instance", "level"), "level-field")
        yield Field("Rubric", select(RUBRICS, NAMED if self._rubric else "", "rubric"), "rubric-field")
        named = Input(self._rubric or "", placeholder="an id, or a .json file")
        yield Field("Which one", _compact(named, "named"), "named-field")
        yield Field("Judge", select(judges, judges[0][1], "judge"), "judge-field")
        yield Field("Generator", select(generators, generators[0][1], "generator"), "generator-field")
        limit = Input(placeholder="all rows", restrict=r"[0-9]*")
        yield Field("Limit (rows)", _compact(limit, "limit"), "limit-field")
        yield Field("Rationale", select(RATIONALE, "", "rationale"), "rationale-field")
        yield Field("Base model", select(BASE, "", "base"), "base-field")
        second = [("no", ""), *((f"to {shown}", name) for shown, name in judges if name)]
        yield Field("Escalate", select(second, "", "escalate"), "escalate-field")
        share = Input("0.3", restrict=r"[0-9.]*")
        yield Field("Share of it", _compact(share, "share"), "share-field")
        jury = Input(placeholder="further judges' names, with commas")
        yield Field("Jury", _compact(jury, "jury"), "jury-field")

    def on_mount(self) -> None:
        self._arrange()

    def value(self, name: str) -> str:
        """What a field says."""
        widget = self.query_one(f"#{name}")
        return (widget.value if isinstance(widget, Input) else str(cast("Select[str]", widget).value)).strip()

    @property
    def limit(self) -> int | None:
        """How many rows; None for all, also where what is written is no number above 0."""
        text = self.value("limit")
        return int(text) if text and int(text) > 0 else None

    @on(Select.Changed)
    def _arrange(self) -> None:
        only_rubrics = self.value("task") == RUBRICS_ONLY
        rubric = self.value("rubric")
        generates = only_rubrics or rubric in ("", "instance", "dataset", "both")
        shown = {
            "level": only_rubrics,
            "rubric": not only_rubrics,
            "named": not only_rubrics and rubric == NAMED,
            "judge": not only_rubrics,
            "generator": generates,
            "rationale": not only_rubrics,
            "base": not only_rubrics,
            "escalate": not only_rubrics,
            "share": not only_rubrics and bool(self.value("escalate")),
            "jury": not only_rubrics,
        }
        for name, display in shown.items():
            self.query_one(f"#{name}-field").display = display

    def spec(self) -> RunSpec | None:
        """What the form asks for, or None where a field is faulty (which is shown beside it)."""
        data, limit = self.value("data"), self.value("limit")
        faulty = self._fault("data", data_fault(data))
        none_left = "at least 1, or empty for all rows" if limit and int(limit) < 1 else ""
        faulty |= self._fault("limit", none_left)
        rubric: str | None = self.value("rubric")
        if rubric == NAMED:
            rubric = self.value("named")
            faulty |= self._fault("named", "" if rubric else "give a rubric's id or file")
        second = self.value("escalate") or None
        share = _share(self.value("share")) if second else None
        wrong = "a number from 0 to 1: how much of all decisions" if second and share is None else ""
        faulty |= self._fault("share", wrong)
        if faulty:
            return None
        data = str(Path(data).expanduser().absolute())
        generator = self.value("generator") or None
        if self.value("task") == RUBRICS_ONLY:
            level = cast(RubricGenLevel, self.value("level"))
            return RunSpec(kind="rubrics", data=data, limit=self.limit, level=level, generator=generator)
        return RunSpec(
            kind="judge",
            data=data,
            limit=self.limit,
            protocol=cast(JudgeProtocol, self.value("task")),
            rubric=rubric or None,
            judge=self.value("judge") or None,
            generator=generator,
            rationale=bool(self.value("rationale")),
            base=bool(self.value("base")),
            escalate_to=second,
            escalate_share=share,
            jury=tuple(name.strip() for name in self.value("jury").split(",") if name.strip()),
        )

    def _fault(self, name: str, text: str) -> bool:
        return self.query_one(f"#{name}-field", Field).fault(text)


def _share(text: str) -> float | None:
    """The share (0..1) that is written, or None where that is no such number."""
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def _compact(widget: Input, id: str) -> Input:
    widget.id, widget.compact = id, True
    return widget
