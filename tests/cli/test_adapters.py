"""Entries with a LoRA as a user makes and uses them: add, show, verify, pull, judge."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.hub import FILE, REPO, running
from tests.cli.conftest import Ran
from tests.homes import write_rows
from tests.lora.adapters import write_peft
from touchstone.catalogue import BUNDLED
from touchstone.lora import convert_peft

Touchstone = Callable[..., Ran]
JUDGE = BUNDLED / "demo-judge.gguf"
HASH = sha256(JUDGE.read_bytes()).hexdigest()


@pytest.fixture
def peft(tmp_path: Path) -> Path:
    return write_peft(tmp_path / "peft", JUDGE)


@pytest.fixture
def judged(touchstone: Touchstone, tmp_path: Path) -> Callable[[str], Ran]:
    """Judges one response by two criteria."""
    criteria = [{"text": "The response names a river."}, {"text": "The response is one word."}]
    rubric = {"touchstone": 1, "level": "instance", "prompt": "Name a river.", "criteria": criteria}
    rows = [{"id": "a", "prompt": "Name a river.", "response": "The Rhine.", "rubric": rubric}]
    data = write_rows(tmp_path / "data.jsonl", rows)
    return lambda judge: touchstone("judge", data, "--judge", judge, "--json", "--allow-unscored", "1")


def test_an_adapter_changes_answers_and_keys(
    touchstone: Touchstone, judged: Callable[[str], Ran], peft: Path, tiny_home: Path
) -> None:
    assert touchstone("models", "add", "tuned", "demo-judge", "--adapter", peft).code == 0
    half = ("--adapter", peft, "--adapter-scale", "0.5")
    assert touchstone("models", "add", "half", "demo-judge", *half).code == 0
    ran = {name: judged(name) for name in ("demo-judge", "tuned", "half")}
    assert {each.code for each in ran.values()} == {0}, ran["tuned"].err
    assert [each.json["cached"] for each in ran.values()] == [0, 0, 0]
    said = {name: _probabilities(touchstone, each) for name, each in ran.items()}
    assert len({json.dumps(each) for each in said.values()}) == 3
    again = judged("tuned")
    assert again.json["cached"] == 2
    assert _probabilities(touchstone, again) == said["tuned"]
    assert len(list((tiny_home / "models" / "adapters").iterdir())) == 1, "converted once"


def _probabilities(touchstone: Touchstone, ran: Ran) -> list[Any]:
    exported = touchstone("runs", "export", ran.json["run"]).out
    return [json.loads(line)["probabilities"] for line in exported.splitlines()]


def test_a_run_is_not_resumed_with_another_adapter(
    touchstone: Touchstone, judged: Callable[[str], Ran], peft: Path, tmp_path: Path
) -> None:
    touchstone("models", "add", "tuned", "demo-judge", "--adapter", peft)
    ran = judged("tuned")
    write_peft(peft, JUDGE, lora_alpha=16)
    refused = touchstone("runs", "resume", ran.json["run"])
    assert refused.code == 2
    assert "has changed since run" in refused.err


def test_show_says_what_the_adapter_is(touchstone: Touchstone, peft: Path, tmp_path: Path) -> None:
    path = convert_peft(peft, tmp_path / "lora.gguf", base=JUDGE, base_sha256=HASH)
    added = ("--adapter", path, "--adapter-scale", "0.5", "--refined-from", "demo-generator")
    assert touchstone("models", "add", "mine", "demo-judge", *added).code == 0
    shown = touchstone("models", "show", "mine", "--json").json
    found = sha256(path.read_bytes()).hexdigest()
    assert (shown["adapter"], shown["adapter_hash"], shown["adapter_sha256"]) == (str(path), found, found)
    assert (shown["adapter_scale"], shown["adapter_alpha"]) == (0.5, 8.0)
    assert (shown["refined_from"], shown["role"], shown["n_ctx"]) == ("demo-generator", "judge", 4096)
    assert shown["adapter_made_for"] == f"org/base {HASH}"
    assert "LoRA x 0.5" in touchstone("models", "list").out


def test_verify_reads_both_files(touchstone: Touchstone, peft: Path) -> None:
    touchstone("models", "add", "mine", "demo-judge", "--adapter", peft)
    assert touchstone("models", "verify", "mine").code == 0
    write_peft(peft, JUDGE, {"base_model.model.model.layers.0.mlp.up_proj.lora_A.weight": _zeros(4, 4)})
    verified = touchstone("models", "verify", "mine", "--json")
    assert verified.code == 1
    assert [each["ok"] for each in verified.json["models"]][:2] == [None, False]
    used = touchstone("models", "check", "mine")
    assert used.code == 2
    assert "is not the file that its entry means" in used.err


def _zeros(*shape: int) -> Any:
    import numpy as np

    return np.zeros(shape, np.float32)


def test_the_file_that_an_adapter_was_made_for_is_checked(
    touchstone: Touchstone, peft: Path, tmp_path: Path
) -> None:
    other = "0" * 64
    path = convert_peft(peft, tmp_path / "lora.gguf", base=BUNDLED / "demo-base.gguf", base_sha256=other)
    touchstone("models", "add", "wrong", "demo-judge", "--adapter", path)
    refused = touchstone("models", "check", "wrong")
    assert refused.code == 2
    assert "made for another model file" in refused.err
    assert other[:12] in refused.err
    assert HASH[:12] in refused.err
    assert 'adapter_base = "any"' in refused.err
    touchstone("models", "add", "anyway", "demo-judge", "--adapter", path, "--any-base")
    assert touchstone("models", "check", "anyway").code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--adapter", "missing"), "no LoRA in GGUF form"),
        (("--adapter", "."), "has no adapter_config.json"),
        (("--adapter", str(JUDGE), "--refined-from", "demo-generater"), "no model is called"),
        (("--adapter", str(JUDGE), "--adapter-scale", "0"), "adapter_scale"),
        (("--adapter", "owner/repo", "--adapter-file", "x.bin"), "adapter_file must be"),
        (("--adapter", "owner/repo", "--adapter-file", "../x.gguf"), "no file of a hub repository"),
        (("--adapter-scale", "2"), "there is none"),
    ],
)
def test_refused(touchstone: Touchstone, options: tuple[str, ...], message: str) -> None:
    refused = touchstone("models", "add", "mine", "demo-judge", *options)
    assert refused.code == 2
    assert message in refused.err
    assert touchstone("models", "show", "mine").code == 2


def test_a_model_file_is_no_adapter(touchstone: Touchstone) -> None:
    touchstone("models", "add", "mine", "demo-judge", "--adapter", JUDGE)
    refused = touchstone("models", "check", "mine")
    assert refused.code == 2
    assert "is no LoRA adapter" in refused.err


def test_pull_fetches_model_and_adapter(touchstone: Touchstone, peft: Path, tiny_home: Path) -> None:
    adapter = ("--adapter", "owner/lora", "--adapter-file", "v1/adapter_model.safetensors")
    assert touchstone("models", "add", "far", REPO, FILE, "--role", "judge", *adapter).code == 0
    missing = touchstone("models", "check", "far")
    assert missing.code == 2
    assert "touchstone models pull far" in missing.err
    also = {f"owner/lora/v1/{path.name}": path.read_bytes() for path in peft.iterdir()}
    with running(JUDGE.read_bytes(), also) as hub:
        pulled = _pull(tiny_home, hub.endpoint)
        assert [Path(each["path"]).name for each in pulled["models"]] == [
            *(FILE, "adapter_model.safetensors", "adapter_config.json"),
        ]
        assert all(each["downloaded"] for each in pulled["models"])
        assert not any(each["downloaded"] for each in _pull(tiny_home, hub.endpoint)["models"])
    verified = touchstone("models", "verify", "far", "--json").json["models"]
    assert [each["ok"] for each in verified] == [True, True, True]
    assert touchstone("models", "check", "far").code == 0
    shutil.rmtree(tiny_home / "models" / "owner--lora")
    assert "not here yet" in touchstone("models", "check", "far").err


def _pull(home: Path, endpoint: str) -> Any:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))}
    result = subprocess.run(
        [sys.executable, "-m", "touchstone", "models", "pull", "far", "--json", "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment | {"HF_ENDPOINT": endpoint, "HF_HOME": str(home / "hf")},
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
