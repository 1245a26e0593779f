"""Finished runs over a small dataset, written through the real store: what the judge said is known."""

from pathlib import Path

from tests.homes import write_rows
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.domain.run import RunSpec
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.store import open_store

PROMPTS = 10
SYSTEMS = ("secret-system-one", "secret-system-two")
MET = Criterion(text="The response answers the question.")
CLEAR = Criterion(
    text="How clear it is.",
    scale=Scale(
        kind="ordinal", levels=tuple(ScaleLevel(value=n, description=f"level {n}") for n in (1, 2, 3))
    ),
)
RUBRIC = Rubric(level=RubricLevel.DATASET, criteria=(MET, CLEAR), provenance=Provenance(source="imported"))


def write_data(path: Path) -> Path:
    """Ten prompts of two subsets; two systems answered each, and ids that name them."""
    return write_rows(
        path,
        [
            {
                "id": f"q{number}",
                "prompt": f"Question {number}: [b]what[/b] is it?",
                "subset": "easy" if number < 7 else "hard",
                "responses": [
                    {"id": f"q{number}-{system}", "system": system, "response": f"Text {number}{system[-1]}."}
                    for system in SYSTEMS
                ],
            }
            for number in range(PROMPTS)
        ],
    )


def seed_judged(
    home: Path, data: Path, protocol: JudgeProtocol = "criteria", *, state: str = "finished"
) -> str:
    """A run of the protocol over the data; gives its id. Of 40 verdicts on criteria half pass."""
    dataset = read_dataset(data)
    with open_store(Home(home).database) as store:
        spec = RunSpec(kind="judge", data=str(data), protocol=protocol, judge="tiny")
        run = store.create_run(spec, dataset_digest=dataset.digest, marks=("marked",), models={}).id
        lines = [
            line
            for sample in dataset.samples
            for place, response in enumerate(sample.responses)
            for line in _lines(run, protocol, sample.id, response.id, response.system, good=place == 0)
        ]
        links = {sample.id: [RUBRIC.id] for sample in dataset.samples}
        store.save_unit(run, "judging-1", lines, rubrics=[(None, RUBRIC)], links=links)
        store.update_run(run, state=state)  # type: ignore[arg-type]
    return run


def _lines(
    run: str, protocol: JudgeProtocol, sample: str, response: str, system: str | None, *, good: bool
) -> list[ResultLine]:
    def line(**values: object) -> ResultLine:
        about = {"run": run, "sample_id": sample, "response_id": response, "system": system}
        return ResultLine.model_validate({**about, "protocol": protocol, **values})

    share = 0.9 if good else 0.2
    if protocol == "pairwise":
        pair = f"{sample}-{SYSTEMS[0]}|{sample}-{SYSTEMS[1]}"
        told = {"probabilities": {"A": 0.7, "B": 0.2, "tie": 0.1}, "preference": "A", "score": 0.75}
        return [line(response_id=pair, system=None, **told)] if good else []
    if protocol == "holistic":
        levels = {"1": 0.0, "2": 1 - share, "3": 0.0, "4": share, "5": 0.0}
        return [
            line(criterion_id="overall", probabilities=levels, score=share),
            line(probabilities=levels, score=share),
        ]
    binary = {"met": share, "not met": 1 - share, "cannot tell": 0.0, "not applicable": 0.0}
    return [
        line(criterion_id=MET.id, probabilities=binary, score=share),
        line(criterion_id=CLEAR.id, probabilities={"1": 1 - share, "2": 0.0, "3": share}, score=share),
        line(score=share),
    ]
