"""What a refinement was asked to do: all that fixes its results, kept with it and read back when it is resumed."""

from typing import Literal, Self

from pydantic import Field, model_validator

from touchstone.domain.base import Value
from touchstone.domain.results import JudgeProtocol

Method = Literal["dpo", "sft"]
"""Preference pairs, or fine-tuning on the better rubric of each: the baseline."""


class Training(Value):
    """How an adapter is trained. The defaults are those of arXiv 2605.30568, with a likelihood term added.

    `likelihood`: the weight of the chosen rubric's mean negative log-likelihood beside the DPO loss. `max_length`:
    tokens of a prompt with its rubric; longer pairs are left out. `quantise`: the weights in 4 bits (QLoRA, nf4);
    "auto" where a CUDA device and bitsandbytes are there.
    """

    rank: int = Field(default=64, ge=1)
    alpha: float = Field(default=128.0, gt=0)
    dropout: float = Field(default=0.05, ge=0, lt=1)
    beta: float = Field(default=0.1, gt=0)
    learning_rate: float = Field(default=5e-6, gt=0)
    batch: int = Field(default=16, ge=1)
    epochs: float = Field(default=3.0, gt=0)
    max_length: int = Field(default=2048, ge=64)
    likelihood: float = Field(default=0.1, ge=0)
    quantise: Literal["auto", "yes", "no"] = "auto"


class RefineSpec(Value):
    """A refinement as the user chose it.

    `weights`: a folder with the generator's weights as transformers reads them; None: they are read from its GGUF
    file. `second_judge` has a say in the gate alone. `meta_judge`: by default
    the judge. `min_gap`: the least difference in reward between the rubrics of a pair; `pairs`: the most pairs that a
    prompt gives; `meetings`: how many of a prompt's candidates' pairs the meta-judge sees.
    """

    data: str
    generator: str
    judge: str
    second_judge: str | None = None
    meta_judge: str | None = None
    rounds: int = Field(default=2, ge=1, le=20)
    candidates: int = Field(default=8, ge=2, le=64)
    temperature: float = Field(default=0.8, gt=0, le=2)
    pairs: int = Field(default=2, ge=1)
    min_gap: float = Field(default=0.05, gt=0)
    meetings: int = Field(default=10, ge=1)
    protocol: JudgeProtocol = "criteria"
    limit: int | None = None
    seed: int = 0
    weights: str | None = None
    baselines: bool = True
    training: Training = Training()

    @model_validator(mode="after")
    def _check_protocol(self) -> Self:
        if self.protocol == "holistic":
            raise ValueError("rubrics are rewarded under the protocols criteria and pairwise")
        return self
