"""The audit of a run's rubrics: findings first, then what each criterion's verdicts go with and are worth."""

from touchstone.tui.backend import Figures
from touchstone.tui.screens.figures import FiguresScreen


class AuditScreen(FiguresScreen):
    """What is stored of a run, looked at for the bias that its rubrics bring. Enter shows a finding in full."""

    def on_mount(self) -> None:
        self.show_title(f"run {self.runs[0]} · audit of its rubrics")

    def figures(self) -> Figures:
        """Audits the run."""
        return self.host.backend.audit(self.runs[0])
