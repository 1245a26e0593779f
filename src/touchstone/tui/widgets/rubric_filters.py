"""The filters of the list of rubrics: a choice each for the data file, level, generator, age and approval."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Select

from touchstone.domain.rubric import RubricLevel
from touchstone.store import RubricFilters
from touchstone.tui.text import one_line, shown_path

FIXED = {
    "level": (("any level", ""), ("one prompt (instance)", "instance"), ("whole file (dataset)", "dataset")),
    "age": (("any age", ""), ("today", "today"), ("last 7 days", "7d"), ("last 30 days", "30d")),
    "approved": (("approved or not", ""), ("approved", "yes"), ("not approved", "no")),
}
ANY = {"dataset": "any data file", "generator": "any generator"}
ORDER = ("dataset", "level", "generator", "age", "approved")


class RubricFilterBar(Container):
    """The filters, side by side. `age` is what is chosen of the ages, "" for any."""

    class Changed(Message):
        """Another choice was made."""

    def __init__(self) -> None:
        super().__init__(id="filters")
        self._offered: dict[str, list[tuple[str, str]]] = {}

    def compose(self) -> ComposeResult:
        for name in ORDER:
            fixed = FIXED[name] if name in FIXED else ((ANY[name], ""),)
            options = [(Text(shown), value) for shown, value in fixed]
            yield Select(options, value="", allow_blank=False, compact=True, id=f"filter-{name}")

    def _select(self, name: str) -> Select[str]:
        return self.query_one(f"#filter-{name}", Select)

    def _value(self, name: str) -> str:
        return str(self._select(name).value)

    @property
    def age(self) -> str:
        """How old rubrics may be: "today", "7d", "30d", or "" for any age."""
        return self._value("age")

    @property
    def chosen(self) -> RubricFilters:
        """What is chosen, but for the age."""
        level, approved = self._value("level"), self._value("approved")
        return RubricFilters(
            dataset=self._value("dataset") or None,
            level=RubricLevel(level) if level else None,
            generator=self._value("generator") or None,
            approved=approved == "yes" if approved else None,
        )

    def words(self) -> list[str]:
        """The filters that are on, each in a few words."""
        return [_worded(name, value) for name in ORDER if (value := self._value(name))]

    def offer(self, datasets: Sequence[str], generators: Sequence[str]) -> None:
        """Sets which data files and generators there are to choose from; a choice that is gone is undone."""
        names = [Path(each).name for each in datasets]
        files = [
            (name if names.count(name) == 1 else shown_path(path), path)
            for name, path in zip(names, datasets, strict=True)
        ]
        self._offer("dataset", files)
        self._offer("generator", [(name, name) for name in generators])

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        if self._offered.get(name) == options:
            return
        self._offered[name] = options
        select, value = self._select(name), self._value(name)
        known = [(ANY[name], ""), *options]
        with self.prevent(Select.Changed):
            select.set_options([(Text(one_line(shown)), each) for shown, each in known])
            select.value = value if value in [each for _, each in known] else ""

    def clear(self) -> None:
        """Takes all filters off."""
        for name in ORDER:
            self._select(name).value = ""

    @on(Select.Changed)
    def _changed(self, event: Select.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


def _worded(name: str, value: str) -> str:
    """A filter that is on, in a few words."""
    if name == "dataset":
        return f"data {one_line(Path(value).name)}"
    if name == "generator":
        return f"by {one_line(value)}"
    if name == "level":
        return f"{value}-level"
    return next(shown for shown, each in FIXED[name] if each == value)
