"""A data file as it was understood, what is wrong with it line by line, and what a run on it would cost."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from touchstone.tui.text import duration, excerpt, one_line, plain

if TYPE_CHECKING:
    from touchstone.files import Survey
    from touchstone.runner import Estimate

Part = str | Content | tuple[str, str]
NAMES_SHOWN, ERRORS_SHOWN, TEXT_SHOWN = 6, 40, 1500


class Preview(VerticalScroll, can_focus=True):
    """What the form's file holds; the estimate stands above it where one was made."""

    def __init__(self) -> None:
        super().__init__(id="preview")

    def compose(self) -> ComposeResult:
        yield Static("", id="estimate", markup=False)
        yield Static("", id="survey", markup=False)

    def on_mount(self) -> None:
        self.query_one("#estimate").display = False

    def hint(self, text: str) -> None:
        """Says why there is nothing to see yet."""
        self.query_one("#survey", Static).update(Content.styled(text, "$secondary"))

    def show(self, survey: "Survey") -> None:
        """Shows a file that was looked at."""
        self.query_one("#survey", Static).update(survey_text(survey))
        self.scroll_home(animate=False)

    def cost(self, content: Content | None) -> None:
        """Shows what a run would cost, or that it is being found out; None takes it away."""
        panel = self.query_one("#estimate", Static)
        panel.display = content is not None
        panel.update(content or "")
        self.scroll_home(animate=False)


def survey_text(survey: "Survey") -> Content:
    """The whole preview."""
    parts: list[Part] = []
    if survey.error_count:
        rows = "1 row has" if survey.error_count == 1 else f"{survey.error_count:,} rows have"
        parts += [(f"✗ {rows} to be mended before this can run\n", "bold $error"), *_errors(survey), "\n"]
    elif not survey.samples:
        parts += [("✗ no row can be judged\n", "bold $error")]
    if survey.samples:
        parts += [*_contents(survey), *_fields(survey)]
    if survey.unjudgeable_count:
        row, reason = survey.unjudgeable[0]
        count = "1 text" if survey.unjudgeable_count == 1 else f"{survey.unjudgeable_count:,} texts"
        parts += [(f"⚠ {count} will be unscored: {one_line(row)}: {one_line(reason)}\n", "$warning")]
    return Content.assemble(*parts, *_first(survey))


def _errors(survey: "Survey") -> list[Part]:
    parts: list[Part] = []
    for error in survey.errors[:ERRORS_SHOWN]:
        message = error.message.removeprefix(f"{survey.path}, ")
        parts += [f"  {one_line(message)}\n", (f"    {one_line(error.remedy)}\n", "$secondary")]
    left = survey.error_count - ERRORS_SHOWN
    return [*parts, *([f"  … and {left:,} more\n"] if left > 0 else [])]


def _contents(survey: "Survey") -> list[Part]:
    counts = (
        (survey.rows, "row"),
        (survey.samples, "prompt"),
        (survey.responses, "response"),
        (survey.pairs, "pair"),
    )
    told = " · ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts if count)
    more = (
        (survey.labelled, "with a label"),
        (survey.references, "with a reference"),
        (survey.own_rubrics, "with a rubric of its own"),
    )
    extra = (
        " · ".join(f"{count:,} {name}" for count, name in more if count) or "no labels, references or rubrics"
    )
    parts: list[Part] = [(told, "bold"), f"\n{extra}\n"]
    for names, what in ((survey.systems, "systems"), (survey.subsets, "subsets")):
        if names:
            parts += [(f"{what:<9} ", "$secondary"), f"{_names(names)}\n"]
    return parts


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(one_line(name, 30) for name in names[:NAMES_SHOWN])
    return shown + (f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else "")


def _fields(survey: "Survey") -> list[Part]:
    known = [
        one_line(given, 30) if given == name else f"{one_line(given, 30)} = {name}"
        for given, name in survey.fields.items()
        if name
    ]
    aside = tuple(given for given, name in survey.fields.items() if not name)
    parts: list[Part] = [("fields    ", "$secondary"), f"{', '.join(known)}\n"]
    if aside:
        parts += [("not used  ", "$secondary"), f"{_names(aside)}\n"]
    return parts


def _first(survey: "Survey") -> list[Part]:
    if survey.first is None:
        return []
    parts: list[Part] = [("\nFirst prompt\n", "bold $primary"), excerpt(survey.first.prompt, TEXT_SHOWN)]
    for response in survey.first.responses[:2]:
        system = f" · {one_line(response.system)}" if response.system else ""
        parts += [(f"\n\nResponse{system}\n", "bold $primary"), excerpt(response.text, TEXT_SHOWN)]
    return parts


def estimate_text(found: "Estimate") -> Content:
    """An estimate in words."""
    verdicts = f"{found.verdicts:,} verdicts"
    if not found.tokens_distinct and not found.tokens_generated:
        known = f"nothing to compute: {found.cached:,} cached answers"
        return Content.assemble(("Estimate  ", "bold $accent"), f"{verdicts} · {known}\n")
    tokens = f"{found.tokens_distinct:,} tokens to read ({found.tokens_total:,} in all prompts)"
    written = f", {found.tokens_generated:,} to write" if found.tokens_generated else ""
    parts: list[Part] = [
        ("Estimate  ", "bold $accent"),
        (f"about {duration(found.seconds)}", "bold"),
        f" · {found.memory_bytes / 1e6:,.0f} MB of memory · {verdicts}\n",
        f"{tokens}{written} · {found.cached:,} answers from the cache\n",
    ]
    parts += [(f"assumed: {plain(text)}\n", "$secondary") for text in found.assumptions]
    return Content.assemble(*parts)
