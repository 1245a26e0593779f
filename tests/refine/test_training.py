"""Training processes on tiny random models: what they save, how they stop and go on, how they fail."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from touchstone.catalogue import BUNDLED
from touchstone.domain.engine import Counters
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.refine import Training
from touchstone.refine.training.job import CHECKPOINTS, STEPS, Job
from touchstone.refine.training.start import train

pytest.importorskip("torch")
pytestmark = pytest.mark.train

GENERATOR = BUNDLED / "demo-generator.gguf"
SETTINGS = Training(rank=4, alpha=8, learning_rate=1e-3, batch=4, epochs=2, max_length=64)


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    rows = [
        {"prompt_ids": [5, 6, 7, number], "chosen_ids": [8, 9, 2], "rejected_ids": [10, 11, 2]}
        for number in range(20, 44)
    ]
    rows.append({"prompt_ids": [5] * 80, "chosen_ids": [8], "rejected_ids": [9]})
    path = tmp_path / "tokens.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def events(job: Job, stop: threading.Event | None = None) -> Iterator[Any]:
    return train(job, "training", Counters(), stop or threading.Event())


def steps_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / STEPS).read_text().splitlines()]


def stopped_at_the_sixth(told: Iterator[Any], stop: threading.Event) -> None:
    for number, _ in enumerate(told):
        if number == 5:
            stop.set()


def test_the_bundled_generator_learns_its_preferences(tmp_path: Path, tokens: Path) -> None:
    job = Job(gguf=GENERATOR, tokens=tokens, out=tmp_path / "dpo", training=SETTINGS)
    list(events(job))
    steps = [step for step in steps_of(job.out) if step["loss"] is not None]
    assert steps[-1]["steps"] == 12
    assert steps[-1]["margin"] > steps[0]["margin"]
    assert (job.out / "adapter_model.safetensors").exists()
    assert not (job.out / CHECKPOINTS).exists()
    again = Job(
        gguf=GENERATOR, adapter=job.out, tokens=tokens, out=tmp_path / "sft", method="sft", training=SETTINGS
    )
    list(events(again))
    assert (again.out / "adapter_model.safetensors").exists()


@pytest.mark.parametrize("family", ["qwen3", "llama"])
def test_checkpoints_of_both_families_are_trained(family: str, tmp_path: Path, tokens: Path) -> None:
    from transformers import AutoTokenizer

    from tests.lora.tiny_transformers import tiny_model

    weights = tmp_path / family
    tiny_model(family, 3072).save_pretrained(weights)
    AutoTokenizer.from_pretrained(BUNDLED, gguf_file=GENERATOR.name).save_pretrained(weights)
    job = Job(gguf=GENERATOR, weights=str(weights), tokens=tokens, out=tmp_path / "out", training=SETTINGS)
    list(events(job))
    from safetensors.numpy import load_file

    trained = load_file(job.out / "adapter_model.safetensors")
    modules = {name.split(".")[-3] for name in trained}
    assert modules == {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
    assert any(abs(values).max() > 0 for name, values in trained.items() if "lora_B" in name)


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path, tokens: Path) -> None:
    stop = threading.Event()
    slow = SETTINGS.model_copy(update={"epochs": 30.0})
    job = Job(gguf=GENERATOR, tokens=tokens, out=tmp_path / "out", training=slow)
    with pytest.raises(Interrupted):
        stopped_at_the_sixth(events(job, stop), stop)
    done = steps_of(job.out)[-1]["step"]
    assert 0 < done < 180
    assert not (job.out / "adapter_model.safetensors").exists()
    list(events(job))
    after = [step["step"] for step in steps_of(job.out)]
    assert after[-1] == 180
    assert after.count(1) == 1


def test_a_failure_says_what_the_process_said(tmp_path: Path, tokens: Path) -> None:
    job = Job(gguf=tmp_path / "none.gguf", tokens=tokens, out=tmp_path / "out", training=SETTINGS)
    with pytest.raises(TouchstoneError, match="training failed"):
        list(events(job))
