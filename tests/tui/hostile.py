"""Runs whose every text tries to act on the terminal: for the screens that show results."""

import json
from pathlib import Path

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.files import read_dataset
from touchstone.store import Store

HOSTILE = "[/foo] [b]bold[/b] \x1b[31mred\x1b[0m \x00 🦊 漢字 \u202eאבג [@click=app.quit]x[/]"
CRITERIA = (
    Criterion(text=f"The answer is brief. {HOSTILE}", weight=3),
    Criterion(text="The answer is rude.", weight=-1),
)
SUBSETS = ("law", "maths")


def write_rows(path: Path) -> Path:
    """Three samples of two labelled responses each; in the pairs' file one labelled pair each."""
    rows = [
        {
            "id": f"s{number}",
            "prompt": f"Question {number}. {HOSTILE}",
            "subset": SUBSETS[number % 2],
            "responses": [
                {"system": f"one [/foo] {HOSTILE}", "response": f"First answer. {HOSTILE}", "score": 1},
                {"system": "two", "response": "Second answer.", "score": 0},
            ],
        }
        for number in range(3)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_pairs(path: Path) -> Path:
    """Two labelled pairs."""
    rows = [
        {
            "id": f"s{number}",
            "prompt": f"Question {number}. {HOSTILE}",
            "response_a": f"First answer. {HOSTILE}",
            "response_b": "Second answer.",
            "label": "A",
            "annotators": [f"Ada {HOSTILE}"],
        }
        for number in range(2)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _run(store: Store, data: Path, **spec: object) -> RunInfo:
    dataset = read_dataset(data)
    made = RunSpec.model_validate(
        {"kind": "judge", "data": str(data), "rubric": "dataset", "judge": "j", **spec}
    )
    return store.create_run(made, dataset_digest=dataset.digest, marks=(), models={})


def _rubric() -> Rubric:
    told = Provenance(source="imported", origin=f"rubric {HOSTILE}.json")
    return Rubric(level=RubricLevel.DATASET, criteria=CRITERIA, provenance=told)


def seed_reasons(store: Store, data: Path) -> RunInfo:
    """A run with rationales. By sample: s0 agrees with its labels, s1 does not, s2 changes after its reason.

    The first response's entropy falls from sample to sample; s2's second response has an unscored verdict.
    """
    run, rubric = _run(store, data, protocol="criteria", rationale=True), _rubric()
    for number, sample in enumerate(read_dataset(data).samples):
        lines = []
        for place, response in enumerate(sample.responses):
            about = {
                "run": run.id,
                "sample_id": sample.id,
                "response_id": response.id,
                "system": response.system,
            }
            met = (0.9, 0.1)[place] if number != 1 else (0.2, 0.8)[place]
            for criterion in CRITERIA:
                for reason in (None, f"Because {HOSTILE}"):
                    score = 1 - met if reason and number == 2 and criterion.weight > 0 else met
                    lines.append(
                        ResultLine.model_validate(
                            {
                                **about,
                                "protocol": "criteria",
                                "criterion_id": criterion.id,
                                "rationale": reason,
                            }
                            | {"probabilities": {"met": score, "not met": 1 - score}, "score": score}
                            | {"label_mass": 0.95, "entropy": 0.6 - 0.1 * number - 0.02 * place}
                        )
                    )
            if number == 2 and place == 1:
                weak = {"score": None, "unscored": f"label mass 0.05 {HOSTILE}"}
                lines[-2] = lines[-2].model_copy(update=weak)
            lines.append(ResultLine.model_validate({**about, "protocol": "criteria", "score": met}))
        store.save_unit(run.id, f"judging/{number}", lines, rubrics=[(None, rubric)])
        store.link_rubrics(run.id, {sample.id: [rubric.id]})
    store.update_run(run.id, state="finished")
    return store.run(run.id)


def seed_pairs(store: Store, data: Path) -> RunInfo:
    """A run over pairs: the orders of the first agree, those of the second do not."""
    run, rubric = _run(store, data, protocol="pairwise"), _rubric()
    for number, sample in enumerate(read_dataset(data).samples):
        about = {
            "run": run.id,
            "sample_id": sample.id,
            "response_id": sample.pairs[0].id,
            "protocol": "pairwise",
        }
        for_a, for_b = {"A": 0.8, "B": 0.1, "tie": 0.1}, {"A": 0.3, "B": 0.6, "tie": 0.1}
        orders = [("ab", for_a, "A"), ("ba", for_b if number else for_a, "B" if number else "A")]
        lines = [
            ResultLine.model_validate(
                {**about, "order": order, "probabilities": found, "preference": preferred}
                | {"score": found["A"] + 0.05, "label_mass": 0.9, "entropy": 0.5}
            )
            for order, found, preferred in orders
        ]
        mean = {label: sum(found[label] for _, found, _ in orders) / 2 for label in for_a}
        lines.append(
            ResultLine.model_validate(
                {**about, "probabilities": mean, "preference": "A", "score": mean["A"] + 0.05}
            )
        )
        store.save_unit(run.id, f"judging/{number}", lines, rubrics=[(None, rubric)])
        store.link_rubrics(run.id, {sample.id: [rubric.id]})
    store.update_run(run.id, state="finished")
    return store.run(run.id)
