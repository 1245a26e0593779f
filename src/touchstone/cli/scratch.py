"""`touchstone judge --prompt ... --response ...`: a few responses judged at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from touchstone.cli.common import print_json, say, shorten, table, warn
from touchstone.cli.progress import stopping
from touchstone.cli.results import counters_text, marked, number
from touchstone.domain.results import OVERALL, ResultLine, Vote
from touchstone.domain.rubric import Criterion
from touchstone.paths import Home

_FOR_FILES = ("limit", "out", "approved_only")
_ESCALATING = ("escalate_to", "escalate_share", "escalate_below")


def judge_at_once(
    home: Home,
    prompt: str,
    responses: Sequence[str],
    reference: str | None,
    *,
    as_json: bool,
    options: dict[str, Any],
) -> int:
    """Judges the responses and prints what each got on every criterion; gives the exit code."""
    from touchstone.files import line_to_json, rubric_to_json
    from touchstone.runner import Judged, judge_one

    allowed = options["allow_unscored"]
    if any(options[name] for name in _FOR_FILES):
        raise click.UsageError("--limit, --out and --approved-only belong to a file, not to --prompt.")
    if any(options[name] is not None for name in _ESCALATING):
        raise click.UsageError("Escalation chooses among the decisions of a file: --prompt has too few.")
    left_out = (*_FOR_FILES, *_ESCALATING, "allow_unscored")
    options = {name: value for name, value in options.items() if name not in left_out}
    with stopping() as stop:
        judged: Judged = judge_one(home, prompt, responses, reference=reference, stop=stop, **options)
    counters = judged.counters
    code = 3 if counters.unscored > allowed * counters.verdicts else 0
    for notice in judged.notices:
        warn(notice)
    if as_json:
        print_json(
            {
                **counters.as_dict(),
                "rubrics": [rubric_to_json(rubric) | {"id": rubric.id} for rubric in judged.rubrics],
                "lines": [line_to_json(line, judged.marks) for line in judged.lines],
                "marks": list(judged.marks),
                "notices": list(judged.notices),
                "exit_code": code,
            }
        )
        return code
    marked(judged.marks)
    say(verdict_table(judged.lines, judged.criteria))
    say()
    say_reasons(judged.lines, judged.criteria)
    say(counters_text(counters.as_dict()))
    return code


def verdict_table(lines: Sequence[ResultLine], criteria: Sequence[Criterion], columns: int = 72) -> str:
    """Each criterion (or order of a pair) in a row, the responses' results in columns, their scores last."""
    texts = _texts(criteria)
    ids = list(dict.fromkeys(line.response_id for line in lines))
    cells: dict[str, dict[str, str]] = {}
    for line in lines:
        if line.is_aggregate:
            name = "SCORE" if line.protocol != "pairwise" else "PREFERRED"
        else:
            name = texts.get(line.criterion_id or "", line.criterion_id or f"order {line.order}")
            if line.rationale is not None:
                name = f"{name} (after a reason)"
        cells.setdefault(name, {})[line.response_id] = outcome_text(line)
    scores = [name for name in ("SCORE", "PREFERRED") if name in cells]
    rows = [
        [shorten(name, columns), *(cells[name].get(id) for id in ids)]
        for name in (*(name for name in cells if name not in scores), *scores)
    ]
    title = "pair" if any(line.protocol == "pairwise" for line in lines) else "response"
    return table(["", *(f"{title} {id}" for id in ids)], rows, right=range(1, len(ids) + 1))


def say_reasons(lines: Sequence[ResultLine], criteria: Sequence[Criterion]) -> None:
    """Prints what the judge wrote and what code found, under the response and criterion it is about."""
    texts = _texts(criteria)
    for line in lines:
        if line.checked is not None:
            about = texts.get(line.criterion_id or "", line.criterion_id or "")
            say(f"{line.response_id}, {shorten(about, 60)}\n    by code: {line.checked}")
        if line.rationale:
            about = texts.get(line.criterion_id or "", line.criterion_id or f"order {line.order}")
            say(f"{line.response_id}, {shorten(about, 60)}\n    {line.rationale}")


def say_votes(voted: Sequence[tuple[ResultLine, Mapping[str, Vote]]], criteria: Sequence[Criterion]) -> None:
    """Prints what single models said where more than one has a part in a verdict."""
    texts = _texts(criteria)
    for line, votes in voted:
        said = [
            f"{voter} {vote.model}: {_said(vote)}"
            for voter, vote in votes.items()
            if len(votes) > 1 or voter == "base"
        ]
        if said:
            about = texts.get(line.criterion_id or "", line.criterion_id or f"order {line.order}")
            after = " (after a reason)" if line.rationale is not None else ""
            say(f"{line.response_id}, {shorten(about, 60)}{after}\n    {'; '.join(said)}")


def _said(vote: Vote) -> str:
    """A vote in a few words."""
    if vote.unscored is not None:
        return f"unscored ({shorten(vote.unscored, 40)})"
    outcome = vote.preference or number(vote.score) or "not applicable"
    return outcome if vote.entropy is None else f"{outcome}, entropy {vote.entropy:.2f}"


def _texts(criteria: Sequence[Criterion]) -> dict[str, str]:
    """What the criterion ids in lines stand for."""
    from touchstone.rubrics import NO_RUBRIC

    return {each.id: each.text for each in (NO_RUBRIC, *criteria)} | {OVERALL: "overall, 1 to 5"}


def outcome_text(line: ResultLine) -> str:
    """A line's result in a word: a score, a preference, or why there is none."""
    if line.unscored is not None:
        return f"unscored: {shorten(line.unscored, 40)}"
    if line.preference is not None:
        return line.preference
    by_code = " (by code)" if line.checked is not None else ""
    return f"{number(line.score)}{by_code}" if line.score is not None else "not applicable"
