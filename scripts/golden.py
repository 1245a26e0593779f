#!/usr/bin/env python3
"""Records what an independent implementation gives: tests/engine/golden/*.json, made once, compared in tests.

`probabilities`: tiny random-weight GGUF models (seeded, so that the tests can build the same ones) are loaded
into the transformers classes of their architecture, in float32, and judge a few prompts.
`templates`: transformers renders each preset family's chat template (tests/families/families.toml).
Needs PyTorch and transformers (the dependency group `train`).
"""

import argparse
import json
import sys
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import gguf  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from transformers.utils import chat_template_utils  # noqa: E402

from scripts.build_family_models import families, family_model  # noqa: E402
from tests.engine.golden_cases import ARCHITECTURES, REQUESTS, SHAPE, TEMPLATE_MESSAGE, golden_model  # noqa: E402
from touchstone.domain.engine import Request  # noqa: E402
from touchstone.engine.labels import Tokens  # noqa: E402
from touchstone.engine.llama import open_vocab  # noqa: E402
from touchstone.engine.prompts import Prompt, Prompter  # noqa: E402
from touchstone.engine.settings import EngineSettings  # noqa: E402
from touchstone.engine.template import TODAY  # noqa: E402

FOLDER = ROOT / "tests" / "engine" / "golden"
Weights = dict[str, torch.Tensor]


def load_weights(path: Path) -> Weights:
    """Every tensor of the GGUF file by name, in float32."""
    return {tensor.name: torch.tensor(tensor.data.copy()) for tensor in gguf.GGUFReader(path).tensors}


def _unpermute(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """Undoes llama.cpp's order of the rows of Q and K (pairs side by side) for the Llama architecture."""
    rows, columns = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


_LAYER_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_GEMMA_NAMES = {
    **_LAYER_NAMES,
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
_MAMBA_NAMES = {
    "attn_norm": "norm",
    "ssm_in": "mixer.in_proj",
    "ssm_conv1d": "mixer.conv1d",
    "ssm_x": "mixer.x_proj",
    "ssm_dt": "mixer.dt_proj",
    "ssm_a": "mixer.A_log",
    "ssm_d": "mixer.D",
    "ssm_out": "mixer.out_proj",
}


def _rename(name: str, layer_names: dict[str, str], inner: str) -> str:
    parts = name.split(".")
    if parts[0] == "blk":
        ending = "" if parts[2] in ("ssm_a", "ssm_d") else f".{parts[3]}"
        return f"{inner}.layers.{parts[1]}.{layer_names[parts[2]]}{ending}"
    mamba = inner == "backbone"
    outer = {
        "token_embd": f"{inner}.embeddings" if mamba else f"{inner}.embed_tokens",
        "output_norm": f"{inner}.norm_f" if mamba else f"{inner}.norm",
        "output": "lm_head",
    }
    return f"{outer[parts[0]]}.{parts[1]}"


def transformers_model(arch: str, weights: Weights) -> Any:
    """The transformers model with the GGUF's weights. The test of the mapping is that both give the same."""
    n_vocab = len(weights["token_embd.weight"])
    if arch == "mamba":
        return _mamba(weights, n_vocab)
    common: dict[str, Any] = {
        "vocab_size": n_vocab,
        "hidden_size": SHAPE.n_embd,
        "intermediate_size": SHAPE.n_ff,
        "num_hidden_layers": SHAPE.n_layer,
        "num_attention_heads": SHAPE.n_head,
        "num_key_value_heads": SHAPE.n_head_kv,
        "max_position_embeddings": SHAPE.n_ctx,
        "rms_norm_eps": 1e-5,
        "attn_implementation": "eager",
        "tie_word_embeddings": "output.weight" not in weights,
        "pad_token_id": None,
    }
    names, state = _LAYER_NAMES, dict(weights)
    if arch == "gemma2":
        names = _GEMMA_NAMES
        head = SHAPE.n_embd // SHAPE.n_head
        common |= {"head_dim": head, "query_pre_attn_scalar": head, "sliding_window": SHAPE.window}
        state = {name: value - 1 if "norm" in name else value for name, value in state.items()}
    if arch == "llama":
        for name, value in state.items():
            if ".attn_q." in name or ".attn_k." in name:
                state[name] = _unpermute(value, SHAPE.n_head if ".attn_q." in name else SHAPE.n_head_kv)
    config, model_class = {
        "llama": (transformers.LlamaConfig, transformers.LlamaForCausalLM),
        "qwen2": (transformers.Qwen2Config, transformers.Qwen2ForCausalLM),
        "gemma2": (transformers.Gemma2Config, transformers.Gemma2ForCausalLM),
    }[arch]
    return _filled(
        model_class(config(**common)), {_rename(name, names, "model"): state[name] for name in state}
    )


def _mamba(weights: Weights, n_vocab: int) -> Any:
    config = transformers.MambaConfig(
        vocab_size=n_vocab,
        hidden_size=SHAPE.n_embd,
        state_size=SHAPE.d_state,
        num_hidden_layers=SHAPE.n_layer,
        conv_kernel=4,
        layer_norm_epsilon=1e-5,
        use_cache=False,
        tie_word_embeddings=True,
    )
    state = {}
    for name, value in weights.items():
        changed = torch.log(-value) if ".ssm_a" in name else value
        state[_rename(name, _MAMBA_NAMES, "backbone")] = (
            changed[:, None, :] if name.endswith("ssm_conv1d.weight") else changed
        )
    return _filled(transformers.MambaForCausalLM(config), state)


def _filled(model: Any, state: Weights) -> Any:
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise RuntimeError(f"weights do not fit: missing {missing}, unexpected {unexpected}")
    model.tie_weights()
    return model.float().eval()


def judge(model: Any, prompt: Prompt) -> dict[str, Any]:
    """The label distribution of one prompt, every continuation from a forward pass of its own."""
    assert prompt.labels
    logprobs: dict[Tokens, Any] = {}
    entropy = 0.0
    for prefix, tokens in prompt.labels.wanted.items():
        ids = torch.tensor([[*prompt.tokens.tolist(), *prefix]])
        with torch.no_grad():
            row = torch.log_softmax(model(ids).logits[0, -1].double(), dim=-1)
        logprobs[prefix] = row[list(tokens)].numpy()
        if not prefix:
            entropy = float(-(row.exp() * row).sum())
    shares, mass = prompt.labels.combine(logprobs)
    return {"probabilities": shares, "label_mass": mass, "entropy": entropy, "tokens": len(prompt.tokens)}


def _prompts(path: Path) -> list[Prompt]:
    prompter = Prompter(EngineSettings(path=path, model_hash=""), open_vocab(path), SHAPE.n_ctx)
    return [_asked(prompter, request) for request in REQUESTS]


def _asked(prompter: Prompter, request: Request) -> Prompt:
    prompt = prompter.prompt(request)
    assert isinstance(prompt, Prompt), prompt
    return prompt


def probabilities() -> dict[str, Any]:
    """The distributions of every golden model and request."""
    answers = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ARCHITECTURES:
            path = golden_model(name, Path(folder))
            model = transformers_model(ARCHITECTURES[name].arch, load_weights(path))
            answers[name] = [judge(model, prompt) for prompt in _prompts(path)]
    return answers


def templates() -> dict[str, str]:
    """Each family's prompt for one message, as transformers renders it (with the date that stands still)."""
    rendered = {}
    for family in families():
        vocab = open_vocab(family_model(family))
        bos, eos = (vocab.text(token) if token >= 0 else "" for token in (vocab.bos, vocab.eos))
        with mock.patch.object(chat_template_utils, "datetime") as clock:
            clock.now.return_value = datetime(TODAY.year, TODAY.month, TODAY.day)
            texts, _ = chat_template_utils.render_jinja_template(
                [[{"role": "user", "content": TEMPLATE_MESSAGE}]],
                chat_template=vocab.template,
                add_generation_prompt=True,
                bos_token=bos,
                eos_token=eos,
                **family.template_args,
            )
        rendered[family.name] = texts[0]
    return rendered


def main() -> None:
    """Writes the golden files."""
    makers = {"probabilities": probabilities, "templates": templates}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", help="probabilities, templates (default: both)")
    chosen = parser.parse_args().what
    versions = {name: version(name) for name in ("torch", "transformers", "llama-cpp-python")}
    FOLDER.mkdir(exist_ok=True)
    for name, make in makers.items():
        if not chosen or name in chosen:
            golden = {"made_by": "scripts/golden.py", "versions": versions, name: make()}
            path = FOLDER / f"{name}.json"
            path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
