"""The paper's table beside one's own: each method's figure with its 95 % interval, and what is known of the paper."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scripts.reproduce.benchmarks import Benchmark
from scripts.reproduce.paper import PAPER, Quoted
from touchstone.cli.common import table
from touchstone.evaluation.report import Figure


@dataclass(frozen=True, slots=True)
class Line:
    """A method on a benchmark. `figure` and `run` are None where it was not run, for the reason in `note`."""

    benchmark: Benchmark
    method: str
    figure: Figure | None
    run: str | None
    note: str = ""

    @property
    def paper(self) -> Quoted | None:
        """What the paper is said to have."""
        return PAPER.get((self.benchmark.name, self.method))

    def to_json(self) -> dict[str, Any]:
        """The line as JSON."""
        return {
            "benchmark": self.benchmark.name,
            "measure": self.benchmark.measure,
            "method": self.method,
            "figure": self.figure.model_dump(mode="json") if self.figure else None,
            "run": self.run,
            "note": self.note,
            "paper": asdict(self.paper) if self.paper else None,
        }


def _number(value: float | None, measure: str) -> str:
    if value is None:
        return "-"
    return f"{100 * value:.2f} %" if measure == "human agreement" else f"{value:.3f}"


def _cells(line: Line) -> tuple[str, ...]:
    measure, figure, paper = line.benchmark.measure, line.figure, line.paper
    between = ""
    if figure is not None and figure.low is not None:
        between = f"{_number(figure.low, measure)} to {_number(figure.high, measure)}"
    return (
        line.benchmark.name,
        measure,
        line.method,
        _number(figure.value if figure else None, measure),
        between,
        str(figure.n) if figure else "",
        f"{_number(paper.value, measure)} ({paper.generator})" if paper else "not known here",
        line.note or (figure.note if figure and figure.value is None else ""),
    )


HEADERS = ("benchmark", "measure", "rubrics", "here", "95 %", "n", "paper, judge Claude Sonnet 4", "note")


def printed(lines: Sequence[Line]) -> str:
    """The table, and below it where the paper's figures come from."""
    told = sorted({line.paper.source for line in lines if line.paper})
    return "\n".join([table(HEADERS, [_cells(line) for line in lines], right=(3, 5)), "", *told])
