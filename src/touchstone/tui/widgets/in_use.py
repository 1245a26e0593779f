"""The panel over the runs: the default models and how they stand, whether connections are refused, what was cut."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from touchstone.domain.run import RunInfo
from touchstone.domain.words import size
from touchstone.tui.backend.models import Role
from touchstone.tui.text import moment, one_line

if TYPE_CHECKING:
    from touchstone.runner.models.state import ModelState

GUARDED = (("offline", "bold $success"), ": connections are refused by the guard (Python)")
UNGUARDED = (("not guarded", "bold $warning"), ": nothing in this process refuses connections")
NAME_CELLS = 10


class InUsePanel(Vertical):
    """Says what will judge, and what was left undone."""

    def compose(self) -> ComposeResult:
        yield Static("", id="in-use-models", markup=False)
        yield Static("", id="in-use-guard", markup=False)
        yield Static("", id="next-step", markup=False)

    def show_models(self, models: "Mapping[Role, ModelState]") -> None:
        """Shows the model of each role."""
        lines = [_model(role, state) for role, state in models.items()]
        self.query_one("#in-use-models", Static).update(Content("\n").join(lines))

    def show_guard(self, guarded: bool) -> None:
        """Says whether connections are refused."""
        parts = GUARDED if guarded else UNGUARDED
        self.query_one("#in-use-guard", Static).update(Content.assemble(("network   ", "$secondary"), *parts))

    def show_next(self, runs: Sequence[RunInfo], *, demo: bool) -> None:
        """Names the runs that were interrupted and the key that resumes them; else that only a demo model judges."""
        line = self.query_one("#next-step", Static)
        line.display = bool(runs) or demo
        if not runs:
            parts = ("3 chooses a model of your own", "bold"), ": the demo's judge is not valid for your data"
            line.update(Content.assemble(("next      ", "$secondary"), *parts))
        else:
            text = "1 run was" if len(runs) == 1 else f"{len(runs):,} runs were"
            which = (
                f"r resumes it ({runs[0].id})"
                if len(runs) == 1
                else f"r resumes the one chosen, or {runs[0].id}"
            )
            line.update(Content.assemble((f"{text} interrupted", "bold $warning"), f": {which}"))


def _model(role: str, state: "ModelState") -> Content:
    standing = state.standing
    parts = [size(standing.size) if standing.size else "", state.quantisation, state.device]
    if not standing.present:
        parts = [
            f"get it: touchstone models pull {state.entry.name}" if state.entry.repo else "its file is gone"
        ]
    use: tuple[str, str] = ("loaded", "bold $success") if state.loaded else ("not loaded", "$secondary")
    if not standing.present:
        use = ("not here", "bold $warning")
    file = f" ({standing.path.name})" if standing.path.stem != state.entry.name else ""
    kind = " · ".join(part for part in parts if part)
    head = Content.assemble(
        (f"{role:<{NAME_CELLS}}", "$secondary"), (one_line(state.entry.name + file), "bold")
    )
    return Content.assemble(head, f"  {one_line(kind)} · ", use, " · ", _check(role, state))


def _check(role: str, state: "ModelState") -> Content:
    if not state.standing.present:
        return Content("")
    found = state.checks.get("generator" if role == "generator" else "judge")
    if found is None:
        return Content("check at first use")
    report, when = found
    told = ("check good", "$success") if report.is_good else ("check weak", "$warning")
    return Content.assemble(told, f": {report.summary()}, {moment(when)}")
