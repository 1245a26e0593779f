"""A run's calibration: fitted on its labels, kept as a version, applied to its reliability and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.domain.base import content_hash
from touchstone.domain.calibration import Calibration, Span, ingredients_hash
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.results.stored import StoredRun, judging_run, on_labels, read_stored
from touchstone.store import PlacedLine, Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation.reliability.fitting import CalibrationReport

AGREEMENT = 0.9
"""What the threshold guarantees where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a run's labels come to, and the version that it is kept as; None where sureness tells nothing.

    `notices`: what to know before trusting it.
    """

    run: RunInfo
    report: "CalibrationReport"
    version: Calibration | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A kept calibration as it stands to a run: `void` says what is not the same; empty where it holds."""

    calibration: Calibration
    void: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A run after a calibration was applied: of `decided` things so many abstain; None without a threshold."""

    run: RunInfo
    calibration: Calibration
    decided: int
    abstaining: int | None


def calibrate_run(home: Home, ref: str, *, agreement: float = AGREEMENT, seed: int = 0) -> Calibrated:
    """Fits a calibration on the labels of a run: those in its data, and the blind ones given to it.

    It is kept as a new version, unless it is the newest one again or sureness tells nothing. Raises InputError for a
    run that judged nothing or whose data has changed, and for labels that are too few or all alike.
    """
    from touchstone.evaluation.reliability.decisions import decisions
    from touchstone.evaluation.reliability.fitting import calibrate

    with open_store(home.database) as store:
        stored = read_stored(store, judging_run(store, ref))
        _require_same_data(stored)
        placed = list(store.placed_lines(stored.run.id))
        decided = decisions(
            stored.dataset,
            _voted(store, stored.run, placed),
            [each.line for each in placed if each.line.is_aggregate],
            rubrics=stored.rubrics,
            labels=stored.labels,
        )
        report = calibrate(stored.run.id, decided, agreement=agreement, seed=seed)
        notices = tuple(on_labels(stored.run, changed=False))
        return Calibrated(stored.run, report, _kept(store, stored.run, report), notices)


def apply_calibration(home: Home, ref: str, version: int | None = None) -> Applied:
    """Puts the calibrated probability that a person agrees in the place of the run's reliability.

    `version`: the newest that holds for the run where None. Raises InputError where there is none, where it does not
    hold for this run, and for a run that is not finished.
    """
    from touchstone.evaluation.reliability.applying import calibrated_lines
    from touchstone.evaluation.reliability.signals import Judged, lengths_of

    with open_store(home.database) as store:
        run = judging_run(store, ref)
        if run.state != "finished":
            raise InputError(
                f"run {run.id} is {run.state}", f"finish it first: touchstone runs resume {run.id}"
            )
        calibration = _chosen(store, run, version)
        placed = list(store.placed_lines(run.id))
        lengths = None
        if "length" in calibration.calibrator.features:
            lengths = lengths_of(read_stored(store, run).dataset)
        aggregates = [each.line for each in placed if each.line.is_aggregate]
        judged = Judged(_voted(store, run, placed), aggregates, lengths)
        found = list(calibrated_lines(judged, calibration))
        places = {id(each.line): (each.unit, each.position) for each in placed}
        store.apply_calibration(
            run.id, calibration.id, [(*places[id(line)], probability) for line, probability in found]
        )
        decided = [probability for line, probability in found if _is_unit(line, calibration)]
        threshold = calibration.guarantee.threshold
        abstaining = None if threshold is None else sum(map(bool, map(calibration.abstains, decided)))
        return Applied(store.run(run.id), calibration, len(decided), abstaining)


def take_back_calibration(home: Home, ref: str) -> RunInfo:
    """Puts the rank back in the place of a run's calibrated reliability. Raises InputError where it is there."""
    with open_store(home.database) as store:
        run = judging_run(store, ref)
        if run.calibration is None:
            raise InputError(f"run {run.id} is not calibrated: its reliability is a rank")
        store.take_back_calibration(run.id)
        return store.run(run.id)


def calibration_versions(home: Home, ref: str) -> tuple[RunInfo, list[Version]]:
    """The run, and all versions that were kept for its judge, the newest first."""
    with open_store(home.database) as store:
        run = judging_run(store, ref)
        now = ingredients_of(store, run)
        versions = [Version(each, _differences(each.ingredients, now)) for each in store.calibrations()]
        return run, [
            each for each in versions if each.calibration.run == run.id or "the judge" not in each.void
        ]


def ingredients_of(store: Store, run: RunInfo) -> dict[str, str]:
    """All that a calibration of the run's verdicts holds for, by name: what it is made of, and by what."""
    models = {role: digest for role, digest in run.models.items() if role != "generator"}
    spec = run.spec
    chosen = {
        "the dataset": store.dataset_digest(run.id),
        "the rubrics": content_hash(sorted(store.run_rubrics(run.id)), 16),
        "the protocol": str(spec.protocol),
        "the prompt version": run.prompt_version or "",
        "the layout": run.layout or "",
        "the rationale": "written" if spec.rationale else "",
    }
    if spec.escalate_to is not None:
        chosen["the escalation"] = f"{spec.escalate_share} {spec.escalate_below}"
    return {**{f"the {role}": digest for role, digest in sorted(models.items())}, **chosen}


def calibration_of(store: Store, ingredients: Mapping[str, str]) -> Calibration | None:
    """The newest calibration that holds for these ingredients."""
    return next(iter(store.calibrations(ingredients_hash(dict(ingredients)))), None)


def standing(store: Store, run: RunInfo) -> str:
    """What the run's reliability is, in words."""
    if run.calibration is None:
        return "reliability is a rank"
    calibration = store.calibration(run.calibration)
    text = f"calibrated: version {calibration.id}, {calibration.labels:,} labels"
    if calibration.guarantee.threshold is not None:
        text += f"; under {calibration.guarantee.threshold:.3f} verdicts abstain"
    void = _differences(calibration.ingredients, ingredients_of(store, run))
    return f"{text}; void: {', '.join(void)} changed" if void else text


def applied_calibration(store: Store, run: RunInfo) -> Calibration | None:
    """The calibration that stands in the place of the run's ranks."""
    return None if run.calibration is None else store.calibration(run.calibration)


def _kept(store: Store, run: RunInfo, report: "CalibrationReport") -> Calibration | None:
    """The version of a report that tells something: a new one, or the newest where that says the same."""
    if report.guarantee is None:
        return None
    figures = {each.name: Span(value=each.value, low=each.low, high=each.high) for each in report.after}
    before = {
        f"before_{each.name}": Span(value=each.value, low=each.low, high=each.high) for each in report.before
    }
    made = Calibration(
        run=run.id,
        ingredients=ingredients_of(store, run),
        unit=report.unit,
        labels=report.labels,
        groups=report.groups,
        calibrator=report.calibrator,
        guarantee=report.guarantee,
        figures={**before, **figures},
    )
    newest = calibration_of(store, made.ingredients)
    if newest is not None and newest.model_copy(update={"id": 0, "created": "", "run": run.id}) == made:
        return newest
    return store.save_calibration(made)


def _chosen(store: Store, run: RunInfo, version: int | None) -> Calibration:
    ingredients = ingredients_of(store, run)
    if version is None:
        found = calibration_of(store, ingredients)
        if found is None:
            raise InputError(
                f"there is no calibration that holds for run {run.id}",
                f"fit one on labels: touchstone calibrate {run.id}",
            )
        return found
    found = store.calibration(version)
    void = _differences(found.ingredients, ingredients)
    if void:
        raise InputError(
            f"calibration version {version} does not hold for run {run.id}: {', '.join(void)} changed",
            f"fit one on this run's labels: touchstone calibrate {run.id}",
        )
    return found


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what is not the same, is there no more, or is new."""
    return tuple(name for name in {**before, **now} if before.get(name) != now.get(name))


def _require_same_data(stored: StoredRun) -> None:
    if stored.changed:
        raise InputError(
            f"{stored.run.spec.data} has changed since run {stored.run.id}",
            "a calibration is about what was judged: put the file back as it was, or judge it anew",
        )


def _is_unit(line: ResultLine, calibration: Calibration) -> bool:
    return line.is_aggregate == (calibration.unit != "criterion")


def _voted(
    store: Store, run: RunInfo, placed: Sequence[PlacedLine]
) -> list[tuple[ResultLine, Mapping[str, Vote]]]:
    """The verdict lines with their ranks and the votes on them."""
    verdicts = [each.line for each in placed if not each.line.is_aggregate]
    votes = [votes for _, votes in store.voted_lines(run.id)]
    return list(zip(verdicts, votes, strict=True))
