"""A model in plain words: where it is, what it needs, how it is asked, how its last check went."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from touchstone.domain.model import OWN_FORMAT
from touchstone.domain.words import size
from touchstone.tui.text import moment, one_line, plain, shown_path

if TYPE_CHECKING:
    from touchstone.domain.model import ModelEntry
    from touchstone.runner.models.check_report import CheckReport
    from touchstone.runner.models.memory_need import Machine, Need
    from touchstone.runner.models.state import ModelState

FIT_LOOKS = {"fits": "$success", "tight": "$warning", "does not fit": "$error"}
NAME_CELLS = 12
Row = tuple[str, Content]
"""A field: its name and its value."""


def command(state: "ModelState") -> str:
    """The command that a model wants next: to fetch it, or to check it."""
    return f"touchstone models {'check' if state.standing.present else 'pull'} {state.entry.name}"


def use(state: "ModelState") -> str:
    """Whether a model is loaded, here, or not here."""
    return "loaded" if state.loaded else "here" if state.standing.present else "not here"


class ModelDetails(Static):
    """All about one model, wrapped to the width that there is."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: tuple[ModelState, Machine] | None = None

    def show(self, state: "ModelState", machine: "Machine") -> None:
        """Shows this model now."""
        self._shown = state, machine
        self.on_resize()

    def on_resize(self) -> None:
        if self._shown is not None and self.size.width:
            self.update(details(*self._shown, self.size.width))


def details(state: "ModelState", machine: "Machine", width: int) -> Content:
    """All about a model, a field after the other, in lines of at most `width` cells."""
    return Content("\n").join(line for row in _fields(state, machine) for line in _wrapped(row, width))


def _wrapped(row: Row | Content, width: int) -> list[Content]:
    """A field's lines: the name before the first, and room for it before the others."""
    if isinstance(row, Content):
        return [row]
    name, value = row
    lines = value.wrap(max(width - NAME_CELLS - 1, 10)) or [Content("")]
    names = [name, *[""] * (len(lines) - 1)]
    return [
        Content.assemble((f"{shown:<{NAME_CELLS}} ", "$secondary"), line)
        for shown, line in zip(names, lines, strict=True)
    ]


def _fields(state: "ModelState", machine: "Machine") -> list[Row | Content]:
    entry, standing = state.entry, state.standing
    role = "judge or generator" if entry.role == "any" else entry.role
    head = f"  {role} · {use(state)}{f' on the {state.device}' if state.loaded else ''}"
    rows: list[Row | Content] = [
        Content.assemble((one_line(entry.name), "bold $primary"), (head, "$secondary"))
    ]
    if state.fault:
        rows.append(Content.assemble(("the file cannot be used: ", "$error"), plain(state.fault)))
    if not standing.present:
        rows += _fetching(state)
    if state.need is not None:
        rows.append(_row("memory", _memory(state.need, machine)))
    if standing.present:
        rows += _checks(state)
        place = f"bundled, {entry.bundled}" if entry.bundled else shown_path(str(standing.path))
        rows.append(_row("file", f"{place} · {_kind(state)}"))
        then = ": v reads the file and compares" if state.integrity == "not compared yet" else ""
        rows.append(_row("SHA-256", f"{state.integrity}{then}"))
    rows += _asking(state)
    for name, value in (
        ("default for", ", ".join(standing.default_for)),
        ("licence", entry.licence),
        ("meant for", standing.machine),
        ("tuned from", entry.base_model),
        ("refined from", entry.refined_from),
        ("adapter", _adapter(entry)),
        ("entry", "in your own models.toml" if standing.own else "came with Touchstone"),
        ("notes", entry.notes),
    ):
        if value:
            rows.append(_row(name, value))
    return rows


def _row(name: str, value: str | Content) -> Row:
    return name, value if isinstance(value, Content) else Content(plain(value))


def _kind(state: "ModelState") -> str:
    standing = state.standing
    parts = [size(standing.size) if standing.size else "", state.quantisation]
    parts += [f"{state.facts.architecture}, {state.facts.layers} layers"] if state.facts else []
    return " · ".join(part for part in parts if part)


def _fetching(state: "ModelState") -> list[Row | Content]:
    """How a model that is not here gets here, with a network and without one."""
    missing = state.standing.missing
    rows: list[Row | Content] = [
        _row("file", f"is gone from {path}: put it back, or change its entry in models.toml")
        for file, path in missing
        if file.repo is None
    ]
    if any(file.repo for file, _ in missing):
        rows.append(_row("to fetch it", "run this (y copies it):"))
        rows.append(Content.assemble((f"  {command(state)}", "bold")))
    for file, path in missing:
        if file.repo is not None:
            named = f"{file.file} of {file.repo}"
            rows.append(_row("no network?", f"carry in the file {named}, and put it exactly here:"))
            rows.append(Content.assemble((f"  {plain(str(path))}", "bold")))
    return rows


def _adapter(entry: "ModelEntry") -> str:
    """The LoRA over the weights: where it is from, and how much of it."""
    if not entry.has_adapter:
        return ""
    source = shown_path(entry.adapter) if entry.adapter else f"{entry.adapter_file} of {entry.adapter_repo}"
    base = " · any base" if entry.adapter_base == "any" else ""
    return f"{source} · scale {entry.adapter_scale:g}{base}"


def _memory(need: "Need", machine: "Machine") -> Content:
    free, whole = size(machine.free.main), size(machine.whole.main)
    card = "" if not machine.free.gpu else f"; {size(machine.free.gpu)} of the graphics card are free"
    return Content.assemble(
        (need.fit, f"bold {FIT_LOOKS[need.fit]}"),
        f": needs {size(need.bytes)}, {need.why} ({free} of {whole} are free{card})",
    )


def _checks(state: "ModelState") -> list[Row | Content]:
    if not state.checks:
        return [_row("last check", "none yet: c asks it obvious questions")]
    return [_row(f"as {role}", _check(report, when)) for role, (report, when) in sorted(state.checks.items())]


def _check(report: "CheckReport", when: str) -> Content:
    told = ("good", "bold $success") if report.is_good else ("weak", "bold $warning")
    speed = f"{report.tokens_per_second:,.0f} tokens/s"
    wrong = f"; wrong: {one_line(', '.join(report.wrong), 120)}" if report.wrong else ""
    parts = [f": {report.summary()}", f"{speed}, {moment(when)}"]
    if report.position_consistency is not None:
        parts.insert(1, f"{report.position_consistency:.0%} of pairs alike in both orders")
    if report.suggested_answer_prefix is not None:
        parts.append(f"another answer_prefix does better: {report.suggested_answer_prefix!r}")
    return Content.assemble(told, plain(" · ".join(parts)), (wrong, "$secondary"))


def _asking(state: "ModelState") -> list[Row | Content]:
    entry, facts = state.entry, state.facts
    where = "from models.toml" if entry.chat_template else "the file's own"
    if entry.format != OWN_FORMAT and not entry.chat_template:
        where = "its format's, or the file's own"
    elif facts is not None and not entry.chat_template and not facts.has_template:
        where = "none in the file: a plain one is used"
    context = f"{entry.n_ctx:,} tokens" if entry.n_ctx else "as long as memory allows"
    if facts is not None and facts.trained_context:
        context += f" (trained for {facts.trained_context:,})"
    asked = "its verdict at once" if entry.answer_format == "direct" else "feedback first, then its verdict"
    if entry.format != OWN_FORMAT:
        asked = f"in the format {shown_path(entry.format_name)}"
    prefix = f", after {entry.answer_prefix!r}" if entry.answer_prefix else ""
    device = [_row("runs on", state.device)] if state.device else []
    return [_row("context", context), _row("template", where), _row("is asked", f"{asked}{prefix}"), *device]
