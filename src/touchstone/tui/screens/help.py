"""The help: the keys of the screen it was opened on, and the words used on the screens."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

WORDS = (
    ("criterion", "one requirement; met or not, or to a level"),
    ("guard", "a criterion that is kept though it rarely fails"),
    ("verdict", "a probability for each answer the judge may give"),
    ("label", "a person's verdict: blind, or seen (given with the judge's in sight)"),
    ("label mass", "the probability the judge gave to its answers together"),
    ("entropy", "how undecided it was, in nats"),
    ("unscored", "no valid verdict, with the reason; never a 0"),
    ("score", "0 to 1: the weighted share of criteria met"),
    ("bounds", "what the score could be, were the unscored criteria known"),
)  # fmt: skip
FOCUSED, SCREEN, EVERYWHERE = "In the list or box", "On this screen", "Everywhere"
KEY_CELLS = 14


def keys_of(
    active: Mapping[str, ActiveBinding], app: App[None], screen: Screen[object]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(keys, what they do)]): the keys that work on the screen now, those for one thing together."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {SCREEN: {}, FOCUSED: {}, EVERYWHERE: {}}
    for node, binding, enabled, _ in active.values():
        if enabled and binding.description:
            common = node is app or (node is screen and binding.action.startswith(("app.focus", "screen.")))
            heading = EVERYWHERE if common else SCREEN if node is screen else FOCUSED
            shown = found[heading].setdefault((binding.action, binding.tooltip or binding.description), [])
            shown.append(app.get_key_display(binding))
    for heading, actions in found.items():
        if actions:
            yield heading, [(" ".join(keys), what) for (_, what), keys in actions.items()]


def text(keys: Iterator[tuple[str, list[tuple[str, str]]]]) -> Content:
    """The whole help."""
    parts: list[str | tuple[str, str]] = []
    for title, lines in (*keys, ("Words", WORDS)):
        parts += [(f"{title}\n", "bold $primary")]
        for key, meaning in lines:
            parts += [(f"  {key:<{KEY_CELLS}}", "bold $accent"), f" {meaning}\n"]
        parts.append("\n")
    return Content.assemble(*parts)


class HelpScreen(ModalScreen[None]):
    """Keys and words; any of the keys that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "Close", show=False)
    ]

    def __init__(self, asking: Screen[object]) -> None:
        super().__init__()
        self._asking = asking
        self._active = dict(asking.active_bindings)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -tall", can_focus=True) as panel:
            panel.border_title = "Help"
            panel.border_subtitle = "Ctrl+P: all commands by name · Esc closes"
            yield Static(text(keys_of(self._active, self.app, self._asking)), markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
