"""The weakened generator is built from the bundled file alone: what is read from it is what it holds."""

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("transformers")

import gguf
import numpy as np
import torch

from scripts.refine import weaken
from scripts.train.learning.trees import Encoder

pytestmark = pytest.mark.train


def test_without_a_step_of_training_the_file_is_the_bundled_one(tmp_path: Path) -> None:
    # As people run it, in a process of its own: in one that has held other models, quantising has crashed.
    command = [sys.executable, "-m", "scripts.refine.weaken", "--steps", "0", "--out", tmp_path / "same.gguf"]
    subprocess.run(command, check=True, capture_output=True)
    before, after = (
        {
            tensor.name: gguf.dequantize(tensor.data, tensor.tensor_type)
            for tensor in gguf.GGUFReader(file).tensors
        }
        for file in (weaken.BUNDLED, tmp_path / "same.gguf")
    )
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_allclose(after[name], values, atol=2e-3 * np.abs(values).max(), err_msg=name)


def test_batches_are_of_rubrics_with_faults_and_depend_on_the_seed_alone() -> None:
    encoder = Encoder(weaken.read_tokenizer(weaken.BUNDLED))
    first, again, other = (list(islice(weaken.batches(encoder, seed), 3)) for seed in (0, 0, 1))
    assert all(torch.equal(a.tokens, b.tokens) for a, b in zip(first, again, strict=True))
    assert [batch.tokens.tolist() for batch in first] != [batch.tokens.tolist() for batch in other]
    assert all(batch.size <= weaken.BATCH_TOKENS for batch in first)
