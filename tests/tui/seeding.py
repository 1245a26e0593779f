"""A small home with runs, rubrics and a dataset, written through the real store."""

import json
from pathlib import Path

from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.files import read_dataset
from touchstone.store import Store

MARK = "demo model: not valid for your data"
PROMPTS = (
    "Name three fruits that grow on trees, one on each line, and nothing else.",
    "Explain to a child why the sky is blue. Use at most two sentences.",
    "Write a polite e-mail that moves a meeting from Monday to Thursday.",
    "List the risks of running a marathon untrained; end with one piece of advice.",
)
ANSWERS = {
    "atlas-7b": "Apple\nPear\nCherry",
    "brook-2": "Apples, pears and [b]bold[/b] cherries. \x1b[31mred\x1b[0m",
    "cedar": "I would rather talk about vegetables.",
}
CRITERIA = (
    Criterion(text="The response names exactly three fruits.", weight=2),
    Criterion(text="Each item is on a line of its own."),
    Criterion(text="The response adds nothing that was not asked for.", guard=True),
    Criterion(
        text="How clear the wording is.",
        scale=Scale(
            kind="ordinal",
            levels=(
                ScaleLevel(value=1, description="unclear"),
                ScaleLevel(value=2, description="clear in parts"),
                ScaleLevel(value=3, description="clear throughout"),
            ),
        ),
    ),
)


def write_dataset(path: Path) -> Path:
    """Four prompts with three responses each, in the project's form."""
    rows = [
        {"id": f"q{number}", "prompt": prompt, "responses": _responses()}
        for number, prompt in enumerate(PROMPTS, start=1)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _responses() -> list[dict[str, str]]:
    return [{"system": system, "response": text} for system, text in ANSWERS.items()]


def rubric_for(prompt: str, *, demo: bool = True) -> Rubric:
    """An instance-level rubric for the prompt."""
    told = Provenance(
        source="generated",
        generator="tiny-generator",
        prompt_version="generator-1",
        seed=0,
        demo_model=demo,
    )
    return Rubric(level=RubricLevel.INSTANCE, criteria=CRITERIA, prompt=prompt, provenance=told)


def lines_of(run: str, sample_id: str, response_id: str, system: str, met: float) -> list[ResultLine]:
    """A verdict on each criterion and the aggregate; a low `met` leaves two of them unscored."""

    def line(**values: object) -> ResultLine:
        about = {"run": run, "sample_id": sample_id, "response_id": response_id, "system": system}
        return ResultLine.model_validate({**about, "protocol": "criteria", **values})

    lines = [
        line(
            criterion_id=criterion.id,
            probabilities=_probabilities(criterion, max(met - 0.1 * number, 0.02)),
            score=max(met - 0.1 * number, 0.02),
            label_mass=0.93,
            entropy=0.41,
            rationale="It names three and stops." if number == 0 else None,
        )
        for number, criterion in enumerate(CRITERIA)
    ]
    if met >= 0.3:
        return [*lines, line(score=met)]
    weak = {"score": None, "unscored": "label mass 0.07 is under 0.2", "label_mass": 0.07}
    lines[1] = lines[1].model_copy(update=weak)
    return [*lines, line(bounds=(0.1, 0.4), unscored="2 of 5 parts of the weight are unscored")]


def _probabilities(criterion: Criterion, share: float) -> dict[str, float]:
    if criterion.scale.kind == "ordinal":
        return {"1": 1 - share, "2": share / 4, "3": share * 3 / 4}
    return {"met": share, "not met": 0.97 - share, "cannot tell": 0.02, "not applicable": 0.01}


def seed_run(store: Store, data: Path, *, state: str = "finished") -> RunInfo:
    """A run over the dataset with a verdict for each criterion and response."""
    dataset = read_dataset(data)
    spec = RunSpec(
        kind="judge",
        data=str(data),
        protocol="criteria",
        rubric="instance",
        judge="tiny-judge",
        generator="tiny-generator",
    )
    run = store.create_run(spec, dataset_digest=dataset.digest, marks=(MARK,), models={"judge": "0" * 64})
    verdicts = 0
    for number, sample in enumerate(dataset.samples):
        rubric = rubric_for(sample.prompt)
        lines: list[ResultLine] = []
        for place, response in enumerate(sample.responses):
            met = (0.95, 0.6, 0.2)[(number + place) % 3]
            lines += lines_of(run.id, sample.id, response.id, response.system or "", met)
        verdicts += sum(not line.is_aggregate for line in lines)
        counters = Counters(
            verdicts=verdicts,
            unscored=number + 1,
            tokens_total=5120 * (number + 1),
            tokens_distinct=910 * (number + 1),
            tokens_computed=910 * (number + 1),
            seconds=3.4 * (number + 1),
        )
        store.save_unit(run.id, f"judging-{number}", lines, rubrics=[(None, rubric)], counters=counters)
        store.link_rubrics(run.id, {sample.id: [rubric.id]})
    store.update_run(run.id, state=state)
    return store.run(run.id)
