"""The terminal UI's application: its places, themes, and what its screens ask for."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from touchstone.errors import TouchstoneError
from touchstone.store import Store
from touchstone.tui.backend import Backend
from touchstone.tui.commands import commands
from touchstone.tui.screens.audit import AuditScreen
from touchstone.tui.screens.base import BaseScreen
from touchstone.tui.screens.calibration import CalibrationScreen
from touchstone.tui.screens.cards import CardsScreen
from touchstone.tui.screens.charts import ChartsScreen
from touchstone.tui.screens.figures import AgreementScreen, ComparisonScreen
from touchstone.tui.screens.help import HelpScreen
from touchstone.tui.screens.home import HomeScreen
from touchstone.tui.screens.label_start import LabelStartScreen
from touchstone.tui.screens.models import ModelsScreen
from touchstone.tui.screens.report_file import ReportFileScreen
from touchstone.tui.screens.rubrics import RubricsScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.screens.scratch import ScratchScreen
from touchstone.tui.screens.start import StartScreen
from touchstone.tui.settings import save_theme, saved_theme
from touchstone.tui.themes import DARK, FEW_COLOURS, LIGHT, OWN
from touchstone.tui.working import WorkingApp

BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]


class TouchstoneApp(WorkingApp):
    """Everything the screens share. `store` belongs to the UI thread; workers open their own."""

    TITLE = "Touchstone"
    CSS_PATH = sorted((Path(__file__).parent / "styles").glob("*.tcss"))
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    MODES = {"runs": HomeScreen, "rubrics": RubricsScreen, "models": ModelsScreen}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help"),
        Binding("ctrl+p", "command_palette", "All commands, by name", show=False, priority=True),
        Binding("ctrl+t", "toggle_theme", "Light or dark", show=False),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(self, backend: Backend, store: Store) -> None:
        super().__init__()
        self.backend = backend
        self.store = store

    def on_mount(self) -> None:
        for theme in OWN:
            self.register_theme(theme)
        self.theme = self._first_theme()
        self.theme_changed_signal.subscribe(self, lambda theme: self._remember(theme.name))
        self.switch_mode("runs")

    def _first_theme(self) -> str:
        """The theme that was chosen last, else one that the terminal can show."""
        saved = saved_theme(self.backend.home.ui)
        if saved is not None and saved in self.available_themes:
            return saved
        return FEW_COLOURS if self.console.color_system in ("standard", "windows") else DARK.name

    def _remember(self, theme: str) -> None:
        if theme == self._first_theme():
            return
        try:
            save_theme(self.backend.home.ui, theme)
        except OSError as error:
            self.notify(f"the theme cannot be remembered: {error.strerror}", severity="warning", markup=False)

    def leaving_loses(self) -> str:
        """What the screens have not saved."""
        screens = (screen for stack in self._screen_stacks.values() for screen in stack)
        return next((each.unsaved for each in screens if isinstance(each, BaseScreen) and each.unsaved), "")

    def action_place(self, name: str) -> None:
        """Goes to one of the main screens; each keeps what was opened on it."""
        self.switch_mode(name)

    def models(self, role: Literal["judge", "generator"]) -> list[tuple[str, str]]:
        """(what is shown, name) of the models for a role, the default first."""
        try:
            return self.backend.models(role)
        except TouchstoneError as error:
            self.show_error(error)
            return [("the default", "")]

    def open_run(self, run_id: str) -> None:
        """Shows a run."""
        self.push_screen(RunScreen(run_id))

    def show_agreement(self, run_id: str) -> None:
        """Shows how a run agrees with its labels."""
        self.push_screen(AgreementScreen([run_id]))

    def show_audit(self, run_id: str) -> None:
        """Shows the audit of a run's rubrics."""
        self.push_screen(AuditScreen([run_id]))

    def compare_runs(self, run_ids: Sequence[str]) -> None:
        """Shows how the systems of the runs compare."""
        self.push_screen(ComparisonScreen(run_ids))

    def show_charts(self, run_id: str) -> None:
        """Shows the plots of a run."""
        self.push_screen(ChartsScreen(run_id))

    def calibrate_run(self, run_id: str) -> None:
        """Shows the calibration of a run."""
        self.push_screen(CalibrationScreen(run_id))

    def label_run(self, run_id: str) -> None:
        """Labels a finished run blind, after asking how many items and who labels."""
        try:
            start = self.backend.label_start(self.store, run_id)
        except TouchstoneError as error:
            self.show_error(error)
        else:
            self.push_screen(LabelStartScreen(start))

    def export_report(self, run_ids: Sequence[str], baseline: str | None = None) -> None:
        """Writes the report of runs as one page, after asking where."""
        self.push_screen(ReportFileScreen(run_ids, baseline))

    def resume_run(self, run_id: str) -> None:
        """Runs what is missing of a run."""
        self.launch(lambda stop: self.backend.resume(run_id, stop), lambda _: None, self.show_error)

    def action_cards(self, judge: str | None = None) -> None:
        """Opens the report cards, or those of one judge."""
        self.push_screen(CardsScreen(judge))

    def action_new_run(self, rubric: str | None = None) -> None:
        """Opens the form that starts a run."""
        self.push_screen(StartScreen(rubric))

    def action_scratch(self) -> None:
        """Opens the scratch screen."""
        self.push_screen(ScratchScreen())

    def action_demo(self) -> None:
        """Runs the demo on the bundled models and data."""
        self.launch(self.backend.demo, self.open_run, self.show_error)

    def action_help(self) -> None:
        """Shows the keys of this screen, and the words used on the screens."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_toggle_theme(self) -> None:
        """Changes between the light and the dark theme."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the app and of the screen, for the command palette."""
        return commands(self, screen)
