"""Stored runs compared with each other: whether they may be, and which system is better."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.results.stored import StoredRun, judges_of, judging_runs, read_stored
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation.comparing.comparison import Comparison
    from touchstone.evaluation.comparing.meetings import Part


@dataclass(frozen=True, slots=True)
class Compared:
    """Runs, how the systems in them compare, and what to know before trusting that."""

    runs: tuple[RunInfo, ...]
    comparison: "Comparison"
    marks: tuple[str, ...]
    notices: tuple[str, ...]


def compare_runs(home: Home, refs: Sequence[str], *, baseline: str | None = None, seed: int = 0) -> Compared:
    """The systems of the runs (each an id, the beginning of one, or "latest"), paired by prompt.

    Raises InputError for runs that were not judged alike (and says what differs), and for fewer than two systems.
    """
    with open_store(home.database) as store:
        runs = judging_runs(store, refs)
        _require_alike(runs)
        stored = [read_stored(store, run) for run in runs]
        return comparison_of(store, stored, baseline=baseline, seed=seed)


def comparison_of(
    store: Store, stored: Sequence[StoredRun], *, baseline: str | None = None, seed: int = 0
) -> Compared:
    """As `compare_runs`, of runs that were read already."""
    # SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.evaluation import compare

    runs = [each.run for each in stored]
    _require_alike(runs)
    _require_same_rubrics(store, stored)
    rubrics = {rubric.id: rubric for each in stored for rubric in each.rubrics}
    comparison = compare(
        [part_of(each) for each in stored], rubrics=list(rubrics.values()), baseline=baseline, seed=seed
    )
    notices = [text for each in stored for text in _notices(each)]
    marks = tuple(dict.fromkeys(mark for run in runs for mark in run.marks))
    return Compared(tuple(runs), comparison, marks, tuple(notices))


def part_of(stored: StoredRun) -> "Part":
    """A run as a part of a comparison: a system without a name is called by its file."""
    from touchstone.evaluation.comparing.meetings import Part

    return Part(stored.run.id, Path(stored.run.spec.data).stem, stored.dataset, stored.lines)


def _require_alike(runs: Sequence[RunInfo]) -> None:
    """Raises InputError where the runs were not judged by one judge in one way."""
    differing = [
        f"{name} ({', '.join(shown)})" for name, shown in _settings(runs).items() if len(set(shown)) > 1
    ]
    if differing:
        raise InputError(
            f"runs {', '.join(run.id for run in runs)} were not judged alike: they differ in {'; '.join(differing)}",
            "Judge all systems by one judge in one way; --layout leaf makes the layouts equal.",
        )


def _settings(runs: Sequence[RunInfo]) -> dict[str, list[str]]:
    """What has to be the same in all runs, as it is in each."""
    return {
        "protocol": [str(run.spec.protocol) for run in runs],
        "judge": [f"{run.spec.judge} {run.models.get('judge', '')[:8]}" for run in runs],
        "further judges": [_further(run) for run in runs],
        "prompt version": [run.prompt_version or "unknown" for run in runs],
        "layout": [run.layout or "none" for run in runs],
        "rationale": ["yes" if run.spec.rationale else "no" for run in runs],
        "overlong": [run.spec.overlong for run in runs],
        "least label mass": [f"{run.spec.min_label_mass:g}" for run in runs],
    }


def _further(run: RunInfo) -> str:
    judges = judges_of(run)
    judges.pop("judge", None)
    return " ".join(f"{role} {value[:8]}" for role, value in judges.items()) or "none"


def _require_same_rubrics(store: Store, stored: Sequence[StoredRun]) -> None:
    """Raises InputError where two runs judged a prompt by different rubrics."""
    from touchstone.evaluation.comparing.meetings import prompt_key

    first: dict[str, tuple[str, frozenset[str]]] = {}
    differing: list[tuple[str, str, str]] = []
    for each in stored:
        links = store.rubric_links(each.run.id)
        for sample in each.dataset.samples:
            mine = links.get(sample.id, frozenset())
            other, theirs = first.setdefault(prompt_key(sample), (each.run.id, mine))
            if theirs != mine:
                differing.append((other, each.run.id, sample.prompt))
    if differing:
        one, other, prompt = differing[0]
        raise InputError(
            f"runs {one} and {other} judged {len(differing)} prompts by different rubrics; the first: "
            f"{' '.join(prompt.split())[:80]!r}",
            "Judge all systems by the same rubrics: give them by --rubric, or judge all systems in one file.",
        )


def _notices(stored: StoredRun) -> list[str]:
    run, notices = stored.run, []
    if stored.changed:
        notices.append(
            f"{run.spec.data} has changed since run {run.id}: results are matched by its rows' ids"
        )
    if run.state != "finished":
        notices.append(f"run {run.id} is {run.state}: only what it has judged so far is compared")
    return notices
