"""An exported adapter under llama.cpp gives the logits that PEFT gives in PyTorch (needs the extra `train`)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.lora.logits import Logits, logits
from tests.lora.tiny_transformers import tiny_model, vocabulary_of, write_gguf
from touchstone.lora import convert_peft

torch = pytest.importorskip("torch")
peft = pytest.importorskip("peft")
pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

CLOSE = 1e-2
LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"target_modules": LAYERS},
    "rslora": {"target_modules": LAYERS, "use_rslora": True},
    "patterns": {
        "target_modules": LAYERS,
        "rank_pattern": {"q_proj": 2, r"layers\.1\.mlp\.down_proj": 6},
        "alpha_pattern": {"self_attn.k_proj": 4, "up_proj": 16},
    },
    "rslora and patterns": {
        "target_modules": LAYERS,
        "use_rslora": True,
        "rank_pattern": {"v_proj": 8},
        "alpha_pattern": {"o_proj": 3},
    },
    "some layers": {"target_modules": ["q_proj", "k_proj"], "layers_to_transform": [1]},
    "lm_head": {"target_modules": [*LAYERS, "lm_head"]},
}


def peft_logits(model: Any, tokens: list[int], scale: float = 1.0) -> Logits:
    with torch.no_grad(), peft.helpers.rescale_adapter_scale(model, scale):
        found: Logits = model(torch.tensor([tokens])).logits[0].numpy()
    return found


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        *((family, "plain") for family in ("llama", "qwen3", "qwen2", "mistral")),
        *((family, kind) for family in ("llama", "qwen3") for kind in list(KINDS)[1:]),
    ],
)
def test_llama_cpp_gives_the_logits_of_peft(tmp_path: Path, family: str, kind: str) -> None:
    vocabulary = vocabulary_of(tmp_path)
    size = len(vocabulary["tokenizer.ggml.tokens"].value)
    model = tiny_model(family, size)
    base = write_gguf(model, family, vocabulary, tmp_path / "base.gguf")
    tokens = np.random.default_rng(0).integers(0, size, 24).tolist()
    with torch.no_grad():
        without = model(torch.tensor([tokens])).logits[0].numpy()
    assert np.abs(logits(base, tokens) - without).max() < CLOSE, "the two models are not the same"
    settings = peft.LoraConfig(
        r=4, lora_alpha=8, init_lora_weights=False, task_type="CAUSAL_LM", **KINDS[kind]
    )
    model = peft.get_peft_model(model, settings).eval()
    torch.manual_seed(1)
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    model.save_pretrained(tmp_path / "peft")
    adapter = convert_peft(tmp_path / "peft", tmp_path / "adapter.gguf", base=base, kind="f32")
    for scale in (1.0, 0.5):
        wanted = peft_logits(model, tokens, scale)
        apart = float(np.abs(logits(base, tokens, adapter, scale) - wanted).max())
        effect = float(np.abs(wanted - without).max())
        print(f"{family}, {kind}, scale {scale}: {apart:.1e} apart, effect {effect:.2f}")
        assert apart < CLOSE
        assert effect > 50 * CLOSE, "the adapter changes too little for this test to find a fault"
