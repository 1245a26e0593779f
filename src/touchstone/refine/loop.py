"""A refinement from its beginning to its end: rounds, each from the last promoted generator; then last figures.

Source: arXiv 2605.30568, with labels before the meta-judge's word, and a gate.
"""

import threading
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from touchstone.domain.dataset import Dataset
from touchstone.domain.model import DEMO_MARK
from touchstone.domain.run import REFINEMENT, Event, Finished, Notice, Started
from touchstone.errors import InputError, Interrupted
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.refine.bench import Bench
from touchstone.refine.folder import Begun, Folder, new_folder, new_id
from touchstone.refine.judged import labelled_pairs
from touchstone.refine.opening import Models, opened_models
from touchstone.refine.round import Round
from touchstone.refine.series import Series
from touchstone.refine.settings import RefineSpec
from touchstone.refine.splitting import Split, split_samples
from touchstone.refine.training.start import require_training
from touchstone.runner.lock import alone_on
from touchstone.store import open_store

START = "start"
"""The generator that a refinement began with, among the last figures."""
FINISHED = "finished.json"


def refine(home: Home, spec: RefineSpec, stop: threading.Event) -> Iterator[Event]:
    """Begins a refinement and carries it out. Each stage is saved; `resume` goes on after an interruption.

    Raises InputError before anything is computed: no such file, model or extra, or too few prompts.
    """
    require_training()
    _require_weights(spec)
    dataset = _read(spec)
    split_samples(dataset.samples, spec.rounds, spec.seed)
    with open_store(home.database) as store, opened_models(Bench(home, store, stop)) as models:
        hashes = _hashes(models, spec)
        demo = any(model.entry.is_demo for model in models.opened.values())
    begun = Begun(
        id=new_id(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        spec=spec,
        digest=dataset.digest,
        hashes=hashes,
        marks=(DEMO_MARK,) if demo else (),
    )
    folder = new_folder(home, begun)
    yield from _carried_out(home, folder, dataset, stop)


def resume(home: Home, folder: Folder, stop: threading.Event) -> Iterator[Event]:
    """Goes on where a refinement was left. Raises InputError where its data or one of its models changed."""
    begun = folder.begun()
    dataset = _read(begun.spec)
    if dataset.digest != begun.digest:
        raise InputError(
            f"{begun.spec.data} has changed since refinement {begun.id} began", "put it back, or start again"
        )
    require_training()
    with open_store(home.database) as store, opened_models(Bench(home, store, stop)) as models:
        for role, hash in _hashes(models, begun.spec).items():
            if hash != begun.hashes.get(role):
                raise InputError(f"the {role}'s file has changed since", "put it back, or start again")
    yield from _carried_out(home, folder, dataset, stop)


def _read(spec: RefineSpec) -> Dataset:
    return read_dataset(Path(spec.data), limit=spec.limit)


def _require_weights(spec: RefineSpec) -> None:
    """Raises InputError where the weights to train on are no checkpoint: hours before training would find out."""
    if spec.weights is not None and not (Path(spec.weights) / "config.json").is_file():
        raise InputError(
            f"{spec.weights} is no checkpoint that transformers reads",
            "give the folder with its config.json, or leave --weights out: the GGUF file is read",
        )


def _hashes(models: Models, spec: RefineSpec) -> dict[str, str]:
    """The hashes of all models' files, by role. Raises InputError for one that is not there."""
    named = {"judge": spec.judge, "second judge": spec.second_judge, "meta-judge": spec.meta_judge}
    found = {role: models.get(name, "judge").settings.weights_hash for role, name in named.items() if name}
    return {"generator": models.get(spec.generator, "generator").settings.weights_hash, **found}


def _carried_out(home: Home, folder: Folder, dataset: Dataset, stop: threading.Event) -> Iterator[Event]:
    begun = folder.begun()
    with (
        alone_on(f"{REFINEMENT}-{begun.id}", home.database),
        open_store(home.database) as store,
        opened_models(Bench(home, store, stop)) as models,
    ):
        yield Started(f"{REFINEMENT} {begun.id}", begun.spec.rounds, 0, 0, begun.marks)
        try:
            promoted = yield from _rounds(models, folder, begun, dataset)
        except Interrupted:
            raise Interrupted(
                f"refinement {begun.id} was interrupted; its finished stages are saved",
                f"Go on with: touchstone refine resume {begun.id}",
            ) from None
        summary: dict[str, float | int | str | None] = {"generator": promoted}
        yield Finished(f"{REFINEMENT} {begun.id}", models.bench.counters, 0.0, True, summary)


def _rounds(models: Models, folder: Folder, begun: Begun, dataset: Dataset) -> Generator[Event, None, str]:
    """All rounds, then the last figures; gives the name of the generator that stands in the end."""
    spec = begun.spec
    split = split_samples(dataset.samples, spec.rounds, spec.seed)
    if not any(labelled_pairs(sample) for sample in dataset.samples):
        yield Notice("no labels that prefer one response to another: the meta-judge alone decides")
    parent = spec.generator
    made: dict[str, str] = {START: parent}
    for number, gate in enumerate(split.gates, start=1):
        round_ = Round(models, folder, spec, number, parent, split.training, gate)
        decision = yield from round_.carry_out()
        told = round_.made()
        made[f"round {number}"] = told.dpo
        if told.sft:
            made[f"round {number} sft"] = told.sft
        if decision.promoted:
            parent = told.dpo
        else:
            yield Notice(f"round {number}: {told.dpo} is not promoted: {'; '.join(decision.reasons)}")
    yield from _last_figures(models, folder, spec, split, made)
    return parent


def _last_figures(
    models: Models, folder: Folder, spec: RefineSpec, split: Split, made: dict[str, str]
) -> Iterator[Event]:
    """Every generator on the prompts that nothing was decided by."""
    series = Series(models, folder, spec, None, split.last)
    for who, name in made.items():
        yield from series.greedy(who, name)
    if spec.baselines:
        yield from series.best_of("best of several", spec.generator)
