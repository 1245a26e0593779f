"""A box for pasted text of any length: what is too long to edit is held whole and shown by its beginning."""

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from touchstone.tui.text import plain

EDITED = 20_000
"""Characters that can be edited here; wrapping megabytes anew at every key takes seconds."""

SHOWN = 2_000


class PasteBox(TextArea):
    """`whole` is the text that was put in."""

    def __init__(self, id: str, title: str, hint: str) -> None:
        super().__init__(id=id, placeholder=hint, highlight_cursor_line=False, classes="box")
        self.border_title = title
        self._held: str | None = None

    @property
    def whole(self) -> str:
        """All of the text, also where only its beginning is shown."""
        return self.text if self._held is None else self._held

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown: a sign in the place of each character that could act on the terminal."""
        line = super().get_line(line_index)
        if not line.plain.isprintable():
            line.plain = "".join(char if char == "\t" else _sign(char) for char in line.plain)
        return line

    def put(self, text: str) -> None:
        """Replaces the text."""
        if len(text) <= EDITED:
            self._held = None
            self.text = text
        else:
            self._held = text
            self.text = text[:SHOWN]
        self.read_only = self._held is not None
        self.border_subtitle = (
            f"{len(text):,} characters: held whole, not edited; Del empties" if self._held else ""
        )

    async def _on_paste(self, event: events.Paste) -> None:
        selected = len(self.selected_text)
        if self._held is None and len(self.text) - selected + len(event.text) <= EDITED:
            return  # the base class, which gets the event next, inserts it
        event.prevent_default()
        event.stop()
        if self._held is not None:
            self.put(self._held + event.text)
            return
        start, end = sorted(self.selection)
        before = self.get_text_range((0, 0), start)
        self.put(before + event.text + self.get_text_range(end, self.document.end))

    async def _on_key(self, event: events.Key) -> None:
        if self._held is not None and event.key in ("delete", "backspace"):
            event.prevent_default()
            event.stop()
            self.put("")


def _sign(char: str) -> str:
    """One character for one."""
    return char if char.isprintable() else plain(char).strip("\n") or "\N{SYMBOL FOR NEWLINE}"
