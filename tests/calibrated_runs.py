"""A finished run whose labels are known, and how sure its judge was: right as often as its entropy says."""

import random
from math import exp
from pathlib import Path

from tests.homes import write_rows
from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.run import RunSpec
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.rubrics import NO_RUBRIC
from touchstone.store import open_store


def write_labelled(path: Path, prompts: int = 150, *, labels: bool = True) -> Path:
    """Prompts with one response each, two of three of which are good, and a label that says so."""
    rows = [
        {
            "id": f"r{number}",
            "prompt": f"Question [b]{number}[/b]?",
            "response": f"Answer {number}.",
            **({"score": float(number % 3 > 0)} if labels else {}),
        }
        for number in range(prompts)
    ]
    return write_rows(path, rows)


def seed_calibratable(
    home: Path, data: Path, *, skill: float = 6.0, lean: float = 0.6, base: bool = True, seed: int = 0
) -> str:
    """A run over `data` without a rubric; gives its id.

    `skill`: how much entropies tell (0: nothing). `lean`: the higher, the more is right.
    """
    chance = random.Random(seed)
    dataset = read_dataset(data)
    with open_store(Home(home).database) as store:
        spec = RunSpec(
            kind="judge", data=str(data), protocol="criteria", rubric="none", judge="tiny", base=base
        )
        models = {"judge": "a" * 64, **({"base": "b" * 64} if base else {})}
        run = store.create_run(
            spec, dataset_digest=dataset.digest, marks=("marked",), models=models, prompt_version="judge-1"
        )
        lines: list[ResultLine] = []
        votes: dict[int, list[Vote]] = {}
        for number, sample in enumerate(dataset.samples):
            response = sample.responses[0]
            about = {
                "run": run.id,
                "sample_id": sample.id,
                "response_id": response.id,
                "protocol": "criteria",
            }
            entropy, hard = chance.uniform(0.05, 1.0), chance.uniform(0.2, 1.2)
            right = chance.random() < 1 / (1 + exp(-skill * (lean - entropy + 0.5 * hard)))
            met = (number % 3 > 0) == right
            sure = 0.98 - 0.4 * entropy
            score = sure if met else 1 - sure
            rank = hard - entropy if base else -entropy
            votes[len(lines)] = [Vote(voter="base", model="b", entropy=hard)] if base else []
            verdict = {
                "criterion_id": NO_RUBRIC.id,
                "probabilities": {"met": score, "not met": 1 - score},
                "label_mass": 0.95,
                "entropy": entropy,
            }
            lines.append(ResultLine.model_validate({**about, **verdict, "score": score, "reliability": rank}))
            lines.append(ResultLine.model_validate({**about, "score": score, "reliability": rank}))
        store.save_unit(run.id, "judging-1", lines)
        store.revise_unit(
            run.id, "judging-1", "base-1", votes=votes, lines={}, answers={}, counters=Counters(), costs={}
        )
        store.update_run(run.id, state="finished", layout="leaf")
    return run.id
