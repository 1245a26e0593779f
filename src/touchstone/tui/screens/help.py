"""The help: keys of every screen and the words used on them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

KEYS = (
    (
        "Everywhere",
        (
            ("Esc", "back"),
            ("Ctrl+P", "all commands, by name"),
            ("Ctrl+T", "light or dark"),
            ("Tab", "next field, list or pane"),
            ("Ctrl+Q", "leave; a run is stopped cleanly first"),
        ),
    ),
    (
        "Lists",
        (
            ("↑ ↓ PgUp PgDn", "move; also Home and End"),
            ("Enter", "open"),
            ("← →", "the other list"),
            ("/", "search the rubrics' criteria and prompts"),
        ),
    ),
    (
        "Runs and rubrics",
        (
            ("n", "new run"),
            ("s", "scratch: paste a prompt and responses"),
            ("d", "demo on the bundled models and data"),
            ("r", "resume an interrupted run (on its screen)"),
            ("x", "stop the run (on its screen); what was saved stays"),
            ("e", "agreement of a run with its labels (on its screen)"),
            ("c", "compare the systems of a run, or of the runs marked by m in the list"),
            ("a", "approve a rubric (on its screen)"),
            ("n p", "next and previous result (on a result)"),
        ),
    ),
    (
        "Labelling (touchstone label RUN)",
        (
            ("1 2 3 4, a b t", "give the label that the key stands for"),
            ("u s n", "undo the last label, skip, add a note"),
            ("q", "leave; every label is saved when it is given"),
        ),
    ),
    ("Forms and scratch", (("Ctrl+R or F5", "start, judge"),)),
)
WORDS = (
    ("criterion", "one requirement; met or not, or to a level"),
    ("guard", "a criterion that is kept though it rarely fails"),
    ("verdict", "a probability for each answer the judge may give"),
    ("label mass", "the probability the judge gave to those answers together"),
    ("entropy", "how undecided it was, in nats"),
    ("unscored", "no valid verdict, with the reason; never a 0"),
    ("score", "0 to 1: the weighted share of criteria met"),
    ("bounds", "what the score could be, were the unscored criteria known"),
)  # fmt: skip


def text() -> Content:
    """The whole help."""
    parts: list[str | tuple[str, str]] = []
    for title, keys in (*KEYS, ("Words", WORDS)):
        parts += [(f"{title}\n", "bold $primary")]
        for key, meaning in keys:
            parts += [(f"  {key:<14}", "bold $accent"), f" {meaning}\n"]
        parts.append("\n")
    return Content.assemble(*parts)


class HelpScreen(ModalScreen[None]):
    """Keys and words; any of the keys that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "Close", show=False)
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -tall", can_focus=True) as panel:
            panel.border_title = "Help"
            panel.border_subtitle = "Esc closes"
            yield Static(text(), markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
