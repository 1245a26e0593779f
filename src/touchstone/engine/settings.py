"""What an engine is opened with: the model file, how it is asked, and how much of the machine it may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from touchstone.domain.base import content_hash


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA in GGUF form, laid over the weights. `sha256`: of the file. `scale`: 1.0 is as it was trained."""

    path: Path
    sha256: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Everything that opening a model takes.

    `model_hash`: SHA-256 of the file. `n_ctx`: the longest prompt with its answer, in tokens; None chooses
    it from the model and free memory. `chat_template`: instead of the GGUF's. `answer_prefix`: trusted text
    after the template's generation prompt. `overlong`: what happens to a request longer than n_ctx.
    `flash_attn`: None is llama.cpp's choice: on, where the model allows it.
    `kv_cells`: tokens the KV cache holds for all branches together; None chooses. `n_batch`: tokens in one
    decode, a multiple of four; None chooses. `probe_file`: where the crash probe's finding is kept.
    """

    path: Path
    model_hash: str
    n_ctx: int | None = None
    gpu_layers: int | Literal["auto"] = "auto"
    chat_template: str | None = None
    template_args: Mapping[str, object] = field(default_factory=dict)
    answer_prefix: str = ""
    overlong: Literal["refuse", "truncate"] = "refuse"
    adapter: Adapter | None = None
    kv_type: Literal["f16", "f32", "q8_0"] = "f16"
    flash_attn: bool | None = None
    threads: int | None = None
    probe_file: Path | None = None
    kv_cells: int | None = None
    n_batch: int | None = None

    @property
    def weights_hash(self) -> str:
        """What stands for the weights where they are recorded: the file's SHA-256; with a LoRA, one over that, the
        LoRA's and its scale."""
        if self.adapter is None:
            return self.model_hash
        return content_hash([self.model_hash, self.adapter.sha256, self.adapter.scale])
