"""An exported adapter under llama.cpp gives the logits that PEFT gives in PyTorch (needs the extra `train`)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.lora.adapters import in_f32
from tests.lora.logits import Logits, logits
from tests.lora.tiny_transformers import tiny_model, vocabulary_of, write_gguf
from touchstone.catalogue import BUNDLED
from touchstone.lora import convert_peft

torch = pytest.importorskip("torch")
peft = pytest.importorskip("peft")
transformers = pytest.importorskip("transformers")
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


def _random_adapter(model: Any, spread: float) -> Any:
    torch.manual_seed(1)
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=spread)
    return model.eval()


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
    model = _random_adapter(peft.get_peft_model(model, settings), 0.2)
    model.save_pretrained(tmp_path / "peft")
    adapter = convert_peft(tmp_path / "peft", tmp_path / "adapter.gguf", base=base, kind="f32")
    for scale in (1.0, 0.5):
        wanted = peft_logits(model, tokens, scale)
        apart = float(np.abs(logits(base, tokens, adapter, scale) - wanted).max())
        effect = float(np.abs(wanted - without).max())
        assert apart < CLOSE
        assert effect > 50 * CLOSE, "the adapter changes too little for this test to find a fault"


def test_an_adapter_of_the_bundled_generator_as_transformers_loads_it(tmp_path: Path) -> None:
    """Trained on the weights as Transformers reads them from GGUF, used on the quantised file itself."""
    base = BUNDLED / "demo-generator.gguf"
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(base.parent), gguf_file=base.name, dtype=torch.float32
    ).eval()
    tokens = np.random.default_rng(0).integers(5, model.config.vocab_size, 48).tolist()
    with torch.no_grad():
        without = model(torch.tensor([tokens])).logits[0].numpy()
    settings = peft.LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
    model = _random_adapter(peft.get_peft_model(model, settings), 0.05)
    model.save_pretrained(tmp_path / "peft")
    wanted = peft_logits(model, tokens)
    full = in_f32(base, tmp_path / "full.gguf")
    exact, half = (
        convert_peft(tmp_path / "peft", tmp_path / f"{kind}.gguf", base=base, kind=kind)  # type: ignore[arg-type]
        for kind in ("f32", "f16")
    )
    assert np.abs(wanted - without).max() > 1
    assert np.abs(logits(full, tokens, exact) - wanted).max() < CLOSE
    assert np.abs(logits(full, tokens, half) - wanted).max() < CLOSE
    # What is left on the quantised file is the rounding of its activations, which it has without an adapter too.
    rounding = np.abs(logits(base, tokens) - without).mean()
    assert np.abs(logits(base, tokens, exact) - wanted).mean() < 2 * rounding
