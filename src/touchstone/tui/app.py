"""The terminal UI's application: themes, the one run that may be going on, commands, and a clean way out."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Event, Started
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.store import Store
from touchstone.tui.backend import Backend
from touchstone.tui.live import LiveRun
from touchstone.tui.screens.figures import FiguresScreen
from touchstone.tui.screens.help import HelpScreen
from touchstone.tui.screens.home import HomeScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.screens.scratch import ScratchScreen
from touchstone.tui.screens.start import StartScreen
from touchstone.tui.text import plain
from touchstone.tui.themes import DARK, LIGHT
from touchstone.tui.trouble import unexpected

BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
Work = Callable[[threading.Event], Iterator[Event]]


class TouchstoneApp(App[None]):
    """Everything the screens share. `store` belongs to the UI thread; workers open their own."""

    TITLE = "Touchstone"
    CSS_PATH = "touchstone.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("ctrl+t", "toggle_theme", "Light or dark", show=False),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    class Happened(Message):
        """An event of the run that is going on."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    class Ended(Message):
        """The work in the background came to its end."""

        def __init__(self, error: TouchstoneError | None = None) -> None:
            super().__init__()
            self.error = error

    class Released(Message):
        """The background is free again."""

    def __init__(self, backend: Backend, store: Store) -> None:
        super().__init__()
        self.backend = backend
        self.store = store
        self.live: LiveRun | None = None
        self._stop: threading.Event | None = None
        self._started: Callable[[str], None] | None = None
        self._failed: Callable[[TouchstoneError], None] | None = None
        self._quitting = False

    def on_mount(self) -> None:
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.push_screen(HomeScreen())

    # The one piece of work in the background: a run, or a scratch judgement.

    def begin(self) -> threading.Event | None:
        """Claims the background for a piece of work; gives its stop flag, or None where one is going on."""
        if self._stop is not None:
            self.notify("Something is being judged already: stop it first, or wait.", severity="warning")
            return None
        self._stop = threading.Event()
        return self._stop

    def launch(
        self, events: Work, started: Callable[[str], None], failed: Callable[[TouchstoneError], None]
    ) -> bool:
        """Carries out a run in the background. `started` gets its id, `failed` an error from before that."""
        stop = self.begin()
        if stop is None:
            return False
        self.live = LiveRun()
        self._started, self._failed = started, failed
        self._carry_out(events, stop)
        return True

    @work(thread=True, exclusive=True, group="judging", exit_on_error=False)
    def _carry_out(self, events: Work, stop: threading.Event) -> None:
        try:
            for event in events(stop):
                self.post_message(self.Happened(event))
        except TouchstoneError as error:
            self.post_message(self.Ended(error))
        else:
            self.post_message(self.Ended())

    def on_touchstone_app_happened(self, message: Happened) -> None:
        assert self.live is not None
        self.live.observe(message.event)
        if isinstance(message.event, Started) and self._started is not None:
            started, self._started = self._started, None
            started(message.event.run)

    def on_touchstone_app_ended(self, message: Ended) -> None:
        if self.live is not None:
            self._report_end(self.live, message.error)
        self.post_message(self.Released())

    def _report_end(self, live: LiveRun, error: TouchstoneError | None) -> None:
        live.ended(error)
        if error is None:
            self.notify(f"run {live.run} finished: {live.counters.verdicts:,} verdicts", markup=False)
            if not live.within_allowance:
                self.notify("more verdicts are unscored than is allowed", severity="warning", markup=False)
        elif self._started is not None and self._failed is not None:
            self._failed(error)
        elif isinstance(error, Interrupted):
            self.notify(f"run {live.run} stopped: press r on its screen to resume it", markup=False)
        else:
            self.show_error(error)

    def on_touchstone_app_released(self) -> None:
        """Leaves the app where that is what the user waits for."""
        self._stop = None
        self._started = self._failed = None
        if self._quitting:
            self.exit()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error that no worker foresaw is shown, and ends the work it came from."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.post_message(self.Ended(unexpected(event.worker.error)))

    def stop_work(self) -> None:
        """Asks the work in the background to stop; it does within a second."""
        if self._stop is not None:
            self._stop.set()
            if self.live is not None and self.live.active:
                self.live.stop_asked()

    async def action_quit(self) -> None:
        """Leaves; where something is being judged, stops it cleanly first."""
        if self._stop is None:
            self.exit()
            return
        self._quitting = True
        self.stop_work()
        self.notify("Stopping what is being judged, then leaving. It can be resumed.")

    # What the screens ask for.

    def show_error(self, error: TouchstoneError) -> None:
        """Shows an error with its remedy."""
        message, remedy = plain(error.message), plain(error.remedy)
        title, text = (message, remedy) if remedy else ("", message)
        self.notify(text, title=title, severity="error", timeout=12, markup=False)

    def criteria(self, run_id: str, sample_id: str) -> dict[str, Criterion]:
        """The criteria that judged a sample in a run, by id; without a rubric the built-in one."""
        if self.store.run(run_id).spec.rubric == "none":
            criterion = self.backend.no_rubric()
            return {criterion.id: criterion}
        rubrics = [self.store.rubric(ref) for ref in self.store.run_rubrics(run_id, sample_id=sample_id)]
        return {criterion.id: criterion for rubric in rubrics for criterion in rubric.criteria}

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
        title = f"run {run_id} · agreement with its labels"
        self.push_screen(FiguresScreen(title, lambda: self.backend.agreement(run_id)))

    def compare_runs(self, run_ids: Sequence[str]) -> None:
        """Shows how the systems of the runs compare."""
        chosen = tuple(run_ids)
        title = f"{'run' if len(chosen) == 1 else 'runs'} {', '.join(chosen)} · systems compared"
        self.push_screen(FiguresScreen(title, lambda: self.backend.comparison(chosen)))

    def resume_run(self, run_id: str) -> None:
        """Runs what is missing of a run."""
        self.launch(lambda stop: self.backend.resume(run_id, stop), lambda _: None, self.show_error)

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
        """Shows the keys and the words used on the screens."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_toggle_theme(self) -> None:
        """Changes between the light and the dark theme."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the app and of the screen, for the command palette."""
        yield SystemCommand("New run", "Judge a file, or generate rubrics for it", self.action_new_run)
        yield SystemCommand("Scratch", "Paste a prompt and responses, get verdicts", self.action_scratch)
        yield SystemCommand("Demo", "Judge the bundled data with the bundled models", self.action_demo)
        yield SystemCommand("Stop", "Stop what is being judged; a run can be resumed", self.stop_work)
        yield SystemCommand("Light or dark", "Change between the two themes", self.action_toggle_theme)
        yield SystemCommand("Help", "Keys, and the words used on the screens", self.action_help)
        yield SystemCommand("Quit", "Stop cleanly and leave", self.action_quit)
        for node, binding, enabled, _ in screen.active_bindings.values():
            if node is not self and enabled and binding.show and not binding.action.startswith("app."):
                action = partial(self.run_action, binding.action, node)
                yield SystemCommand(binding.description, f"On this screen, also by {binding.key}", action)
