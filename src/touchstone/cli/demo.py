"""`touchstone demo`: the main job on the bundled models and data, and what it shows."""

from typing import TYPE_CHECKING

import click

from touchstone.cli.common import Command, common_options, print_json, say, shorten, table, warn
from touchstone.cli.progress import Outcome, follow, stopping
from touchstone.cli.results import counters_text, number
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.runner import DemoReport


@click.command(cls=Command, example="touchstone demo")
@common_options
def demo(home: Home, as_json: bool) -> int:
    """Generate rubrics and judge the bundled responses with the bundled models.

    Takes well under a minute, downloads nothing, and shows what a run looks like. The models are tiny, and
    were trained for this kind of data alone.
    """
    from touchstone.runner import demo_report, demo_spec, run_judge

    with stopping() as stop:
        outcome = follow(run_judge(home, demo_spec(), stop))
    assert outcome.end is not None
    report = demo_report(home, outcome.run)
    code = 0 if outcome.end.within_allowance else 3
    if as_json:
        print_json(_as_json(report, outcome, code))
        return code
    _print(report)
    say(counters_text(outcome.end.counters.as_dict()))
    say(f"run {outcome.run}: touchstone runs show {outcome.run}; your own data: touchstone judge --help")
    if code:
        warn(f"{outcome.end.unscored_share:.1%} of the verdicts are unscored")
    return code


def _print(report: "DemoReport") -> None:
    rows = [
        (each.system, each.responses, each.scored, number(each.mean), f"{each.failed} of {each.criteria}")
        for each in report.systems
    ]
    say(table(["system", "responses", "scored", "mean score", "criteria failed"], rows, right=[1, 2, 3, 4]))
    say()
    for better, worse, above, compared in report.above:
        say(f"{better} scores above {worse} on {above} of {compared} prompts")
    if report.example is None:
        return
    say(f"\nOne prompt: {shorten(report.example.prompt, 96)}")
    for response in report.example.responses:
        say(f"  {response.system}: {shorten(response.text, 90)}")
    systems = [each.system for each in report.systems]
    criteria = [
        [shorten(text, 72), *(number(scores.get(system), 2) for system in systems)]
        for text, scores in report.example_criteria
    ]
    total = ["SCORE", *(number(report.example_scores.get(system), 2) for system in systems)]
    say()
    say(table(["its generated rubric", *systems], [*criteria, total], right=range(1, len(systems) + 1)))
    for system in systems:
        failing = [text for text, scores in report.example_criteria if _fails(scores.get(system))]
        if failing:
            more = f"; and {len(failing) - 2} more" if len(failing) > 2 else ""
            say(f"{system} fails: {'; '.join(shorten(text, 60) for text in failing[:2])}{more}")
    say()


def _fails(score: float | None) -> bool:
    return score is not None and score < 0.5


def _as_json(report: "DemoReport", outcome: Outcome, code: int) -> dict[str, object]:
    assert outcome.end is not None
    example = report.example
    return {
        "run": report.run,
        **outcome.end.counters.as_dict(),
        "unscored_share": outcome.end.unscored_share,
        "systems": [
            {
                "system": each.system,
                "responses": each.responses,
                "scored": each.scored,
                "mean_score": each.mean,
                "criteria_failed": each.failed,
                "criteria_judged": each.criteria,
            }
            for each in report.systems
        ],
        "above": [
            {"better": better, "worse": worse, "above": above, "compared": compared}
            for better, worse, above, compared in report.above
        ],
        "example": None
        if example is None
        else {
            "sample_id": example.id,
            "prompt": example.prompt,
            "scores": report.example_scores,
            "criteria": [{"text": text, "scores": scores} for text, scores in report.example_criteria],
        },
        "marks": list(outcome.marks),
        "notices": outcome.notices,
        "exit_code": code,
    }
