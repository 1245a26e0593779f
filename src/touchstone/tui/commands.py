"""The command palette: every action of the app, and of the screen that is shown."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from touchstone.tui.places import PLACES

if TYPE_CHECKING:
    from touchstone.tui.app import TouchstoneApp


def commands(app: "TouchstoneApp", screen: Screen[object]) -> Iterator[SystemCommand]:
    """What can be done now, by name."""
    yield SystemCommand("New run", "Judge a file, or generate rubrics for it", app.action_new_run)
    yield SystemCommand("Scratch", "Paste a prompt and responses, get verdicts", app.action_scratch)
    yield SystemCommand(
        "Report cards", "How far judges can be trusted, measured on labelled files", app.action_cards
    )
    yield SystemCommand("Demo", "Judge the bundled data with the bundled models", app.action_demo)
    yield SystemCommand("Stop", "Stop what is being judged; a run can be resumed", app.stop_work)
    for name, what in PLACES.items():
        yield SystemCommand(f"Go to {name}", what.capitalize(), partial(app.action_place, name))
    yield SystemCommand(
        "Light or dark", "Change between the light and the dark theme", app.action_toggle_theme
    )
    yield SystemCommand("Theme", "Choose among all themes, also of 16 colours", app.action_change_theme)
    yield SystemCommand("Help", "Keys, and the words used on the screens", app.action_help)
    yield SystemCommand("Quit", "Stop cleanly and leave", app.action_quit)
    for node, binding, enabled, _ in screen.active_bindings.values():
        own = binding.show or (node is screen and bool(binding.description))
        if node is not app and enabled and own and not binding.action.startswith(("app.", "screen.")):
            action = partial(app.run_action, binding.action, node)
            about = f"{binding.tooltip or 'On this screen'} (also by {app.get_key_display(binding)})"
            yield SystemCommand(binding.description, about, action)
