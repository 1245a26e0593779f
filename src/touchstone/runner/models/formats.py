"""What a judge's own format has to do with a run: whether it can ask what the run wants to know."""

from collections.abc import Iterable, Sequence

from touchstone.domain.dataset import Dataset
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.judging import PROMPT_VERSION, Format
from touchstone.runner.models.opening import OpenModel


def prompt_version(judge: OpenModel) -> str:
    """What names the wording of a judge's questions: that of Touchstone's prompts, or of the judge's own format."""
    return judge.form.version if judge.form else PROMPT_VERSION


def fitted(spec: RunSpec, dataset: Dataset, judge: OpenModel) -> RunSpec:
    """The spec as the judge's format can ask it: without a rubric where it shows none and none was asked for."""
    form, protocol = judge.form, spec.protocol or "criteria"
    if form is None or protocol not in form.protocols() or form.shows_rubric(protocol) or spec.rubric:
        return spec
    if any(_own_rubrics(dataset)):
        return spec
    return spec.model_copy(update={"rubric": "none"})


def require_askable(spec: RunSpec, dataset: Dataset, given: Sequence[Rubric], judge: OpenModel) -> None:
    """Raises InputError, before anything runs, where the judge's format cannot ask what the spec wants to know."""
    form = judge.form
    if form is None:
        return
    name, protocol = f"the format {form.name} of {judge.entry.name}", spec.protocol or "criteria"
    if protocol not in form.protocols():
        raise InputError(
            f"{name} has no prompt for the protocol {protocol}",
            f"judge with --protocol {' or '.join(form.protocols())}, or with another judge",
        )
    if spec.rationale and not form.writes_first(protocol):
        raise InputError(f"{name} gives its verdict before any reason", "judge without --rationale")
    if not form.shows_rubric(protocol) and spec.rubric != "none":
        raise InputError(f"{name} has no place for a rubric", "judge with --rubric none")
    if protocol == "criteria" and spec.rubric != "none":
        rubrics = given or (_own_rubrics(dataset) if spec.rubric in (None, "own") else ())
        _require_expressible(name, form, (criterion for rubric in rubrics for criterion in rubric.criteria))


def _require_expressible(name: str, form: Format, criteria: Iterable[Criterion]) -> None:
    for criterion in criteria:
        if obstacle := form.obstacle(criterion):
            raise InputError(
                f"{name} cannot ask for {criterion.text!r}: {obstacle}",
                "give the criterion such levels, or judge with another judge",
            )


def _own_rubrics(dataset: Dataset) -> Iterable[Rubric]:
    """The rubrics that the file gives."""
    for sample in dataset.samples:
        yield from filter(None, (sample.rubric, *(response.rubric for response in sample.responses)))
