import json
import threading
from pathlib import Path

import pytest

from tests.engine.golden_cases import ARCHITECTURES, REQUESTS, golden_model
from touchstone.domain.engine import Answer
from touchstone.engine import EngineSettings, open_engine

GOLDEN = Path(__file__).parent / "golden" / "probabilities.json"
TOLERANCE = 2e-3


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_distributions_equal_those_of_transformers_on_the_same_weights(name: str, tmp_path: Path) -> None:
    golden = json.loads(GOLDEN.read_text("utf-8"))["probabilities"][name]
    settings = EngineSettings(
        path=golden_model(name, tmp_path),
        model_hash=name,
        n_ctx=1024,
        gpu_layers=0,
        kv_type="f32",
        flash_attn=False,
        probe_file=tmp_path / "probe.json",
    )
    engine = open_engine(settings)
    try:
        (unit,) = engine.run([REQUESTS], threading.Event())
    finally:
        engine.close()
    for answer, expected in zip(unit.answers, golden, strict=True):
        assert isinstance(answer, Answer)
        assert answer.distribution
        assert answer.distribution.probabilities == pytest.approx(expected["probabilities"], abs=TOLERANCE)
        assert answer.distribution.label_mass == pytest.approx(expected["label_mass"], abs=TOLERANCE)
        assert answer.distribution.entropy == pytest.approx(expected["entropy"], abs=TOLERANCE)
    assert unit.counters.tokens_computed == unit.counters.tokens_distinct
    assert unit.counters.tokens_distinct < unit.counters.tokens_total


@pytest.mark.train
def test_the_golden_file_is_still_what_transformers_gives() -> None:
    from scripts.golden import probabilities

    recorded = json.loads(GOLDEN.read_text("utf-8"))["probabilities"]
    for name, answers in probabilities().items():
        for answer, expected in zip(answers, recorded[name], strict=True):
            assert answer["probabilities"] == pytest.approx(expected["probabilities"], abs=1e-4)
            assert answer["label_mass"] == pytest.approx(expected["label_mass"], abs=1e-4)
