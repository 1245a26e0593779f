"""What a training process is asked to do, and what it reports: plain values, since another process reads them."""

from pathlib import Path

from touchstone.domain.base import Value
from touchstone.refine.settings import Method, Training


class Job(Value):
    """One training. Where two of `weights` and `gguf` are given, the weights are read from `weights`.

    `gguf`: the generator's file, read (and dequantised) by transformers. `adapter`: the PEFT folder that training
    goes on from; None: a new adapter. `tokens`: JSON lines {"prompt_ids", "chosen_ids", "rejected_ids"}. `out`: the
    folder for the PEFT adapter; checkpoints lie in it until the end.
    """

    gguf: Path
    weights: str | None = None
    adapter: Path | None = None
    tokens: Path
    out: Path
    method: Method = "dpo"
    training: Training = Training()
    seed: int = 0


class Step(Value):
    """A step of training. `accuracy`: the share of pairs (0..1) whose chosen rubric the policy prefers by now."""

    step: int
    steps: int
    loss: float | None = None
    accuracy: float | None = None
    margin: float | None = None


WEIGHTS = "adapter_model.safetensors"
"""The file whose presence says that training came to its end."""
CHECKPOINTS = "checkpoints"
"""The folder of what an interrupted training goes on from."""
STEPS = "steps.jsonl"
"""The file of the steps that were reported, also by an earlier process."""
STOPPED = 75
"""The exit code of a process that was asked to stop and saved what it had."""
