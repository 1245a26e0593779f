"""What an annotator is shown of one item: its texts, side by side where there is room, the question, and the keys."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from touchstone.domain.label import LabelTask
from touchstone.tui.text import excerpt, plain

QUESTIONS = {
    "criteria": "Does the response meet the criterion?",
    "holistic": "How good is the response as a whole, from 1 (very poor) to 5 (excellent)?",
    "pairwise": "Which response is better?",
}
"""What is asked by each protocol."""

Part = str | Content | tuple[str, str | Style]


class ItemTexts(VerticalScroll, can_focus=True):
    """The prompt with all that belongs to it, and the response; of a pair both, side by side on a wide screen."""

    def compose(self) -> ComposeResult:
        yield Static("", id="item-texts", markup=False)
        with Container(id="item-responses"):
            for place in ("a", "b"):
                yield Static("", id=f"response-{place}", classes="response", markup=False)

    def show(self, task: LabelTask | None) -> None:
        """Shows a task's texts from their beginning; without one nothing."""
        before = [] if task is None else _before(task)
        responses = [] if task is None else _responses(task)
        self.query_one("#item-texts", Static).update(_titled(before))
        for place in ("a", "b"):
            panel = self.query_one(f"#response-{place}", Static)
            shown = responses[:1] if place == "a" else responses[1:]
            panel.display = bool(shown)
            panel.update(_titled(shown))
        self.scroll_home(animate=False)


def _before(task: LabelTask) -> list[tuple[str, str]]:
    """(title, text) of all that belongs to the prompt."""
    texts = (
        ("System prompt", task.system_prompt),
        ("Prompt", task.prompt),
        ("Reference answer", task.reference),
    )
    return [(title, text) for title, text in texts if text]


def _responses(task: LabelTask) -> list[tuple[str, str]]:
    titles = ["Response"] if len(task.responses) == 1 else ["Response A", "Response B"]
    return list(zip(titles, task.responses, strict=True))


def _titled(texts: list[tuple[str, str]]) -> Content:
    parts: list[Part] = []
    for title, text in texts:
        parts += ["\n\n" if parts else "", (f"{title}\n", "bold $primary"), Content(excerpt(text))]
    return Content.assemble(*parts)


def question(task: LabelTask) -> Content:
    """What is asked, and the criterion with its levels."""
    criterion = task.criterion
    if criterion is None:
        rubric = "".join(f"\n{number}. {plain(text)}" for number, text in enumerate(task.rubric, start=1))
        return Content.assemble((QUESTIONS[task.protocol], "bold"), rubric)
    ordinal = criterion.scale.kind == "ordinal"
    asked = "Which level of the criterion does the response reach?" if ordinal else QUESTIONS[task.protocol]
    parts: list[Part] = [(f"{asked}\n", "$secondary"), (plain(criterion.text), "bold")]
    for level in criterion.scale.levels:
        parts.append(f"\n{level.value}  {plain(level.description)}")
    return Content.assemble(*parts)


def choices(keys: Mapping[str, str]) -> Content:
    """The keys with the labels that they give; a click gives them too, by the screen's action `give`."""
    parts: list[Part] = []
    for number, (key, choice) in enumerate(keys.items()):
        click = Style.from_meta({"@click": ("screen.give", (number,))})
        look = Style(bold=True, reverse=True) + click
        parts += ["   " if parts else "", (f" {key} ", look), ("" if key == choice else f" {choice}", click)]
    return Content.assemble(*parts)


def as_text(task: LabelTask) -> str:
    """The item as text: what is shown of it, and nothing else."""
    texts = [f"{title}\n{text}" for title, text in (*_before(task), *_responses(task))]
    return "\n\n".join([*texts, question(task).plain])
