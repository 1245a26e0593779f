"""What a run needs before it starts: data, rubric choice and models; their faults are found here."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from touchstone.catalogue import Catalogue, load_catalogue
from touchstone.domain.dataset import Dataset, Pair, Response, Sample
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.runner.further.opening import (
    Further,
    check_further,
    name_of,
    named_for_good,
    open_further,
)
from touchstone.runner.judging.given import Given, given_rubrics
from touchstone.runner.judging.plan import targets
from touchstone.runner.models.formats import fitted, require_askable
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.rubrics.meta_judge import META_JUDGE, check_best_of, open_meta_judge
from touchstone.store import Store

CHOICES = ("own", "instance", "dataset", "both", "none")
"""The words that choose rubrics; anything else is a rubric's id or file."""


@dataclass(slots=True)
class Setup:
    """A run's ingredients. `spec` names models and files for good; `given` are the rubrics that were named.

    `further`: the models that are asked beside the judge. `notices`: what the user should know of the named rubrics.
    """

    spec: RunSpec
    dataset: Dataset
    judge: OpenModel | None
    generator: OpenModel | None
    given: Given | None = None
    further: Further = field(default_factory=Further)
    notices: Sequence[str] = ()
    meta_judge: OpenModel | None = None

    @property
    def models(self) -> dict[str, OpenModel]:
        """The run's models by their role."""
        named = {"judge": self.judge, "generator": self.generator, META_JUDGE: self.meta_judge}
        return {role: model for role, model in named.items() if model is not None} | self.further.by_role

    def close(self) -> None:
        """Frees the models."""
        for model in self.models.values():
            model.close()


def prepare(
    home: Home,
    store: Store,
    spec: RunSpec,
    dataset: Dataset | None = None,
    kept: KeptModels | None = None,
) -> Setup:
    """Reads and opens what the spec names (the dataset, unless it is given). InputError: what is amiss.

    `kept` lends models that stay loaded after the run.
    """
    if spec.out:
        spec = spec.model_copy(update={"out": str(_writable(Path(spec.out)))})
    if dataset is None:
        path = Path(spec.data).expanduser().absolute()
        dataset = read_dataset(path, limit=spec.limit)
        spec = spec.model_copy(update={"data": str(path)})
    catalogue = load_catalogue(home)
    generator: OpenModel | None = None
    if spec.kind == "rubrics":
        check_best_of(spec)
        generator = open_model(home, store, catalogue, spec.generator, "generator", spec.overlong, kept)
        spec = spec.model_copy(update={"generator": name_of(generator, spec.generator)})
        meta_judge = None
        if spec.best_of:
            meta_judge = open_meta_judge(
                home, store, catalogue, spec.meta_judge, generator, spec.overlong, kept
            )
            spec = spec.model_copy(update={"meta_judge": name_of(meta_judge, spec.meta_judge)})
        return Setup(spec, dataset, None, generator, meta_judge=meta_judge)
    check_further(spec)
    _check_targets(dataset, spec)
    given, notices = None, list[str]()
    if spec.rubric not in (None, *CHOICES):
        given = given_rubrics(store, str(spec.rubric), CHOICES)
        notices = given.told(dataset.samples)
        spec = spec.model_copy(update={"rubric": given.name})
    judge = open_model(home, store, catalogue, spec.judge, "judge", spec.overlong, kept)
    spec = spec.model_copy(update={"judge": name_of(judge, spec.judge)})
    spec = fitted(spec, dataset, judge)
    further = open_further(home, store, catalogue, spec, judge, kept)
    for model in filter(None, (judge, further.second, *further.jury)):
        require_askable(spec, dataset, given.rubrics if given else (), model)
    spec = named_for_good(spec, further)
    if generation_level(spec, dataset):
        generator = _generator(home, store, catalogue, spec, judge, kept)
        spec = spec.model_copy(update={"generator": name_of(generator, spec.generator)})
    return Setup(spec, dataset, judge, generator, given, further, notices)


def generation_level(spec: RunSpec, dataset: Dataset) -> Literal["instance", "dataset", "both"] | None:
    """What has to be generated for the rubric choice: instance rubrics where the file has none."""
    if spec.kind == "rubrics":
        return spec.level or "instance"
    if spec.rubric in ("instance", "dataset", "both"):
        return spec.rubric  # type: ignore[return-value]
    if spec.rubric is None and to_generate(spec, dataset):
        return "instance"
    return None


def to_generate(spec: RunSpec, dataset: Dataset) -> tuple[Sample, ...]:
    """The samples whose prompts are asked about: all, or by default those without a rubric of their own."""
    if spec.kind == "rubrics" or spec.rubric is not None:
        return dataset.samples
    return tuple(sample for sample in dataset.samples if lacks_own(sample, spec))


def lacks_own(sample: Sample, spec: RunSpec) -> bool:
    """Whether the file gives no rubric for some of what is judged of the sample."""
    return any(own_rubric(sample, target) is None for target in targets(sample, spec.protocol or "criteria"))


def own_rubric(sample: Sample, target: Response | Pair) -> Rubric | None:
    """The rubric that the file gives for a response or a pair."""
    if isinstance(target, Pair):
        return sample.rubric or sample.response(target.a).rubric
    return target.rubric or sample.rubric


def _generator(
    home: Home,
    store: Store,
    catalogue: Catalogue,
    spec: RunSpec,
    judge: OpenModel,
    kept: KeptModels | None,
) -> OpenModel:
    """The generator; the judge itself where both are the same model, so that it is loaded once."""
    generator = open_model(home, store, catalogue, spec.generator, "generator", spec.overlong, kept)
    if generator.settings != judge.settings:
        return generator
    generator.close()
    return judge


def _has_own(sample: Sample) -> bool:
    return bool(sample.rubric or any(response.rubric for response in sample.responses))


def _check_targets(dataset: Dataset, spec: RunSpec) -> None:
    protocol = spec.protocol or "criteria"
    if any(targets(sample, protocol) for sample in dataset.samples):
        if spec.rubric == "own" and not any(_has_own(sample) for sample in dataset.samples):
            raise InputError(f"{dataset.path} gives no rubrics of its own", "choose another --rubric")
        return
    if dataset.faults:
        return
    if protocol == "pairwise":
        raise InputError(
            f"{dataset.path}: there is no prompt with two responses to compare",
            "give response_a and response_b, or several responses of equal prompts",
        )
    raise InputError(f"{dataset.path}: there are no responses to judge", "give each row a `response`")


def _writable(path: Path) -> Path:
    """The absolute path of an output file, which can be made. Raises InputError."""
    path = path.expanduser().absolute()
    if path.suffix.lower() not in (".jsonl", ".csv"):
        raise InputError(f"--out {path}: neither a .jsonl nor a .csv file", "choose one of the two endings")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise InputError(f"--out {path}: its folder is not there or not writable", "choose another one")
    return path
