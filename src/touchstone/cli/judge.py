"""`touchstone judge`: the responses of a file, or a few at once."""

from typing import Any

import click

from touchstone.cli.common import Command, common_options, print_json, say, table, warn
from touchstone.cli.options import further_options, judging_options, limit_option, sampling_options
from touchstone.cli.progress import duration, follow, stopping
from touchstone.cli.results import end_of_run
from touchstone.cli.scratch import judge_at_once
from touchstone.domain.run import RunSpec
from touchstone.paths import Home

EXAMPLE = """touchstone judge answers.jsonl --rubric instance --judge qwen3.5-4b --out verdicts.jsonl
touchstone judge answers.jsonl --judge qwen3.5-4b --escalate-to qwen3.5-9b --escalate-share 0.3
touchstone judge --prompt "Name a prime number." --response 7 --response 8"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("data", required=False)
@judging_options
@further_options
@sampling_options
@limit_option
@click.option("--estimate", "only_estimate", is_flag=True, help="Say what it would cost, and judge nothing.")
@click.option("--out", metavar="FILE", help="Also write all result lines to a .jsonl or .csv file.")
@click.option("--prompt", metavar="TEXT", help="Judge the given responses to this prompt at once.")
@click.option("--response", "responses", multiple=True, metavar="TEXT", help="A response; may be repeated.")
@click.option("--reference", metavar="TEXT", help="With --prompt: a reference answer.")
@common_options
def judge(
    home: Home,
    as_json: bool,
    data: str | None,
    only_estimate: bool,
    prompt: str | None,
    responses: tuple[str, ...],
    reference: str | None,
    **options: Any,
) -> int:
    """Judge every response in DATA, or those given with --prompt and --response.

    DATA is a JSONL, JSON, CSV or Parquet file with `prompt` and `response` (or `response_a`, `response_b`).
    """
    if (data is None) == (prompt is None):
        raise click.UsageError("Give either a file, or --prompt and --response.")
    if data is None:
        if not responses:
            raise click.UsageError("Give at least one --response to judge.")
        return judge_at_once(home, str(prompt), responses, reference, as_json=as_json, options=options)
    if responses or reference:
        raise click.UsageError("--response and --reference belong to --prompt, not to a file.")
    spec = RunSpec(kind="judge", data=data, **options)
    if only_estimate:
        return _estimate(home, spec, as_json=as_json)
    from touchstone.runner import run_judge

    with stopping() as stop:
        outcome = follow(run_judge(home, spec, stop))
    return end_of_run(home, outcome, as_json=as_json)


def _estimate(home: Home, spec: RunSpec, *, as_json: bool) -> int:
    """Prints what the run would cost."""
    from touchstone.runner import estimate

    found = estimate(home, spec)
    values = {
        "verdicts": found.verdicts,
        "cached": found.cached,
        "tokens_total": found.tokens_total,
        "tokens_distinct": found.tokens_distinct,
        "tokens_generated": found.tokens_generated,
        "seconds": round(found.seconds, 1),
        "memory_bytes": found.memory_bytes,
    }
    if as_json:
        print_json({**values, "layout": found.layout, "assumptions": list(found.assumptions)})
        return 0
    rows = [
        ("verdicts", f"{found.verdicts:,}"),
        ("answered from the cache", f"{found.cached:,}"),
        ("tokens in all prompts", f"{found.tokens_total:,}"),
        ("distinct tokens to compute", f"{found.tokens_distinct:,}"),
        ("tokens to generate", f"{found.tokens_generated:,}"),
        ("time", duration(found.seconds)),
        ("memory", f"{found.memory_bytes / 1e6:,.0f} MB"),
        ("layout", found.layout),
    ]
    say(table(["estimate", ""], rows, right=[1]))
    for assumption in found.assumptions:
        warn(f"assumed: {assumption}")
    return 0
