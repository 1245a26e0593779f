"""The model card's tables, from the evaluation's report."""

from collections.abc import Mapping
from typing import Any


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _figure(figure: Mapping[str, float]) -> str:
    return f"{_percent(figure['value'])} ({_percent(figure['low'])} to {_percent(figure['high'])})"


def tables(report: Mapping[str, Any]) -> str:
    """Markdown: the judge in all and by kind, the generator; one column for each way of running the models."""
    ways = list(report)
    judges = [report[way]["judge"] for way in ways]
    head = (
        "| "
        + " | ".join(["balanced accuracy, %", *ways, "verdicts"])
        + " |\n|---|"
        + "---|" * (len(ways) + 1)
    )
    lines = [head]
    groups = [("all criteria", [judge["criteria"] for judge in judges])]
    groups += [
        (f"asked as: {form}", [judge["forms"][form] for judge in judges])
        for form in judges[0]["forms"]
        if all(form in judge["forms"] for judge in judges)
    ]
    groups += [(kind, [judge["kinds"][kind] for judge in judges]) for kind in judges[0]["kinds"]]
    for name, figures in groups:
        lines.append(f"| {name} | " + " | ".join(map(_figure, figures)) + f" | {figures[0]['verdicts']} |")
    errors = ", ".join(
        f"{judge['calibration error']:.3f} ({way})" for way, judge in zip(ways, judges, strict=True)
    )
    lines += ["", f"Expected calibration error of criteria verdicts: {errors}.", ""]
    names = ("parsed", "found", "not asked", "duplicates")
    lines.append("| generator, % | rubrics | " + " | ".join(names) + " |\n|---|---|" + "---|" * len(names))
    for way in ways:
        for level, figures in report[way]["generator"].items():
            values = " | ".join(_percent(figures[name]) for name in names)
            lines.append(f"| {level}-level, {way} | {figures['rubrics']} | {values} |")
    return "\n".join(lines) + "\n"
