"""Results in words: counters, scores by system, preferences, and the end of a run."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from touchstone.cli.common import print_json, say, table, warn
from touchstone.cli.progress import Outcome
from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine
from touchstone.paths import Home

AFTER_JUDGING = "run {0}: touchstone runs show {0}; against labels: touchstone evaluate {0}"
AFTER_RUBRICS = "run {0}: touchstone rubrics list --run {0}"


def number(value: float | None, digits: int = 3) -> str | None:
    """A figure for a table."""
    return None if value is None else f"{value:.{digits}f}"


def counters_text(counters: Mapping[str, int | float]) -> str:
    """The counters in two lines."""
    c = {name: counters.get(name, 0) for name in Counters().as_dict()}
    return (
        f"{c['verdicts']:,} verdicts, {c['unscored']:,} unscored, {c['cached']:,} answers from the cache, "
        f"{c['seconds']:.1f} s\n"
        f"tokens: {c['tokens_total']:,} in all prompts, {c['tokens_distinct']:,} distinct, "
        f"{c['tokens_computed']:,} computed, {c['tokens_generated']:,} generated"
    )


def system_rows(aggregates: Sequence[ResultLine]) -> list[dict[str, Any]]:
    """What the aggregates say of each system; of pairs, which response was preferred."""
    if any(line.protocol == "pairwise" for line in aggregates):
        preferred = Counter(line.preference for line in aggregates if line.unscored is None)
        return [
            {
                "preference": each,
                "pairs": preferred[each],
                "share": preferred[each] / max(1, preferred.total()),
            }
            for each in ("A", "B", "tie")
        ]
    by_system: dict[str | None, list[ResultLine]] = defaultdict(list)
    for line in aggregates:
        by_system[line.system].append(line)
    rows = []
    for system, lines in by_system.items():
        scores = [line.score for line in lines if line.score is not None]
        mean = fmean(scores) if scores else None
        rows.append({"system": system, "responses": len(lines), "scored": len(scores), "mean_score": mean})
    return sorted(rows, key=lambda row: (row["mean_score"] is None, -(row["mean_score"] or 0)))


def system_table(aggregates: Sequence[ResultLine]) -> str:
    """The rows of `system_rows` as a table."""
    rows = system_rows(aggregates)
    headers = list(rows[0]) if rows else []
    cells = [[number(value) if isinstance(value, float) else value for value in row.values()] for row in rows]
    return table([header.replace("_", " ") for header in headers], cells, right=range(1, len(headers)))


def marked(marks: Sequence[str]) -> None:
    """Prints the marks of what follows, so that no table is without them."""
    for mark in marks:
        say(f"[{mark}]")


def end_of_run(home: Home, outcome: Outcome, *, as_json: bool) -> int:
    """Reports how a run ended, with its marks; gives the exit code (3: too many are unscored)."""
    from touchstone.store import open_store

    end = outcome.end
    assert end is not None
    code = 0 if end.within_allowance else 3
    with open_store(home.database) as store:
        run = store.run(end.run)
        aggregates = store.lines(end.run, aggregates=True)
    if as_json:
        print_json(
            {
                "run": end.run,
                **end.counters.as_dict(),
                "unscored_share": end.unscored_share,
                "summary": end.summary,
                "systems": system_rows(aggregates),
                "layout": run.layout,
                "marks": list(run.marks),
                "notices": outcome.notices,
                "exit_code": code,
            }
        )
        return code
    marked(run.marks)
    if aggregates:
        say(system_table(aggregates))
    else:
        say(", ".join(f"{value} {name}" for name, value in end.summary.items()))
    say()
    say(counters_text(end.counters.as_dict()))
    say((AFTER_JUDGING if aggregates else AFTER_RUBRICS).format(run.id))
    if code:
        what = "are unscored" if aggregates else "of the rubrics could not be generated"
        warn(f"{end.unscored_share:.1%} {what}, over the allowed share (--allow-unscored)")
    return code
