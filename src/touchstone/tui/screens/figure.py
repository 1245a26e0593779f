"""One figure in full, over the table it is from: its number, its interval and its note."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from touchstone.tui.text import excerpt, one_line
from touchstone.tui.widgets.chart_marks import interval_marks, scale_marks

if TYPE_CHECKING:
    from touchstone.evaluation import Row

_CELLS = 61
_REACH = 1.0


def on_scale(row: "Row") -> bool:
    """Whether the figure and its interval lie within -1 and 1, where most figures do."""
    return row.value is not None and all(
        abs(each) <= _REACH for each in (row.value, row.low, row.high) if each is not None
    )


class FigureScreen(ModalScreen[None]):
    """Any of the keys that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "Close", show=False)]

    def __init__(self, row: "Row") -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -tall", can_focus=True) as panel:
            panel.border_title = Content(one_line(self._row.section) or "figure")
            panel.border_subtitle = "Esc closes"
            yield Static(in_full(self._row), markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def in_full(row: "Row") -> Content:
    """Everything that is known of a figure."""
    parts: list[str | tuple[str, str] | Content] = [(f"{excerpt(row.label)}\n\n", "bold $primary")]
    value = "no value" if row.value is None else f"{row.value:.4f}"
    parts.append((value, "bold"))
    if row.low is not None and row.high is not None:
        parts.append(f"   95 % interval {row.low:.4f} to {row.high:.4f}")
    parts.append((f"   n {row.n:,}\n", "$secondary"))
    if on_scale(row):
        marks = interval_marks(row.value, row.low, row.high, _CELLS, -_REACH, _REACH)
        parts += [(f"\n{marks}\n", "$primary"), (f"{scale_marks(_CELLS, -_REACH, _REACH)}\n", "$secondary")]
    parts += ["\n", Content(excerpt(row.note) if row.note else "there is nothing to add")]
    return Content.assemble(*parts)
