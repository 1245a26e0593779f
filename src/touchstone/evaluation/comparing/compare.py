"""Compares systems on the same prompts: which is better, by how much, how surely, and where it is worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.evaluation.comparing.comparison import Comparison, SystemResult, Versus, Word
from touchstone.evaluation.comparing.contest import Contest
from touchstone.evaluation.comparing.meetings import Meeting, Part
from touchstone.evaluation.comparing.versus import versus
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS
from touchstone.evaluation.statistics.means import RESAMPLES, GroupedMean, holm

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class _Draft:
    """Two systems' meetings, before the p values of all pairs are corrected."""

    x: str
    y: str
    meetings: Sequence[Meeting]
    mean: GroupedMean | None


def compare(
    parts: Sequence[Part], *, rubrics: Sequence[Rubric] = (), baseline: str | None = None, seed: int = 0
) -> Comparison:
    """Every system against every other one (or against the baseline), paired by prompt.

    `rubrics`: those the runs used; they name the criteria, and the groups that a dataset-level one was made from are
    left out. The runs are taken to be comparable (one judge, one protocol, the same rubrics). Raises InputError for
    fewer than two systems, an unknown baseline, and where no two systems answered a common prompt.
    """
    if not all(part.lines for part in parts):
        raise InputError("a run has no results to compare", "Finish it with `touchstone runs resume`.")
    contest = Contest(parts, rubrics, seed)
    _check(contest, baseline)
    results = _results(contest)
    ordered = [result.name for result in results]
    drafts = [_draft(contest, x, y) for x, y in _pairs(ordered, baseline)]
    if not any(draft.meetings for draft in drafts):
        if sum(result.mean.n > 0 for result in results) < 2:
            raise InputError("fewer than two systems have a score", "see why: touchstone runs show RUN")
        raise InputError(
            "no two systems answered the same prompt",
            "compare runs on the same prompts: they are matched by text",
        )
    tested = [draft.mean.p for draft in drafts if draft.mean is not None]
    corrected = iter(holm(tested))
    pairs = [_versus(contest, draft, next(corrected) if draft.mean else None) for draft in drafts]
    prompts = {meeting.prompt for draft in drafts for meeting in draft.meetings}
    groups = {contest.group(prompt) for prompt in prompts}
    return Comparison(
        runs=tuple(part.run for part in parts),
        protocol=contest.protocol,
        baseline=baseline,
        systems=tuple(results),
        pairs=tuple(pairs),
        prompts=len(prompts),
        groups=len(groups),
        resamples=RESAMPLES,
        seed=seed,
        notes=tuple(_notes(contest, results, len(tested), len(prompts), len(groups))),
    )


def system_results(
    parts: Sequence[Part], *, rubrics: Sequence[Rubric] = (), seed: int = 0
) -> tuple[SystemResult, ...]:
    """Each system by itself, the best first; there may be only one. Empty where nothing was judged."""
    judged = [part for part in parts if part.lines]
    return tuple(_results(Contest(judged, rubrics, seed))) if judged else ()


def _results(contest: Contest) -> list[SystemResult]:
    return sorted((contest.result(name) for name in contest.systems), key=_by_mean)


def _check(contest: Contest, baseline: str | None) -> None:
    systems = contest.systems
    if len(systems) < 2:
        raise InputError(
            f"there is only one system: {systems[0]}"
            if systems
            else "nothing that was judged names a system",
            "name runs of several systems, or give the rows a `system`",
        )
    if baseline is not None and baseline not in systems:
        raise InputError(f"there is no system {baseline!r}", f"the systems are {', '.join(systems)}")


def _by_mean(result: SystemResult) -> float:
    return -(result.mean.value if result.mean.value is not None else -1.0)


def _pairs(ordered: Sequence[str], baseline: str | None) -> list[tuple[str, str]]:
    if baseline is None:
        return list(combinations(ordered, 2))
    return [(name, baseline) for name in ordered if name != baseline]


def _draft(contest: Contest, x: str, y: str) -> _Draft:
    meetings = contest.meetings(x, y)
    return _Draft(x, y, meetings, contest.mean_of(meetings))


def _versus(contest: Contest, draft: _Draft, p_holm: float | None) -> Versus:
    word: Word = "cannot tell"
    if draft.mean is not None and p_holm is not None and p_holm < ALPHA:
        word = "better" if draft.mean.value > 0 else "worse"
    return versus(contest, draft.x, draft.y, draft.meetings, draft.mean, word, p_holm)


def _notes(
    contest: Contest, results: Sequence[SystemResult], tests: int, prompts: int, groups: int
) -> list[str]:
    notes = []
    unscored = sum(result.unscored for result in results)
    if unscored:
        notes.append(f"unscored, and left out: {unscored}")
    if contest.left_out:
        notes.append(
            f"left out: {contest.left_out} results of groups that the dataset-level rubric was made from"
        )
    alone = len(contest.prompts) - prompts
    if alone:
        notes.append(f"prompts that only one system answered, or not by the same criteria: {alone}, left out")
    if groups < FEW_GROUPS:
        notes.append(f"only {groups} groups: the intervals are a rough guide")
    notes.append(f"intervals: 95 %, {RESAMPLES} resamples of groups (prompts)")
    if tests > 1:
        notes.append(f"the word for each pair is corrected for {tests} pairs (Holm)")
    return notes
