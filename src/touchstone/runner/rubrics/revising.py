"""`rubrics revise`: findings from lint and the audit, criteria written anew, proposals, and their versions."""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from touchstone.catalogue import load_catalogue
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import Event, Notice, Phase, RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.rubrics import dataset_requests, instance_request, parse_criteria
from touchstone.rubrics.instance import rubric_writing
from touchstone.rubrics.lint import findings as lint_findings
from touchstone.rubrics.revision import Effect, Faultless, Revision, needs_rewriting, revise, steps
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.results.stored import read_stored
from touchstone.runner.rubrics.again import TEMPERATURE, sample_of
from touchstone.runner.rubrics.auditing import read_material
from touchstone.runner.rubrics.edit import save_edited
from touchstone.store import Store, open_store

SEEDS = (1, 2, 3)
"""What a prompt's criteria are written anew with."""

_AT_ONCE = 128
"""The rubrics whose requests are in memory together."""


@dataclass(slots=True)
class _Case:
    """A rubric with what was found of it. `effects`: by number, what leaving a criterion out does to agreement."""

    rubric: Rubric
    findings: list[Finding]
    effects: dict[int, Effect] = field(default_factory=dict)
    anew: list[str] = field(default_factory=list)


class Revisions:
    """Revisions of a rubric, or of all that a run used. Iterated over, it gives the events."""

    def __init__(self, home: Home, ref: str, generator: str | None, stop: threading.Event) -> None:
        self._home, self._ref, self._generator, self._stop = home, ref, generator, stop
        self.found: list[Revision] = []

    def __iter__(self) -> Iterator[Event]:
        with open_store(self._home.database) as store:
            run, rubrics = _meant(store, self._ref)
            samples = _samples(run)
            cases = [_Case(rubric, list(lint_findings(rubric))) for rubric in rubrics]
            yield from _audited(store, run, cases)
            yield from self._write_anew(store, cases, samples)
        self.found = [
            revise(
                case.rubric,
                case.findings,
                anew=case.anew,
                faultless=_is_faultless(case),
                effects=case.effects,
            )
            for case in cases
        ]

    def _write_anew(self, store: Store, cases: Sequence[_Case], samples: Sequence[Sample]) -> Iterator[Event]:
        """Asks the generator for other criteria, for the rubrics that need one; without a generator it says so."""
        needing = [case for case in cases if any(map(needs_rewriting, case.findings))]
        asked = [(case, _requests(store, case.rubric, samples)) for case in needing]
        asked = [(case, requests) for case, requests in asked if requests]
        if not asked:
            return
        try:
            model = self._open(store, asked[0][0].rubric)
        except InputError as error:
            if self._generator:
                raise
            yield Notice(f"no criterion is written anew: {error.message}")
            return
        with closing(model):
            for start in range(0, len(asked), _AT_ONCE):
                yield from _answered(store, model, asked[start : start + _AT_ONCE], self._stop)

    def _open(self, store: Store, first: Rubric) -> OpenModel:
        """The generator that was named, else the one that wrote the rubric, else the default one."""
        catalogue = load_catalogue(self._home)
        name = self._generator or first.provenance.generator
        if self._generator is None and name not in catalogue.entries:
            name = None
        return open_model(self._home, store, catalogue, name, "generator")


def apply_revision(store: Store, revision: Revision) -> list[Rubric]:
    """Saves each step as a version made from the one before; gives them in order."""
    made = [revision.rubric]
    for _, changed in steps(revision):
        saved = save_edited(store, made[-1], changed)
        made += [saved] if saved is not None else []
    return made[1:]


def _meant(store: Store, ref: str) -> tuple[RunInfo | None, list[Rubric]]:
    """(the run that is named, its rubrics), or (the newest run that used it, the rubric). Raises InputError."""
    try:
        run = store.find_run(ref)
    except InputError as no_run:
        try:
            rubric = store.rubric(ref)
        except InputError:
            raise no_run from None
        used = store.runs_with(rubric.id, limit=1)
        return (store.run(used[0]) if used else None), [rubric]
    rubrics = [store.rubric(id) for id in store.run_rubrics(run.id)]
    if not rubrics:
        raise InputError(f"run {run.id} used no rubric", "name one that did; see: touchstone runs list")
    return run, rubrics


def _samples(run: RunInfo | None) -> Sequence[Sample]:
    """The data of the run; none where it cannot be read any more."""
    if run is None:
        return ()
    try:
        return read_dataset(Path(run.spec.data), limit=run.spec.limit).samples
    except InputError:
        return ()


def _audited(store: Store, run: RunInfo | None, cases: Sequence[_Case]) -> Iterator[Event]:
    """Adds what the run's verdicts say of the rubrics, where it judged criterion by criterion."""
    if run is None or run.spec.kind != "judge" or run.spec.protocol not in (None, "criteria"):
        return
    # SciPy takes a second to load.
    from touchstone.evaluation.audit.audit import audit

    yield Phase("audit")
    try:
        stored = read_stored(store, run)
        read = read_material(stored, cases[0].rubric if len(cases) == 1 else None)
    except InputError as error:
        yield Notice(f"verdicts are not looked at: {error.message}")
        return
    report = audit(run.id, read.material, too_few=read.too_few)
    by_id = {case.rubric.id: case for case in cases}
    for each in report.findings:
        if each.rubric in by_id:
            by_id[each.rubric].findings.append(each.finding)
    for judged in report.criteria:
        change = judged.figure("agreement_change")
        if change is not None and change.value is not None and judged.rubric in by_id:
            low, high = change.low, change.high
            effect = Effect(
                change=-change.value,
                low=None if high is None else -high,
                high=None if low is None else -low,
                n=change.n,
            )
            by_id[judged.rubric].effects[judged.number] = effect


def _requests(store: Store, rubric: Rubric, samples: Sequence[Sample]) -> list[Request]:
    """What asks for the rubric's criteria anew; nothing where its prompts are not known any more."""
    if rubric.prompt is not None:
        sample = next((each for each in samples if each.prompt == rubric.prompt), None)
        sample = sample or sample_of(store, rubric, rubric.prompt)
        return [instance_request(sample, seed=seed, temperature=TEMPERATURE) for seed in SEEDS]
    development = [sample for sample in samples if sample.group in rubric.provenance.groups]
    development = development or list(samples[:4])
    return [
        replace(request, writing=rubric_writing(seed, TEMPERATURE))
        for seed in SEEDS
        for request in dataset_requests(development, seed)
    ]


def _answered(
    store: Store, model: OpenModel, asked: Sequence[tuple[_Case, list[Request]]], stop: threading.Event
) -> Generator[Event, None, None]:
    batch = Batch(model, store, [requests for _, requests in asked])
    yield from load(model, store, "generator", stop, needed=bool(batch.missing))
    yield Phase("writing criteria anew")
    with closing(batch.answers(stop)) as answers:
        for (case, _), answered in zip(asked, answers, strict=True):
            store.save_answers(answered.fresh)
            for answer in answered.answers:
                texts = parse_criteria(answer)
                case.anew += texts if isinstance(texts, list) else []


def _is_faultless(case: _Case) -> Faultless:
    def is_faultless(criterion: Criterion) -> bool:
        alone = Rubric(
            level=case.rubric.level,
            criteria=(criterion,),
            prompt=case.rubric.prompt,
            provenance=case.rubric.provenance,
        )
        return not any(finding.criteria for finding in lint_findings(alone))

    return is_faultless
