"""The texts that were judged: prompt, reference and response, or a pair's two responses side by side."""

from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from touchstone.domain.dataset import Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.tui.text import excerpt, one_line, plain


def asked(sample: Sample) -> list[tuple[str, str]]:
    """(title, text) of what the responses answer: system prompt, prompt, reference."""
    found = [("System prompt", sample.system_prompt), ("Prompt", sample.prompt)]
    return [(title, text) for title, text in [*found, ("Reference answer", sample.reference)] if text]


def answers(sample: Sample, line: ResultLine) -> list[tuple[str, str]]:
    """(title, text) of the response, or of a pair's A and B, that a result is about."""
    shown = [("Response", line.response_id)]
    if line.protocol == "pairwise":
        pairs = [pair for pair in pairs_of(sample) if pair.id == line.response_id]
        shown = [each for pair in pairs for each in (("Response A", pair.a), ("Response B", pair.b))]
    found = []
    for title, response_id in shown:
        response = next((each for each in sample.responses if each.id == response_id), None)
        if response is not None:
            system = f" · {response.system}" if response.system else ""
            found.append((one_line(title + system), response.text))
    return found


class TextPane(VerticalScroll, can_focus=True):
    """Shows what one result is about."""

    async def show(self, sample: Sample | None, line: ResultLine, reason: str) -> None:
        """Shows the sample's texts; without it, the reason why they are not known."""
        if sample is None:
            parts: list[Widget] = [Static(plain(reason), classes="hint", markup=False)]
        else:
            sides = [Vertical(*_text(*each), classes="side") for each in answers(sample, line)]
            parts = [widget for each in asked(sample) for widget in _text(*each)]
            parts += [Container(*sides, classes="sides" if len(sides) > 1 else "one-side")]
        async with self.batch():
            await self.remove_children()
            await self.mount_all(parts)
        self.scroll_home(animate=False)


def _text(title: str, text: str) -> tuple[Static, Static]:
    return (
        Static(title, classes="heading", markup=False),
        Static(Content(excerpt(text)), classes="quoted", markup=False),
    )
