"""`rubrics audit`: which run is meant, what is asked for it, and the report that comes of it."""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.catalogue import load_catalogue
from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event, RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.card.asker import Asker
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.results.stored import StoredRun, judging_run, on_labels, read_stored
from touchstone.runner.rubrics.audit_meta import MetaAudit
from touchstone.runner.rubrics.audit_probes import probe
from touchstone.runner.rubrics.auditing import Read, read_material
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation.audit.probed import Probed
    from touchstone.evaluation.audit.report import AuditReport
    from touchstone.evaluation.report import Figure

PROBED = 100
"""How many responses are changed by default."""

RUNS_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class AuditSpec:
    """What an audit asks beside what is stored. `probed`: so many responses are changed and judged; 0: none.

    `second`: another meta-judge, which is asked the same as the first.
    """

    probed: int = 0
    meta_judge: str | None = None
    second: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Audited:
    """A run's audit, and what the meta-judges came to."""

    run: RunInfo
    rubrics: tuple[Rubric, ...]
    report: "AuditReport"
    meta: "tuple[Figure, ...]" = ()
    meta_findings: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()


class Audits:
    """Audits of runs, or of rubrics in the newest run that used each. Iterated over, it gives the events."""

    def __init__(self, home: Home, refs: Sequence[str], spec: AuditSpec, stop: threading.Event) -> None:
        self._home, self._refs, self._spec, self._stop = home, refs, spec, stop
        self.found: list[Audited] = []

    def __iter__(self) -> Iterator[Event]:
        if self._spec.second and not self._spec.meta_judge:
            raise InputError(
                "--second names a second meta-judge, but there is no first", "add --meta-judge NAME"
            )
        with open_store(self._home.database) as store:
            for run, rubric in [find_audited(store, ref) for ref in self._refs]:
                audited = yield from self._audit(store, run, rubric)
                self.found.append(audited)

    def _audit(self, store: Store, run: RunInfo, rubric: Rubric | None) -> Generator[Event, None, Audited]:
        # SciPy takes a second to load: no other command waits for it.
        from touchstone.evaluation.audit.audit import audit

        stored = read_stored(store, run)
        read = read_material(stored, rubric)
        probes: list[Probed] = []
        if self._spec.probed:
            probes = yield from self._probe(store, stored, read)
        report = audit(run.id, read.material, too_few=read.too_few, probes=probes, seed=self._spec.seed)
        figures: Sequence[Figure] = ()
        findings: Sequence[Finding] = ()
        if self._spec.meta_judge:
            figures, findings = yield from self._meta(store, stored)
        notices = tuple(on_labels(run, changed=stored.changed))
        rubrics = (rubric,) if rubric else tuple(stored.rubrics)
        return Audited(run, rubrics, report, tuple(figures), tuple(findings), notices)

    def _probe(self, store: Store, stored: StoredRun, read: Read) -> "Generator[Event, None, list[Probed]]":
        with closing(self._judge_of(store, stored.run)) as judge:
            asker = Asker(store, self._stop)
            return (yield from probe(asker, judge, stored, read, self._spec.probed, self._spec.seed))

    def _judge_of(self, store: Store, run: RunInfo) -> OpenModel:
        """The run's judge. Raises InputError where its file is another one by now."""
        judge = open_model(
            self._home, store, load_catalogue(self._home), run.spec.judge, "judge", run.spec.overlong
        )
        if judge.settings.weights_hash == run.models.get("judge"):
            return judge
        judge.close()
        raise InputError(
            f"the model file of the run's judge ({run.spec.judge}) has changed since run {run.id}",
            "judge the data again, or audit without --probe",
        )

    def _meta(
        self, store: Store, stored: StoredRun
    ) -> "Generator[Event, None, tuple[list[Figure], list[Finding]]]":
        from touchstone.evaluation.audit.meta import meta_figures

        asked = MetaAudit(store, stored, self._stop)
        catalogue = load_catalogue(self._home)
        for name in filter(None, (self._spec.meta_judge, self._spec.second)):
            with closing(open_model(self._home, store, catalogue, name, "judge")) as model:
                yield from asked.ask(model)
        return meta_figures(asked.met)


def audit_run(home: Home, ref: str, *, seed: int = 0) -> Audited:
    """The audit of what is stored of a run, or of a rubric in its newest run; no model is asked.

    Raises InputError as `find_audited` and `read_material` do.
    """
    audits = Audits(home, [ref], AuditSpec(seed=seed), threading.Event())
    for _ in audits:
        pass
    return audits.found[0]


def find_audited(store: Store, ref: str) -> tuple[RunInfo, Rubric | None]:
    """The run that `ref` names; or the rubric that it names, with the newest run that judged by it.

    Raises InputError for neither, and for a rubric that judged nothing.
    """
    try:
        return judging_run(store, ref), None
    except InputError as no_run:
        try:
            rubric = store.rubric(ref)
        except InputError:
            raise no_run from None
    for run_id in store.runs_with(rubric.id, limit=RUNS_LOOKED_AT):
        run = store.run(run_id)
        if run.spec.kind == "judge" and run.spec.protocol in (None, "criteria"):
            return run, rubric
    raise InputError(
        f"rubric {rubric.id} has judged nothing criterion by criterion",
        f"judge some responses by it: touchstone judge DATA --rubric {rubric.id}",
    )
