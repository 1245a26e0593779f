"""The form that starts a run: data, task, rubric, models, limit; checked here, and by the runner."""

import os
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Button, Input, Label, Select, Static

from touchstone.domain.results import JudgeProtocol
from touchstone.domain.run import RubricGenLevel, RunSpec
from touchstone.errors import TouchstoneError
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.widgets.chrome import ErrorPanel

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
RATIONALE = (("no", ""), ("yes: the judge also writes its reason", "yes"))
DATA_SUFFIXES = (".jsonl", ".json", ".csv", ".parquet")


class PathSuggester(Suggester):
    """Completes the path of a dataset, one folder at a time."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, tail = os.path.split(value)
        folder = Path(head or ".").expanduser()
        try:
            names = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError:
            return None
        for path in names:
            mark = os.sep if path.is_dir() else ""
            if tail and path.name.startswith(tail) and (mark or path.suffix.lower() in DATA_SUFFIXES):
                return os.path.join(head, path.name) + mark
        return None


class Field(Vertical):
    """A labelled field with room for what is wrong with it."""

    def __init__(self, label: str, widget: Input | Select[str], id: str) -> None:
        super().__init__(id=id, classes="field")
        self._label, self._widget = label, widget

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(self._label, markup=False)
            yield self._widget
        yield Static("", classes="fault", markup=False)

    def fault(self, text: str) -> bool:
        """Shows what is wrong, or nothing; gives whether something is."""
        self.query_one(".fault", Static).update(text)
        self.set_class(bool(text), "-faulty")
        return bool(text)


class StartScreen(BaseScreen):
    """Asks what to run, starts it, and shows it."""

    TITLE_TEXT = "new run"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "start", "Start"),
    ]

    def __init__(self, rubric: str | None = None) -> None:
        super().__init__()
        self._rubric = rubric
        self._waiting = False

    def body(self) -> ComposeResult:
        judges, generators = self.host.models("judge"), self.host.models("generator")
        rubric = NAMED if self._rubric else ""
        with VerticalScroll(id="form", can_focus=False):
            path = Input(placeholder="a .jsonl, .json, .csv or .parquet file", suggester=PathSuggester())
            yield Field("Data file", _compact(path, "data"), "data-field")
            yield Field("Task", select(TASKS, "criteria", "task"), "task-field")
            yield Field("Rubrics", select(LEVELS, "instance", "level"), "level-field")
            yield Field("Rubric", select(RUBRICS, rubric, "rubric"), "rubric-field")
            named = Input(self._rubric or "", placeholder="an id, or a .json file")
            yield Field("Which one", _compact(named, "named"), "named-field")
            yield Field("Judge", select(judges, judges[0][1], "judge"), "judge-field")
            yield Field("Generator", select(generators, generators[0][1], "generator"), "generator-field")
            limit = Input(placeholder="all rows", restrict=r"[0-9]*")
            yield Field("Limit (rows)", _compact(limit, "limit"), "limit-field")
            yield Field("Rationale", select(RATIONALE, "", "rationale"), "rationale-field")
            yield Button("Start", variant="primary", id="start", compact=True)
        yield Static("", id="waiting", markup=False)
        yield ErrorPanel()

    def on_mount(self) -> None:
        self.query_one("#data").focus()
        self._wait(False)
        self._arrange()

    def _value(self, name: str) -> str:
        widget = self.query_one(f"#{name}")
        return (widget.value if isinstance(widget, Input) else str(cast("Select[str]", widget).value)).strip()

    @on(Select.Changed)
    def _arrange(self) -> None:
        """Shows the fields that matter for the task that is chosen."""
        only_rubrics = self._value("task") == RUBRICS_ONLY
        rubric = self._value("rubric")
        generates = only_rubrics or rubric in ("", "instance", "dataset", "both")
        shown = {
            "level": only_rubrics,
            "rubric": not only_rubrics,
            "named": not only_rubrics and rubric == NAMED,
            "judge": not only_rubrics,
            "generator": generates,
            "rationale": not only_rubrics,
        }
        for name, display in shown.items():
            self.query_one(f"#{name}-field").display = display

    def _spec(self) -> RunSpec | None:
        """What the form asks for, or None where a field is faulty (which is shown beside it)."""
        data, limit = self._value("data"), self._value("limit")
        path = Path(data).expanduser()
        faulty = self._fault("data", _data_fault(data, path))
        data = str(path.absolute())
        none_left = "at least 1, or empty for all rows" if limit and int(limit) < 1 else ""
        faulty |= self._fault("limit", none_left)
        rubric: str | None = self._value("rubric")
        if rubric == NAMED:
            rubric = self._value("named")
            faulty |= self._fault("named", "" if rubric else "give a rubric's id or file")
        if faulty:
            return None
        rows = int(limit) if limit else None
        generator = self._value("generator") or None
        if self._value("task") == RUBRICS_ONLY:
            level = cast(RubricGenLevel, self._value("level"))
            return RunSpec(kind="rubrics", data=data, limit=rows, level=level, generator=generator)
        return RunSpec(
            kind="judge",
            data=data,
            limit=rows,
            protocol=cast(JudgeProtocol, self._value("task")),
            rubric=rubric or None,
            judge=self._value("judge") or None,
            generator=generator,
            rationale=bool(self._value("rationale")),
        )

    def _fault(self, name: str, text: str) -> bool:
        return self.query_one(f"#{name}-field", Field).fault(text)

    @on(Button.Pressed, "#start")
    @on(Input.Submitted)
    def action_start(self) -> None:
        """Starts the run where the form is in order."""
        spec = self._spec()
        self.query_one(ErrorPanel).show(None)
        if spec is None or self._waiting:
            return
        if self.host.launch(lambda stop: self.host.backend.start(spec, stop), self._started, self._failed):
            self._wait(True)

    def _wait(self, waiting: bool) -> None:
        self._waiting = waiting
        self.query_one("#start").disabled = waiting
        note = self.query_one("#waiting", Static)
        note.update("checking the file and the models …")
        note.display = waiting

    def _started(self, run_id: str) -> None:
        if self.is_current:
            self.app.switch_screen(RunScreen(run_id))

    def _failed(self, error: TouchstoneError) -> None:
        if self.is_mounted:
            self._wait(False)
            self.query_one(ErrorPanel).show(error)

    def action_back(self) -> None:
        """Goes back; a run that is still being checked is given up."""
        if self._waiting:
            self.host.stop_work()
        super().action_back()


def _compact(widget: Input, id: str) -> Input:
    widget.id, widget.compact = id, True
    return widget


def select(options: tuple[tuple[str, str], ...] | list[tuple[str, str]], value: str, id: str) -> Select[str]:
    """A one-line choice among (what is shown, value)."""
    return Select(options, value=value, allow_blank=False, id=id, compact=True)


def _data_fault(data: str, path: Path) -> str:
    if not data:
        return "give the path of a data file"
    if path.is_dir():
        return "that is a folder: give a file in it"
    if not path.exists():
        return "there is no such file"
    if path.suffix.lower() not in DATA_SUFFIXES:
        return f"not one of {', '.join(DATA_SUFFIXES)}"
    return ""
