"""One run: how it stands, its results and its rubrics; live while it is going on."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static, TabbedContent, TabPane

from touchstone.domain.run import RunInfo, RunSpec
from touchstone.errors import TouchstoneError
from touchstone.store import RubricInfo
from touchstone.tui.live import LiveRun
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.response import ResponseScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.text import duration, moment, one_line, plain, shown_path
from touchstone.tui.widgets.chrome import MarkBar
from touchstone.tui.widgets.progress import LivePanel
from touchstone.tui.widgets.results import ResultList
from touchstone.tui.widgets.rows import RUBRIC_COLUMNS, STATE_STYLES, rubric_cells
from touchstone.tui.widgets.table import RowTable

LISTS = {"results": "#result-table", "rubrics": "#rubric-table", "notices": "#notice-list"}
SECONDS_BETWEEN = 1.0
"""While the run goes on its tables are read again so often."""
TOKENS = ("tokens_total", "tokens_distinct", "tokens_computed", "tokens_generated")


def choices(info: RunInfo) -> str:
    """What the run was asked to do, in one line."""
    spec = info.spec
    parts = [spec.protocol or "criteria", f"rubric {Path(spec.rubric or 'own or instance').name}"]
    if spec.kind == "rubrics":
        parts = [f"rubrics, {spec.level or 'instance'}-level"]
    parts += [f"judge {spec.judge}"] if spec.judge else []
    parts += [f"generator {spec.generator}"] if spec.generator else []
    parts += [f"limit {spec.limit:,}"] if spec.limit is not None else []
    parts += ["with rationale"] if spec.rationale else []
    parts += ["with its base model"] if spec.base else []
    parts += [_escalated(spec)] if spec.escalate_to else []
    parts += [f"jury with {', '.join(spec.jury)}"] if spec.jury else []
    parts += [f"layout {info.layout}"] if info.layout else []
    return one_line(" · ".join(parts))


def _escalated(spec: RunSpec) -> str:
    """What goes to a second judge, in words."""
    if spec.escalate_share is not None:
        return f"the least reliable {spec.escalate_share:.0%} escalated to {spec.escalate_to}"
    return f"under a reliability of {spec.escalate_below:g} escalated to {spec.escalate_to}"


def figures(counters: dict[str, int | float]) -> str:
    """The counters that are known, in DESIGN's words."""
    if not counters:
        return "no verdicts yet"
    verdicts = f"{counters.get('verdicts', 0):,} verdicts · {counters.get('unscored', 0):,} unscored"
    tokens = [f"{counters.get(name, 0):,} {name.removeprefix('tokens_')}" for name in TOKENS]
    spent = f"{duration(float(counters.get('seconds', 0)))} · {counters.get('cached', 0):,} answers from the cache"
    return f"{verdicts} · {spent}\ntokens: {' · '.join(tokens)}"


class RunScreen(BaseScreen):
    """Shows a run by id. `r` resumes it; while it is going on `p` lets it wait and `x` stops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "stop", "Stop"),
        Binding("p", "pause", "Pause/continue"),
        Binding("r", "resume", "Resume"),
        Binding("e", "agreement", "Agreement"),
        Binding("c", "compare", "Compare"),
        Binding("d", "charts", "Charts"),
        Binding("l", "label", "Label"),
        Binding("t", "calibration", "How far to trust the verdicts", show=False),
        Binding("b", "audit", "Bias of its rubrics (audit)", show=False),
        Binding("h", "report", "Write a report", show=False),
        Binding("right", "other_tab(1)", "Next list", show=False),
        Binding("left", "other_tab(-1)", "Previous list", show=False),
    ]

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self.run_id = run_id
        self._info: RunInfo | None = None
        self._seen: tuple[int, int] | None = None
        self._due = 0.0
        self._offered: tuple[str, bool] | None = None
        """What the actions that are offered depend on: the footer is made anew with every change of it."""

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield LivePanel()
        with TabbedContent(id="lists"):
            with TabPane("Results", id="results"):
                yield ResultList(self.run_id)
            with TabPane("Rubrics", id="rubrics"):
                yield RowTable[RubricInfo](
                    RUBRIC_COLUMNS,
                    rubric_cells,
                    self._rubrics,
                    self._count_rubrics,
                    empty="no rubrics",
                    id="rubric-table",
                )

            with TabPane("Notices", id="notices"):
                yield VerticalScroll(
                    Static("", id="notice-text", markup=False), id="notice-list", can_focus=True
                )

    def _rubrics(self, limit: int, offset: int) -> Sequence[RubricInfo]:
        return self.host.store.list_rubrics(run=self.run_id, limit=limit, offset=offset)

    def _count_rubrics(self) -> int:
        return self.host.store.count_rubrics(run=self.run_id)

    @property
    def live(self) -> LiveRun | None:
        """The run that is going on, where it is this one."""
        live = self.host.live
        return live if live is not None and live.run == self.run_id else None

    @property
    def _going(self) -> bool:
        """Whether this run is going on here."""
        return self.live is not None and self.live.active

    def on_mount(self) -> None:
        self.show_title(f"run {self.run_id}")
        self._reload()
        if self._info is not None and self._info.spec.kind == "rubrics":
            tabs = self.query_one(TabbedContent)
            tabs.hide_tab("results")
            tabs.active = "rubrics"
            self.query_one("#rubric-table").focus()
        else:
            self.query_one("#result-table").focus()

    def on_screen_resume(self) -> None:
        """A label that was given on another screen changes what disagrees."""
        if self._info is not None:
            self._reload()

    def tick(self) -> None:
        super().tick()
        live = self.live
        going = live is not None and live.active
        if live is not None and going:
            self.query_one(LivePanel).show(live)
        seen = (0, 0) if live is None else (id(live), live.version)
        if seen != self._seen and not (going and time.monotonic() < self._due):
            self._seen = seen
            self._due = time.monotonic() + SECONDS_BETWEEN
            self._reload()

    def _reload(self) -> None:
        try:
            self._info = info = self.host.store.run(self.run_id)
        except TouchstoneError as error:
            self.host.show_error(error)
            return
        self.query_one(LivePanel).show(self.live)
        self._show_facts()
        self.query_one(MarkBar).show(info.marks)
        if info.spec.kind == "judge":
            self.query_one(ResultList).refresh_results(going=self._going)
        self.query_one("#rubric-table", RowTable).reload()
        self._show_notices()
        tabs = self.query_one(TabbedContent)
        counts = {
            "results": self.host.store.count_lines(self.run_id, aggregates=True),
            "rubrics": self.query_one("#rubric-table", RowTable).rows,
        }
        for pane, rows in counts.items():
            tabs.get_tab(pane).label = Content(f"{pane.capitalize()} {rows:,}")
        offered = (info.state, self._going)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _show_notices(self) -> None:
        """What the runner had to tell; it is kept as long as the run is the last one started here."""
        notices = self.live.notices if self.live is not None else ()
        tabs = self.query_one(TabbedContent)
        if not notices:
            tabs.hide_tab("notices")
            return
        tabs.show_tab("notices")
        tabs.get_tab("notices").label = Content(f"Notices {len(notices)}")
        self.query_one("#notice-text", Static).update(
            Content("\n".join(f"• {plain(text)}" for text in notices))
        )

    def _show_facts(self) -> None:
        info, live = self._info, self.live
        assert info is not None
        state = live.state if live is not None and live.active else info.state
        counters = live.counters.as_dict() if live is not None and live.active else info.counters
        left = " (in another window, or left behind)" if info.state == "running" and live is None else ""
        lines = Content.assemble(
            (state, STATE_STYLES.get(info.state, "bold")),
            left,
            f" · {one_line(shown_path(info.spec.data))} · {moment(info.created)}\n",
            (choices(info), "$secondary"),
            "\n",
            figures(counters),
            *self._trust(info),
        )
        self.query_one("#facts", Static).update(lines)

    def _trust(self, info: RunInfo) -> list[tuple[str, str] | str]:
        """What the reliability of a judge's verdicts is."""
        if info.spec.kind != "judge":
            return []
        standing = self.host.backend.standing(self.host.store, info)
        return ["\n", (f"{one_line(standing)} · t: calibration", "$secondary")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is offered while this run is going on, resume where it is not finished."""
        info, going = self._info, self._going
        if action in ("stop", "pause"):
            return going
        if action == "resume":
            return not going and info is not None and info.state != "finished"
        if action in ("agreement", "compare", "charts", "label", "report", "calibration"):
            judged = info is not None and info.spec.kind == "judge"
            return judged and (action != "label" or (info is not None and info.state == "finished"))
        if action == "audit":
            return info is not None and info.spec.kind == "judge" and info.spec.protocol in (None, "criteria")
        return True

    def action_stop(self) -> None:
        """Stops the run; what was saved stays, and it can be resumed."""
        self.host.stop_work()

    def action_resume(self) -> None:
        """Runs what is missing."""
        self.host.resume_run(self.run_id)

    def action_pause(self) -> None:
        """Lets the run wait after the unit in hand, or go on."""
        self.host.pause_work()

    def action_charts(self) -> None:
        """Draws the run's figures."""
        self.host.show_charts(self.run_id)

    def action_calibration(self) -> None:
        """Calibrates the run's reliability on its labels."""
        self.host.calibrate_run(self.run_id)

    def action_label(self) -> None:
        """Labels a random sample of the run, without its verdicts in sight."""
        self.host.label_run(self.run_id)

    def action_report(self) -> None:
        """Writes the run's report as a page."""
        self.host.export_report([self.run_id])

    def action_agreement(self) -> None:
        """Compares the run with the labels in its data."""
        self.host.show_agreement(self.run_id)

    def action_audit(self) -> None:
        """Looks for the bias that the run's rubrics bring."""
        self.host.show_audit(self.run_id)

    def action_compare(self) -> None:
        """Compares the systems in the run."""
        self.host.compare_runs([self.run_id])

    def action_other_tab(self, by: int) -> None:
        """Shows the next of the lists that there are."""
        tabs = self.query_one(TabbedContent)
        shown = [name for name in LISTS if tabs.get_tab(name).display]
        tabs.active = shown[(shown.index(tabs.active) + by) % len(shown)]
        self.query_one(LISTS[tabs.active]).focus()

    @on(ResultList.Opened)
    def _open_result(self, event: ResultList.Opened) -> None:
        results = self.query_one(ResultList)
        self.app.push_screen(ResponseScreen(results.shown, event.index, moved=results.go_to))

    @on(RowTable.Opened, "#rubric-table")
    def _open_rubric(self, event: RowTable.Opened) -> None:
        assert isinstance(event.item, RubricInfo)
        self.app.push_screen(RubricScreen(event.item.id))
