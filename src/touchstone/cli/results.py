"""Results in words: counters, scores by system, preferences, and the end of a run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from touchstone.cli.common import print_json, say, table, warn
from touchstone.cli.progress import Outcome
from touchstone.domain.engine import Counters
from touchstone.domain.run import RunInfo, model_of
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.store import Store

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


def costs_text(run: RunInfo) -> str:
    """What each model of the run took, a line for each; nothing where there is but one."""
    if len(run.costs) < 2:
        return ""
    rows = [
        f"{role} ({model_of(run.spec, role)}): {cost.get('verdicts', 0):,} verdicts, "
        f"{cost.get('tokens_computed', 0):,} tokens computed, {cost.get('tokens_generated', 0):,} generated, "
        f"{cost.get('seconds', 0.0):.1f} s"
        for role, cost in run.costs.items()
    ]
    return "\n".join(rows)


def system_rows(store: "Store", run: RunInfo) -> list[dict[str, Any]]:
    """What a run with results says of each system; of pairs, which response was preferred."""
    if run.spec.protocol != "pairwise":
        return [score.model_dump() for score in store.system_scores(run.id)]
    preferred = store.preferences(run.id)
    total = max(1, sum(preferred.values()))
    return [
        {"preference": each, "pairs": preferred.get(each, 0), "share": preferred.get(each, 0) / total}
        for each in ("A", "B", "tie")
    ]


def system_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of `system_rows` as a table."""
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
        systems = system_rows(store, run) if store.count_lines(run.id, aggregates=True) else []
    if as_json:
        print_json(
            {
                "run": end.run,
                **end.counters.as_dict(),
                "models": run.costs,
                "unscored_share": end.unscored_share,
                "summary": end.summary,
                "systems": systems,
                "layout": run.layout,
                "marks": list(run.marks),
                "notices": outcome.notices,
                "exit_code": code,
            }
        )
        return code
    marked(run.marks)
    if systems:
        say(system_table(systems))
    else:
        say(", ".join(f"{value} {name.replace('_', ' ')}" for name, value in end.summary.items()))
    say()
    say("\n".join(filter(None, [counters_text(end.counters.as_dict()), costs_text(run)])))
    say((AFTER_JUDGING if systems else AFTER_RUBRICS).format(run.id))
    if code:
        what = "are unscored" if systems else "of the rubrics could not be generated"
        warn(f"{end.unscored_share:.1%} {what}, over the allowed share (--allow-unscored)")
    return code
