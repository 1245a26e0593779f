from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "touchstone.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def new_run(store: Store) -> Callable[[], RunInfo]:
    def create() -> RunInfo:
        spec = RunSpec(kind="judge", data="d.jsonl", protocol="criteria", judge="demo-judge")
        return store.create_run(spec, dataset_digest="digest", marks=("marked",), models={"judge": "hash"})

    return create


def line(run: str, sample: str, criterion: str | None = "c", **more: object) -> ResultLine:
    """A verdict line; an aggregate without a criterion."""
    values = {"run": run, "sample_id": sample, "response_id": "r", "criterion_id": criterion, **more}
    return ResultLine.model_validate({"protocol": "criteria", **values})


def rubric(*texts: str, prompt: str | None = None, **provenance: object) -> Rubric:
    return Rubric(
        level=RubricLevel.INSTANCE if prompt else RubricLevel.DATASET,
        criteria=tuple(Criterion(text=text) for text in texts),
        prompt=prompt,
        provenance=Provenance.model_validate({"source": "generated", **provenance}),
    )
