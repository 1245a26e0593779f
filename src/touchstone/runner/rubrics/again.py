"""Another rubric for the prompt of one: drawn with a new seed, since greedy writing would only repeat itself."""

import threading
from contextlib import closing, suppress
from pathlib import Path

from touchstone.catalogue import load_catalogue
from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.domain.rubric import Provenance, Rubric, RubricLevel
from touchstone.errors import InputError, TouchstoneError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.rubrics import generated_by, instance_request, instance_rubric
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.store import Store, open_store

TEMPERATURE = 0.5
TRIES = 3
"""How many answers are asked for before it is said that the generator has nothing else to write."""

RUNS_LOOKED_AT = 3
"""In the data of so many runs the prompt is looked for, with the reference and system prompt that belong to it."""


def generate_again(home: Home, ref: str, stop: threading.Event) -> Rubric:
    """A new rubric for the prompt of the instance-level rubric that `ref` names, saved with that one as its parent.

    The same generator writes it, or the default one where that is gone. Raises InputError, TouchstoneError where the
    generator writes nothing new, and Interrupted after `stop`.
    """
    with open_store(home.database) as store:
        old = store.rubric(ref)
        if old.level is not RubricLevel.INSTANCE or old.prompt is None:
            raise InputError(
                f"rubric {old.id} is not for one prompt",
                "a rubric for a whole file is generated from the file: touchstone rubrics generate DATA "
                "--level dataset --seed 1",
            )
        sample = sample_of(store, old, old.prompt)
        catalogue = load_catalogue(home)
        name = old.provenance.generator
        name = name if name in catalogue.entries else None
        with closing(open_model(home, store, catalogue, name, "generator")) as model:
            for _ in load(model, store, "generator", stop, needed=True):
                pass
            return _written(store, model, sample, old, stop)


def sample_of(store: Store, old: Rubric, prompt: str) -> Sample:
    """The prompt as a run's data has it; the bare prompt where no run's data can be read any more."""
    for run_id in store.runs_with(old.id, limit=RUNS_LOOKED_AT):
        spec = store.run(run_id).spec
        with suppress(InputError):
            samples = read_dataset(Path(spec.data), limit=spec.limit).samples
            if found := next((sample for sample in samples if sample.prompt == prompt), None):
                return found
    return Sample(id="1", prompt=prompt, group=content_hash(prompt, 10))


def _written(store: Store, model: OpenModel, sample: Sample, old: Rubric, stop: threading.Event) -> Rubric:
    """The first new rubric, of the seeds that have not been used for this prompt."""
    known = {old.id, *(info.id for info in store.made_from(old.id))}
    seed, tries, reason = 0, 0, ""
    while tries < TRIES:
        seed += 1
        request = instance_request(sample, seed=seed, temperature=TEMPERATURE)
        batch = Batch(model, store, [[request]])
        with closing(batch.answers(stop)) as answers:
            answered = next(answers)
        if store.rubric_for(answered.keys[0]) is not None:
            continue
        tries += 1
        store.save_answers(answered.fresh)
        rubric = instance_rubric(sample, answered.answers[0], _origin(model, seed, old))
        if isinstance(rubric, Rubric) and rubric.id not in known:
            return store.rubric(store.save_rubric(rubric, request_key=answered.keys[0]))
        reason = "it wrote the same as before" if isinstance(rubric, Rubric) else rubric.reason
    raise TouchstoneError(f"no new rubric in {TRIES} tries; the last time: {reason}", "try another generator")


def _origin(model: OpenModel, seed: int, old: Rubric) -> Provenance:
    """Where the new rubric comes from: the generator, and the rubric that it is another version of."""
    told = generated_by(
        model.entry.name,
        model.settings.weights_hash,
        seed,
        demo_model=model.entry.is_demo,
        temperature=TEMPERATURE,
    )
    return told.model_copy(update={"parent": old.id})
