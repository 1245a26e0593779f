"""The model card's section on data outside the models' world, from the report of `scripts.train.measuring.beyond`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Json = Mapping[str, Any]

_NAMES = {"instance": "instance rubrics", "own": "the file's rubrics", "none": "no rubric"}


class _Table(NamedTuple):
    """A table of one kind of set: its head, its figures and its baselines by name, in percent where 100."""

    kind: str
    head: tuple[str, ...]
    figures: tuple[tuple[str, int], ...]
    baselines: tuple[tuple[str, int], ...]


_FIRST = ("set", "rubric, protocol", "compared, prompts")
_TABLES = (
    _Table(
        "pairwise",
        (
            *(*_FIRST, "accuracy, %", "where the label is no tie, %", "kappa", "position consistency, %"),
            "always A / commonest label / longer, %",
        ),
        (("accuracy", 100), ("accuracy_decided", 100), ("kappa", 1), ("position_consistency", 100)),
        (("always_a", 100), ("commonest", 100), ("longer", 100)),
    ),
    _Table(
        "pointwise",
        (
            *(*_FIRST, "Spearman", "tau-b", "MAE", "accuracy, %", "kappa"),
            "median's MAE / length's Spearman / commonest label, %",
        ),
        (("spearman", 1), ("kendall", 1), ("mae", 1), ("accuracy", 100), ("kappa", 1)),
        (("median_mae", 1), ("length_spearman", 1), ("commonest", 100)),
    ),
)


def section(report: Json) -> str:
    """Markdown: agreement on pairs and on scores, and IFEval's constraints, each with 95 % intervals."""
    head = (
        "## Outside their world\n\n"
        "Measured by `python -m scripts.train.measuring.beyond` with the product itself on human-labelled sets, "
        f"{_count(report)} of each, drawn from as many prompts as there are. Brackets: 95 % intervals that "
        "resample prompts. The baselines are of the same rows; the commonest label and the median are those of the "
        "very rows. Training had no label of these sets; where it was given the same folder, their texts served "
        "for the tokenizer's merges and as background in long rows."
    )
    parts = [head, *_agreement(report["sets"]), _constraints(report["ifeval"])]
    errors = list(_errors(report))
    if errors:
        parts.append("Not measured:\n\n" + "\n".join(f"- {each}" for each in errors))
    return "\n\n".join(part for part in parts if part) + "\n"


def _count(report: Json) -> str:
    return "all rows" if report["limit"] is None else f"up to {report['limit']} rows"


def _errors(report: Json) -> Iterator[str]:
    for each in report["sets"]:
        if "error" in each:
            yield f"{each['set']}: {each['error']}"
        for way in each.get("ways", ()):
            if "error" in way:
                yield f"{each['set']}, {_way(way)}: {way['error']}"
    if "error" in report["ifeval"]:
        yield f"IFEval: {report['ifeval']['error']}"


def _agreement(sets: Sequence[Json]) -> Iterator[str]:
    for table in _TABLES:
        rows = [
            (each["set"], _way(way), *_cells(way["report"], table))
            for each in sets
            if each["kind"] == table.kind
            for way in each.get("ways", ())
            if "report" in way
        ]
        if rows:
            yield _lines(table.head, rows)


def _way(way: Json) -> str:
    return f"{_NAMES[way['rubric']]}, {way['protocol']}"


def _cells(report: Json, table: _Table) -> Iterator[str]:
    if not report["sections"]:
        yield from ("0", *("–" for _ in table.figures), "–")
        return
    found = report["sections"][0]
    yield f"{found['compared']} of {found['labelled']}, {found['groups']}"
    for name, unit in table.figures:
        yield _figure(_named(found["figures"], name), unit)
    yield " / ".join(_number(_named(found["baselines"], name), unit) for name, unit in table.baselines)


def _named(figures: Sequence[Json], name: str) -> Json | None:
    return next((each for each in figures if each["name"] == name), None)


def _number(figure: Json | None, unit: int) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    return _written(figure["value"], unit)


def _written(value: float, unit: int) -> str:
    return f"{100 * value:.1f}" if unit == 100 else f"{value:.2f}"


def _figure(figure: Json | None, unit: int = 100) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    if figure["low"] is None:
        return _written(figure["value"], unit)
    low, high = _written(figure["low"], unit), _written(figure["high"], unit)
    return f"{_written(figure['value'], unit)} ({low} to {high})"


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _constraints(report: Json) -> str:
    if "error" in report:
        return ""
    taught, sayable, listed = report["taught"], report["sayable"], report["criteria listed"]
    text = (
        f"IFEval: {report['prompts']} prompts list {report['listed']} constraints{_missing(report)}. Of these "
        f"{100 * taught:.1f} % are of a kind that the corpus has, and {100 * sayable:.1f} % are such that it can say "
        "them exactly. A criterion names the **same constraint** only with the same values (number and relation, "
        "words, end phrase); the **same kind** counts whatever the values; every criterion counts once. Of those "
        f"that can be said exactly, {_figure(report['same of sayable'])} % are named. The other way round: of "
        f"{listed['n']} criteria of these kinds that were written, {_figure(listed)} % say just what is listed."
    )
    rows = [
        (
            name,
            each["listed"],
            ", ".join(each["kinds"]) or "–",
            f"{100 * each['sayable']:.0f}",
            _figure(each["same"]),
            _figure(each["same kind"]),
        )
        for name, each in (("all", {**report, "kinds": ()}), *report["ids"].items())
    ]
    head = ("constraint", "listed", "kind here", "can be said, %", "same constraint, %", "same kind, %")
    return f"{text}\n\n{_lines(head, rows)}"


def _missing(report: Json) -> str:
    count = report["prompts without rubric"]
    return f" ({count} prompts got no rubric: nothing is named for them)" if count else ""
