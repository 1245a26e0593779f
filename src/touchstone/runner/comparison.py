"""Stored runs compared with each other: whether they may be, and which system is better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.dataset import Dataset
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation.comparing.comparison import Comparison

Links = Mapping[str, frozenset[str]]
"""The ids of the rubrics of each sample."""


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
    # SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.evaluation import compare
    from touchstone.evaluation.comparing.meetings import Part

    with open_store(home.database) as store:
        runs = list({run.id: run for run in (store.find_run(ref) for ref in refs)}.values())
        _require_alike(runs)
        datasets = {run.id: read_dataset(Path(run.spec.data), limit=run.spec.limit) for run in runs}
        _require_same_rubrics(store, runs, datasets)
        parts = [
            Part(run.id, Path(run.spec.data).stem, datasets[run.id], store.lines(run.id)) for run in runs
        ]
        comparison = compare(parts, rubrics=_rubrics(store, runs), baseline=baseline, seed=seed)
        notices = [text for run in runs for text in _notices(store, run, datasets[run.id])]
    marks = tuple(dict.fromkeys(mark for run in runs for mark in run.marks))
    return Compared(tuple(runs), comparison, marks, tuple(notices))


def _require_alike(runs: Sequence[RunInfo]) -> None:
    """Raises InputError where a run judged nothing, or the runs were not judged by one judge in one way."""
    for run in runs:
        if run.spec.kind != "judge":
            raise InputError(f"run {run.id} judged nothing", "name runs of `touchstone judge`")
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
        "prompt version": [run.prompt_version or "unknown" for run in runs],
        "layout": [run.layout or "none" for run in runs],
        "rationale": ["yes" if run.spec.rationale else "no" for run in runs],
        "overlong": [run.spec.overlong for run in runs],
        "least label mass": [f"{run.spec.min_label_mass:g}" for run in runs],
    }


def _require_same_rubrics(store: Store, runs: Sequence[RunInfo], datasets: Mapping[str, Dataset]) -> None:
    """Raises InputError where two runs judged a prompt by different rubrics."""
    from touchstone.evaluation.comparing.meetings import prompt_key

    first: dict[str, tuple[str, frozenset[str]]] = {}
    differing: list[tuple[str, str, str]] = []
    for run in runs:
        links: Links = store.rubric_links(run.id)
        for sample in datasets[run.id].samples:
            mine = links.get(sample.id, frozenset())
            other, theirs = first.setdefault(prompt_key(sample), (run.id, mine))
            if theirs != mine:
                differing.append((other, run.id, sample.prompt))
    if differing:
        one, other, prompt = differing[0]
        raise InputError(
            f"runs {one} and {other} judged {len(differing)} prompts by different rubrics; the first: "
            f"{' '.join(prompt.split())[:80]!r}",
            "Judge all systems by the same rubrics: give them by --rubric, or judge all systems in one file.",
        )


def _rubrics(store: Store, runs: Sequence[RunInfo]) -> list[Rubric]:
    ids = dict.fromkeys(id for run in runs for id in store.run_rubrics(run.id))
    return [store.rubric(id) for id in ids]


def _notices(store: Store, run: RunInfo, dataset: Dataset) -> list[str]:
    notices = []
    if dataset.digest != store.dataset_digest(run.id):
        notices.append(
            f"{run.spec.data} has changed since run {run.id}: results are matched by its rows' ids"
        )
    if run.state != "finished":
        notices.append(f"run {run.id} is {run.state}: only what it has judged so far is compared")
    return notices
