"""What a report card says: tables of figures with intervals, part by part, and five sentences."""

from touchstone.domain.base import Value
from touchstone.domain.card import PartName
from touchstone.domain.results import JudgeProtocol
from touchstone.evaluation.report import Figure

ALL_OF = "all of "
"""What the name of a line about a whole family of probes begins with."""
_ROUND = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
QUESTIONS: dict[PartName, str] = {
    "generalisability": "Does it agree with people, at home and elsewhere?",
    "fairness": "Do things that have no merit move its verdicts?",
    "aspects": "Does it judge what it is asked about, or only a general impression?",
    "scalability": "Do a reason, a reference, examples or a jury help it?",
}


class Line(Value):
    """A row of a table: one figure for each column after the first. `items` and `groups` are what it stands on."""

    name: str
    label: str
    items: int
    groups: int
    figures: tuple[Figure | None, ...]
    note: str = ""

    @property
    def is_family(self) -> bool:
        """Whether the line is about a whole family of probes."""
        return self.name.startswith(ALL_OF)

    @property
    def family(self) -> str:
        """The family of probes that the line is of, as its label says."""
        return self.label.partition(":")[0]


class Table(Value):
    """Figures of one kind. `columns` name the figures; number `drawn` of them is shown as a chart.

    `at`: the value with which the drawn figure is compared (no difference, a coin). `lacking`: why there is no line.
    """

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    drawn: int = 0
    at: float = 0.0
    notes: tuple[str, ...] = ()
    lacking: str = ""

    @property
    def main_lines(self) -> tuple[Line, ...]:
        """The lines; of probes those of whole families, where there are any: for places that are short of room."""
        families = {line.family for line in self.lines if line.is_family}
        return tuple(line for line in self.lines if line.is_family or line.family not in families)

    @property
    def marks(self) -> tuple[tuple[str, Figure], ...]:
        """(label, figure) of each line that has the drawn figure."""
        found = ((line.label, line.figures[self.drawn]) for line in self.lines)
        return tuple((label, each) for label, each in found if each is not None and each.value is not None)

    @property
    def scale(self) -> tuple[float, float]:
        """The ends of the chart's axis: 0 and 1 about one half; else from what is compared with, as far as needed."""
        ends = [end for _, each in self.marks for end in (each.value, each.low, each.high) if end is not None]
        if not ends or (self.at == 0.5 and min(ends) >= 0 and max(ends) <= 1):
            return 0.0, 1.0
        furthest = max(abs(end - self.at) for end in ends)
        reach = next((each for each in _ROUND if each >= furthest), furthest)
        return (self.at if min(ends) >= self.at else self.at - reach), self.at + reach

    def figure(self, line: str, column: str) -> Figure | None:
        """The figure in that line and column, if there is one."""
        place = self.columns.index(column)
        return next((each.figures[place] for each in self.lines if each.name == line), None)


class Part(Value):
    """One of the four dimensions."""

    name: PartName
    tables: tuple[Table, ...]

    @property
    def question(self) -> str:
        """What the part answers."""
        return QUESTIONS[self.name]


class JudgedSet(Value):
    """A labelled set and how it was judged. `home`: the judge was tuned on data of this kind.

    `labelled` items have a label, `compared` of them a verdict, from `groups` prompts. `how`: protocol and rubric in
    words; `note`: what else is to be known of it.
    """

    name: str
    path: str
    digest: str
    home: bool
    protocol: JudgeProtocol
    how: str
    labelled: int
    compared: int
    groups: int
    note: str = ""


class Card(Value):
    """The report card of a judge. `sentences`: what it says, each only where its interval does.

    `counters` are the engine's; `seconds`: wall time of "judging" and of "evaluation".
    """

    judge: str
    model_hash: str
    prompt_version: str
    version: str
    seed: int
    limit: int | None
    probed: int
    sets: tuple[JudgedSet, ...]
    parts: tuple[Part, ...]
    sentences: tuple[str, ...]
    marks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    counters: dict[str, int | float] = {}
    seconds: dict[str, float] = {}

    def table(self, name: str) -> Table | None:
        """The table of that name, if the card has it."""
        return next((table for part in self.parts for table in part.tables if table.name == name), None)
